//! Why a purchase is asked or refused, with the numbers of the case.

use serde::{Deserialize, Serialize};

use super::Tier;
use crate::checkout::Interval;
use crate::money::Money;
use crate::period::Window;

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
        /// In which period.
        window: Window,
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
    /// It will be charged again.
    Recurring {
        /// How many times.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        count: Option<u32>,
        /// How often.
        interval: Interval,
        /// What it costs in a year.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        yearly: Option<Money>,
    },
    /// Above the amount for which the owner proves presence.
    #[serde(rename = "confirm_above")]
    NeedsPresence {
        /// Above what.
        limit: Money,
    },
    /// The agent can click for the owner.
    ControlsDesktop,
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
            Self::NewMerchant { .. } => "new_merchant",
            Self::Unverified { .. } => "unverified",
            Self::MixedScript { .. } => "mixed_script",
            Self::HiddenText { .. } => "hidden_text",
            Self::Recurring { .. } => "recurring",
            Self::NeedsPresence { .. } => "confirm_above",
            Self::ControlsDesktop => "controls_desktop",
        }
    }

    /// One sentence with the numbers of the case.
    pub fn text(&self) -> String {
        match self {
            Self::Paused { whole: true } => "All agents are paused".to_owned(),
            Self::Paused { whole: false } => "This agent is paused".to_owned(),
            Self::BlockedMerchant {
                mandate_name,
                merchant,
            } => {
                format!("{merchant} is blocked in {mandate_name}")
            }
            Self::AboveDeny {
                diff,
                limit,
                mandate_name,
            } => {
                format!("{diff} above the highest amount of {limit} in {mandate_name}")
            }
            Self::PeriodUsedUp {
                diff,
                left,
                mandate_name,
                window,
            }
            | Self::OverPeriod {
                diff,
                left,
                mandate_name,
                window,
            } => {
                format!(
                    "{diff} more than the {left} left {} in {mandate_name}",
                    this(*window)
                )
            }
            Self::NoBudget => "No budget covers this purchase".to_owned(),
            Self::OverAuto {
                limit,
                mandate_name,
                ..
            } if limit.is_zero() => {
                format!("{mandate_name} asks about every purchase")
            }
            Self::OverAuto {
                diff,
                limit,
                mandate_name,
            } => {
                format!("{diff} over the automatic limit of {limit} in {mandate_name}")
            }
            Self::NewMerchant { merchant } => format!("First purchase from {merchant}"),
            Self::Unverified { name } => {
                format!("Nothing shows who {name} is: no domain was given")
            }
            Self::MixedScript { ascii, unicode } => {
                format!("{unicode} is spelled with look-alike letters; its real address is {ascii}")
            }
            Self::HiddenText { count: 1 } => "1 hidden character was removed".to_owned(),
            Self::HiddenText { count } => format!("{count} hidden characters were removed"),
            Self::Recurring {
                count,
                interval,
                yearly,
            } => recurring(*count, *interval, *yearly),
            Self::NeedsPresence { limit } => {
                format!("Above {limit} the owner confirms with a passphrase")
            }
            Self::ControlsDesktop => "This agent can control the desktop".to_owned(),
        }
    }

    /// Which fact the owner ticks first when several apply; lower comes first, none is not ticked.
    pub const fn tick_rank(&self) -> Option<u8> {
        match self {
            Self::MixedScript { .. } => Some(1),
            Self::NewMerchant { .. } => Some(2),
            Self::Unverified { .. } => Some(3),
            Self::Recurring { .. } => Some(4),
            Self::HiddenText { .. } => Some(5),
            Self::OverPeriod { .. } => Some(6),
            Self::NoBudget => Some(7),
            Self::Paused { .. }
            | Self::BlockedMerchant { .. }
            | Self::AboveDeny { .. }
            | Self::PeriodUsedUp { .. }
            | Self::OverAuto { .. }
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
            Self::OverAuto { .. } => Tier::T1,
            Self::NoBudget
            | Self::OverPeriod { .. }
            | Self::NewMerchant { .. }
            | Self::Unverified { .. }
            | Self::HiddenText { .. }
            | Self::Recurring { .. } => Tier::T2,
            Self::MixedScript { .. } | Self::NeedsPresence { .. } | Self::ControlsDesktop => {
                Tier::T3
            }
        }
    }
}

const fn this(window: Window) -> &'static str {
    match window {
        Window::Day => "today",
        Window::Week => "this week",
        Window::Month => "this month",
        Window::Quarter => "this quarter",
        Window::Year => "this year",
        Window::Total => "in total",
    }
}

fn recurring(count: Option<u32>, interval: Interval, yearly: Option<Money>) -> String {
    let often = match interval {
        Interval::Day => "every day",
        Interval::Week => "every week",
        Interval::Month => "every month",
        Interval::Year => "every year",
    };
    let times = count.map_or_else(
        || " until cancelled".to_owned(),
        |count| format!(", {count} times"),
    );
    let cost = yearly.map_or_else(String::new, |yearly| {
        format!(": {yearly} in the first year")
    });
    format!("Repeats {often}{times}{cost}")
}
