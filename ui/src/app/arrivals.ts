import { useEffect, useRef } from 'react';
import { announce } from '@/components/announcer';
import { reasonText } from '@/components/purchase/reasonWords';
import { isolated } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import { useInbox } from '@/ipc/queries';
import { moneyText } from '@/money/money';

/** Has a screen reader say each request that arrives, politely and once. */
export function useArrivals() {
  const waiting = useInbox().data?.waiting;
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!waiting) return;
    const before = known.current;
    known.current = new Set(waiting.map((row) => row.id));
    const arrived = before ? waiting.filter((row) => !before.has(row.id)) : [];
    const newest = arrived.at(-1);
    if (!newest) return;
    const reason = newest.reasons[0];
    announce(
      [
        t('inbox.arrived', {
          amount: moneyText(newest.amount, locale()),
          merchant: isolated(newest.merchantName),
          agent: isolated(newest.agentName),
        }),
        reason ? `${reasonText(reason)}.` : '',
        `${t('inbox.waiting', { count: waiting.length })}.`,
      ].join(' '),
    );
  }, [waiting]);
}
