import { fromMinor, minorOf, withMinor } from '@/money/money';
import type {
  ActivityRow,
  Budget,
  BurnDown,
  ChartCounts,
  ChartLayer,
  ChartLooks,
  ChartShop,
  Charts,
  ChartsOrder,
  IdleBudget,
  Money,
} from '../types';
import { SHOP_FACTS } from './past';

/** The core's charts over the rows of the demo: the same rules, in a few lines. */

const DAY = 86_400_000;
const LAYERS = 5;
const SHOPS = 10;
const FAST = 2000;
const PAID = new Set(['captured', 'authorized']);

type Span = { from: number; to: number };
type Stretch = { days: Span; before: Span };

export function chartsOf(rows: readonly ActivityRow[], order: ChartsOrder, now: number): Charts {
  const { days, before } = stretchOf(order.period, dayOf(new Date(now).toISOString()));
  const kind = rows.filter((row) => row.sandbox === order.play);
  const mine = kind.filter((row) => within(days, row));
  const paid = mine.filter((row) => PAID.has(row.status));
  const earlier = kind.filter((row) => within(before, row) && PAID.has(row.status));
  const totals = currenciesOf(paid).map((currency) => {
    const of = paid.filter((row) => row.amount.currency === currency);
    const spent = sumOf(of, currency);
    const then = sumOf(earlier, currency);
    return { spent, before: then, change: changeOf(spent, then), count: of.length };
  });
  const currency = order.currency ?? totals[0]?.spent.currency ?? null;
  const here = paid.filter((row) => row.amount.currency === currency);
  const then = earlier.filter((row) => row.amount.currency === currency);
  const bars = barsOf(order.step, days);
  return {
    first: text(days.from),
    last: text(days.to - 1),
    beforeFirst: text(before.from),
    beforeLast: text(before.to - 1),
    currency,
    totals,
    ended: countsOf(mine),
    bars: bars.map((bar) => ({
      first: text(bar.from),
      last: text(bar.to - 1),
      ended: countsOf(mine.filter((row) => within(bar, row))),
    })),
    layers: currency ? layersOf(order.by, currency, here, then, bars) : [],
    asked: askedOf(mine),
    looks: looksOf(mine),
    shops: currency ? shopsOf(currency, here, then, kind, days) : [],
    idle: IDLE,
  };
}

/** The burn-down of the budget's first period, if it has one. */
export function burnDownIn(
  budgets: readonly Budget[],
  id: string,
  rows: readonly ActivityRow[],
  now: number,
): BurnDown | null {
  const budget = budgets.find((one) => one.id === id);
  const period = budget?.periods[0];
  return budget && period ? burnDownOf(rows, budget.name, period.max, now) : null;
}

/** What is left of a budget's month, from the same rows. */
function burnDownOf(
  rows: readonly ActivityRow[],
  budget: string,
  limit: Money,
  now: number,
): BurnDown {
  const today = dayOf(new Date(now).toISOString());
  const { days } = stretchOf('thisMonth', today);
  const of = rows.filter((row) => row.budgetName === budget && PAID.has(row.status));
  const leftIn = (span: Span) =>
    range(span).map((day) => {
      const used = sumOf(
        of.filter((row) => within({ from: span.from, to: day + 1 }, row)),
        limit.currency,
      );
      const left = minorOf(limit) - minorOf(used);
      return withMinor(limit, left > 0n ? left : 0n);
    });
  const left = leftIn({ from: days.from, to: today + 1 });
  const month = stretchOf('lastMonth', today);
  const past = [month.days, { from: month.before.from, to: month.days.from }];
  const used = minorOf(limit) - minorOf(left.at(-1) ?? limit);
  const gone = BigInt(today + 1 - days.from);
  const rest = (used * BigInt(days.to - today - 1)) / gone;
  const at = (more: bigint) =>
    withMinor(limit, minorOf(limit) - used > more ? minorOf(limit) - used - more : 0n);
  return {
    window: 'month',
    first: text(days.from),
    last: text(days.to - 1),
    limit,
    left,
    forecast: { likely: at(rest), low: at((rest * 8n) / 5n + 1200n), high: at(rest / 2n) },
    past: past.map(leftIn),
    warnings: [80, 100].map((percent) => ({
      percent,
      left: withMinor(limit, (minorOf(limit) * BigInt(100 - percent)) / 100n),
    })),
  };
}

