//! Signs that a purchase is not what it seems, each with its evidence.
//!
//! Every signal is a small rule over whole numbers and letters: the same request with the same
//! memories always gives the same signals. A signal never refuses; it asks the owner, with a
//! sentence that can be checked against the records. Medians stand for "usual" rather than means,
//! so that one odd purchase does not move what counts as usual.

mod addressing;
mod again;
mod amounts;
mod basket;
mod deviation;
mod imitation;
mod inspection;
mod pace;
mod quarantine;
mod words;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::evaluate::Tier;
use crate::ids::{AgentId, PurchaseId};
use crate::memory::{AgentMemory, KnownMerchants, MerchantMemory, PurchaseFacts};
use crate::money::Money;
use crate::purchase::Status;
use crate::request::PurchaseRequest;
use crate::time::Timestamp;

pub use again::tried_before;
pub use inspection::Inspection;
pub use quarantine::{QUARANTINE_SPAN, Quarantine, quarantine};

/// Everything the signals depend on.
#[derive(Debug, Clone, Copy)]
pub struct RiskQuestion<'a> {
    /// Who asks.
    pub agent: AgentId,
    /// Whether it only plays: play and real money are never held against each other.
    pub sandbox: bool,
    /// For what.
    pub request: &'a PurchaseRequest,
    /// What the request says by itself.
    pub inspection: &'a Inspection,
    /// The purchase itself, when it was asked for before.
    pub own: Option<PurchaseId>,
    /// When it was asked for: only what came before is held against it.
    pub now: Timestamp,
    /// Where the owner's day is.
    pub time_zone: Tz,
    /// Up to what the covering mandates approve by themselves, with their names.
    pub automatic: &'a [(Money, &'a str)],
    /// Whether the owner expects the same to be bought again and again, at any hour.
    pub repeats_expected: bool,
    /// What was bought at this merchant.
    pub merchant: &'a MerchantMemory,
    /// What this agent bought.
    pub history: &'a AgentMemory,
    /// Where the owner bought; none where this merchant is one of them, and so imitates nobody.
    pub known: Option<&'a KnownMerchants>,
}

/// Every sign that a purchase is not what it seems.
pub fn signals(question: &RiskQuestion<'_>) -> Vec<Signal> {
    let mut found = Vec::new();
    imitation::find(question, &mut found);
    found.extend(question.inspection.signals.iter().cloned());
    amounts::find(question, &mut found);
    again::find(question, &mut found);
    if !question.repeats_expected {
        pace::find(question, &mut found);
    }
    found
}

impl RiskQuestion<'_> {
    /// Whether an earlier purchase may be held against this one.
    fn is_comparable(&self, facts: &PurchaseFacts) -> bool {
        facts.sandbox == self.sandbox && self.own != Some(facts.id) && facts.at <= self.now
    }

    /// The local day and hour of an instant.
    fn local(&self, at: Timestamp) -> chrono::DateTime<Tz> {
        at.to_datetime().with_timezone(&self.time_zone)
    }
}

/// Something about a purchase that the owner should look at.
///
/// Stored in ledger entries: in each variant the stored names are in alphabetical order and come
/// after `code`, which makes the ordinary JSON canonical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Signal {
    /// The domain imitates one that the owner buys from.
    LookAlike {
        /// The domain as it is.
        host: String,
        /// By what it imitates.
        how: Likeness,
        /// The domain it imitates.
        like: String,
    },
    /// The name of a merchant that the owner knows, behind a domain that the owner does not.
    KnownName {
        /// The new domain, or none where no domain was given.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        host: Option<String>,
        /// Where the owner bought under this name.
        known: String,
        /// The name.
        name: String,
    },
    /// Far above what is usual at this merchant, or for this item.
    UnusualAmount {
        /// How many purchases say what is usual.
        count: u32,
        /// The item; absent when the whole amount is meant.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        item: Option<String>,
        /// What is asked.
        now: Money,
        /// What is usual: the median.
        usual: Money,
    },
    /// A hundred or a thousand times what is usual, as a misplaced point makes it.
    UnitSlip {
        /// The item; absent when the whole amount is meant.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        item: Option<String>,
        /// What is asked.
        now: Money,
        /// How many times as much: 100 or 1000.
        times: u32,
        /// What is usual.
        usual: Money,
    },
    /// Several purchases that each stay just under the automatic limit.
    JustUnder {
        /// How many in 24 hours, this one included.
        count: u32,
        /// The limit they stay under.
        limit: Money,
        /// Of which mandate.
        mandate_name: String,
        /// What they come to.
        sum: Money,
    },
    /// More purchases in a short time than an agent makes for a person.
    Burst {
        /// How many, this one included.
        count: u32,
        /// In how many minutes.
        minutes: u32,
    },
    /// At an hour at which this agent has never bought.
    NewHour {
        /// How many purchases say so.
        count: u32,
        /// The local hour, 0 to 23.
        hour: u8,
    },
    /// A text that speaks to whoever decides instead of describing what is bought.
    Addressing {
        /// Where it stands: `items[0].title`.
        field: String,
        /// The words.
        found: String,
    },
    /// The page of an item is on another domain than the merchant's.
    UrlMismatch {
        /// The merchant's domain.
        domain: String,
        /// The domain of the page.
        host: String,
        /// The item.
        item: String,
    },
    /// A part of the total is out of proportion.
    OddTotals {
        /// That part.
        part: TotalsPart,
        /// How much it is.
        share: Money,
        /// How much the items are.
        whole: Money,
    },
    /// A token whose contract is not the registered one of its symbol.
    UnknownToken {
        /// The contract.
        contract: String,
        /// The symbol it is said to be.
        symbol: String,
    },
    /// The same was bought, or waits, already.
    Duplicate {
        /// The local day of the earlier one.
        day: NaiveDate,
        /// When it was asked for.
        on: Timestamp,
        /// What it cost.
        paid: Money,
        /// The earlier one.
        purchase: PurchaseId,
        /// What is the same.
        same: Sameness,
        /// Where the earlier one stands.
        status: Status,
    },
    /// The same was rejected or denied before.
    TriedBefore {
        /// How often in 30 days.
        count: u32,
        /// The local day of the last time.
        day: NaiveDate,
        /// When it was asked for.
        on: Timestamp,
        /// The last of them.
        purchase: PurchaseId,
        /// `Rejected` or `Denied`.
        status: Status,
    },
    /// The basket is not what the owner is said to have asked for.
    Deviation {
        /// In what.
        field: IntentField,
        /// What the basket has.
        found: String,
        /// What the intent says.
        said: String,
    },
}

