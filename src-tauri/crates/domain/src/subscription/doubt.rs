//! Whether a renewal is still what the owner agreed to.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Subscription, schedule};
use crate::checkout::{Checkout, Interval};
use crate::evaluate::Tier;
use crate::ids::AgentId;
use crate::money::Money;
use crate::percent::Percent;
use crate::time::Timestamp;

/// What the owner must know about a purchase that repeats.
///
/// Stored in ledger entries: in each variant the stored names are in alphabetical order and come
/// after `code`, which makes the ordinary JSON canonical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code")]
pub enum Doubt {
    /// It begins now, or another agent takes it over.
    #[serde(rename = "recurring")]
    New {
        /// How many times.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        count: Option<u32>,
        /// How often.
        interval: Interval,
        /// The day its trial ends.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        trial_ends: Option<NaiveDate>,
        /// What it costs in a year.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        yearly: Option<Money>,
    },
    /// It costs more than was agreed to, by more than a mandate lets pass.
    #[serde(rename = "price_rise")]
    PriceRise {
        /// The price now.
        new: Money,
        /// The price that was agreed to.
        old: Money,
        /// By how much.
        percent: Percent,
    },
    /// It repeats otherwise than was agreed to.
    #[serde(rename = "interval_changed")]
    IntervalChanged {
        /// How often now.
        new: Interval,
        /// How often was agreed to.
        old: Interval,
    },
    /// It is not due yet.
    #[serde(rename = "renewal_early")]
    Early {
        /// When it is.
        due: NaiveDate,
    },
    /// All charges that were agreed to have been made.
    #[serde(rename = "renewal_ended")]
    Ended {
        /// When the next one would have been.
        due: NaiveDate,
    },
    /// The owner cancelled it.
    #[serde(rename = "subscription_cancelled")]
    Cancelled {
        /// When.
        since: Timestamp,
    },
}

/// A purchase that repeats, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Renewal<'a> {
    /// Who asks.
    pub agent: AgentId,
    /// For what.
    pub checkout: &'a Checkout,
    /// What was agreed to, if anything.
    pub known: Option<&'a Subscription>,
    /// Whether a mandate wants new ones asked, or none covers it.
    pub ask_new: bool,
    /// The smallest price rise in percent that every covering mandate lets pass.
    pub price_rise: Percent,
    /// The day, in UTC.
    pub today: NaiveDate,
}

/// What speaks against letting it pass. Empty for what does not repeat and for a renewal within
/// the terms that were agreed to.
pub fn doubts(renewal: &Renewal<'_>) -> Vec<Doubt> {
    let Some(recurrence) = &renewal.checkout.recurrence else {
        return Vec::new();
    };
    let amount = renewal.checkout.amount;
    let new = Doubt::New {
        count: recurrence.count,
        interval: recurrence.interval,
        trial_ends: recurrence.trial_ends,
        yearly: recurrence.yearly(amount).ok(),
    };
    let Some(known) = renewal.known else {
        return Vec::from_iter(renewal.ask_new.then_some(new));
    };
    if let Some(since) = known.cancelled_at {
        return vec![Doubt::Cancelled { since }];
    }
    let mut doubts = Vec::new();
    if renewal.price_rise.is_exceeded(known.amount, amount) {
        doubts.push(Doubt::PriceRise {
            new: amount,
            old: known.amount,
            percent: Percent::rise(known.amount, amount),
        });
    }
    if recurrence.interval != known.interval {
        doubts.push(Doubt::IntervalChanged {
            new: recurrence.interval,
            old: known.interval,
        });
    }
    let due = known.next;
    if known.left == Some(0) {
        doubts.push(Doubt::Ended { due });
    } else if is_early(renewal.today, known) {
        doubts.push(Doubt::Early { due });
    }
    if known.agent != renewal.agent && renewal.ask_new {
        doubts.push(new);
    }
    doubts
}

