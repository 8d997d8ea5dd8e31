import { describe, expect, test } from 'vitest';
import type { PeriodView } from '@/ipc/types';
import { percentPassed, percentUsed, warningOf } from './pace';

const money = (amount: string) => ({ amount, currency: 'EUR', exponent: 2 });

function period(spent: string, held = '0.00'): PeriodView {
  return {
    window: 'month',
    max: money('100.00'),
    spent: money(spent),
    held: money(held),
    left: money('0.00'),
    raised: null,
    carried: null,
    whenUsedUp: 'ask',
    startsAt: '2026-11-01T00:00:00.000Z',
    endsAt: '2026-12-01T00:00:00.000Z',
  };
}

const warned = (spent: string, held?: string) =>
  warningOf({ periods: [period(spent, held)], warnAt: [80, 100] });

describe('how full a budget is', () => {
  test('warns from exactly 80 percent on, held money counted', () => {
    expect(warned('79.99')).toBeNull();
    expect(warned('80.00')?.level).toBe('near');
    expect(warned('60.00', '20.00')?.level).toBe('near');
  });

  test('is full only when nothing is left, and says 100 percent only then', () => {
    expect(warned('99.99')).toMatchObject({ level: 'near', percent: 99 });
    expect(warned('100.00')).toMatchObject({ level: 'full', percent: 100 });
  });

  test('is told to the nearest percent', () => {
    expect(percentUsed(period('32.55'))).toBe(33);
    expect(percentUsed(period('32.49'))).toBe(32);
  });

  test('is compared with how much of its time has passed', () => {
    expect(percentPassed(period('0.00'), Date.parse('2026-11-16T00:00:00.000Z'))).toBe(50);
    expect(percentPassed(period('0.00'), Date.parse('2027-01-01T00:00:00.000Z'))).toBe(100);
  });
});
