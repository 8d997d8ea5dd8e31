import { minorOf, toMinor } from '@/money/money';
import type { Budget, BudgetPreview, BudgetVersion, Money, PeriodView } from '../types';
import { money } from './seeds';

/** Budgets of the in-memory host: reads mandate documents and says what a change does. */

type Period = { window: string; max: string; when_used_up?: string };
type Document = {
  name?: string;
  agents?: string[];
  currency?: string;
  scope?: {
    merchants?: string[];
    merchants_blocked?: string[];
    categories?: string[];
    rails?: string[];
  };
  limits?: { auto_up_to?: string; deny_above?: string; periods?: Period[] };
  always_ask?: { new_merchant?: boolean };
  confirm_above?: string;
  undo_seconds?: number;
  valid?: { from?: string; until?: string };
  time_zone?: string;
};

export type StoredBudget = { budget: Budget; versions: BudgetVersion[] };

const SPENT: Record<string, [spent: string, held: string]> = {
  Books: ['130.20', '84.90'],
  Groceries: ['173.10', '66.20'],
  Travel: ['125.50', '412.00'],
  Cloud: ['22.00', '19.00'],
};

export function seedBudgets(): StoredBudget[] {
  const document = (
    name: string,
    agent: string,
    auto: string,
    deny: string,
    max: string,
    rest: Document = {},
  ) =>
    JSON.stringify({
      name,
      agents: [agent],
      currency: 'EUR',
      limits: {
        auto_up_to: auto,
        deny_above: deny,
        periods: [{ window: 'month', max, when_used_up: 'ask' }],
      },
      always_ask: { new_merchant: true },
      confirm_above: '250.00',
      undo_seconds: 10,
      time_zone: 'Europe/Berlin',
      ...rest,
    });
  const seeds = [
    document('Books', 'Shopping agent', '40.00', '200.00', '400.00', {
      scope: { merchants: ['nordlicht-books.example', '*.lindqvist.example'] },
      valid: { from: '2026-09-01', until: '2026-12-31' },
    }),
    document('Groceries', 'Shopping agent', '40.00', '120.00', '300.00'),
    document('Travel', 'Travel agent', '20.00', '800.00', '500.00'),
    document('Cloud', 'DevOps agent', '10.00', '50.00', '100.00', { currency: 'USD' }),
  ];
  return seeds.map((text, index) => {
    const budget = budgetFrom(text, `man_0${index + 1}`, 1, null);
    const versions = [
      { version: 1, at: '2026-09-02T09:20:00.000Z', changes: ['Created'], document: text },
    ];
    return { budget, versions };
  });
}

export function budgetFrom(text: string, id: string, version: number, old: Budget | null): Budget {
  const doc = JSON.parse(text) as Document;
  const currency = doc.currency ?? 'EUR';
  const cash = (amount: string | undefined): Money | null =>
    amount ? money(amount, currency) : null;
  const name = doc.name ?? '';
  return {
    id,
    version,
    name,
    status: 'active',
    agents: doc.agents ?? null,
    currency,
    exponent: money('0', currency).exponent,
    autoUpTo: cash(doc.limits?.auto_up_to),
    denyAbove: cash(doc.limits?.deny_above),
    periods: (doc.limits?.periods ?? []).map((period) => periodView(period, name, currency, old)),
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
    document: text,
  };
}

function periodView(
  period: Period,
  name: string,
  currency: string,
  old: Budget | null,
): PeriodView {
  const known = old?.periods.find((view) => view.window === period.window);
  const [spent, held] = SPENT[name] ?? ['0.00', '0.00'];
  const max = money(period.max, currency);
  const used = {
    spent: known?.spent ?? money(spent, currency),
    held: known?.held ?? money(held, currency),
  };
  const left = minorOf(max) - minorOf(used.spent) - minorOf(used.held);
  const digits = (left < 0n ? 0n : left).toString().padStart(max.exponent + 1, '0');
  const amount =
    max.exponent === 0
      ? digits
      : `${digits.slice(0, -max.exponent)}.${digits.slice(-max.exponent)}`;
  return {
    window: period.window,
    max,
    ...used,
    left: { ...max, amount },
    startsAt: '2026-10-31T23:00:00.000Z',
    endsAt: '2026-11-30T23:00:00.000Z',
  };
}

export function preview(text: string, old: Budget | null): BudgetPreview {
  const doc = JSON.parse(text) as Document;
  const problem = problemOf(doc);
  if (problem) return { problem, changes: [], needsPresence: false };
  if (!old)
    return {
      problem: null,
      changes: [{ words: `New budget ${doc.name}`, widens: true }],
      needsPresence: true,
    };
  const before = JSON.parse(old.document) as Document;
  const changes = changesBetween(before, doc);
  return { problem: null, changes, needsPresence: changes.some((change) => change.widens) };
}

