import type { Money } from './bindings';

/** What the budget screens show beyond what the core generates. */

export type Verdict = 'auto' | 'ask' | 'deny';
export type Share = { count: number; sums: Money[] };
export type Tally = Record<Verdict, Share>;

/** What became of a past purchase by the owner's own hand. */
export type OwnerDecision = 'approved' | 'rejected' | 'none';

export type BacktestPurchase = {
  id: string;
  at: string;
  merchantName: string;
  agentName: string;
  amount: Money;
  decision: OwnerDecision;
};

export type BacktestGroup = {
  from: Verdict;
  to: Verdict;
  /** The owner rejected these. */
  rejected: boolean;
  count: number;
  sums: Money[];
  /** At most a hundred of them. */
  purchases: BacktestPurchase[];
};

/** A changed budget played through what was really asked for; groups come riskiest first. */
export type Backtest = {
  days: number;
  requests: number;
  /** Null when there is no present rule to compare with. */
  before: Tally | null;
  after: Tally;
  groups: BacktestGroup[];
};

/** What was asked for under a budget: amounts in its currency with how often they came. */
export type PriceHistory = { days: number; amounts: { amount: string; count: number }[] };

export type Seen = { id: string; label: string; count: number };

/** Merchants, categories and rails of what was really bought, the most frequent first. */
export type ScopeSeen = { merchants: Seen[]; categories: Seen[]; rails: Seen[] };

/** A narrower rule the record speaks for; using it is amending or adding a budget. */
export type Suggestion = {
  id: string;
  kind: 'evidence' | 'learned';
  /** The budget it would amend; a new one when null. */
  budgetId: string | null;
  title: string;
  evidence: string;
  until: string | null;
  document: string;
  backtest: Backtest;
};

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
