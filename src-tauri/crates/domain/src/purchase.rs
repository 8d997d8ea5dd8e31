//! A purchase from request to settlement: its states, the edges between them, and the money each
//! edge moves.
//!
//! [`Purchase`] is the narrow state that the store keeps in a row. It changes only through
//! [`Purchase::open`] and [`Purchase::apply`], which the writer and the verifier share, so a table
//! that differs from the replay of the ledger cannot be produced by this code.

mod due;
mod edges;

pub use due::Due;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::balances::{Account, Posting, Slot};
use crate::checkout::Rail;
use crate::ids::{AgentId, MandateId, PurchaseId};
use crate::merchant::MerchantIdentity;
use crate::money::Money;
use crate::period::Window;
use crate::rates::ChargeRate;
use crate::subscription::Plan;
use crate::time::Timestamp;

/// How long after an authorization's end a clock that is a little off may still accept it.
pub const CLOCK_SKEW: Duration = Duration::from_mins(1);

/// How long an agent may use an authorization.
pub const AUTHORIZATION_LIFE: Duration = Duration::from_mins(10);

/// An approval that could not be signed for this long is not used any more.
pub const UNSIGNED_LIFE: Duration = Duration::from_mins(5);

/// Where a purchase stands. The words are those of the public contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waits for the owner.
    Pending,
    /// Approved; the undo window is open and nothing is signed.
    Approved,
    /// An authorization for it has been given out.
    Authorized,
    /// Money was taken, in part or whole.
    Captured,
    /// All captured money was returned.
    Refunded,
    /// Given back unused by the agent.
    Voided,
    /// Refused by a rule.
    Denied,
    /// Refused by the owner.
    Rejected,
    /// Nobody decided in time.
    Expired,
    /// Withdrawn before it was authorized.
    Cancelled,
    /// Replaced by another purchase.
    Superseded,
    /// The owner disputes the charge.
    Disputed,
    /// Authorized, never settled, and the authorization can no longer be used.
    Lapsed,
}

impl Status {
    /// Every status, in the order of the contract.
    pub const ALL: [Self; 13] = [
        Self::Pending,
        Self::Approved,
        Self::Authorized,
        Self::Captured,
        Self::Refunded,
        Self::Voided,
        Self::Denied,
        Self::Rejected,
        Self::Expired,
        Self::Cancelled,
        Self::Superseded,
        Self::Disputed,
        Self::Lapsed,
    ];

    /// The word used in JSON, SQL and search.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Authorized => "authorized",
            Self::Captured => "captured",
            Self::Refunded => "refunded",
            Self::Voided => "voided",
            Self::Denied => "denied",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
            Self::Disputed => "disputed",
            Self::Lapsed => "lapsed",
        }
    }

    /// Whether an authorization was given out on the way here.
    pub const fn was_authorized(self) -> bool {
        match self {
            Self::Authorized
            | Self::Captured
            | Self::Refunded
            | Self::Voided
            | Self::Disputed
            | Self::Lapsed => true,
            Self::Pending
            | Self::Approved
            | Self::Denied
            | Self::Rejected
            | Self::Expired
            | Self::Cancelled
            | Self::Superseded => false,
        }
    }

    /// The status that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecidedBy {
    /// A mandate's rule.
    Rule,
    /// The owner.
    Owner,
}

/// Which mandate a purchase counts in, and when.
///
/// Every window's period follows from the day and the hour, so an amendment that adds a window
/// finds the sums already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The day of the mandate's calendar.
    #[serde(deserialize_with = "crate::stored::day")]
    pub day: chrono::NaiveDate,
    /// The hour, in UTC.
    pub hour: Slot,
    /// The mandate.
    pub mandate: MandateId,
    /// By what it is counted where the purchase is in another currency.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rate: Option<ChargeRate>,
    /// Its version at that moment.
    pub version: u32,
}

impl Charge {
    /// What an amount counts in the mandate's currency, minor units.
    pub fn counted(&self, money: Money) -> Option<i64> {
        match &self.rate {
            None => Some(money.minor()),
            Some(rate) => rate.convert(money).ok().map(Money::minor),
        }
    }
}

/// By how much one period of a budget may go over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// By so much of the budget's currency, minor units.
    #[serde(with = "crate::stored::minor")]
    pub minor: i64,
    /// Which period.
    pub slot: Slot,
}

/// The raise for each window that has not enough left. A window that has enough is not raised, so
/// its limit stays what it is.
pub type Raises = BTreeMap<Window, Raise>;

