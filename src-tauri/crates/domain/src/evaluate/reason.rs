//! Why a purchase is asked or refused, with the numbers of the case.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod words;

use super::Tier;
use crate::currency::Currency;
use crate::money::Money;
use crate::period::Window;
use crate::risk::Signal;
use crate::subscription::Doubt;

/// Why a purchase is not simply within a mandate.
///
/// Stored in ledger entries: in each variant the stored names are in alphabetical order and come
/// after `code`, which makes the ordinary JSON canonical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The agent or everything is paused.
    Paused {
        /// Whether everything is, not this agent alone.
        whole: bool,
    },
    /// A mandate blocks this merchant.
    BlockedMerchant {
        /// Which mandate.
        mandate_name: String,
        /// Whom.
        merchant: String,
    },
    /// Above what a mandate lets through at all.
    AboveDeny {
        /// By how much.
        diff: Money,
        /// Above what.
        limit: Money,
        /// Of which mandate.
        mandate_name: String,
    },
    /// A period has not enough left, and its mandate says to deny then.
    PeriodUsedUp {
        /// By how much.
        diff: Money,
        /// What is left.
        left: Money,
        /// Of which mandate.
        mandate_name: String,
        /// When the next period begins.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next: Option<NaiveDate>,
        /// In which period.
        window: Window,
    },
    /// No mandate covers it.
    NoBudget,
    /// Above what a mandate approves by itself.
    OverAuto {
        /// By how much.
        diff: Money,
        /// Above what.
        limit: Money,
        /// Of which mandate.
        mandate_name: String,
    },
    /// A period has not enough left.
    OverPeriod {
        /// By how much.
        diff: Money,
        /// What is left.
        left: Money,
        /// Of which mandate.
        mandate_name: String,
        /// When the next period begins.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next: Option<NaiveDate>,
        /// In which period.
        window: Window,
    },
    /// So many purchases were made that a further one is asked.
    TooMany {
        /// Which one it would be.
        #[serde(with = "crate::stored::minor")]
        count: i64,
        /// Of which mandate.
        mandate_name: String,
        /// How many need no question.
        max: u32,
        /// In which time.
        window: Window,
    },
    /// It is not one of the hours in which a mandate buys by itself.
    OutsideHours {
        /// When they begin.
        from: String,
        /// Of which mandate.
        mandate_name: String,
        /// When they end.
        until: String,
    },
    /// There is no rate to count it by, or none that is new enough.
    NoRate {
        /// In which currency it is paid.
        currency: Currency,
        /// In which currency it must be counted.
        into: Currency,
        /// Of which mandate.
        mandate_name: String,
        /// How old a rate may be.
        max_age_days: u16,
    },
    /// The mandate asks about everything for now.
    Learning {
        /// Which mandate.
        mandate_name: String,
        /// Up to and including which day.
        until: NaiveDate,
    },
    /// The owner paused the mandate, so it asks about everything.
    BudgetPaused {
        /// Which mandate.
        mandate_name: String,
    },
    /// The price is not the one that was approved.
    #[serde(rename = "price_changed")]
    OverTolerance {
        /// By how much more.
        diff: Money,
        /// What it costs now.
        now: Money,
        /// What was approved.
        old: Money,
    },
    /// Nothing was ever bought there.
    NewMerchant {
        /// The domain, or the name where there is none.
        merchant: String,
    },
    /// No domain says who the merchant is.
    Unverified {
        /// What it calls itself.
        name: String,
    },
    /// The domain is spelled with look-alike letters.
    MixedScript {
        /// What it really is.
        #[serde(rename = "host")]
        ascii: String,
        /// What it looks like.
        unicode: String,
    },
    /// The texts had hidden characters.
    HiddenText {
        /// How many.
        count: u32,
    },
    /// Above the amount for which the owner proves presence.
    #[serde(rename = "confirm_above")]
    NeedsPresence {
        /// Above what.
        limit: Money,
    },
    /// The agent can click for the owner.
    ControlsDesktop,
    /// Something is not as it seems.
    #[serde(untagged)]
    Signal(Signal),
    /// It repeats, and the owner has not agreed to that yet.
    #[serde(untagged)]
    Renewal(Doubt),
}

impl Reason {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Paused { .. } => "paused",
            Self::BlockedMerchant { .. } => "blocked_merchant",
            Self::AboveDeny { .. } => "above_deny",
            Self::PeriodUsedUp { .. } => "period_used_up",
            Self::NoBudget => "no_budget",
            Self::OverAuto { .. } => "over_auto",
            Self::OverPeriod { .. } => "over_period",
            Self::TooMany { .. } => "too_many",
            Self::OutsideHours { .. } => "outside_hours",
            Self::NoRate { .. } => "no_rate",
            Self::Learning { .. } => "learning",
            Self::BudgetPaused { .. } => "budget_paused",
            Self::OverTolerance { .. } => "price_changed",
            Self::NewMerchant { .. } => "new_merchant",
            Self::Unverified { .. } => "unverified",
            Self::MixedScript { .. } => "mixed_script",
            Self::HiddenText { .. } => "hidden_text",
            Self::NeedsPresence { .. } => "confirm_above",
            Self::ControlsDesktop => "controls_desktop",
            Self::Signal(signal) => signal.code(),
            Self::Renewal(doubt) => doubt.code(),
        }
    }

    /// Which fact the owner ticks first when several apply; lower comes first, none is not ticked.
    pub const fn tick_rank(&self) -> Option<u8> {
        match self {
            Self::OverTolerance { .. } => Some(10),
            Self::MixedScript { .. } => Some(20),
            Self::NewMerchant { .. } => Some(30),
            Self::Unverified { .. } => Some(40),
            Self::HiddenText { .. } => Some(55),
            Self::OverPeriod { .. } | Self::NoRate { .. } | Self::TooMany { .. } => Some(70),
            Self::OutsideHours { .. } => Some(75),
            Self::NoBudget => Some(80),
            Self::Signal(signal) => signal.tick_rank(),
            Self::Renewal(doubt) => doubt.tick_rank(),
            Self::Paused { .. }
            | Self::BlockedMerchant { .. }
            | Self::AboveDeny { .. }
            | Self::PeriodUsedUp { .. }
            | Self::OverAuto { .. }
            | Self::Learning { .. }
            | Self::BudgetPaused { .. }
            | Self::NeedsPresence { .. }
            | Self::ControlsDesktop => None,
        }
    }

    /// What this reason alone demands of the owner.
    pub const fn tier(&self) -> Tier {
        match self {
            Self::Paused { .. }
            | Self::BlockedMerchant { .. }
            | Self::AboveDeny { .. }
            | Self::PeriodUsedUp { .. } => Tier::T0,
            Self::OverAuto { .. } | Self::Learning { .. } | Self::BudgetPaused { .. } => Tier::T1,
            Self::NoBudget
            | Self::TooMany { .. }
            | Self::OutsideHours { .. }
            | Self::NoRate { .. }
            | Self::OverTolerance { .. }
            | Self::OverPeriod { .. }
            | Self::NewMerchant { .. }
            | Self::Unverified { .. }
            | Self::HiddenText { .. } => Tier::T2,
            Self::MixedScript { .. } | Self::NeedsPresence { .. } | Self::ControlsDesktop => {
                Tier::T3
            }
            Self::Signal(signal) => signal.tier(),
            Self::Renewal(doubt) => doubt.tier(),
        }
    }
}
