/** The shapes that cross between the desktop core and this window. Amounts are decimal strings in major units. */

export type Money = { amount: string; currency: string; exponent: number };

export type Status =
  | 'pending'
  | 'approved'
  | 'authorized'
  | 'captured'
  | 'refunded'
  | 'voided'
  | 'denied'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'disputed'
  | 'lapsed';

export type Tier = 't0' | 't1' | 't2' | 't3' | 't4';
export type DecidedBy = 'rule' | 'owner';
export type Theme = 'system' | 'light' | 'dark';
export type Privacy = 'standard' | 'private' | 'full';

export type Reason = {
  code: string;
  params: Record<string, string>;
  amounts: Record<string, Money>;
  text: string;
};

export type Settings = {
  theme: Theme;
  privacy: Privacy;
  undoSeconds: number;
  singleKeys: boolean;
  guardMs: number;
};

export type AppStatus = {
  phase: 'firstRun' | 'locked' | 'ready' | 'damaged';
  dataDir: string;
  version: string;
  gatewayUrl: string | null;
  paused: { until: string | null } | null;
  waiting: number;
  ledger: {
    state: 'intact' | 'unchecked' | 'damaged';
    size: number;
    checkedAt: string | null;
    root: string;
    problem: string | null;
  };
  spentToday: Money[];
  settings: Settings;
  keyring: boolean;
};

export type RequestRow = {
  id: string;
  agentId: string;
  agentName: string;
  sandbox: boolean;
  merchantName: string;
  merchantDomain: string | null;
  amount: Money;
  status: Status;
  tier: Tier;
  reasons: Reason[];
  requestedAt: string;
  expiresAt: string | null;
  undoUntil: string | null;
  decidedBy: DecidedBy | null;
  firstItem: string | null;
  itemCount: number;
};

export type Inbox = { waiting: RequestRow[]; done: RequestRow[] };

export type CardItem = { title: string; quantity: number; amount: Money };

export type CardBudget = {
  name: string;
  window: string | null;
  max: Money | null;
  spent: Money | null;
  held: Money | null;
  leftAfter: Money | null;
  overBy: Money | null;
};

export type Card = {
  id: string;
  revision: number;
  viewHash: string;
  tier: Tier;
  agent: {
    id: string;
    name: string;
    pairedAt: string;
    key: string;
    controlsDesktop: boolean;
    sandbox: boolean;
  };
  amount: Money;
  merchant: {
    name: string;
    domain: string | null;
    registrable: string | null;
    unicode: string | null;
    country: string | null;
    category: string | null;
    known: boolean;
    purchasesBefore: number;
  };
  reasons: Reason[];
  tick: { code: string } | null;
  budget: CardBudget | null;
  items: CardItem[];
  totals: { items: Money; discount: Money; shipping: Money; tax: Money } | null;
  instrument: string | null;
  rail: string;
  recurrence: {
    interval: string;
    count: number | null;
    trialEnds: string | null;
    yearly: Money | null;
  } | null;
  claims: { reason: string | null; intent: string | null };
  hiddenCharacters: number;
  expiresAt: string | null;
  undoSeconds: number;
  guardMs: number;
  previous: { amount: Money; revision: number } | null;
  status: Status;
};

export type ActivityRow = {
  id: string;
  at: string;
  merchantName: string;
  merchantDomain: string | null;
  firstItem: string | null;
  moreItems: number;
  agentName: string;
  sandbox: boolean;
  budgetName: string | null;
  amount: Money;
  refunded: Money | null;
  status: Status;
  decidedBy: DecidedBy | null;
};

export type SearchTerm = { text: string; field: string | null; problem: string | null };

export type ActivityPage = {
  rows: ActivityRow[];
  next: string | null;
  count: number;
  paid: Money[];
  terms: SearchTerm[];
};

export type TimelineStep = {
  seq: number;
  at: string;
  kind: string;
  text: string;
  by: string | null;
};

export type Evidence = {
  label: string;
  value: string;
  check: 'verified' | 'records' | 'claimed' | 'failed';
  note: string | null;
};

export type Detail = {
  row: ActivityRow;
  card: Card;
  timeline: TimelineStep[];
  evidence: Evidence[];
  shown: { viewHash: string; card: Card } | null;
  raw: string;
  authorization: string | null;
};

export type PeriodView = {
  window: string;
  max: Money;
  spent: Money;
  held: Money;
  left: Money;
  endsAt: string | null;
  startsAt: string | null;
};

export type Budget = {
  id: string;
  version: number;
  name: string;
  status: 'active' | 'revoked' | 'expired' | 'upcoming';
  agents: string[] | null;
  currency: string;
  exponent: number;
  autoUpTo: Money | null;
  denyAbove: Money | null;
  periods: PeriodView[];
  merchants: string[] | null;
  merchantsBlocked: string[];
  categories: string[] | null;
  rails: string[] | null;
  askNewMerchant: boolean;
  confirmAbove: Money | null;
  undoSeconds: number;
  validFrom: string | null;
  validUntil: string | null;
  timeZone: string;
  document: string;
};

export type BudgetVersion = { version: number; at: string; changes: string[]; document: string };

export type BudgetPreview = {
  problem: { field: string; code: string; message: string; hint: string } | null;
  changes: { words: string; widens: boolean }[];
  needsPresence: boolean;
};

export type AgentView = {
  id: string;
  name: string;
  state: 'active' | 'paused' | 'removed';
  pausedUntil: string | null;
  sandbox: boolean;
  controlsDesktop: boolean;
  key: string;
  pairedAt: string;
  lastSeen: string | null;
  auto: number;
  asked: number;
  denied: number;
  spentThisMonth: Money[];
  budgets: string[];
};

export type Connected = {
  agent: AgentView;
  token: string;
  snippets: { id: string; label: string; language: string; text: string }[];
};

export type VerifyView = {
  ok: boolean;
  entries: number;
  checkpoints: number;
  root: string;
  checkedAt: string;
  problem: { seq: number | null; text: string } | null;
};

export type IpcError = {
  code: string;
  message: string;
  hint: string;
  field: string | null;
  id: string | null;
};

export type Approve = {
  purchase: string;
  viewHash: string;
  tick: string | null;
  passphrase: string | null;
  how: 'keys' | 'click';
};

export type Tag = 'status' | 'inbox' | 'activity' | 'budgets' | 'agents' | 'settings';
export type ExportFormat = 'csv' | 'jsonl' | 'json';
