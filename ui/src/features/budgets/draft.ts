import { exponentOf, normaliseTyped } from '@/money/money';
import { flag, type Json, list, numbers, object, pair, text, unlessEmpty, without } from './json';

/**
 * A budget being edited. Amounts are what was typed; the document sent to the
 * core is made from it, and parts this editor does not know are kept as they were.
 */
export type Rollover = 'none' | 'capped' | 'full';

export type PeriodDraft = {
  key: number;
  window: string;
  max: string;
  whenUsedUp: 'ask' | 'deny';
  rollover: Rollover;
};

/** Calls that Counterfoil makes for the agents; hosts absent: every merchant covered. */
export type FetchDraft = {
  hosts: string[] | null;
  privateAddresses: boolean;
  redirects: boolean;
};

export type Draft = {
  name: string;
  currency: string;
  overall: boolean;
  autoUpTo: string;
  denyAbove: string;
  periods: PeriodDraft[];
  maxPurchases: { window: string; count: string } | null;
  toleranceAmount: string;
  tolerancePercent: string;
  agents: string[] | null;
  merchants: string[] | null;
  merchantsBlocked: string[];
  categories: string[] | null;
  rails: string[] | null;
  fetch: FetchDraft | null;
  askNewMerchant: boolean;
  askRepeats: boolean;
  askSubscription: boolean;
  outsideHours: { from: string; until: string } | null;
  priceRise: string;
  learningUntil: string | null;
  confirmAbove: string;
  warnAt: string;
  undoSeconds: string;
  validFrom: string | null;
  validUntil: string | null;
  timeZone: string;
  firstWeekday: string;
  rateMaxAge: string;
  rateMargin: string;
  base: Json;
};

let nextKey = 1;

export function newPeriod(window: string, max: string): PeriodDraft {
  nextKey += 1;
  return { key: nextKey, window, max, whenUsedUp: 'ask', rollover: 'none' };
}

export function emptyDraft(timeZone: string): Draft {
  return {
    ...draftFrom('{}'),
    currency: 'EUR',
    autoUpTo: '20.00',
    denyAbove: '100.00',
    periods: [newPeriod('month', '200.00')],
    confirmAbove: '250.00',
    timeZone,
  };
}

/** The one limit over all budgets: only what narrows, nothing that gives authority. */
export function emptyOverall(timeZone: string, name: string): Draft {
  return {
    ...emptyDraft(timeZone),
    name,
    overall: true,
    autoUpTo: '',
    denyAbove: '',
    confirmAbove: '',
    periods: [newPeriod('month', '500.00')],
  };
}

export function draftFrom(document: string): Draft {
  const base = object(JSON.parse(document));
  const [limits, scope, valid] = [object(base.limits), object(base.scope), object(base.valid)];
  const [always, tolerance] = [object(base.always_ask), object(limits.tolerance)];
  const most = object(limits.max_purchases);
  const hours = pair(always.outside_hours);
  return {
    name: text(base.name),
    currency: text(base.currency),
    overall: base.overall === true,
    autoUpTo: text(limits.auto_up_to),
    denyAbove: text(limits.deny_above),
    periods: periodsFrom(limits.periods),
    maxPurchases: limits.max_purchases
      ? { window: text(most.window), count: String(most.count ?? '') }
      : null,
    toleranceAmount: text(tolerance.amount),
    tolerancePercent: text(tolerance.percent),
    agents: list(base.agents),
    merchants: list(scope.merchants),
    merchantsBlocked: list(scope.merchants_blocked) ?? [],
    categories: list(scope.categories),
    rails: list(scope.rails),
    fetch: base.fetch ? fetchFrom(object(base.fetch)) : null,
    askNewMerchant: flag(always.new_merchant, true),
    askRepeats: flag(always.repeats, true),
    askSubscription: flag(always.subscription, true),
    outsideHours: hours ? { from: hours[0], until: hours[1] } : null,
    priceRise: text(always.price_rise_percent),
    learningUntil: text(base.learning_until) || null,
    confirmAbove: text(base.confirm_above),
    warnAt: Array.isArray(base.warn_at_percent) ? base.warn_at_percent.join(', ') : '80, 100',
    undoSeconds: base.undo_seconds === undefined ? '10' : String(base.undo_seconds),
    validFrom: text(valid.from) || null,
    validUntil: text(valid.until) || null,
    timeZone: text(base.time_zone) || 'UTC',
    firstWeekday: text(base.first_weekday) || 'monday',
    rateMaxAge: limits.rate_max_age_days === undefined ? '7' : String(limits.rate_max_age_days),
    rateMargin: text(limits.rate_margin_percent),
    base,
  };
}

