import { useEffect, useState } from 'react';
import { ago, clock, fullTime, when } from '@/i18n/time';
import { useHost } from '@/ipc/HostContext';

/** The host's clock, read again every `everyMs`. */
export function useNow(everyMs: number): number {
  const host = useHost();
  const [now, setNow] = useState(() => host.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(host.now()), everyMs);
    return () => clearInterval(timer);
  }, [host, everyMs]);
  return now;
}

type TimeProps = { at: string; style?: 'when' | 'ago' | 'seconds'; className?: string };

export function Time({ at, style = 'when', className = '' }: TimeProps) {
  const now = useNow(30_000);
  const text =
    style === 'ago' ? ago(at, now) : style === 'seconds' ? clock(at, true) : when(at, now);
  return (
    <time dateTime={at} title={fullTime(at)} className={className}>
      {text}
    </time>
  );
}
