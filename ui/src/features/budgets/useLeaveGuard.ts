import { useCallback, useEffect, useState } from 'react';
import { navigate, setLeaveGuard } from '@/components/router';

/** Asks before an address change throws edits away, and only if there are any. */
export function useLeaveGuard(changed: boolean) {
  const [target, setTarget] = useState<string | null>(null);
  useEffect(() => {
    if (!changed) return;
    setLeaveGuard(setTarget);
    return () => setLeaveGuard(null);
  }, [changed]);
  const release = useCallback(() => setLeaveGuard(null), []);
  const stay = useCallback(() => setTarget(null), []);
  const go = useCallback(() => {
    setLeaveGuard(null);
    setTarget(null);
    if (target !== null) navigate(target);
  }, [target]);
  return { asked: target !== null, stay, go, release };
}
