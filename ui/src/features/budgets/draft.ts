import { exponentOf, normaliseTyped } from '@/money/money';

/**
 * A budget being edited. Amounts are what was typed; the document sent to the
 * core is made from it, and parts this editor does not know are kept as they were.
 */
export type PeriodDraft = { key: number; window: string; max: string; whenUsedUp: 'ask' | 'deny' };

export type Draft = {
  name: string;
  currency: string;
  autoUpTo: string;
  denyAbove: string;
  periods: PeriodDraft[];
  agents: string[] | null;
  merchants: string[] | null;
  merchantsBlocked: string[];
  categories: string[] | null;
  rails: string[] | null;
  askNewMerchant: boolean;
  confirmAbove: string;
  undoSeconds: string;
  validFrom: string | null;
  validUntil: string | null;
  timeZone: string;
  base: Json;
};

type Json = Record<string, unknown>;

let nextKey = 1;

export function newPeriod(window: string, max: string): PeriodDraft {
  nextKey += 1;
  return { key: nextKey, window, max, whenUsedUp: 'ask' };
}

export function emptyDraft(timeZone: string): Draft {
  return {
    name: '',
    currency: 'EUR',
    autoUpTo: '20.00',
    denyAbove: '100.00',
    periods: [newPeriod('month', '200.00')],
    agents: null,
    merchants: null,
    merchantsBlocked: [],
    categories: null,
    rails: null,
    askNewMerchant: true,
    confirmAbove: '250.00',
    undoSeconds: '10',
    validFrom: null,
    validUntil: null,
    timeZone,
    base: {},
  };
}

export function draftFrom(document: string): Draft {
  const base = object(JSON.parse(document));
  const limits = object(base.limits);
  const scope = object(base.scope);
  const valid = object(base.valid);
  const periods = Array.isArray(limits.periods) ? limits.periods.map(object) : [];
  return {
    name: text(base.name),
    currency: text(base.currency),
    autoUpTo: text(limits.auto_up_to),
    denyAbove: text(limits.deny_above),
    periods: periods.map((period) => ({
      ...newPeriod(text(period.window), text(period.max)),
      whenUsedUp: period.when_used_up === 'deny' ? 'deny' : 'ask',
    })),
    agents: list(base.agents),
    merchants: list(scope.merchants),
    merchantsBlocked: list(scope.merchants_blocked) ?? [],
    categories: list(scope.categories),
    rails: list(scope.rails),
    askNewMerchant: object(base.always_ask).new_merchant !== false,
    confirmAbove: text(base.confirm_above),
    undoSeconds: base.undo_seconds === undefined ? '10' : String(base.undo_seconds),
    validFrom: text(valid.from) || null,
    validUntil: text(valid.until) || null,
    timeZone: text(base.time_zone) || 'UTC',
    base,
  };
}

/** The mandate document of a draft. What cannot be read as an amount is sent as typed, for the core to refuse by name. */
export function documentOf(draft: Draft): string {
  const exponent = exponentOf(draft.currency);
  const amount = (typed: string) =>
    typed.trim() === '' ? undefined : (normaliseTyped(typed, exponent) ?? typed.trim());
  const undo = /^\d+$/.test(draft.undoSeconds.trim())
    ? Number(draft.undoSeconds)
    : draft.undoSeconds;
  return JSON.stringify(
    without({
      ...draft.base,
      name: draft.name.trim(),
      currency: draft.currency.trim().toUpperCase(),
      agents: draft.agents ?? undefined,
      scope: unlessEmpty({
        ...object(draft.base.scope),
        merchants: draft.merchants ?? undefined,
        merchants_blocked: draft.merchantsBlocked.length > 0 ? draft.merchantsBlocked : undefined,
        categories: draft.categories ?? undefined,
        rails: draft.rails ?? undefined,
      }),
      limits: without({
        ...object(draft.base.limits),
        auto_up_to: amount(draft.autoUpTo),
        deny_above: amount(draft.denyAbove),
        periods: draft.periods.map((period) => ({
          window: period.window,
          max: amount(period.max) ?? '',
          when_used_up: period.whenUsedUp,
        })),
      }),
      always_ask: { ...object(draft.base.always_ask), new_merchant: draft.askNewMerchant },
      confirm_above: amount(draft.confirmAbove),
      undo_seconds: undo === '' ? undefined : undo,
      valid:
        draft.validFrom || draft.validUntil
          ? without({ from: draft.validFrom ?? undefined, until: draft.validUntil ?? undefined })
          : undefined,
      time_zone: draft.timeZone,
    }),
  );
}

/** Whether saving would change anything; the order of keys and an empty scope do not count. */
export function isChanged(draft: Draft, original: Draft): boolean {
  return documentOf(draft) !== documentOf(original);
}

function unlessEmpty(record: Json): Json | undefined {
  const kept = without(record);
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function without(record: Json): Json {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}
