//! Budgets: the owner's word for mandates.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// Whether a budget lets anything through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum BudgetStatus {
    /// It applies.
    Active,
    /// The owner ended it.
    Revoked,
    /// Its last day is over.
    Expired,
    /// Its first day is still to come.
    Upcoming,
    /// It asks about everything until the owner resumes it.
    Paused,
}

/// One budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// The mandate.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// Whether it applies.
    pub status: BudgetStatus,
    /// Names of the agents it covers; all real ones when absent.
    pub agents: Option<Vec<String>>,
    /// Its currency.
    pub currency: String,
    /// Digits after the point.
    pub exponent: u8,
    /// Up to this, nobody is asked.
    pub auto_up_to: Option<Money>,
    /// Above this, everything is refused.
    pub deny_above: Option<Money>,
    /// Limits over time.
    pub periods: Vec<PeriodView>,
    /// What it covered since its first period began and does not count, for want of a rate.
    pub uncounted: Vec<Money>,
    /// Merchants it covers; any when absent.
    pub merchants: Option<Vec<String>>,
    /// Merchants it never covers.
    pub merchants_blocked: Vec<String>,
    /// Categories it covers; any when absent.
    pub categories: Option<Vec<String>>,
    /// Rails it covers; any when absent.
    pub rails: Option<Vec<String>>,
    /// Whether a merchant's first purchase is always asked about.
    pub ask_new_merchant: bool,
    /// Above this, the passphrase is needed.
    pub confirm_above: Option<Money>,
    /// How long an approval can be taken back.
    pub undo_seconds: u32,
    /// First moment it applies.
    pub valid_from: Option<String>,
    /// Last moment it applies.
    pub valid_until: Option<String>,
    /// Where its days begin.
    pub time_zone: String,
    /// The mandate document, as JSON.
    pub document: String,
    /// The one limit over all budgets; it never gives authority of its own.
    pub overall: bool,
    /// The percentages of a limit at which the owner is told.
    pub warn_at: Vec<u8>,
    /// Until then it asks about everything it covers.
    pub learning_until: Option<String>,
}

/// What becomes of a purchase when a limit is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum UsedUp {
    /// The owner decides.
    Ask,
    /// It is refused.
    Deny,
}

/// One limit over time, with what is used of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PeriodView {
    /// `day`, `week`, `month`, `quarter`, `year`, `rolling:24h`, `rolling:7d`, `rolling:30d` or
    /// `total`.
    pub window: String,
    /// The limit.
    pub max: Money,
    /// Spent.
    pub spent: Money,
    /// Reserved.
    pub held: Money,
    /// Left.
    pub left: Money,
    /// When the period ends.
    pub ends_at: Option<String>,
    /// When it began.
    pub starts_at: Option<String>,
    /// What becomes of a purchase when it is used up.
    pub when_used_up: UsedUp,
    /// Allowed once on top, for this period only.
    pub raised: Option<Money>,
    /// Left over from earlier periods.
    pub carried: Option<Money>,
}

/// One amendment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetVersion {
    /// Its number.
    pub version: u32,
    /// When it was made.
    pub at: String,
    /// What it changed, in words.
    pub changes: Vec<String>,
    /// The mandate document, as JSON.
    pub document: String,
}

/// What saving a document would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetPreview {
    /// Why it cannot be saved.
    pub problem: Option<BudgetProblem>,
    /// What it changes.
    pub changes: Vec<BudgetChange>,
    /// Whether saving takes the passphrase.
    pub needs_presence: bool,
}

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetProblem {
    /// The field.
    pub field: String,
    /// Stable word.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// One change to a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetChange {
    /// In words.
    pub words: String,
    /// Agents may do more than before.
    pub widens: bool,
}

/// What one agent used of a budget in its first period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentShare {
    /// The agent.
    pub agent_name: String,
    /// What it used.
    pub amount: Money,
    /// In percent of what all used.
    pub percent: u32,
}
