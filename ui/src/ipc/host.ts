import type {
  ActivityPage,
  ActivityTotals,
  AgentShare,
  AgentView,
  Approve,
  AppStatus,
  Backtest,
  BatchItem,
  Budget,
  BudgetPreview,
  BudgetVersion,
  BurnDown,
  Card,
  Charts,
  ChartsOrder,
  Completion,
  Connected,
  Detail,
  Exported,
  ExportOrder,
  HeapsView,
  Inbox,
  IpcError,
  Offer,
  PayerView,
  PinnedCategory,
  PriceHistory,
  RatesView,
  RefusedOffer,
  RequestRow,
  SavedSearch,
  ScopeSeen,
  Searches,
  Settings,
  StatementMapping,
  StatementPreview,
  StatementSettlement,
  StatementView,
  SubscriptionView,
  Suggestion,
  Tag,
  VerifyView,
} from './types';

/**
 * Everything this window can ask of whatever hosts it. The desktop core is one
 * host, the in-memory one another; no screen knows which it has.
 * Every method rejects with an `IpcError`.
 */
export interface Host {
  /** Milliseconds since the epoch, by the host's clock. */
  now(): number;

  status(): Promise<AppStatus>;
  initialise(passphrase: string): Promise<AppStatus>;
  unlock(passphrase: string): Promise<AppStatus>;

  inbox(): Promise<Inbox>;
  card(purchase: string): Promise<Card>;
  presented(purchase: string, viewHash: string): Promise<{ approveInMs: number }>;
  approve(approval: Approve): Promise<RequestRow>;
  /** Says no, with a note and what the owner would agree to, for the agent. */
  reject(purchase: string, note: string | null, offer: Offer | null): Promise<RequestRow>;
  undo(purchase: string): Promise<RequestRow>;
  sendNow(purchase: string): Promise<RequestRow>;
  /** Approves small requests of one agent at one merchant: all of them or none. */
  approveBatch(items: BatchItem[]): Promise<RequestRow[]>;

  activity(query: { text: string; after: string | null; limit: number }): Promise<ActivityPage>;
  /** How much a search finds; it takes longer than a page. */
  activityTotals(text: string): Promise<ActivityTotals>;
  purchase(id: string): Promise<Detail>;
  searches(): Promise<Searches>;
  /** How a search could go on: fields, and values that were seen. */
  completions(text: string): Promise<Completion[]>;
  /** Keeps these searches and no others. */
  saveSearches(saved: SavedSearch[]): Promise<Searches>;
  /** A search was made; it is listed among the last ones. */
  searched(text: string): Promise<Searches>;

  /** Writes a note; it is shown in place of the one before. */
  notePurchase(note: { id: string; text: string }): Promise<Detail>;
  tagPurchase(change: { id: string; add: string[]; remove: string[] }): Promise<Detail>;
  /** Erases what the owner wrote with an entry, for good. */
  eraseWords(gone: { id: string; seq: number; passphrase: string }): Promise<Detail>;
  /** Writes entries to a file; the core asks where. Null when the owner chose no place. */
  exportActivity(order: ExportOrder): Promise<Exported | null>;
  /** Ends the export that is under way; nothing is left of its file. */
  cancelExport(): Promise<void>;
  /** Shows the last exported file in the file manager. */
  showExport(): Promise<void>;

  /** The newest offers that never became purchases. */
  refusedOffers(): Promise<RefusedOffer[]>;

  /** Statements of banks and cards that were read in, the newest first. */
  statements(): Promise<StatementView[]>;
  /** Holds one of them, or all, against the record. */
  reconcile(statement: string | null): Promise<HeapsView>;
  /** Lets the owner choose a file; null when none was chosen. */
  chooseStatement(): Promise<StatementPreview | null>;
  /** What would be read in of the chosen file if its columns were these. */
  previewStatement(mapping: StatementMapping): Promise<StatementPreview>;
  /** Reads the chosen file in and returns the statement's id. */
  importStatement(mapping: StatementMapping | null): Promise<string>;
  /** Records what the owner says of a line. */
  ruleLine(line: string, verdict: string, about: StatementSettlement | null): Promise<void>;

