import { useState } from 'react';
import { t } from '@/i18n/t';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `limit` graphemes of a text, and whether something was left away. */
export function cut(text: string, limit: number): { text: string; more: boolean } {
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (count === limit) return { text: kept.trimEnd(), more: true };
    kept += segment;
    count += 1;
  }
  return { text, more: false };
}

/** Bidi-isolated for use inside a plain string (a title, a label, an announcement). */
export function isolated(text: string, limit = 60): string {
  const shown = cut(text, limit);
  return `\u2068${shown.text}${shown.more ? '…' : ''}\u2069`;
}

type UntrustedProps = { text: string; limit?: number; className?: string };

/** Text that an agent or a merchant wrote: isolated, never markup, cut at its end. */
export function Untrusted({ text, limit = 60, className = '' }: UntrustedProps) {
  const shown = cut(text, limit);
  return (
    <bdi className={className} {...(shown.more ? { title: cut(text, 600).text } : {})}>
      {shown.text}
      {shown.more ? '…' : ''}
    </bdi>
  );
}

/** A longer claim, folded after `limit` graphemes. */
export function UntrustedNote({ text, limit = 280 }: { text: string; limit?: number }) {
  const [all, setAll] = useState(false);
  const shown = cut(text, limit);
  return (
    <>
      <bdi className="whitespace-pre-line [overflow-wrap:anywhere]">{all ? text : shown.text}</bdi>
      {shown.more && !all ? (
        <>
          {'… '}
          <button
            type="button"
            className="rounded-4 px-0.5 py-1 text-accent underline"
            onClick={() => setAll(true)}
          >
            {t('common.showAll')}
          </button>
        </>
      ) : null}
    </>
  );
}

type DomainProps = { host: string; registrable: string | null; className?: string };

/** A host name cut at its start, so that the part one has to register stays, in bold. */
export function Domain({ host, registrable, className = '' }: DomainProps) {
  const bold = registrable && host.endsWith(registrable) ? registrable : host;
  const before = host.slice(0, host.length - bold.length);
  return (
    <bdi className={`domain ${className}`} title={host}>
      {before ? <span className="domain-start">{before}</span> : null}
      <strong className="font-semibold">{bold}</strong>
    </bdi>
  );
}

/** The first letter of a name in a tile; remote icons are never loaded. */
export function Monogram({ name }: { name: string }) {
  const letter = [...graphemes.segment(name.trim())][0]?.segment ?? '·';
  return (
    <span aria-hidden className="monogram">
      <bdi>{letter.toLocaleUpperCase()}</bdi>
    </span>
  );
}