function problemOf(doc: Document): BudgetPreview['problem'] {
  const exponent = money('0', doc.currency ?? 'EUR').exponent;
  const bad = (field: string, message: string, hint: string) => ({
    field,
    code: 'invalid',
    message,
    hint,
  });
  if (!doc.name?.trim()) return bad('name', 'The budget has no name.', 'Give it a short name.');
  if (!/^[A-Z]{3,5}$/.test(doc.currency ?? '')) {
    return bad('currency', 'That is not a currency.', 'Write its three letters, such as EUR.');
  }
  const auto = toMinor(doc.limits?.auto_up_to ?? '0', exponent);
  const deny =
    doc.limits?.deny_above === undefined ? null : toMinor(doc.limits.deny_above, exponent);
  if (auto === null)
    return bad('limits.auto_up_to', 'That is not an amount.', 'Write it like 50.00.');
  if (doc.limits?.deny_above !== undefined && deny === null) {
    return bad('limits.deny_above', 'That is not an amount.', 'Write it like 200.00.');
  }
  if (deny !== null && deny < auto) {
    return bad(
      'limits.deny_above',
      'Deny above is below the automatic limit.',
      'Raise it or lower the automatic limit.',
    );
  }
  const windows = (doc.limits?.periods ?? []).map((period) => period.window);
  if (new Set(windows).size < windows.length) {
    return bad('limits.periods', 'One period is limited twice.', 'Remove one of the two.');
  }
  const open =
    doc.limits?.periods?.findIndex((period) => toMinor(period.max, exponent) === null) ?? -1;
  if (open >= 0)
    return bad(`limits.periods[${open}].max`, 'That is not an amount.', 'Write it like 400.00.');
  return null;
}

function changesBetween(old: Document, now: Document): BudgetPreview['changes'] {
  const exponent = money('0', now.currency ?? 'EUR').exponent;
  const minor = (amount: string | undefined) =>
    amount === undefined ? null : toMinor(amount, exponent);
  const changes: BudgetPreview['changes'] = [];
  const amount = (words: string, a: string | undefined, b: string | undefined, none: bigint) => {
    if (a === b) return;
    changes.push({
      words: `${words} ${a ?? 'none'} → ${b ?? 'none'}`,
      widens: (minor(b) ?? none) > (minor(a) ?? none),
    });
  };
  const endless = 10n ** 18n;
  if (old.name !== now.name)
    changes.push({ words: `Name ${old.name} → ${now.name}`, widens: false });
  amount('Auto limit', old.limits?.auto_up_to, now.limits?.auto_up_to, 0n);
  amount('Deny above', old.limits?.deny_above, now.limits?.deny_above, endless);
  amount('Passphrase above', old.confirm_above, now.confirm_above, endless);
  const windows = new Set(
    [...(old.limits?.periods ?? []), ...(now.limits?.periods ?? [])].map((p) => p.window),
  );
  for (const window of windows) {
    const of = (doc: Document) => doc.limits?.periods?.find((period) => period.window === window);
    amount(`Limit per ${window}`, of(old)?.max, of(now)?.max, endless);
    if (of(old) && of(now) && of(old)?.when_used_up !== of(now)?.when_used_up) {
      changes.push({
        words: `When the ${window} is used up: ${of(now)?.when_used_up}`,
        widens: of(now)?.when_used_up === 'ask',
      });
    }
  }
  if ((old.always_ask?.new_merchant ?? true) !== (now.always_ask?.new_merchant ?? true)) {
    const on = now.always_ask?.new_merchant ?? true;
    changes.push({
      words: on ? 'New merchants always ask' : 'New merchants no longer ask',
      widens: !on,
    });
  }
  for (const [words, read] of LISTS) {
    const [a, b] = [read(old), read(now)];
    if (a === b) continue;
    changes.push({ words: `${words} ${a ?? 'any'} → ${b ?? 'any'}`, widens: true });
  }
  return changes;
}

const LISTS: readonly [words: string, read: (doc: Document) => string | undefined][] = [
  ['Agents', (doc) => doc.agents?.join(', ')],
  ['Merchants', (doc) => doc.scope?.merchants?.join(', ')],
  ['Ways to pay', (doc) => doc.scope?.rails?.join(', ')],
  ['Valid from', (doc) => doc.valid?.from],
  ['Valid until', (doc) => doc.valid?.until],
  ['Time zone', (doc) => doc.time_zone],
  ['Undo', (doc) => (doc.undo_seconds === undefined ? undefined : `${doc.undo_seconds} s`)],
];