fn is_early(today: NaiveDate, known: &Subscription) -> bool {
    let slack = Days::new(schedule::slack(known.interval));
    let soonest = known.next.checked_sub_days(slack);
    soonest.is_some_and(|soonest| today < soonest)
}

impl Doubt {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::New { .. } => "recurring",
            Self::PriceRise { .. } => "price_rise",
            Self::IntervalChanged { .. } => "interval_changed",
            Self::Early { .. } => "renewal_early",
            Self::Ended { .. } => "renewal_ended",
            Self::Cancelled { .. } => "subscription_cancelled",
        }
    }

    /// One sentence with the numbers of the case.
    pub fn text(&self) -> String {
        match self {
            Self::New {
                count,
                interval,
                trial_ends,
                yearly,
            } => {
                let trial = trial_ends
                    .map_or_else(String::new, |ends| format!(", after a trial until {ends}"));
                recurring(*count, *interval, *yearly) + &trial
            }
            Self::PriceRise { new, old, percent } => {
                format!("The subscription now costs {new}, {percent} % more than the {old} agreed")
            }
            Self::IntervalChanged { new, old } => {
                let (new, old) = (every(*new), every(*old));
                format!("The subscription now repeats {new}, not {old} as agreed")
            }
            Self::Early { due } => {
                format!("The subscription is charged early: its next payment is due on {due}")
            }
            Self::Ended { .. } => {
                "All payments that were agreed for this subscription have been made".to_owned()
            }
            Self::Cancelled { since } => {
                let day = since.to_datetime().date_naive();
                format!("The owner cancelled this subscription on {day}")
            }
        }
    }

    /// What can be done about it, as one sentence.
    pub fn way_out(&self) -> String {
        match self {
            Self::New { .. } => {
                "Wait for the owner; renewals on these terms then pass by themselves.".to_owned()
            }
            Self::PriceRise { old, .. } => {
                format!("Renew for at most {old}, or wait for the owner to agree to the new price.")
            }
            Self::IntervalChanged { old, .. } => {
                format!(
                    "Renew it {}, or wait for the owner to agree to the change.",
                    every(*old)
                )
            }
            Self::Early { due } => {
                format!("Ask again on {due}, or wait for the owner.")
            }
            Self::Ended { .. } => "Wait for the owner to agree to more payments.".to_owned(),
            Self::Cancelled { .. } => {
                "Do not renew it. Ask the owner before you take out another one.".to_owned()
            }
        }
    }

    /// Which fact the owner ticks first when several apply; lower comes first, none is not ticked.
    pub const fn tick_rank(&self) -> Option<u8> {
        match self {
            Self::PriceRise { .. } => Some(10),
            Self::New { .. }
            | Self::IntervalChanged { .. }
            | Self::Early { .. }
            | Self::Ended { .. } => Some(50),
            Self::Cancelled { .. } => None,
        }
    }

    /// What this alone demands of the owner.
    pub const fn tier(&self) -> Tier {
        match self {
            Self::New { .. }
            | Self::PriceRise { .. }
            | Self::IntervalChanged { .. }
            | Self::Early { .. }
            | Self::Ended { .. } => Tier::T2,
            Self::Cancelled { .. } => Tier::T0,
        }
    }

    /// Whether it denies the purchase instead of asking about it.
    pub const fn refuses(&self) -> bool {
        matches!(self, Self::Cancelled { .. })
    }
}

const fn every(interval: Interval) -> &'static str {
    match interval {
        Interval::Day => "every day",
        Interval::Week => "every week",
        Interval::Month => "every month",
        Interval::Year => "every year",
    }
}

fn recurring(count: Option<u32>, interval: Interval, yearly: Option<Money>) -> String {
    let often = every(interval);
    let times = count.map_or_else(
        || " until cancelled".to_owned(),
        |count| format!(", {count} times"),
    );
    let cost = yearly.map_or_else(String::new, |yearly| {
        format!(": {yearly} in the first year")
    });
    format!("Repeats {often}{times}{cost}")
}
