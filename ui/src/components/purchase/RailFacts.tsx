import { BadgeCheck, Dot, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Untrusted } from '@/components/Untrusted';
import { hasKey, type Key, t, tMaybe, Words } from '@/i18n/t';
import { clock, shortDate } from '@/i18n/time';
import type { Card, CardLine } from '@/ipc/types';
import { Money } from '@/money/Money';

/** How the money would move: what was checked, what goes out, until when; the rest in details. */
export function RailFacts({ card }: { card: Card }) {
  const lines = card.payment?.lines ?? [];
  return (
    <>
      {lines.length > 0 ? (
        <section aria-label={t('card.payment')} data-testid="payment-lines">
          <ul className="flex flex-col gap-1.5">
            {lines.map((line) => (
              <Line key={line.code} line={line} />
            ))}
          </ul>
        </section>
      ) : null}
      {card.facts.length > 0 ? (
        <details className="text-13">
          <summary className="cursor-pointer text-t2">
            {t('facts.title', { rail: tMaybe(`rails.${card.rail}`) ?? card.rail })}
          </summary>
          <dl className="facts mt-2">
            {card.facts.map(({ name, value }) => (
              <RailFact key={name} name={name} value={value} />
            ))}
          </dl>
        </details>
      ) : null}
    </>
  );
}

const TONES: Record<CardLine['tone'], { icon: LucideIcon; look: string }> = {
  verified: { icon: BadgeCheck, look: 'text-ok' },
  plain: { icon: Dot, look: 'text-t3' },
  warn: { icon: TriangleAlert, look: 'text-warn' },
};

function Line({ line }: { line: CardLine }) {
  const { icon: Icon, look } = TONES[line.tone];
  const key = `lines.${line.code}`;
  return (
    <li className="flex items-start gap-2 text-13">
      <Icon size={16} strokeWidth={1.75} aria-hidden className={`mt-0.5 shrink-0 ${look}`} />
      <span className={`min-w-0 ${line.tone === 'warn' ? 'text-warn' : 'text-t2'}`}>
        {hasKey(key) ? <Words k={key as Key} values={values(line.params)} /> : line.text}
      </span>
    </li>
  );
}

/** Names in a sentence are somebody else's: isolated and short. Times are told by this clock. */
function values(params: CardLine['params']): Record<string, ReactNode> {
  const shown: Record<string, ReactNode> = {};
  for (const [name, value] of Object.entries(params)) {
    shown[name] =
      name === 'until' ? (
        <time dateTime={value}>{`${shortDate(value, Date.parse(value))}, ${clock(value)}`}</time>
      ) : (
        <Untrusted
          text={value}
          limit={40}
          className={value.length > 16 ? '[overflow-wrap:anywhere]' : 'whitespace-nowrap'}
        />
      );
  }
  return shown;
}

/** The network, and what a token is worth; below the amount, because it is part of it. */
export function Worth({ card }: { card: Card }) {
  const { about, network } = card.payment ?? {};
  if (!about && !network) return null;
  return (
    <span className="block text-13 font-normal text-t2" data-testid="card-worth">
      {network ? t('card.on', { network }) : null}
      {network && about ? ', ' : null}
      {about ? (
        <Words
          k={
            about.less
              ? about.date
                ? 'card.lessRate'
                : 'card.lessPromise'
              : about.date
                ? 'card.aboutRate'
                : 'card.aboutPromise'
          }
          values={{ amount: <Money value={about.amount} />, date: about.date }}
        />
      ) : null}
    </span>
  );
}

/** Whether somebody vouches for who sells: next to the name it is about. */
export function Vouched({ card }: { card: Card }) {
  const first = card.payment?.lines[0];
  if (first?.code === 'merchant_signed') {
    return (
      <span className="pill bg-ok-bg text-ok">
        <BadgeCheck size={12} strokeWidth={2} aria-hidden />
        {t('card.verified')}
      </span>
    );
  }
  if (first?.tone !== 'warn') return null;
  return (
    <span className="pill bg-warn-bg text-warn">
      <TriangleAlert size={12} strokeWidth={2} aria-hidden />
      {t('card.notVerified')}
    </span>
  );
}

function RailFact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{tMaybe(`facts.${name}`) ?? name}</dt>
      <dd className={`[overflow-wrap:anywhere] ${value.length > 24 ? 'hash' : ''}`}>
        <Untrusted text={value} limit={200} />
      </dd>
    </>
  );
}
