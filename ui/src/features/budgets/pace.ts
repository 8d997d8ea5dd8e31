import type { Budget, PeriodView } from '@/ipc/types';
import { minorOf, withMinor } from '@/money/money';

type Used = Pick<PeriodView, 'max' | 'spent' | 'held'> &
  Partial<Pick<PeriodView, 'raised' | 'carried'>>;

/** What may be spent in the period in all: its limit, a one-time raise and what was carried over. */
export function allowed(period: Used): bigint {
  return (
    minorOf(period.max) +
    (period.raised ? minorOf(period.raised) : 0n) +
    (period.carried ? minorOf(period.carried) : 0n)
  );
}

export function allowedMoney(period: Used): PeriodView['max'] {
  return withMinor(period.max, allowed(period));
}

/** How much of a limit is spent or held, in whole percent; 100 is said only when it is used up. */
export function percentUsed(period: Used): number {
  return shareOf(used(period), allowed(period));
}

export function percentSpent(period: Used): number {
  return shareOf(minorOf(period.spent), allowed(period));
}

function shareOf(part: bigint, whole: bigint): number {
  if (whole <= 0n) return part > 0n ? 100 : 0;
  const nearest = Number((part * 200n + whole) / (whole * 2n));
  return part < whole ? Math.min(nearest, 99) : nearest;
}

function used(period: Used): bigint {
  return minorOf(period.spent) + minorOf(period.held);
}

/** Whether so much of it is used, to the last cent: as exactly as the core tells it. */
function reaches(period: Used, percent: number): boolean {
  return used(period) * 100n >= allowed(period) * BigInt(percent);
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

export type Warning = { level: 'near' | 'full'; percent: number; period: PeriodView };

/** The fullest period that reached one of the percentages at which the owner is told. */
export function warningOf(budget: Pick<Budget, 'periods' | 'warnAt'>): Warning | null {
  const levels = budget.warnAt.length > 0 ? budget.warnAt : [100];
  const lowest = Math.min(...levels);
  let worst: Warning | null = null;
  for (const period of budget.periods) {
    const percent = percentUsed(period);
    if (!reaches(period, lowest) || (worst && percent <= worst.percent)) continue;
    worst = { level: reaches(period, 100) ? 'full' : 'near', percent, period };
  }
  return worst;
}
