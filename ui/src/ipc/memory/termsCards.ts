import type { Budget, Card } from '../types';
import { at, money, seedCards } from './seeds';

const DAY = 86_400_000;

/** Requests that need terms first: one that was refused before, one in a currency without a rate. */
export function termsCards(): Card[] {
  const [base] = seedCards();
  if (!base) return [];
  const again: Card = {
    ...base,
    id: 'pur_09again',
    reasons: [
      {
        code: 'tried_before',
        text: 'The same was rejected on Sunday, 22 November',
        params: { day: '2026-11-22' },
        amounts: {},
      },
    ],
    again: { id: 'pur_01books', agent: 'Travel agent', at: at(-2 * DAY), status: 'rejected' },
    tick: { code: 'tried_before' },
    tier: 't2',
  };
  const foreign: Card = {
    ...base,
    id: 'pur_10foreign',
    amount: money('499.00', 'SEK'),
    items: [{ title: 'Map of the archipelago', quantity: 1, amount: money('499.00', 'SEK') }],
    totals: null,
    reasons: [
      {
        code: 'no_rate',
        text: 'No rate from SEK to EUR of the last 7 days, so Books cannot count it',
        params: { budget: 'Books', currency: 'SEK', into: 'EUR', days: '7' },
        amounts: {},
      },
    ],
    budget: base.budget ? { ...base.budget, leftAfter: null, overBy: null, counted: null } : null,
    tick: { code: 'no_rate' },
    tier: 't2',
  };
  return [again, foreign];
}

/** The first budget covered something that no rate could count. */
export function uncountedIn(budgets: Budget[]): Budget[] {
  return budgets.map((budget, index) =>
    index === 0 ? { ...budget, uncounted: [money('499.00', 'SEK')] } : budget,
  );
}
