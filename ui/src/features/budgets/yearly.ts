import type { Money, SubscriptionView } from '@/ipc/types';
import { minorOf, withMinor } from '@/money/money';

/** What running subscriptions cost in a year, one sum for each currency. */
export function yearlySums(subscriptions: readonly SubscriptionView[]): Money[] {
  const sums = new Map<string, Money>();
  for (const { yearly, cancelledAt } of subscriptions) {
    if (cancelledAt !== null) continue;
    const sum = sums.get(yearly.currency);
    sums.set(yearly.currency, sum ? withMinor(sum, minorOf(sum) + minorOf(yearly)) : yearly);
  }
  return [...sums.values()];
}