const IDLE: IdleBudget[] = [
  { id: 'man_01', name: 'Books', covered: 49, rules: ['over_period', 'confirm_above'] },
  { id: 'man_03', name: 'Travel', covered: 0, rules: [] },
];

function stretchOf(period: ChartsOrder['period'], today: number): Stretch {
  const date = new Date(today * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const first = (months: number) => Math.floor(Date.UTC(year, month + months, 1) / DAY);
  const monday = today - ((date.getUTCDay() + 6) % 7);
  const quarter = -(month % 3);
  const spans: Record<ChartsOrder['period'], [from: number, to: number, before: number]> = {
    thisWeek: [monday, monday + 7, monday - 7],
    thisMonth: [first(0), first(1), first(-1)],
    lastMonth: [first(-1), first(0), first(-2)],
    thisQuarter: [first(quarter), first(quarter + 3), first(quarter - 3)],
    thisYear: [first(-month), first(12 - month), first(-month - 12)],
    lastYear: [first(-month - 12), first(-month), first(-month - 24)],
    twelveMonths: [today - 364, today + 1, today - 729],
  };
  const [from, to, before] = spans[period];
  const gone = Math.min(to, today + 1) - from;
  const end = today + 1 < to ? Math.min(before + gone, from) : from;
  return { days: { from, to }, before: { from: before, to: end } };
}

function barsOf(step: ChartsOrder['step'], { from, to }: Span): Span[] {
  const bars: Span[] = [];
  for (let day = from; day < to; ) {
    const date = new Date(day * DAY);
    const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY;
    const week = day + 7 - ((date.getUTCDay() + 6) % 7);
    const next = Math.min(to, step === 'day' ? day + 1 : step === 'week' ? week : month);
    bars.push({ from: day, to: next });
    day = next;
  }
  return bars;
}

function layersOf(
  by: ChartsOrder['by'],
  currency: string,
  paid: ActivityRow[],
  before: ActivityRow[],
  bars: Span[],
): ChartLayer[] {
  const name = (row: ActivityRow) => partOf(by, row);
  const names = [...new Set(paid.map(name))].sort(
    (a, b) => of(paid, b, name, currency) - of(paid, a, name, currency) || a.localeCompare(b),
  );
  const layer = (part: ChartLayer['part'], label: string, own: (row: ActivityRow) => boolean) => ({
    part,
    name: label,
    colour: null as number | null,
    spent: bars.map((bar) =>
      sumOf(
        paid.filter((row) => own(row) && within(bar, row)),
        currency,
      ),
    ),
    total: sumOf(paid.filter(own), currency),
    before: sumOf(before.filter(own), currency),
  });
  const layers = names.slice(0, LAYERS).map((label, at) => ({
    ...layer(label ? 'named' : 'without', label, (row) => name(row) === label),
    colour: label ? at : null,
  }));
  const rest = new Set(names.slice(LAYERS));
  return rest.size === 0 ? layers : [...layers, layer('other', '', (row) => rest.has(name(row)))];
}

function of(
  rows: ActivityRow[],
  label: string,
  name: (row: ActivityRow) => string,
  currency: string,
) {
  return Number(
    minorOf(
      sumOf(
        rows.filter((row) => name(row) === label),
        currency,
      ),
    ),
  );
}

function partOf(by: ChartsOrder['by'], row: ActivityRow): string {
  if (by === 'agent') return row.agentName;
  if (by === 'budget') return row.budgetName ?? '';
  return SHOP_FACTS[row.merchantDomain ?? '']?.category ?? '';
}

function shopsOf(
  currency: string,
  paid: ActivityRow[],
  before: ActivityRow[],
  all: ActivityRow[],
  days: Span,
): ChartShop[] {
  const names = [...new Set(paid.map((row) => row.merchantDomain ?? row.merchantName))];
  const shops = names.map((name) => {
    const own = (row: ActivityRow) => (row.merchantDomain ?? row.merchantName) === name;
    const spent = sumOf(paid.filter(own), currency);
    const then = sumOf(before.filter(own), currency);
    return {
      name,
      byDomain: true,
      spent,
      before: then,
      change: changeOf(spent, then),
      count: paid.filter(own).length,
      isNew: all.filter(own).every((row) => dayOf(row.at) >= days.from),
    };
  });
  shops.sort((a, b) => Number(minorOf(b.spent) - minorOf(a.spent)));
  return shops.slice(0, SHOPS);
}

function askedOf(rows: ActivityRow[]): number[][] {
  const asked = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const row of rows.filter(wasAsked)) {
    const at = new Date(row.at);
    const hours = asked[(at.getDay() + 6) % 7];
    if (hours) hours[at.getHours()] = (hours[at.getHours()] ?? 0) + 1;
  }
  return asked;
}

