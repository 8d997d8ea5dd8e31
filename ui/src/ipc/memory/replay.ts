import { minorOf, toMinor } from '@/money/money';
import type { ActivityRow, Verdict } from '../types';
import { type Local, localOf, periodEnd, periodStart, rollingMs } from './calendar';
import { type MandateDocument, matchesHost, minorIn } from './document';
import { SHOP_FACTS } from './past';

/** One budget's rules played through past requests, oldest first. */

const APPROVED = new Set(['captured', 'authorized', 'refunded', 'disputed', 'lapsed', 'approved']);

export function wasApproved(row: ActivityRow): boolean {
  return APPROVED.has(row.status);
}

/** Whether a budget has a say in a request at all. */
export function covers(doc: MandateDocument, row: ActivityRow, local: Local): boolean {
  if (row.sandbox || row.amount.currency !== (doc.currency ?? 'EUR')) return false;
  if (doc.valid?.from && local.day < doc.valid.from) return false;
  if (doc.valid?.until && local.day > doc.valid.until) return false;
  if (doc.overall) return true;
  const facts = SHOP_FACTS[row.merchantDomain ?? ''];
  const { merchants, categories, rails } = doc.scope ?? {};
  return (
    (doc.agents === undefined || doc.agents.includes(row.agentName)) &&
    (merchants === undefined || matchesHost(merchants, row.merchantDomain)) &&
    (categories === undefined || categories.includes(facts?.category ?? '')) &&
    (rails === undefined || rails.includes(facts?.rail ?? 'card'))
  );
}

export type Played = { row: ActivityRow; verdict: Verdict };

/**
 * What a document would have decided. A request that is asked about is decided as
 * the owner decided it then; one the owner was not asked about then goes through.
 */
export function replay(
  doc: MandateDocument,
  rows: readonly ActivityRow[],
  known: Iterable<string>,
): Map<string, Played> {
  const zone = doc.time_zone ?? 'UTC';
  const desk = new Desk(doc, known);
  const played = new Map<string, Played>();
  for (const row of rows) {
    const at = Date.parse(row.at);
    const local = localOf(at, zone);
    if (!covers(doc, row, local)) continue;
    const verdict = desk.decide(row, at, local);
    played.set(row.id, { row, verdict });
    const goes = verdict === 'auto' || (verdict === 'ask' && (wasApproved(row) || wasDenied(row)));
    if (goes) desk.spend(row, at, local);
  }
  return played;
}

function wasDenied(row: ActivityRow): boolean {
  return row.status === 'denied';
}

type Spent = { at: number; day: string; amount: bigint };

class Desk {
  private readonly spent: Spent[] = [];
  private readonly known: Set<string>;
  private readonly auto: bigint | null;
  private readonly deny: bigint | null;

  constructor(
    private readonly doc: MandateDocument,
    known: Iterable<string>,
  ) {
    this.known = new Set(known);
    this.auto = minorIn(doc, doc.limits?.auto_up_to);
    this.deny = minorIn(doc, doc.limits?.deny_above);
  }

  decide(row: ActivityRow, at: number, local: Local): Verdict {
    const amount = minorOf(row.amount);
    const { doc } = this;
    if (this.deny !== null && amount > this.deny) return 'deny';
    if (matchesHost(doc.scope?.merchants_blocked ?? [], row.merchantDomain)) return 'deny';
    const period = this.periods(amount, at, local);
    if (period === 'deny') return 'deny';
    const always = doc.always_ask ?? {};
    const asks =
      period === 'ask' ||
      this.auto === null ||
      amount > this.auto ||
      this.tooMany(at, local) ||
      doc.paused === true ||
      (doc.learning_until !== undefined && local.day <= doc.learning_until) ||
      ((always.new_merchant ?? true) && !this.known.has(row.merchantDomain ?? '')) ||
      ((always.subscription ?? true) &&
        SHOP_FACTS[row.merchantDomain ?? '']?.repeats === true &&
        !this.known.has(row.merchantDomain ?? '')) ||
      outside(always.outside_hours, local.clock);
    return asks ? 'ask' : 'auto';
  }

  spend(row: ActivityRow, at: number, local: Local) {
    this.spent.push({ at, day: local.day, amount: minorOf(row.amount) });
    if (row.merchantDomain) this.known.add(row.merchantDomain);
  }

  private periods(amount: bigint, at: number, local: Local): Verdict {
    let worst: Verdict = 'auto';
    for (const term of this.doc.limits?.periods ?? []) {
      const max = minorIn(this.doc, term.max);
      if (max === null) continue;
      const used = sum(this.within(term.window, at, local));
      const carried = term.rollover === 'none' || !term.rollover ? 0n : this.carried(term, max, at);
      if (used + amount <= max + carried) continue;
      if (term.when_used_up === 'deny') return 'deny';
      worst = 'ask';
    }
    return worst;
  }

  private tooMany(at: number, local: Local): boolean {
    const most = this.doc.limits?.max_purchases;
    return most !== undefined && this.within(most.window, at, local).length >= most.count;
  }

  private within(window: string, at: number, local: Local): Spent[] {
    const span = rollingMs(window);
    if (span !== null) return this.spent.filter((entry) => entry.at > at - span);
    const start = periodStart(window, local.day, this.doc.first_weekday);
    return this.spent.filter((entry) => entry.day >= start);
  }

  /** What the period before left, at most a whole limit of it. */
  private carried(term: { window: string }, max: bigint, at: number): bigint {
    const zone = this.doc.time_zone ?? 'UTC';
    const today = localOf(at, zone).day;
    const start = periodStart(term.window, today, this.doc.first_weekday);
    if (start === '' || this.spent.length === 0) return 0n;
    const before = this.spent.filter((entry) => {
      const own = periodStart(term.window, entry.day, this.doc.first_weekday);
      return periodEnd(term.window, own) === start;
    });
    const left = max - sum(before);
    return before.length === 0 || left < 0n ? 0n : left;
  }
}

function sum(entries: readonly Spent[]): bigint {
  return entries.reduce((total, entry) => total + entry.amount, 0n);
}

function outside(hours: [string, string] | undefined, clock: string): boolean {
  if (!hours) return false;
  const [from, until] = hours;
  const inside = from <= until ? clock >= from && clock < until : clock >= from || clock < until;
  return !inside;
}

/** A percentage as whole hundredths, `2.5` → 250n. */
export function hundredths(percent: string | undefined): bigint {
  return toMinor(percent ?? '0', 2) ?? 0n;
}
