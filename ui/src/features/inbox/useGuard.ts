import { useCallback, useEffect, useRef, useState } from 'react';
import { useHost } from '@/ipc/HostContext';
import { toIpcError } from '@/ipc/host';
import type { IpcError } from '@/ipc/types';
import { Guard } from './guard';

export type GuardView = {
  guard: Guard;
  over: boolean;
  /** How long the ring takes to fill; null until the core has answered. */
  waitMs: number | null;
  error: IpcError | null;
  restart: () => void;
};

/**
 * Runs the guard for one version of one request: acknowledges its second
 * animation frame to the core, and starts again on anything that could put
 * this card under a hand that meant something else.
 */
export function useGuard(purchase: string, viewHash: string): GuardView {
  const host = useHost();
  return useGuardOf(
    useCallback(() => host.presented(purchase, viewHash), [host, purchase, viewHash]),
  );
}

/** The same for whatever is on the screen; `present` is another function when that changed. */
export function useGuardOf(present: () => Promise<{ approveInMs: number }>): GuardView {
  const guard = useRef(new Guard()).current;
  const generation = useRef(0);
  const [over, setOver] = useState(false);
  const [waitMs, setWaitMs] = useState<number | null>(null);
  const [error, setError] = useState<IpcError | null>(null);

  const restart = useCallback(() => {
    const mine = ++generation.current;
    const current = () => mine === generation.current;
    guard.restart();
    setOver(false);
    setWaitMs(null);
    if (document.visibilityState === 'hidden') return;
    afterSecondFrame(async () => {
      if (!current()) return;
      try {
        const { approveInMs } = await present();
        if (!current()) return;
        guard.presented(performance.now(), approveInMs);
        setError(null);
        setWaitMs(approveInMs);
        setTimeout(() => current() && setOver(true), approveInMs);
      } catch (thrown) {
        if (current()) setError(toIpcError(thrown));
      }
    });
  }, [guard, present]);

  useEffect(() => {
    restart();
    const onVisible = () => restart();
    window.addEventListener('focus', restart);
    window.addEventListener('resize', restart);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      generation.current += 1;
      window.removeEventListener('focus', restart);
      window.removeEventListener('resize', restart);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [restart]);

  return { guard, over, waitMs, error, restart };
}

function afterSecondFrame(run: () => void) {
  requestAnimationFrame(() => requestAnimationFrame(() => run()));
}
