import type { Money, RequestRow } from '@/ipc/types';
import { minorOf, withMinor } from '@/money/money';

export type Batch = {
  key: string;
  agentName: string;
  merchantName: string;
  rows: RequestRow[];
  sums: Money[];
};

/**
 * Small requests that may be approved together: one key each, the same agent,
 * the same merchant by its domain. Anything else takes a look of its own.
 */
export function batchesOf(waiting: readonly RequestRow[]): Batch[] {
  const groups = new Map<string, RequestRow[]>();
  for (const row of waiting) {
    if (row.tier !== 't1' || row.status !== 'pending' || !row.merchantDomain) continue;
    const key = `${row.agentId} ${row.merchantDomain}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].flatMap(([key, rows]) => {
    const [first] = rows;
    if (!first || rows.length < 2) return [];
    const { agentName, merchantName } = first;
    return [{ key, agentName, merchantName, rows, sums: sumsOf(rows) }];
  });
}

/** One sum for each currency; amounts of different ones are never added up. */
export function sumsOf(rows: readonly { amount: Money }[]): Money[] {
  const sums = new Map<string, Money>();
  for (const { amount } of rows) {
    const sum = sums.get(amount.currency);
    sums.set(amount.currency, sum ? withMinor(sum, minorOf(sum) + minorOf(amount)) : amount);
  }
  return [...sums.values()];
}
