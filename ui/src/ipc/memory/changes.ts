import { toMinor } from '@/money/money';
import type { BudgetPreview } from '../types';
import { exponentIn, type MandateDocument, minorIn, readDocument } from './document';
import { hundredths } from './replay';

/** What saving a document would change, and whether that lets agents do more. */

type Problem = BudgetPreview['problem'];
type Change = BudgetPreview['changes'][number];

export function preview(text: string, old: string | null): BudgetPreview {
  const doc = readDocument(text);
  const problem = problemOf(doc);
  if (problem) return { problem, changes: [], needsPresence: false };
  if (old === null) {
    const changes = [{ words: `New budget ${doc.name}`, widens: true }];
    return { problem: null, changes, needsPresence: true };
  }
  const changes = changesBetween(readDocument(old), doc);
  return { problem: null, changes, needsPresence: changes.some((change) => change.widens) };
}

function bad(field: string, message: string, hint: string): Problem {
  return { field, code: 'invalid', message, hint };
}

function problemOf(doc: MandateDocument): Problem {
  const exponent = exponentIn(doc);
  if (!doc.name?.trim()) return bad('name', 'The budget has no name.', 'Give it a short name.');
  if (!/^[A-Z]{3,5}$/.test(doc.currency ?? '')) {
    return bad('currency', 'That is not a currency.', 'Write its three letters, such as EUR.');
  }
  const { limits = {}, always_ask: always = {} } = doc;
  const auto = toMinor(limits.auto_up_to ?? '0', exponent);
  const deny = limits.deny_above === undefined ? null : toMinor(limits.deny_above, exponent);
  const amountHint = 'Write it like 50.00.';
  if (auto === null) return bad('limits.auto_up_to', 'That is not an amount.', amountHint);
  if (limits.deny_above !== undefined && deny === null)
    return bad('limits.deny_above', 'That is not an amount.', amountHint);
  if (deny !== null && deny < auto) {
    return bad(
      'limits.deny_above',
      'Deny above is below the automatic limit.',
      'Raise it or lower the automatic limit.',
    );
  }
  const windows = (limits.periods ?? []).map((period) => period.window);
  if (new Set(windows).size < windows.length)
    return bad('limits.periods', 'One period is limited twice.', 'Remove one of the two.');
  const open = limits.periods?.findIndex((period) => toMinor(period.max, exponent) === null) ?? -1;
  if (open >= 0) return bad(`limits.periods[${open}].max`, 'That is not an amount.', amountHint);
  const most = limits.max_purchases;
  if (most && (!Number.isInteger(most.count) || most.count < 1))
    return bad('limits.max_purchases', 'That is not a number of purchases.', 'Write 1 or more.');
  if (always.outside_hours?.some((clock) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(clock)))
    return bad('always_ask.outside_hours', 'That is not a time.', 'Write it like 07:00.');
  if (doc.warn_at_percent?.some((level) => !Number.isInteger(level) || level < 1 || level > 100))
    return bad('warn_at_percent', 'A warning lies between 1 and 100.', 'Write it like 80, 100.');
  return null;
}

const ENDLESS = 10n ** 18n;

function changesBetween(old: MandateDocument, now: MandateDocument): Change[] {
  const changes: Change[] = [];
  const note = (words: string, widens: boolean) => changes.push({ words, widens });
  const amount = (words: string, a: string | undefined, b: string | undefined, none: bigint) => {
    if (a === b) return;
    const [from, to] = [minorIn(old, a) ?? none, minorIn(now, b) ?? none];
    note(`${words} ${a ?? 'none'} → ${b ?? 'none'}`, to > from);
  };
  if (old.name !== now.name) note(`Name ${old.name} → ${now.name}`, false);
  amount('Auto limit', old.limits?.auto_up_to, now.limits?.auto_up_to, 0n);
  amount('Deny above', old.limits?.deny_above, now.limits?.deny_above, ENDLESS);
  amount('Passphrase above', old.confirm_above, now.confirm_above, ENDLESS);
  amount('Tolerance', old.limits?.tolerance?.amount, now.limits?.tolerance?.amount, 0n);
  const [wasPercent, isPercent] = [old, now].map((doc) => doc.limits?.tolerance?.percent);
  if (wasPercent !== isPercent)
    note(
      `Tolerance ${wasPercent ?? '0'} % → ${isPercent ?? '0'} %`,
      hundredths(isPercent) > hundredths(wasPercent),
    );
  periodChanges(old, now, note, amount);
  switches(old, now, note);
  for (const [words, read, any] of LISTS) {
    const [a, b] = [read(old), read(now)];
    if (a !== b) note(`${words} ${a ?? any} → ${b ?? any}`, words !== 'Warn at');
  }
  return changes;
}

