import { toMinor } from '@/money/money';
import { money } from './seeds';

/** Mandate documents as the in-memory host reads them. */

export type PeriodTerm = {
  window: string;
  max: string;
  when_used_up?: string;
  rollover?: string;
};

export type MandateDocument = {
  name?: string;
  overall?: boolean;
  agents?: string[];
  currency?: string;
  scope?: {
    merchants?: string[];
    merchants_blocked?: string[];
    categories?: string[];
    rails?: string[];
  };
  limits?: {
    auto_up_to?: string;
    deny_above?: string;
    periods?: PeriodTerm[];
    max_purchases?: { window: string; count: number };
    tolerance?: { amount?: string; percent?: string };
    rate_max_age_days?: number;
    rate_margin_percent?: string;
  };
  always_ask?: {
    new_merchant?: boolean;
    repeats?: boolean;
    subscription?: boolean;
    outside_hours?: [string, string];
    price_rise_percent?: string;
  };
  confirm_above?: string;
  warn_at_percent?: number[];
  undo_seconds?: number;
  valid?: { from?: string; until?: string };
  time_zone?: string;
  first_weekday?: string;
  learning_until?: string;
  paused?: boolean;
};

export function readDocument(text: string): MandateDocument {
  return JSON.parse(text) as MandateDocument;
}

export function exponentIn(doc: MandateDocument): number {
  return money('0', doc.currency ?? 'EUR').exponent;
}

/** A limit in minor units; null when there is none. */
export function minorIn(doc: MandateDocument, amount: string | undefined): bigint | null {
  return amount === undefined ? null : toMinor(amount, exponentIn(doc));
}

/** Whether a list of domains and `*.domain` patterns names a host. */
export function matchesHost(patterns: readonly string[], host: string | null): boolean {
  if (host === null) return false;
  return patterns.some((pattern) =>
    pattern.startsWith('*.')
      ? host === pattern.slice(2) || host.endsWith(pattern.slice(1))
      : host === pattern,
  );
}
