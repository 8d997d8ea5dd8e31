//! The sentences of reasons: what is the case, and what can be done about it.

use chrono::NaiveDate;

use super::Reason;
use crate::period::Window;

impl Reason {
    /// The sentence for whoever asked, which tells of no purchase but its own.
    pub fn told(&self) -> String {
        if let Self::Signal(signal) = self {
            return signal.told();
        }
        self.text()
    }

    /// One sentence with the numbers of the case.
    #[expect(
        clippy::too_many_lines,
        reason = "one sentence for each reason; in one place they can be read against each other"
    )]
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
                ..
            }
            | Self::OverPeriod {
                diff,
                left,
                mandate_name,
                window,
                ..
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
            Self::TooMany {
                count,
                mandate_name,
                max,
                window,
            } => {
                format!(
                    "Purchase {count} {} in {mandate_name}, which is for {max}",
                    this(*window)
                )
            }
            Self::OutsideHours {
                from,
                mandate_name,
                until,
            } => {
                format!("Outside the hours {from} to {until} of {mandate_name}")
            }
            Self::NoRate {
                into,
                currency,
                mandate_name,
                max_age_days,
            } => {
                format!(
                    "No rate from {currency} to {into} of the last {max_age_days} days, so {mandate_name} cannot count it"
                )
            }
            Self::Learning {
                mandate_name,
                until,
            } => {
                format!("{mandate_name} asks about everything until {until}")
            }
            Self::BudgetPaused { mandate_name } => {
                format!("{mandate_name} is paused and asks about everything")
            }
            Self::OverTolerance { diff, now, old } => {
                format!("The price changed from {old} to {now}: {diff} more than was approved")
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
            Self::PeriodUsedUp {
                left, next, window, ..
            }
            | Self::OverPeriod {
                left, next, window, ..
            } => {
                let wait = later(*window, *next);
                if left.is_zero() {
                    format!("{wait}, or the owner raises it once.")
                } else {
                    format!(
                        "Ask for at most {left}; or {}, or the owner raises it once.",
                        small(&wait)
                    )
                }
            }
            Self::NoBudget => "Wait for the owner, who can also make a budget for it.".to_owned(),
            Self::OverAuto { limit, .. } if limit.is_zero() => "Wait for the owner.".to_owned(),
            Self::OverAuto { limit, .. } => {
                format!("Ask for at most {limit}, or wait for the owner.")
            }
            Self::TooMany { window, .. } => {
                format!("{}, or wait for the owner.", later(*window, None))
            }
            Self::OutsideHours { from, .. } => {
                format!("Ask again from {from} on, or wait for the owner.")
            }
            Self::NoRate { into, .. } => {
                format!("Pay in {into}, or wait for the owner, who can record a rate.")
            }
            Self::OverTolerance { old, .. } => {
                format!("Get it for {old}, or wait for the owner to approve the new price.")
            }
            Self::NewMerchant { .. } => {
                "Wait for the owner, or buy where the owner bought before.".to_owned()
            }
            Self::Unverified { .. } => "Ask again and name the merchant's domain.".to_owned(),
            Self::MixedScript { .. } => {
                "Check the address letter by letter, and ask again with the right one.".to_owned()
            }
            Self::HiddenText { .. } => "Ask again with plain text.".to_owned(),
            Self::Learning { .. }
            | Self::BudgetPaused { .. }
            | Self::NeedsPresence { .. }
            | Self::ControlsDesktop => "Wait for the owner.".to_owned(),
            Self::Signal(signal) => signal.way_out(),
            Self::Renewal(doubt) => doubt.way_out(),
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
        Window::Rolling24h => "in these 24 hours",
        Window::Rolling7d => "in these 7 days",
        Window::Rolling30d => "in these 30 days",
    }
}

fn later(window: Window, next: Option<NaiveDate>) -> String {
    match (window, next) {
        (Window::Total, _) => "Ask the owner for more".to_owned(),
        (Window::Rolling24h | Window::Rolling7d | Window::Rolling30d, _) => {
            "Wait until earlier purchases no longer count".to_owned()
        }
        (_, Some(day)) => format!("Wait until {day}"),
        (Window::Day, None) => "Wait until tomorrow".to_owned(),
        (Window::Week | Window::Month | Window::Quarter | Window::Year, None) => {
            format!("Wait until next {window}")
        }
    }
}

fn small(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