type Note = (words: string, widens: boolean) => void;
type Amount = (words: string, a: string | undefined, b: string | undefined, none: bigint) => void;

function periodChanges(old: MandateDocument, now: MandateDocument, note: Note, amount: Amount) {
  const terms = [...(old.limits?.periods ?? []), ...(now.limits?.periods ?? [])];
  for (const window of new Set(terms.map((term) => term.window))) {
    const of = (doc: MandateDocument) =>
      doc.limits?.periods?.find((term) => term.window === window);
    const [was, is] = [of(old), of(now)];
    amount(`Limit per ${window}`, was?.max, is?.max, ENDLESS);
    if (!was || !is) continue;
    if ((was.when_used_up ?? 'ask') !== (is.when_used_up ?? 'ask'))
      note(`When the ${window} is used up: ${is.when_used_up}`, is.when_used_up === 'ask');
    if ((was.rollover ?? 'none') !== (is.rollover ?? 'none'))
      note(`Unused money of a ${window}: ${is.rollover ?? 'none'}`, is.rollover !== 'none');
  }
  const most = (doc: MandateDocument) => doc.limits?.max_purchases;
  const [a, b] = [most(old), most(now)];
  if (a?.count !== b?.count || a?.window !== b?.window) {
    const say = (limit: typeof a) => (limit ? `${limit.count} per ${limit.window}` : 'any');
    note(
      `Purchases ${say(a)} → ${say(b)}`,
      a !== undefined && (b === undefined || a.count < b.count),
    );
  }
}

function switches(old: MandateDocument, now: MandateDocument, note: Note) {
  const [was, is] = [old.always_ask ?? {}, now.always_ask ?? {}];
  const both = [
    ['New merchants', was.new_merchant ?? true, is.new_merchant ?? true],
    ['Repeats and haste', was.repeats ?? true, is.repeats ?? true],
    ['Subscriptions', was.subscription ?? true, is.subscription ?? true],
  ] as const;
  for (const [words, before, on] of both) {
    if (before !== on) note(on ? `${words} always ask` : `${words} no longer ask`, !on);
  }
  const [a, b] = [was.outside_hours?.join('–'), is.outside_hours?.join('–')];
  if (a !== b) note(b ? `Asks outside ${b}` : `No longer asks outside ${a}`, a !== undefined);
  const [from, to] = [was.price_rise_percent ?? '0', is.price_rise_percent ?? '0'];
  if (from !== to) note(`Price rise ${from} % → ${to} %`, hundredths(to) > hundredths(from));
  if ((old.paused ?? false) !== (now.paused ?? false))
    note(now.paused ? 'Paused: asks about everything' : 'No longer paused', old.paused === true);
  if (old.learning_until !== now.learning_until)
    note(
      now.learning_until ? `Asks about everything until ${now.learning_until}` : 'Asks no longer',
      (now.learning_until ?? '') < (old.learning_until ?? ''),
    );
}

const LISTS: readonly [
  words: string,
  read: (doc: MandateDocument) => string | undefined,
  any: string,
][] = [
  ['Agents', (doc) => doc.agents?.join(', '), 'any'],
  ['Merchants', (doc) => doc.scope?.merchants?.join(', '), 'any'],
  ['Never from', (doc) => doc.scope?.merchants_blocked?.join(', '), 'nobody'],
  ['Categories', (doc) => doc.scope?.categories?.join(', '), 'any'],
  ['Ways to pay', (doc) => doc.scope?.rails?.join(', '), 'any'],
  ['Valid from', (doc) => doc.valid?.from, 'now'],
  ['Valid until', (doc) => doc.valid?.until, 'open'],
  ['Time zone', (doc) => doc.time_zone, 'UTC'],
  ['First day of the week', (doc) => doc.first_weekday, 'monday'],
  ['Warn at', (doc) => doc.warn_at_percent?.map((level) => `${level} %`).join(', '), 'never'],
  ['Undo', (doc) => (doc.undo_seconds === undefined ? undefined : `${doc.undo_seconds} s`), '10 s'],
  [
    'Rates at most',
    (doc) =>
      doc.limits?.rate_max_age_days === undefined
        ? undefined
        : `${doc.limits.rate_max_age_days} days old`,
    '7 days old',
  ],
  ['Margin on rates', (doc) => doc.limits?.rate_margin_percent, '0'],
];
