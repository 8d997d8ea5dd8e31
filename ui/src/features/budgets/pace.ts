import type { PeriodView } from '@/ipc/types';
import { minorOf } from '@/money/money';

/** How much of a limit is spent or held, in whole percent, rounded up so that 100 means used up. */
export function percentUsed(period: PeriodView): number {
  const max = minorOf(period.max);
  const used = minorOf(period.spent) + minorOf(period.held);
  if (max <= 0n) return used > 0n ? 100 : 0;
  return Number((used * 100n + max - 1n) / max);
}

/** The share of the period that has passed, 0 to 100; null when it has no end. */
export function percentPassed(period: PeriodView, now: number): number | null {
  if (!period.startsAt || !period.endsAt) return null;
  const [start, end] = [Date.parse(period.startsAt), Date.parse(period.endsAt)];
  if (end <= start) return null;
  return Math.min(100, Math.max(0, Math.round(((now - start) / (end - start)) * 100)));
}

export function daysLeft(period: PeriodView, now: number): number | null {
  if (!period.endsAt) return null;
  return Math.max(0, Math.ceil((Date.parse(period.endsAt) - now) / 86_400_000));
}
