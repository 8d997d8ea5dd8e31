//! What crosses to the window: plain, ready to show, and typed on both sides.
//!
//! The TypeScript twin of every type here is generated. Amounts are decimal strings, times RFC 3339
//! strings, and numbers are small enough for JavaScript to hold exactly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use activity::{
    ActivityPage, ActivityRow, ActivityTotals, Detail, Evidence, EvidenceCheck, SearchTerm,
};
pub use activity::{
    ExportFormat, ExportGrouping, ExportOrder, Exported, Said, Shown, SmallPayments, TimelineStep,
    VerifyProblem, VerifyView,
};
pub use agents::{AgentClaim, AgentState, AgentView, Connected, Snippet};
pub use budgets::{AgentShare, Budget, BudgetChange, BudgetPreview, BudgetProblem, BudgetStatus};
pub use budgets::{BudgetVersion, PeriodView, UsedUp};
pub use card::{
    Card, CardAgain, CardAgent, CardBudget, CardClaims, CardCounted, CardItem, CardMerchant,
};
pub use card::{CardAbout, CardFact, CardLine, CardPayment, CardPrevious, CardRecurrence};
pub use card::{CardTick, CardTone, CardTotals, Presented};
pub use charts::{
    BurnDown, BurnForecast, BurnWarning, ChartBar, ChartCounts, ChartDot, ChartGroup,
};
pub use charts::{
    ChartLayer, ChartLooks, ChartPart, ChartPeriod, ChartShop, ChartStep, ChartTotal,
};
pub use charts::{Charts, ChartsOrder, IdleBudget};
pub use payer::{NetworkView, PayerView, RefusedOffer};
pub use searches::{Completion, SavedSearch, Searches};
pub use statements::{
    HeapsView, StatementLine, StatementMapping, StatementMissing, StatementPair, StatementPreview,
    StatementReason, StatementSettlement, StatementTable, StatementView,
};
pub use terms::{PinnedCategory, RateView, RatesView, SubscriptionView};
pub use what_if::{Backtest, BacktestGroup, BacktestPurchase, OwnerDecision, PriceCount};
pub use what_if::{PriceHistory, ScopeSeen, Seen, Share, Tally, Verdict};
pub use what_if::{Suggestion, SuggestionKind};

mod activity;
mod agents;
mod budgets;
mod card;
mod charts;
mod payer;
mod searches;
mod statements;
mod terms;
mod what_if;

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// Decimal, in major units.
    pub amount: String,
    /// ISO 4217 or asset code.
    pub currency: String,
    /// Digits after the point.
    pub exponent: u8,
}

/// Where a purchase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waits for the owner.
    Pending,
    /// Approved; the undo window is open.
    Approved,
    /// An authorization was given out.
    Authorized,
    /// Money was taken.
    Captured,
    /// All money came back.
    Refunded,
    /// Given back unused.
    Voided,
    /// Refused by a rule.
    Denied,
    /// Refused by the owner.
    Rejected,
    /// Nobody decided in time.
    Expired,
    /// Withdrawn by the agent.
    Cancelled,
    /// Replaced by another purchase.
    Superseded,
    /// The charge is disputed.
    Disputed,
    /// Authorized and never used.
    Lapsed,
}

/// How much friction a decision takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Automatic.
    T0,
    /// One key.
    T1,
    /// One tick, then one key.
    T2,
    /// The passphrase.
    T3,
    /// No approval possible.
    T4,
}

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum DecidedBy {
    /// A budget's rule.
    Rule,
    /// The owner.
    Owner,
}

/// Why a purchase was asked about or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// Stable word; the window picks its own sentence by it.
    pub code: String,
    /// What the sentence names.
    pub params: BTreeMap<String, String>,
    /// The amounts the sentence names.
    pub amounts: BTreeMap<String, Money>,
    /// The sentence in English, for a code the window does not know.
    pub text: String,
}

/// What the app can do at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PhaseView {
    /// There is no data yet.
    FirstRun,
    /// The owner's keys are locked; agents cannot pay.
    Locked,
    /// Open.
    Ready,
    /// The data cannot be opened.
    Damaged,
}

/// Everything the frame of the window shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppStatus {
    /// What the app can do.
    pub phase: PhaseView,
    /// The folder with everything in it.
    pub data_dir: String,
    /// The app's version.
    pub version: String,
    /// Where agents connect, while they can.
    pub gateway_url: Option<String>,
    /// Set while all agents are paused.
    pub paused: Option<Paused>,
    /// How many requests need the owner.
    pub waiting: u32,
    /// The state of the record.
    pub ledger: LedgerView,
    /// What agents spent today, one amount per currency.
    pub spent_today: Vec<Money>,
    /// The owner's settings.
    pub settings: Settings,
    /// Whether the operating system's keyring unlocks the app.
    pub keyring: bool,
}

/// All agents are paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Paused {
    /// Until then; without an end when absent.
    pub until: Option<String>,
}

/// Whether the record is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum LedgerState {
    /// Checked, and every entry is as written.
    Intact,
    /// Not checked since the app started.
    Unchecked,
    /// At least one entry is not as written.
    Damaged,
}

/// The state of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    /// The finding of the last check.
    pub state: LedgerState,
    /// Entries.
    pub size: u32,
    /// When it was checked last.
    pub checked_at: Option<String>,
    /// Root hash, base64.
    pub root: String,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// Which colours the window uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the operating system does.
    System,
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

/// How much a notification tells a bystander.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Privacy {
    /// Merchant and amount.
    Standard,
    /// Neither merchant nor amount.
    Private,
    /// Items too.
    Full,
}

/// The owner's settings. None of them changes what an agent may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// What notifications tell.
    pub privacy: Privacy,
    /// How long an approval can be taken back.
    pub undo_seconds: u32,
    /// Whether single letters are shortcuts.
    pub single_keys: bool,
    /// How long a fresh card refuses decisions, milliseconds.
    pub guard_ms: u32,
}

/// One purchase in a list of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    /// The purchase.
    pub id: String,
    /// Who asks.
    pub agent_id: String,
    /// Its name.
    pub agent_name: String,
    /// Nothing real is bought.
    pub sandbox: bool,
    /// Who sells, by the name it gives.
    pub merchant_name: String,
    /// Who sells, by its domain.
    pub merchant_domain: Option<String>,
    /// The whole price.
    pub amount: Money,
    /// Where it stands.
    pub status: Status,
    /// What deciding takes.
    pub tier: Tier,
    /// Why the owner is asked, the riskiest first.
    pub reasons: Vec<Reason>,
    /// When the agent asked.
    pub requested_at: String,
    /// When nobody may decide any more.
    pub expires_at: Option<String>,
    /// Until when the approval can be taken back.
    pub undo_until: Option<String>,
    /// Who decided.
    pub decided_by: Option<DecidedBy>,
    /// Title of the first item.
    pub first_item: Option<String>,
    /// How many items.
    pub item_count: u32,
    /// How often the same was asked for, this request included.
    pub tried: u32,
}

/// What needs the owner, and what was decided lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Inbox {
    /// Waits for a decision.
    pub waiting: Vec<RequestRow>,
    /// Decided in the last 24 hours.
    pub done: Vec<RequestRow>,
    /// Which of either list are one line.
    pub small: Vec<SmallPayments>,
}