  /** What the charts of a period show. */
  charts(order: ChartsOrder): Promise<Charts>;
  /** How a budget's period is used up; null where it has none that begins and ends. */
  burnDown(id: string): Promise<BurnDown | null>;

  budgets(): Promise<Budget[]>;
  budgetHistory(id: string): Promise<BudgetVersion[]>;
  previewBudget(draft: { id: string | null; document: string }): Promise<BudgetPreview>;
  saveBudget(draft: {
    id: string | null;
    document: string;
    passphrase: string | null;
  }): Promise<Budget>;
  /** Ends a budget; where agents could do more without it, with the passphrase. */
  revokeBudget(ending: { id: string; passphrase: string | null }): Promise<void>;
  /** Lets one period go over its limit once. */
  raiseBudget(raise: {
    id: string;
    window: string;
    amount: string;
    passphrase: string;
  }): Promise<Budget>;
  /** Plays a changed document through the requests of the last days. */
  backtest(asked: { id: string | null; document: string; days: number }): Promise<Backtest>;
  priceHistory(asked: { id: string | null; document: string; days: number }): Promise<PriceHistory>;
  scopeSeen(): Promise<ScopeSeen>;
  /** Who used how much of a budget in its first period. */
  budgetShares(id: string): Promise<AgentShare[]>;
  suggestions(): Promise<Suggestion[]>;
  dismissSuggestion(id: string): Promise<void>;

  subscriptions(): Promise<SubscriptionView[]>;
  /** Renewals are refused from now on; the merchant has to be told by the owner. */
  cancelSubscription(id: string): Promise<void>;
  /** A cancelled one may be renewed again, on the terms that were agreed to. */
  allowSubscription(id: string, passphrase: string): Promise<void>;

  /** What kind of shop the owner says merchants are. */
  pinnedCategories(): Promise<PinnedCategory[]>;
  /** With no category, what agents say counts again. */
  pinCategory(pin: {
    domain: string;
    category: string | null;
    passphrase: string;
  }): Promise<PinnedCategory[]>;

  rates(): Promise<RatesView>;
  /** Lets the owner choose a file of the European Central Bank; null when none was chosen. */
  importRates(passphrase: string): Promise<RatesView | null>;
  setRate(rate: { from: string; to: string; rate: string; passphrase: string }): Promise<RatesView>;

  payer(): Promise<PayerView>;
  /** Makes the paying account; with a key, takes the one that the owner has. */
  setPayer(account: { key: string | null; passphrase: string }): Promise<PayerView>;
  /** Lets agents pay on a network; without a passphrase, stops it. */
  setNetwork(change: { network: string; passphrase: string | null }): Promise<PayerView>;

  agents(): Promise<AgentView[]>;
  connectAgent(agent: {
    name: string;
    controlsDesktop: boolean;
    sandbox: boolean;
    passphrase: string;
  }): Promise<Connected>;
  pauseAgent(id: string, minutes: number | null): Promise<void>;
  resumeAgent(id: string, passphrase: string): Promise<void>;
  rotateAgent(id: string, passphrase: string): Promise<Connected>;
  removeAgent(id: string, passphrase: string): Promise<void>;
  pauseAll(minutes: number | null): Promise<void>;
  resumeAll(passphrase: string): Promise<void>;

  verifyNow(): Promise<VerifyView>;
  saveSettings(settings: Settings): Promise<void>;
  openDataDir(): Promise<void>;

  /** Both return the function that stops listening. */
  onChanged(listener: (tags: Tag[]) => void): () => void;
  onNavigate(listener: (to: string) => void): () => void;
  /** How many of how many entries an export has written. */
  onExporting(listener: (done: number, all: number) => void): () => void;
}

/** Turns whatever a host threw into the one error shape the screens show. */
export function toIpcError(thrown: unknown): IpcError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const known = thrown as Partial<IpcError>;
    return {
      code: String(known.code),
      message: String(known.message),
      hint: known.hint ?? '',
      field: known.field ?? null,
      id: known.id ?? null,
    };
  }
  return { code: 'internal', message: String(thrown), hint: '', field: null, id: null };
}