/** How long the owner of the demo looks depends on nothing but the entry. */
function looksOf(rows: ActivityRow[]): ChartLooks[] {
  const approved = rows.filter(
    (row) => row.decidedBy === 'owner' && row.status !== 'rejected' && row.status !== 'denied',
  );
  const agents = [...new Set(approved.map((row) => row.agentName))].sort();
  const each = agents.map((agent) =>
    looks(
      agent,
      approved.filter((row) => row.agentName === agent),
    ),
  );
  return approved.length === 0 ? [] : [looks(null, approved), ...each];
}

function looks(agent: string | null, rows: ActivityRow[]): ChartLooks {
  const millis = rows
    .map((row) => {
      const number = Number(row.id.replace(/\D/g, '')) * 7919;
      return Math.round(900 * 1.06 ** (number % 97));
    })
    .sort((a, b) => a - b);
  const upper = millis[Math.floor(millis.length / 2)] ?? 0;
  const lower = millis[Math.floor((millis.length - 1) / 2)] ?? upper;
  const dots = [...new Set(millis)].map((one) => ({
    millis: one,
    count: millis.filter((other) => other === one).length,
  }));
  const fast = millis.filter((one) => one < FAST).length;
  return {
    agent,
    count: millis.length,
    fast,
    medianMillis: Math.floor((lower + upper) / 2),
    dots,
  };
}

function countsOf(rows: ActivityRow[]): ChartCounts {
  const count = (test: (row: ActivityRow) => boolean) => rows.filter(test).length;
  const open = (row: ActivityRow) => row.status === 'pending';
  const undecided = (row: ActivityRow) => row.status === 'expired' || row.status === 'cancelled';
  const settled = (row: ActivityRow) =>
    !open(row) && !undecided(row) && row.status !== 'denied' && row.status !== 'rejected';
  const counts = {
    automatic: count((row) => settled(row) && row.decidedBy === 'rule'),
    approved: count((row) => settled(row) && row.decidedBy === 'owner'),
    rejected: count((row) => row.status === 'rejected'),
    denied: count((row) => row.status === 'denied'),
    undecided: count(undecided),
    waiting: count(open),
  };
  const asked = counts.approved + counts.rejected + counts.undecided + counts.waiting;
  return { ...counts, asked, all: asked + counts.automatic + counts.denied };
}

function wasAsked(row: ActivityRow): boolean {
  const counts = countsOf([row]);
  return counts.asked > 0;
}

function currenciesOf(rows: ActivityRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { amount } of rows)
    counts.set(amount.currency, (counts.get(amount.currency) ?? 0) + 1);
  return [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([currency]) => currency);
}

function sumOf(rows: ActivityRow[], currency: string): Money {
  const own = rows.filter((row) => row.amount.currency === currency);
  const exponent = own[0]?.amount.exponent ?? 2;
  const minor = own.reduce((sum, row) => sum + minorOf(row.amount), 0n);
  return { amount: fromMinor(minor, exponent), currency, exponent };
}

function changeOf(now: Money, before: Money): number | null {
  const then = minorOf(before);
  if (then === 0n) return null;
  return Math.round(Number((minorOf(now) - then) * 1000n) / Number(then) / 10);
}

function within(span: Span, row: ActivityRow): boolean {
  const day = dayOf(row.at);
  return span.from <= day && day < span.to;
}

function range({ from, to }: Span): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function dayOf(at: string): number {
  return Math.floor(Date.parse(at) / DAY);
}

function text(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
