//! Exchange rates, pinned categories and subscriptions.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// What one unit of a currency is worth in another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RateView {
    /// One unit of this.
    pub from: String,
    /// In this.
    pub to: String,
    /// How many, as a decimal.
    pub rate: String,
    /// Its day.
    pub date: String,
    /// Who says so; `you` for the owner.
    pub source: String,
}

/// The rates in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RatesView {
    /// The currency that an imported list starts from.
    pub base: Option<String>,
    /// All of them.
    pub rates: Vec<RateView>,
    /// The day of the newest.
    pub date: Option<String>,
    /// Where the newest come from.
    pub source: Option<String>,
    /// How old the newest are.
    pub age_days: Option<u32>,
}

/// What kind of shop the owner says a merchant is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PinnedCategory {
    /// The merchant's registrable domain.
    pub domain: String,
    /// The category.
    pub category: String,
}

/// A purchase that repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionView {
    /// The purchase it began with.
    pub id: String,
    /// Who sells, by the name it gives.
    pub merchant_name: String,
    /// Who sells, by its domain.
    pub merchant_domain: Option<String>,
    /// What it is.
    pub title: String,
    /// The agent that renews it.
    pub agent_name: String,
    /// `day`, `week`, `month` or `year`.
    pub interval: String,
    /// The price that was agreed to.
    pub amount: Money,
    /// About what a year costs.
    pub yearly: Money,
    /// When the next one is due.
    pub next_at: Option<String>,
    /// The day its trial ends.
    pub trial_ends: Option<String>,
    /// How many more there are.
    pub times_left: Option<u32>,
    /// When the owner cancelled it.
    pub cancelled_at: Option<String>,
}
