//! What exactly is bought in one revision of a purchase. Immutable, with a hash.

mod quote;
mod stored;
mod url;

use std::time::Duration;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use quote::{FACT_PREFIXES, MAX_FACTS, Quote};
pub(crate) use url::check_callback;
pub use url::{ItemUrl, UrlError};

use crate::currency::Currency;
use crate::merchant::Merchant;
use crate::money::{Money, MoneyError};
use crate::text::Text;

/// How the money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rail {
    /// A payment card.
    Card,
    /// Stablecoin over HTTP 402.
    X402,
    /// Agent Payments Protocol.
    Ap2,
    /// Agentic Commerce Protocol.
    Acp,
    /// A402.
    A402,
    /// Clawtip.
    Clawtip,
    /// A bank transfer or debit.
    Bank,
    /// Anything else, or not said.
    Other,
}

impl Rail {
    /// Every rail.
    pub const ALL: [Self; 8] = [
        Self::Card,
        Self::X402,
        Self::Ap2,
        Self::Acp,
        Self::A402,
        Self::Clawtip,
        Self::Bank,
        Self::Other,
    ];

    /// Reads the name used in documents.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rail| rail.as_str() == name)
    }

    /// The name used in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::X402 => "x402",
            Self::Ap2 => "ap2",
            Self::Acp => "acp",
            Self::A402 => "a402",
            Self::Clawtip => "clawtip",
            Self::Bank => "bank",
            Self::Other => "other",
        }
    }

    /// How long after a permission has expired money may still move under it. Cards capture days
    /// later; a signed transfer on a chain is dead within minutes.
    pub const fn settlement_grace(self) -> Duration {
        match self {
            Self::X402 | Self::A402 | Self::Clawtip => Duration::from_mins(10),
            Self::Card | Self::Ap2 | Self::Acp | Self::Bank | Self::Other => {
                Duration::from_hours(7 * 24)
            }
        }
    }
}

/// One line of the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub title: Text,
    /// How many.
    pub quantity: u32,
    /// The price of one.
    pub unit_amount: Option<Money>,
    /// The price of all of them.
    pub amount: Money,
    /// The shop's number for it.
    pub sku: Option<Text>,
    /// Where it is described.
    pub url: Option<ItemUrl>,
}

/// How the amount comes about: `items + shipping + tax − discount`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// The items together.
    pub items: Money,
    /// What is taken off.
    pub discount: Money,
    /// Delivery.
    pub shipping: Money,
    /// Tax that is not in the items.
    pub tax: Money,
}

/// How often a purchase that repeats is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interval {
    /// Daily.
    Day,
    /// Weekly.
    Week,
    /// Monthly.
    Month,
    /// Yearly.
    Year,
}

impl Interval {
    /// Reads the name used in documents.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Year]
            .into_iter()
            .find(|interval| interval.as_str() == name)
    }

    /// The name used in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// How many of them are charged in a year.
    pub const fn per_year(self) -> u32 {
        match self {
            Self::Day => 365,
            Self::Week => 52,
            Self::Month => 12,
            Self::Year => 1,
        }
    }
}

/// The terms of a purchase that repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// How many charges; without one it goes on until cancelled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<u32>,
    /// How often.
    pub interval: Interval,
    /// The day the trial ends.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trial_ends: Option<NaiveDate>,
}

impl Recurrence {
    /// What it costs in the first year when every charge is `amount`.
    pub fn yearly(&self, amount: Money) -> Result<Money, MoneyError> {
        let charges = self.interval.per_year();
        amount.checked_mul(self.count.map_or(charges, |count| count.min(charges)))
    }
}

/// What exactly is bought in one revision of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Who sells.
    pub merchant: Merchant,
    /// What is bought; empty when the agent only gave a reason.
    pub items: Vec<Item>,
    /// How the amount comes about.
    pub totals: Option<Totals>,
    /// What is charged.
    pub amount: Money,
    /// How the money moves.
    pub rail: Rail,
    /// With what it is paid, for the owner to recognise.
    pub instrument: Option<Text>,
    /// What was asked on the rail, where the rail is one that the engine speaks itself.
    pub quote: Option<Quote>,
    /// The terms when it repeats.
    pub recurrence: Option<Recurrence>,
}

impl Checkout {
    /// The currency of every amount in it.
    pub const fn currency(&self) -> Currency {
        self.amount.currency()
    }

    /// The canonical bytes (RFC 8785).
    pub fn canonical_json(&self) -> Vec<u8> {
        crate::stored::canonical(self)
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_json()).into()
    }

    /// SHA-256 of the canonical bytes of the items alone.
    pub fn items_hash(&self) -> [u8; 32] {
        Sha256::digest(crate::stored::canonical(&stored::Items(&self.items))).into()
    }
}
