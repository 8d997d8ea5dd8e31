//! Why a purchase is asked or refused, with the numbers of the case.

use serde::{Deserialize, Serialize};

use super::Tier;
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
            Self::NeedsPresence { limit } => {
                format!("Above {limit} the owner confirms with a passphrase")
            }
            Self::ControlsDesktop => "This agent can control the desktop".to_owned(),
            Self::Signal(signal) => signal.text(),
            Self::Renewal(doubt) => doubt.text(),
        }
    }

    /// What the agent or the owner can do about it, in one sentence.
    pub fn way_out(&self) -> String {
        match self {
            Self::Paused { .. } => "Only the owner resumes; ask again then.".to_owned(),
            Self::BlockedMerchant { .. } => "Buy from another merchant.".to_owned(),
            Self::AboveDeny { limit, .. } => format!("Ask for at most {limit}."),
            Self::PeriodUsedUp { left, window, .. } | Self::OverPeriod { left, window, .. } => {
                let wait = later(*window);
                if left.is_zero() {
                    format!("{wait}, or the owner raises it once.")
                } else {
                    format!(
                        "Ask for at most {left}; or {}, or the owner raises it once.",
                        small(wait)
                    )
                }
            }
            Self::NoBudget => "Wait for the owner, who can also make a budget for it.".to_owned(),
            Self::OverAuto { limit, .. } if limit.is_zero() => "Wait for the owner.".to_owned(),
            Self::OverAuto { limit, .. } => {
                format!("Ask for at most {limit}, or wait for the owner.")
            }
            Self::NewMerchant { .. } => {
                "Wait for the owner, or buy where the owner bought before.".to_owned()
            }
            Self::Unverified { .. } => "Ask again and name the merchant's domain.".to_owned(),
            Self::MixedScript { .. } => {
                "Check the address letter by letter, and ask again with the right one.".to_owned()
            }
            Self::HiddenText { .. } => "Ask again with plain text.".to_owned(),
            Self::NeedsPresence { .. } | Self::ControlsDesktop => "Wait for the owner.".to_owned(),
            Self::Signal(signal) => signal.way_out(),
            Self::Renewal(doubt) => doubt.way_out(),
        }
    }

    /// Which fact the owner ticks first when several apply; lower comes first, none is not ticked.
    pub const fn tick_rank(&self) -> Option<u8> {
        match self {
            Self::MixedScript { .. } => Some(20),
            Self::NewMerchant { .. } => Some(30),
            Self::Unverified { .. } => Some(40),
            Self::HiddenText { .. } => Some(55),
            Self::OverPeriod { .. } => Some(70),
            Self::NoBudget => Some(80),
            Self::Signal(signal) => signal.tick_rank(),
            Self::Renewal(doubt) => doubt.tick_rank(),
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
            | Self::HiddenText { .. } => Tier::T2,
            Self::MixedScript { .. } | Self::NeedsPresence { .. } | Self::ControlsDesktop => {
                Tier::T3
            }
            Self::Signal(signal) => signal.tier(),
            Self::Renewal(doubt) => doubt.tier(),
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

const fn later(window: Window) -> &'static str {
    match window {
        Window::Day => "Wait until tomorrow",
        Window::Week => "Wait until next week",
        Window::Month => "Wait until next month",
        Window::Quarter => "Wait until next quarter",
        Window::Year => "Wait until next year",
        Window::Total => "Ask the owner for more",
    }
}

fn small(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