function fetchFrom(fetch: Json): FetchDraft {
  return {
    hosts: list(fetch.hosts),
    privateAddresses: flag(fetch.private_addresses, false),
    redirects: flag(fetch.redirects, false),
  };
}

function periodsFrom(value: unknown): PeriodDraft[] {
  const periods = Array.isArray(value) ? value.map(object) : [];
  return periods.map((period) => ({
    ...newPeriod(text(period.window), text(period.max)),
    whenUsedUp: period.when_used_up === 'deny' ? 'deny' : 'ask',
    rollover: period.rollover === 'capped' || period.rollover === 'full' ? period.rollover : 'none',
  }));
}

/** The mandate document of a draft. What cannot be read as an amount is sent as typed, for the core to refuse by name. */
export function documentOf(draft: Draft): string {
  const amount = amountReader(draft.currency);
  const shared = {
    name: draft.name.trim(),
    currency: draft.currency.trim().toUpperCase(),
    warn_at_percent: numbers(draft.warnAt),
    valid: unlessEmpty({
      from: draft.validFrom ?? undefined,
      until: draft.validUntil ?? undefined,
    }),
    time_zone: draft.timeZone,
    first_weekday: unlessDefault(draft.firstWeekday, 'monday'),
  };
  const limits = {
    ...object(draft.base.limits),
    deny_above: amount(draft.denyAbove),
    periods: draft.periods.map((period) => ({
      window: period.window,
      max: amount(period.max) ?? '',
      when_used_up: period.whenUsedUp,
      rollover: period.rollover,
    })),
    max_purchases: draft.maxPurchases
      ? { window: draft.maxPurchases.window, count: whole(draft.maxPurchases.count) }
      : undefined,
  };
  if (draft.overall)
    return JSON.stringify(without({ ...shared, overall: true, limits: without(limits) }));
  return JSON.stringify(
    without({
      ...draft.base,
      ...shared,
      agents: draft.agents ?? undefined,
      scope: unlessEmpty({
        ...object(draft.base.scope),
        merchants: draft.merchants ?? undefined,
        merchants_blocked: draft.merchantsBlocked.length > 0 ? draft.merchantsBlocked : undefined,
        categories: draft.categories ?? undefined,
        rails: draft.rails ?? undefined,
      }),
      fetch: draft.fetch ? fetchOf(draft.fetch) : undefined,
      limits: without({
        ...limits,
        auto_up_to: amount(draft.autoUpTo),
        tolerance: unlessEmpty({
          amount: amount(draft.toleranceAmount),
          percent: percent(draft.tolerancePercent),
        }),
        rate_max_age_days: unlessDefault(whole(draft.rateMaxAge), 7),
        rate_margin_percent: percent(draft.rateMargin),
      }),
      always_ask: without({
        ...object(draft.base.always_ask),
        new_merchant: draft.askNewMerchant,
        repeats: draft.askRepeats,
        subscription: draft.askSubscription,
        outside_hours: draft.outsideHours
          ? [draft.outsideHours.from.trim(), draft.outsideHours.until.trim()]
          : undefined,
        price_rise_percent: percent(draft.priceRise),
      }),
      learning_until: draft.learningUntil ?? undefined,
      confirm_above: amount(draft.confirmAbove),
      undo_seconds: draft.undoSeconds.trim() === '' ? undefined : whole(draft.undoSeconds),
    }),
  );
}

function fetchOf(fetch: FetchDraft): Json {
  return without({
    hosts: fetch.hosts ?? undefined,
    private_addresses: fetch.privateAddresses || undefined,
    redirects: fetch.redirects || undefined,
  });
}

/** Whether saving would change anything; the order of keys and an empty scope do not count. */
export function isChanged(draft: Draft, original: Draft): boolean {
  return documentOf(draft) !== documentOf(original);
}

function amountReader(currency: string) {
  const exponent = exponentOf(currency);
  return (typed: string) =>
    typed.trim() === '' ? undefined : (normaliseTyped(typed, exponent) ?? typed.trim());
}

/** A whole number as a number; anything else as typed, for the core to refuse by name. */
function whole(typed: string): number | string {
  return /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : typed.trim();
}

function percent(typed: string): string | undefined {
  const plain = typed.trim().replace(',', '.').replace(/\s*%$/, '');
  return plain === '' ? undefined : plain;
}

function unlessDefault<Value>(value: Value, usual: Value): Value | undefined {
  return value === usual || value === '' ? undefined : value;
}
