//! Facts about what purchases count and what they may repeat. Fields are in alphabetical order.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Actor;
use crate::currency::Currency;
use crate::merchant::{Category, MerchantIdentity};
use crate::rates::{Quote, Rate, Source};
use crate::subscription::SubscriptionKey;

/// Data of [`Fact::RatesSet`](super::Fact::RatesSet).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatesSet {
    /// One unit of this
    pub base: Currency,
    /// was worth on this day
    pub date: NaiveDate,
    /// so many units of these,
    pub rates: BTreeMap<Currency, Quote>,
    /// as this one says.
    pub source: Source,
}

impl RatesSet {
    /// The rates one by one.
    pub fn each(&self) -> impl Iterator<Item = Rate> {
        self.rates.iter().map(|(to, rate)| Rate {
            date: self.date,
            from: self.base,
            rate: *rate,
            source: self.source,
            to: *to,
        })
    }
}

/// Data of [`Fact::CategoryPinned`](super::Fact::CategoryPinned).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryPinned {
    /// What kind of shop it is; absent: whatever agents say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<Category>,
    /// The merchant's registrable domain.
    pub domain: String,
}

/// Data of [`Fact::SubscriptionCancelled`](super::Fact::SubscriptionCancelled).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionCancelled {
    /// The owner, or somebody at this computer.
    pub by: Actor,
    /// What it is paid in.
    pub currency: Currency,
    /// With whom.
    pub merchant: MerchantIdentity,
    /// Which of the merchant's plans.
    pub plan: String,
}

impl SubscriptionCancelled {
    /// Which subscription.
    pub fn key(&self) -> SubscriptionKey {
        SubscriptionKey {
            currency: self.currency,
            merchant: self.merchant.clone(),
            plan: self.plan.clone(),
        }
    }
}

/// Data of [`Fact::SubscriptionAllowed`](super::Fact::SubscriptionAllowed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionAllowed {
    /// Which subscription.
    pub subscription: SubscriptionKey,
}
