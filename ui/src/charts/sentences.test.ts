import { describe, expect, test } from 'vitest';
import { chartsOf } from '@/ipc/memory/charts';
import { pastRows } from '@/ipc/memory/past';
import { START } from '@/ipc/memory/seeds';
import type { ChartBar, ChartCounts, ChartsOrder } from '@/ipc/types';
import { minorOf } from '@/money/money';
import { askedSentence, quietHours } from './AskedChart';
import { burnSentence } from './BurnChart';
import { lookSentence } from './LookChart';
import { moved } from './Plot';
import { spendSentence } from './SpendChart';
import { rowsOf, verdictSentence } from './VerdictChart';
import { days, quoted, spendQuery } from './words';

const ORDER: ChartsOrder = {
  period: 'thisMonth',
  step: 'day',
  by: 'agent',
  currency: 'EUR',
  play: false,
};
const charts = chartsOf(pastRows(214), ORDER, START);
const euros = (amount: string) => ({ amount, currency: 'EUR', exponent: 2 });

function counts(of: Partial<ChartCounts>): ChartCounts {
  const none = { automatic: 0, approved: 0, rejected: 0, denied: 0, undecided: 0, waiting: 0 };
  return { ...none, asked: 0, all: 0, ...of };
}

describe('spending in words', () => {
  const total = { spent: euros('118.00'), before: euros('100.00'), change: 18, count: 3 };

  test('rises, falls, stays, or has nothing to compare with', () => {
    expect(spendSentence(charts, 'agent', total)).toMatch(
      /^Spending rose 18\s?% against .*€118\.00/,
    );
    expect(spendSentence(charts, 'agent', { ...total, change: -52 })).toMatch(/fell 52\s?%/);
    expect(spendSentence(charts, 'agent', { ...total, change: 0 })).toMatch(/stayed/);
    expect(spendSentence(charts, 'agent', { ...total, change: null })).toMatch(/nothing from/);
  });

  test('names the largest part', () => {
    expect(spendSentence(charts, 'agent', total)).toContain(charts.layers[0]?.name);
  });
});

test('the bars of the demo come to its totals, to the cent', () => {
  const bars = charts.layers
    .flatMap((layer) => layer.spent)
    .reduce((sum, one) => sum + minorOf(one), 0n);
  const total = charts.totals.find((one) => one.spent.currency === 'EUR');
  expect(total && minorOf(total.spent)).toBe(bars);
});

test('decisions are told against the goal', () => {
  expect(verdictSentence(counts({ automatic: 17, asked: 3, all: 20 }))).toMatch(/within the goal/);
  expect(verdictSentence(counts({ automatic: 16, asked: 4, all: 20 }))).toMatch(
    /more than the goal/,
  );
  expect(verdictSentence(counts({ automatic: 1, all: 1 }))).toMatch(/1 of 1 request was/);
});

test('single days are taken together up to Sunday', () => {
  const day = (date: string): ChartBar => ({ first: date, last: date, ended: counts({ all: 1 }) });
  // The 8th of November 2026 is a Sunday.
  const rows = rowsOf(['2026-11-06', '2026-11-07', '2026-11-08', '2026-11-09'].map(day));
  expect(rows.map(({ first, last }) => [first, last])).toEqual([
    ['2026-11-06', '2026-11-08'],
    ['2026-11-09', '2026-11-09'],
  ]);
  expect(rows[0]?.ended.all).toBe(3);
});

describe('when agents ask', () => {
  const asked = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  const busy = asked.map((hours, day) =>
    hours.map((_, hour) => (hour > 7 && hour < 22 ? day + 1 : 0)),
  );

  test('quiet hours reach over midnight', () => {
    expect(quietHours(busy)).toEqual({ from: 22, until: 8 });
    expect(quietHours(asked)).toBeNull();
    expect(quietHours(asked.map((hours) => hours.map(() => 1)))).toBeNull();
  });

  test('the busiest hour and the quiet ones are named', () => {
    expect(askedSentence(busy)).toMatch(/Sunday.*08:00.*(22|10):00.*08:00/);
  });
});

test('looks are told in the singular and the plural', () => {
  const looks = { agent: null, fast: 0, medianMillis: 4200, dots: [] };
  expect(lookSentence({ ...looks, count: 1 })).toMatch(/1 request after looking for 4\.2 s/);
  expect(lookSentence({ ...looks, count: 20 })).toMatch(/20 requests; .*4\.2 s or longer/);
});

test('a budget burns down to its end, or out', () => {
  const down = {
    window: 'month',
    first: '2026-11-01',
    last: '2026-11-30',
    limit: euros('400.00'),
    left: [euros('269.80')],
    forecast: { likely: euros('237.25'), low: euros('205.00'), high: euros('250.00') },
    past: [],
    warnings: [],
  };
  expect(burnSentence(down)).toMatch(/€237\.25 .*between €205\.00 and €250\.00/);
  const out = { likely: euros('0.00'), low: euros('0.00'), high: euros('0.00') };
  expect(burnSentence({ ...down, forecast: out })).toMatch(/nothing will be left/);
  expect(burnSentence({ ...down, forecast: null })).toMatch(/was left/);
});

describe('the keys of a plot', () => {
  test('move by one, by a row, and to both ends', () => {
    expect(moved('ArrowRight', 0, 48, 24)).toBe(1);
    expect(moved('ArrowDown', 3, 48, 24)).toBe(27);
    expect(moved('ArrowDown', 27, 48, 24)).toBe(27);
    expect(moved('ArrowUp', 27, 48, 24)).toBe(3);
    expect(moved('ArrowLeft', 0, 48, 24)).toBe(0);
    expect(moved('End', 0, 48, 24)).toBe(47);
    expect(moved('x', 0, 48, 24)).toBeNull();
  });
});

describe('what a point opens', () => {
  test('is a search of its days, and of its layer', () => {
    expect(spendQuery(null, 'agent', '2026-11-01', '2026-11-07')).toBe(
      'date:2026-11-01..2026-11-07',
    );
    const layer = charts.layers[0] ?? null;
    expect(spendQuery(layer, 'agent', '2026-11-01', '2026-11-01')).toBe(
      'date:2026-11-01..2026-11-01 agent:"Shopping agent"',
    );
    expect(quoted('a"b c')).toBe('"ab c"');
  });

  test('days are told as a day, a range or a month', () => {
    expect(days('2026-11-03', '2026-11-03')).toMatch(/3/);
    expect(days('2026-11-01', '2026-11-30')).toMatch(/November/);
  });
});
