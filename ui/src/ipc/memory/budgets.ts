import { minorOf, withMinor } from '@/money/money';
import type { ActivityRow, AgentShare, Budget, BudgetVersion, Money, PeriodView } from '../types';
import { localOf, midnight, periodEnd, periodStart, rollingMs } from './calendar';
import { type MandateDocument, type PeriodTerm, readDocument } from './document';
import { wasApproved } from './replay';
import { money } from './seeds';

/** Budgets of the in-memory host: documents with what the record says was used of them. */

export type StoredBudget = {
  id: string;
  document: string;
  ended: boolean;
  versions: BudgetVersion[];
  /** One-time raises by window. */
  raised: Record<string, Money>;
};

/** What waits for the owner and is held for it. */
const HELD: Record<string, string> = {
  Books: '84.90',
  Groceries: '46.20',
  Travel: '60.00',
  Cloud: '19.00',
};

type Seed = [name: string, agent: string, auto: string, deny: string, max: string];

export function seedBudgets(): StoredBudget[] {
  const seeds: [Seed, MandateDocument][] = [
    [
      ['Books', 'Shopping agent', '40.00', '200.00', '400.00'],
      {
        scope: {
          merchants: [
            'lindqvist.example',
            'pix3l-prints.example',
            'kiosk-am-ring.example',
            '*.nordlicht-books.example',
          ],
        },
        valid: { from: '2026-09-01', until: '2026-12-31' },
      },
    ],
    [
      ['Groceries', 'Shopping agent', '40.00', '120.00', '300.00'],
      { scope: { merchants: ['hofladen-ahrens.example', 'teehaus-omi.example'] } },
    ],
    [
      ['Travel', 'Travel agent', '20.00', '800.00', '500.00'],
      { scope: { merchants: ['nordbahn.example'] } },
    ],
    [['Cloud', 'DevOps agent', '10.00', '50.00', '100.00'], { currency: 'USD' }],
  ];
  const stored = seeds.map(([seed, rest], index) =>
    storedFrom(`man_0${index + 1}`, JSON.stringify(documentOf(seed, rest))),
  );
  stored.push(storedFrom('man_all', JSON.stringify(overall())));
  return stored;
}

function documentOf([name, agent, auto, deny, max]: Seed, rest: MandateDocument): MandateDocument {
  return {
    name,
    agents: [agent],
    currency: 'EUR',
    limits: {
      auto_up_to: auto,
      deny_above: deny,
      periods: [{ window: 'month', max, when_used_up: 'ask', rollover: 'none' }],
    },
    always_ask: { new_merchant: true, subscription: true },
    confirm_above: '250.00',
    warn_at_percent: [80, 100],
    undo_seconds: 10,
    time_zone: 'Europe/Berlin',
    ...rest,
  };
}

function overall(): MandateDocument {
  return {
    name: 'All budgets',
    overall: true,
    currency: 'EUR',
    limits: {
      periods: [{ window: 'month', max: '1200.00', when_used_up: 'ask', rollover: 'none' }],
    },
    warn_at_percent: [80, 100],
    time_zone: 'Europe/Berlin',
  };
}

export function storedFrom(id: string, document: string): StoredBudget {
  const first = { version: 1, at: '2026-09-02T09:20:00.000Z', changes: ['Created'], document };
  return { id, document, ended: false, versions: [first], raised: {} };
}

type World = { rows: readonly ActivityRow[]; now: number };

export function budgetFrom(stored: StoredBudget, world: World): Budget {
  const doc = readDocument(stored.document);
  const currency = doc.currency ?? 'EUR';
  const cash = (amount: string | undefined): Money | null =>
    amount ? money(amount, currency) : null;
  const spent = spendingOf(doc, world);
  const today = localOf(world.now, doc.time_zone ?? 'UTC').day;
  return {
    id: stored.id,
    version: stored.versions[0]?.version ?? 1,
    name: doc.name ?? '',
    status: statusOf(stored, doc, today),
    agents: doc.agents ?? null,
    currency,
    exponent: money('0', currency).exponent,
    autoUpTo: cash(doc.limits?.auto_up_to),
    denyAbove: cash(doc.limits?.deny_above),
    periods: (doc.limits?.periods ?? []).map((term) =>
      periodView(term, doc, spent, stored, world.now),
    ),
    uncounted: [],
    merchants: doc.scope?.merchants ?? null,
    merchantsBlocked: doc.scope?.merchants_blocked ?? [],
    categories: doc.scope?.categories ?? null,
    rails: doc.scope?.rails ?? null,
    askNewMerchant: doc.always_ask?.new_merchant ?? true,
    confirmAbove: cash(doc.confirm_above),
    undoSeconds: doc.undo_seconds ?? 10,
    validFrom: doc.valid?.from ?? null,
    validUntil: doc.valid?.until ?? null,
    timeZone: doc.time_zone ?? 'UTC',
    document: stored.document,
    overall: doc.overall ?? false,
    warnAt: doc.warn_at_percent ?? [],
    learningUntil: doc.learning_until ?? null,
  };
}

