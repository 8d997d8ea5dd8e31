/** The shapes that cross between the desktop core and this window, as the core generates them. */

export type {
  ActivityPage,
  ActivityRow,
  AgentShare,
  AgentView,
  AppStatus,
  Backtest,
  BacktestGroup,
  BacktestPurchase,
  BatchItem,
  Budget,
  BudgetPreview,
  BudgetStatus,
  BudgetVersion,
  Card,
  CardAgain,
  CardBudget,
  CardItem,
  CardLine,
  CardPayment,
  Connected,
  DecidedBy,
  Detail,
  Evidence,
  ExportFormat,
  Inbox,
  IpcError,
  Money,
  NetworkView,
  Offer,
  OwnerDecision,
  PayerView,
  PeriodView,
  PinnedCategory,
  PriceHistory,
  Privacy,
  RatesView,
  RateView,
  Reason,
  RefusedOffer,
  RequestRow,
  ScopeSeen,
  SearchTerm,
  Seen,
  Settings,
  Share,
  SmallPayments,
  Status,
  SubscriptionView,
  Suggestion,
  Tag,
  Tally,
  Theme,
  Tier,
  TimelineStep,
  Verdict,
  VerifyView,
} from './bindings';

/** One approval: of exactly the view that was shown, with everything its tier asks for. */
export type Approve = {
  purchase: string;
  viewHash: string;
  tick: string | null;
  passphrase: string | null;
  how: 'keys' | 'click';
};