/// The state of one purchase that later facts change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Its id.
    pub id: PurchaseId,
    /// Who asked.
    pub agent: AgentId,
    /// Who sells.
    pub merchant: MerchantIdentity,
    /// How the money moves.
    pub rail: Rail,
    /// Which version of what is bought; starts at 1.
    pub revision: u32,
    /// Where it stands.
    pub status: Status,
    /// The whole price of this revision.
    pub amount: Money,
    /// What of the budget is reserved, minor units.
    pub held: i64,
    /// What was taken, minor units.
    pub captured: i64,
    /// What came back, minor units.
    pub refunded: i64,
    /// By how much the owner let the budget go over.
    pub raised: Raises,
    /// By how much the owner let the overall limit go over.
    pub overall_raised: Raises,
    /// Who decided, once decided.
    pub decided_by: Option<DecidedBy>,
    /// The budget it counts against.
    pub charge: Option<Charge>,
    /// The limit over all budgets that it counts in as well.
    pub overall: Option<Charge>,
    /// The refused purchase that it tries again.
    pub again_of: Option<PurchaseId>,
    /// When the agent asked first.
    pub requested_at: Timestamp,
    /// When nobody may decide any more.
    pub expires_at: Timestamp,
    /// When the issued authorization ends.
    pub authorization_ends: Option<Timestamp>,
    /// When the engine must act on it by itself: expire, authorize, lapse or release.
    pub due_at: Option<Timestamp>,
}

/// The terms of one revision, as evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who sells.
    pub merchant: MerchantIdentity,
    /// How the money moves.
    pub rail: Rail,
    /// The whole price.
    pub amount: Money,
    /// `Pending`, `Approved` (by rule) or `Denied`.
    pub status: Status,
    /// The budget it counts against.
    pub charge: Option<Charge>,
    /// The limit over all budgets that it counts in as well.
    pub overall: Option<Charge>,
    /// What is reserved at once, minor units.
    pub held: i64,
    /// By how much the budget still goes over, where an approval is kept.
    pub raises: Raises,
    /// The same of the overall limit.
    pub overall_raises: Raises,
    /// The refused purchase that it tries again.
    pub again_of: Option<PurchaseId>,
    /// When nobody may decide any more.
    pub expires_at: Timestamp,
    /// How it repeats, if it does.
    pub plan: Option<Box<Plan>>,
    /// SHA-256 of what was asked on the rail, hex, where that is kept.
    pub quote: Option<Box<str>>,
}

/// One edge: what happened to a purchase after it was requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The agent changed what it asks for.
    Amend(Terms),
    /// The owner approved; the authorization is due at the given time.
    Approve {
        /// End of the undo window.
        authorize_at: Timestamp,
        /// The budget as it stands now.
        charge: Option<Charge>,
        /// The overall limit as it stands now.
        overall: Option<Charge>,
        /// By how much the budget may go over.
        raises: Raises,
        /// By how much the overall limit may go over.
        overall_raises: Raises,
    },
    /// The owner rejected.
    Reject,
    /// The owner took the approval back within the undo window.
    Undo,
    /// Nobody decided in time.
    Expire,
    /// Withdrawn by the agent, or stopped because the agent was removed.
    Cancel,
    /// The nonce is durable; the authorization may now leave.
    Authorize {
        /// When the authorization ends.
        ends: Timestamp,
    },
    /// The seller said what became of the payment; that alone moves nothing.
    Report,
    /// Money was taken, minor units.
    Capture(i64),
    /// The agent reports that it will not use the authorization.
    Void,
    /// Money came back, minor units.
    Refund(i64),
    /// The owner or agent disputes the charge.
    Dispute,
    /// The authorization ended unused and can settle no more.
    Lapse,
    /// What was still reserved is free again.
    Release,
    /// The owner said something about it, which changes nothing.
    Annotate,
}

impl Step {
    /// What the step is called in messages.
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Amend(_) => "amend",
            Self::Approve { .. } => "approve",
            Self::Reject => "reject",
            Self::Undo => "undo",
            Self::Expire => "expire",
            Self::Cancel => "cancel",
            Self::Authorize { .. } => "authorize",
            Self::Report => "report",
            Self::Capture(_) => "capture",
            Self::Void => "void",
            Self::Refund(_) => "refund",
            Self::Dispute => "dispute",
            Self::Lapse => "lapse",
            Self::Release => "release",
            Self::Annotate => "annotate",
        }
    }
}

/// Why a step was not taken. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IllegalStep {
    /// No such edge leaves this state.
    #[error("a purchase that is {status} cannot be changed by {verb}")]
    NoEdge {
        /// Where the purchase stands.
        status: Status,
        /// What was tried.
        verb: &'static str,
    },
    /// More than was approved, or more than was captured.
    #[error("{verb} of {asked} is more than the {left} that is left")]
    TooMuch {
        /// What was tried.
        verb: &'static str,
        /// The amount given.
        asked: Money,
        /// The most that would have been possible.
        left: Money,
    },
    /// The amount is zero or negative, or sums leave the range of the currency.
    #[error("the amount is zero, negative or out of range")]
    BadAmount,
}

#[cfg(test)]
mod tests;