function statusOf(stored: StoredBudget, doc: MandateDocument, today: string): Budget['status'] {
  if (stored.ended) return 'revoked';
  if (doc.paused) return 'paused';
  if (doc.valid?.until && today > doc.valid.until) return 'expired';
  return doc.valid?.from && today < doc.valid.from ? 'upcoming' : 'active';
}

/** What was paid under a budget; rows of another currency are none of its business here. */
function spendingOf(doc: MandateDocument, { rows, now }: World): ActivityRow[] {
  const until = new Date(now).toISOString();
  return rows.filter(
    (row) =>
      row.at <= until &&
      wasApproved(row) &&
      !row.sandbox &&
      row.status !== 'refunded' &&
      row.amount.currency === (doc.currency ?? 'EUR') &&
      (doc.overall || row.budgetName === doc.name),
  );
}

function periodView(
  term: PeriodTerm,
  doc: MandateDocument,
  spending: readonly ActivityRow[],
  stored: StoredBudget,
  now: number,
): PeriodView {
  const currency = doc.currency ?? 'EUR';
  const zone = doc.time_zone ?? 'UTC';
  const max = money(term.max, currency);
  const span = rollingMs(term.window);
  const start = periodStart(term.window, localOf(now, zone).day, doc.first_weekday);
  const end = span === null && start ? periodEnd(term.window, start) : null;
  const from = span !== null ? now - span : start ? midnight(start, zone) : 0;
  const spent = sumOf(
    spending.filter((row) => Date.parse(row.at) >= from),
    currency,
  );
  const held = money(heldOf(doc), currency);
  const raised = stored.raised[term.window] ?? null;
  const allowed = minorOf(max) + (raised ? minorOf(raised) : 0n);
  const left = allowed - minorOf(spent) - minorOf(held);
  return {
    window: term.window,
    max,
    spent,
    held,
    left: withMinor(max, left < 0n ? 0n : left),
    startsAt: start || span !== null ? new Date(from).toISOString() : null,
    endsAt: end ? new Date(midnight(end, zone)).toISOString() : null,
    whenUsedUp: term.when_used_up === 'deny' ? 'deny' : 'ask',
    raised,
    carried: null,
  };
}

function heldOf(doc: MandateDocument): string {
  return doc.overall ? '191.10' : (HELD[doc.name ?? ''] ?? '0.00');
}

/** What each agent used of a budget in its first period. */
export function sharesOf(stored: StoredBudget, world: World): AgentShare[] {
  const doc = readDocument(stored.document);
  const spending = spendingOf(doc, world);
  const zone = doc.time_zone ?? 'UTC';
  const today = localOf(world.now, zone).day;
  const window = doc.limits?.periods?.[0]?.window ?? 'total';
  const span = rollingMs(window);
  const start = span === null ? periodStart(window, today, doc.first_weekday) : '';
  const byAgent = new Map<string, ActivityRow[]>();
  for (const row of spending) {
    if (localOf(Date.parse(row.at), zone).day < start) continue;
    byAgent.set(row.agentName, [...(byAgent.get(row.agentName) ?? []), row]);
  }
  const currency = doc.currency ?? 'EUR';
  const sums = [...byAgent].map(([agentName, rows]) => ({
    agentName,
    amount: sumOf(rows, currency),
  }));
  const whole = sums.reduce((total, { amount }) => total + minorOf(amount), 0n);
  return sums
    .sort((a, b) => (minorOf(a.amount) < minorOf(b.amount) ? 1 : -1))
    .map((share) => ({
      ...share,
      percent: whole === 0n ? 0 : Number((minorOf(share.amount) * 100n + whole / 2n) / whole),
    }));
}

function sumOf(rows: readonly ActivityRow[], currency: string): Money {
  const zero = money('0', currency);
  return withMinor(
    zero,
    rows.reduce((total, row) => total + minorOf(row.amount), 0n),
  );
}
