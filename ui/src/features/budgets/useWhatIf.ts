import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useHost } from '@/ipc/HostContext';
import type { Backtest, PriceHistory } from '@/ipc/types';

export type WhatIf = {
  /** Of the last document that was played; it stays while the next one is. */
  result: Backtest | null;
  /** The result is of the document as it is now. */
  current: boolean;
};

/**
 * Plays each version of a document through the past. The first change goes at once; while one is
 * being played, only the newest of those that come after it waits, and goes the moment it is done.
 */
export function useWhatIf(
  { id, version }: { id: string | null; version: number },
  document: string,
  days: number,
): WhatIf {
  const host = useHost();
  const [answer, setAnswer] = useState<{ key: string; result: Backtest | null } | null>(null);
  const busy = useRef(false);
  const [landed, setLanded] = useState(0);
  const key = `${id} ${version} ${days} ${document}`;
  const done = answer?.key === key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a landing lets the next one start
  useEffect(() => {
    if (done || busy.current) return;
    busy.current = true;
    const land = (result: Backtest | null) => {
      busy.current = false;
      setAnswer({ key, result });
      setLanded((count) => count + 1);
    };
    // A document that cannot be read has no result; its problem is told elsewhere.
    host.backtest({ id, document, days }).then(land, () => land(null));
  }, [host, id, document, days, key, done, landed]);
  return { result: answer?.result ?? null, current: done };
}

/** What was asked for in the budget's scope as it is saved, for the histogram. */
export function usePrices(id: string | null, document: string, days: number): PriceHistory | null {
  const host = useHost();
  const { data } = useQuery({
    queryKey: ['activity', 'prices', id, document, days],
    queryFn: () => host.priceHistory({ id, document, days }),
    placeholderData: (previous) => previous,
  });
  return data ?? null;
}
