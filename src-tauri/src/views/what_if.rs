//! What a changed budget would have done, and what was asked for and bought.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// How rules judge a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It goes through.
    Auto,
    /// The owner decides.
    Ask,
    /// It is refused.
    Deny,
}

/// How many purchases, and what they cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// How many.
    pub count: u32,
    /// One amount per currency.
    pub sums: Vec<Money>,
}

/// How many were judged how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Went through.
    pub auto: Share,
    /// Were asked about.
    pub ask: Share,
    /// Were refused.
    pub deny: Share,
}

/// What the owner decided about a past purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum OwnerDecision {
    /// Yes.
    Approved,
    /// No.
    Rejected,
    /// Nothing: a rule decided, or nobody.
    None,
}

/// One past purchase that would be judged otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BacktestPurchase {
    /// Its id.
    pub id: String,
    /// When it was asked for.
    pub at: String,
    /// Who sells, by the name it gives.
    pub merchant_name: String,
    /// Who asked.
    pub agent_name: String,
    /// The whole price.
    pub amount: Money,
    /// What the owner decided then.
    pub decision: OwnerDecision,
}

/// Purchases that would be judged otherwise in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BacktestGroup {
    /// As the rules are.
    pub from: Verdict,
    /// With the change.
    pub to: Verdict,
    /// The owner rejected them and they would now go through.
    pub rejected: bool,
    /// How many.
    pub count: u32,
    /// What they cost, one amount per currency.
    pub sums: Vec<Money>,
    /// At most a hundred of them.
    pub purchases: Vec<BacktestPurchase>,
}

/// A changed budget played through what was really asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Backtest {
    /// How far back.
    pub days: u32,
    /// How many requests it is about.
    pub requests: u32,
    /// As the rules are; absent for a budget that is not there yet.
    pub before: Option<Tally>,
    /// With the change.
    pub after: Tally,
    /// What would be judged otherwise, the riskiest first.
    pub groups: Vec<BacktestGroup>,
}

/// One price that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PriceCount {
    /// Decimal, in major units.
    pub amount: String,
    /// How often.
    pub count: u32,
}

/// What was asked for under a budget, in its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PriceHistory {
    /// How far back.
    pub days: u32,
    /// The prices.
    pub amounts: Vec<PriceCount>,
}

/// Something that was really bought, to pick from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// As a budget names it.
    pub id: String,
    /// As people do.
    pub label: String,
    /// How often.
    pub count: u32,
}

/// From whom, of what kind and by which rail something was bought, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeSeen {
    /// Domains.
    pub merchants: Vec<Seen>,
    /// Categories.
    pub categories: Vec<Seen>,
    /// Rails.
    pub rails: Vec<Seen>,
}

/// Where a suggestion comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    /// From decisions that were all alike.
    Evidence,
    /// From a time of learning.
    Learned,
}

/// A narrow rule that the record speaks for; using it is amending or adding a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// Names it, so that it can be put away.
    pub id: String,
    /// Where it comes from.
    pub kind: SuggestionKind,
    /// The budget it would amend; absent for a new one.
    pub budget_id: Option<String>,
    /// The name of the budget.
    pub title: String,
    /// What speaks for it.
    pub evidence: String,
    /// Its last day.
    pub until: Option<String>,
    /// The mandate document, as JSON.
    pub document: String,
    /// What it would have done.
    pub backtest: Backtest,
}