/// By what a domain imitates another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Other letters that look the same.
    Letters,
    /// A letter or two more, less, swapped or replaced.
    Spelling,
    /// The known name with words around it.
    Contains,
}

/// A part of the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalsPart {
    /// What is taken off.
    Discount,
    /// Delivery.
    Shipping,
    /// Tax that is not in the items.
    Tax,
}

/// What two purchases at one merchant have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sameness {
    /// The same items.
    Items,
    /// The same amount.
    Amount,
}

/// What of the intent a basket can deviate from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentField {
    /// The most to pay.
    MaxAmount,
    /// How many.
    Quantity,
    /// From whom.
    Merchant,
    /// Whether it repeats.
    Recurring,
    /// In which currency.
    Currency,
}

/// Where signals stand among the facts that the owner ticks; the scale is that of
/// [`Reason::tick_rank`](crate::evaluate::Reason::tick_rank), lower first.
mod rank {
    pub(super) const IMITATION: u8 = 20;
    pub(super) const TEXT: u8 = 25;
    pub(super) const AMOUNT: u8 = 45;
    pub(super) const DUPLICATE: u8 = 60;
    pub(super) const PACE: u8 = 65;
}

impl Signal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LookAlike { .. } => "look_alike",
            Self::KnownName { .. } => "known_name",
            Self::UnusualAmount { .. } => "unusual_amount",
            Self::UnitSlip { .. } => "unit_slip",
            Self::JustUnder { .. } => "just_under",
            Self::Burst { .. } => "burst",
            Self::NewHour { .. } => "new_hour",
            Self::Addressing { .. } => "addressing",
            Self::UrlMismatch { .. } => "url_mismatch",
            Self::OddTotals { .. } => "odd_totals",
            Self::UnknownToken { .. } => "unknown_token",
            Self::Duplicate { .. } => "duplicate",
            Self::TriedBefore { .. } => "tried_before",
            Self::Deviation { .. } => "deviation",
        }
    }

    /// Which fact the owner ticks first when several apply; lower comes first. Every signal can be
    /// ticked.
    pub const fn tick_rank(&self) -> Option<u8> {
        Some(match self {
            Self::LookAlike { .. } | Self::KnownName { .. } | Self::UnknownToken { .. } => {
                rank::IMITATION
            }
            Self::Addressing { .. } | Self::UrlMismatch { .. } => rank::TEXT,
            Self::UnusualAmount { .. }
            | Self::UnitSlip { .. }
            | Self::OddTotals { .. }
            | Self::Deviation { .. } => rank::AMOUNT,
            Self::Duplicate { .. } | Self::TriedBefore { .. } => rank::DUPLICATE,
            Self::JustUnder { .. } | Self::Burst { .. } | Self::NewHour { .. } => rank::PACE,
        })
    }

    /// What this signal alone demands of the owner.
    pub const fn tier(&self) -> Tier {
        match self {
            Self::LookAlike { .. } | Self::UnknownToken { .. } => Tier::T3,
            Self::KnownName { .. }
            | Self::UnusualAmount { .. }
            | Self::UnitSlip { .. }
            | Self::JustUnder { .. }
            | Self::Burst { .. }
            | Self::NewHour { .. }
            | Self::Addressing { .. }
            | Self::UrlMismatch { .. }
            | Self::OddTotals { .. }
            | Self::Duplicate { .. }
            | Self::TriedBefore { .. }
            | Self::Deviation { .. } => Tier::T2,
        }
    }

    /// One sentence with the evidence.
    pub fn text(&self) -> String {
        words::text(self)
    }

    /// The sentence for whoever asked: what it says of other purchases is left out, because they
    /// may be another agent's.
    pub fn told(&self) -> String {
        words::told(self)
    }

    /// One sentence: what the agent or the owner can do about it.
    pub fn way_out(&self) -> String {
        words::way_out(self)
    }
}
