import type { Money } from './bindings';

/** What the budget screens show that the core does not answer yet. */

export type SubscriptionView = {
  id: string;
  merchantName: string;
  merchantDomain: string | null;
  title: string;
  agentName: string;
  interval: string;
  amount: Money;
  yearly: Money;
  nextAt: string | null;
  trialEnds: string | null;
  timesLeft: number | null;
  cancelledAt: string | null;
};

export type RateView = { from: string; to: string; rate: string; date: string; source: string };
export type RatesView = {
  base: string | null;
  rates: RateView[];
  /** Of the newest list. */
  date: string | null;
  source: string | null;
  ageDays: number | null;
};
