import { minorOf, withMinor } from '@/money/money';
import type {
  ActivityRow,
  Backtest,
  BacktestGroup,
  Money,
  OwnerDecision,
  Share,
  Tally,
  Verdict,
} from '../types';
import { localOf } from './calendar';
import { type MandateDocument, readDocument } from './document';
import { covers, type Played, replay, wasApproved } from './replay';

const DAY = 86_400_000;
const LISTED = 100;

/** A changed document against the present one, on the requests of the last days. */
export function backtest(
  rows: readonly ActivityRow[],
  changed: string,
  present: string | null,
  days: number,
  now: number,
): Backtest {
  const since = new Date(now - days * DAY).toISOString();
  const window = rows.filter((row) => row.at >= since).sort((a, b) => (a.at < b.at ? -1 : 1));
  const known = rows
    .filter((row) => row.at < since && wasApproved(row))
    .map((row) => row.merchantDomain ?? '');
  const then = replay(readDocument(changed), window, known);
  const before = present === null ? null : replay(readDocument(present), window, known);
  const all = window.filter((row) => then.has(row.id) || before?.has(row.id));
  return {
    days,
    requests: all.length,
    before: before ? tally(all, before) : null,
    after: tally(all, then),
    groups: before ? groups(all, before, then) : [],
  };
}

/** What was asked for in the scope of a document. */
export function pricesUnder(
  rows: readonly ActivityRow[],
  document: string,
  days: number,
  now: number,
): { amount: string; count: number }[] {
  const doc: MandateDocument = readDocument(document);
  const since = new Date(now - days * DAY).toISOString();
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (row.at < since || !covers(doc, row, localOf(Date.parse(row.at), doc.time_zone ?? 'UTC')))
      continue;
    counts.set(row.amount.amount, (counts.get(row.amount.amount) ?? 0) + 1);
  }
  return [...counts].map(([amount, count]) => ({ amount, count }));
}

function tally(rows: readonly ActivityRow[], played: Map<string, Played>): Tally {
  const result: Tally = {
    auto: { count: 0, sums: [] },
    ask: { count: 0, sums: [] },
    deny: { count: 0, sums: [] },
  };
  for (const row of rows) add(result[verdictOf(played, row)], row.amount);
  return result;
}

/** What no budget covers is asked about. */
function verdictOf(played: Map<string, Played>, row: ActivityRow): Verdict {
  return played.get(row.id)?.verdict ?? 'ask';
}

const LOOSENESS: Record<Verdict, number> = { auto: 2, ask: 1, deny: 0 };

function groups(
  rows: readonly ActivityRow[],
  before: Map<string, Played>,
  then: Map<string, Played>,
): BacktestGroup[] {
  const found = new Map<string, BacktestGroup>();
  for (const row of rows) {
    const [from, to] = [verdictOf(before, row), verdictOf(then, row)];
    if (from === to) continue;
    const decision = decisionOf(row);
    const rejected = decision === 'rejected' && to === 'auto';
    const key = `${from} ${to} ${rejected}`;
    const group = found.get(key) ?? { from, to, rejected, count: 0, sums: [], purchases: [] };
    found.set(key, group);
    add(group, row.amount);
    if (group.purchases.length < LISTED) {
      const { id, at, merchantName, agentName, amount } = row;
      group.purchases.push({ id, at, merchantName, agentName, amount, decision });
    }
  }
  return [...found.values()].sort((a, b) => risk(b) - risk(a));
}

function risk(group: BacktestGroup): number {
  return (group.rejected ? 100 : 0) + 10 * (LOOSENESS[group.to] - LOOSENESS[group.from]);
}

function decisionOf(row: ActivityRow): OwnerDecision {
  if (row.status === 'rejected') return 'rejected';
  return row.decidedBy === 'owner' && wasApproved(row) ? 'approved' : 'none';
}

function add(share: Share, amount: Money) {
  share.count += 1;
  const same = share.sums.findIndex((sum) => sum.currency === amount.currency);
  const sum = share.sums[same];
  if (sum) share.sums[same] = withMinor(sum, minorOf(sum) + minorOf(amount));
  else share.sums.push({ ...amount });
}
