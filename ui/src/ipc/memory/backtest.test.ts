import { beforeEach, describe, expect, test } from 'vitest';
import { type MemoryHost, memoryHost, START } from '../memory';
import { midnight, periodEnd, periodStart } from './calendar';
import type { MandateDocument } from './document';

let host: MemoryHost;

beforeEach(() => {
  host = memoryHost({ now: () => START });
});

describe('the last 90 days of Books, played again', () => {
  test('are 33 automatic, 14 asked and 2 denied as the budget is', async () => {
    const found = await played({});
    expect(counts(found.after)).toEqual([33, 14, 2]);
    expect(found.groups).toEqual([]);
  });

  test('are 41, 6 and 2 at 50.00 automatic, and the 8 that change cost 338.20', async () => {
    const found = await played({ auto_up_to: '50.00' });
    expect([found.requests, ...counts(found.after)]).toEqual([49, 41, 6, 2]);
    expect(counts(found.before)).toEqual([33, 14, 2]);
    expect(found.groups).toHaveLength(1);
    expect(found.groups[0]).toMatchObject({ from: 'ask', to: 'auto', count: 8, rejected: false });
    expect(found.groups[0]?.sums).toMatchObject([{ amount: '338.20', currency: 'EUR' }]);
  });

  test('put what was rejected and would now go through before everything else', async () => {
    const found = await played({ auto_up_to: '100.00' });
    expect(found.groups[0]).toMatchObject({ from: 'ask', to: 'auto', rejected: true, count: 2 });
    expect(found.groups[0]?.purchases.map((one) => one.amount.amount)).toEqual(['61.00', '72.50']);
  });

  test('spend the period’s money in the order it was asked for', async () => {
    const found = await played({
      periods: [{ window: 'month', max: '100.00', when_used_up: 'deny' }],
    });
    expect(found.after.deny.count).toBeGreaterThan(10);
    expect(found.groups.every((group) => group.to === 'deny')).toBe(true);
  });

  test('ask about everything while the budget learns', async () => {
    const found = await played({}, { learning_until: '2026-12-31' });
    expect(counts(found.after)).toEqual([0, 47, 2]);
  });

  test('ask outside the hours that were set', async () => {
    const late = await played({ auto_up_to: '100.00' });
    const early = await played(
      { auto_up_to: '100.00' },
      { always_ask: { outside_hours: ['07:00', '22:00'] } },
    );
    expect(late.after.auto.count - early.after.auto.count).toBe(2);
  });
});

describe('a month', () => {
  test('begins at local midnight of its first day, on both sides of a clock change', () => {
    const zone = 'Europe/Berlin';
    expect(new Date(midnight('2026-10-25', zone)).toISOString()).toBe('2026-10-24T22:00:00.000Z');
    expect(new Date(midnight('2026-11-01', zone)).toISOString()).toBe('2026-10-31T23:00:00.000Z');
    expect(new Date(midnight('2027-04-01', zone)).toISOString()).toBe('2027-03-31T22:00:00.000Z');
    expect(periodStart('month', '2026-10-25')).toBe('2026-10-01');
    expect(periodEnd('month', '2026-12-01')).toBe('2027-01-01');
  });

  test('is followed by weeks that begin where the owner’s week does', () => {
    expect(periodStart('week', '2026-11-24')).toBe('2026-11-23');
    expect(periodStart('week', '2026-11-24', 'sunday')).toBe('2026-11-22');
    expect(periodEnd('week', '2026-11-23')).toBe('2026-11-30');
  });
});

type Tallied = { auto: { count: number }; ask: { count: number }; deny: { count: number } };

function counts(tally: Tallied | null): number[] {
  return tally ? [tally.auto.count, tally.ask.count, tally.deny.count] : [];
}

async function played(limits: MandateDocument['limits'], rest: MandateDocument = {}) {
  const books = (await host.budgets()).find((budget) => budget.id === 'man_01');
  const doc = JSON.parse(books?.document ?? '{}') as MandateDocument;
  const document = JSON.stringify({ ...doc, ...rest, limits: { ...doc.limits, ...limits } });
  return host.backtest({ id: 'man_01', document, days: 90 });
}
