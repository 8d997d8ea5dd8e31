import { CircleAlert, Info, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { tMaybe } from '@/i18n/t';
import type { IpcError } from '@/ipc/types';
import { announce } from './announcer';

type Tone = 'info' | 'warn' | 'bad';

const TONES: Record<Tone, { look: string; icon: LucideIcon }> = {
  info: { look: 'bg-accent-bg text-t1 [&_svg]:text-accent', icon: Info },
  warn: { look: 'bg-warn-bg text-t1 [&_svg]:text-warn', icon: TriangleAlert },
  bad: { look: 'bg-bad-bg text-t1 [&_svg]:text-bad', icon: OctagonAlert },
};

type NoticeProps = { tone: Tone; title: ReactNode; children?: ReactNode; actions?: ReactNode };

/** A fact about the present state, set into the screen it concerns. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  const { look, icon: Icon } = TONES[tone];
  return (
    <div className={`flex gap-2.5 rounded-8 px-3 py-2.5 ${look}`}>
      <Icon size={18} strokeWidth={1.75} aria-hidden className="mt-px shrink-0" />
      <div className="min-w-0 flex-1">
        <div className="font-medium">{title}</div>
        {children ? <div className="text-13 text-t2">{children}</div> : null}
        {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}

/** What went wrong and what to do, shown where it happened and spoken once. */
export function ErrorNote({ error }: { error: IpcError | null }) {
  const words = error ? errorWords(error) : null;
  useEffect(() => {
    if (words) announce(`${words.message} ${words.hint}`, 'assertive');
  }, [words?.message, words?.hint, words]);
  if (!error || !words) return null;
  return (
    <div
      data-testid="error"
      data-code={error.code}
      className="flex gap-2.5 rounded-8 bg-bad-bg px-3 py-2.5"
    >
      <CircleAlert size={18} strokeWidth={1.75} aria-hidden className="mt-px shrink-0 text-bad" />
      <div className="min-w-0">
        <div className="font-medium">{words.message}</div>
        {words.hint ? <div className="text-13 text-t2">{words.hint}</div> : null}
        {error.id ? <div className="hash mt-1 text-t2">{error.id}</div> : null}
      </div>
    </div>
  );
}

/** The catalogue's words for a code, the core's own where it has none. */
export function errorWords(error: IpcError): { message: string; hint: string } {
  return {
    message: tMaybe(`errors.${error.code}.message`) ?? error.message,
    hint: tMaybe(`errors.${error.code}.hint`) ?? error.hint,
  };
}

type EmptyProps = { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode };

export function EmptyState({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <span className="flex size-12 items-center justify-center rounded-12 bg-s2 text-t2">
        <Icon size={22} strokeWidth={1.5} aria-hidden />
      </span>
      <p className="text-16 font-medium">{title}</p>
      {children ? <div className="max-w-90 text-t2">{children}</div> : null}
      {action ? <div className="mt-1">{action}</div> : null}
    </div>
  );
}

/** Nothing for 150 ms, then grey bars of the final height. */
export function Skeleton({ rows, height }: { rows: number; height: number }) {
  const late = useLate(150);
  return (
    <div aria-hidden className={late ? '' : 'invisible'}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical placeholders
        <div key={index} className="flex items-center px-4" style={{ height }}>
          <div className="flex w-full flex-col gap-2">
            <div className="h-3 w-2/3 rounded-4 bg-s3" />
            {height > 48 ? <div className="h-3 w-1/3 rounded-4 bg-s2" /> : null}
          </div>
        </div>
      ))}
    </div>
  );
}

function useLate(delayMs: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return late;
}
