//! How much a mandate allows, and when it asks about it.

use std::fmt;

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::percent::Percent;
use crate::period::Window;

/// How much a mandate allows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// Up to this a purchase needs no question; never without it.
    pub auto_up_to: Option<Money>,
    /// Above this a purchase is denied.
    pub deny_above: Option<Money>,
    /// What adds up over time.
    pub periods: Vec<PeriodLimit>,
    /// How many purchases before each further one is asked.
    pub max_purchases: Option<MaxPurchases>,
    /// How much more a new price may be and still be approved.
    pub tolerance: Option<Tolerance>,
    /// How purchases in other currencies are counted.
    pub conversion: Conversion,
}

/// A limit on what adds up over a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodLimit {
    /// Over what time.
    pub window: Window,
    /// Up to how much.
    pub max: Money,
    /// What happens beyond it.
    pub when_used_up: WhenUsedUp,
    /// What becomes of the rest of earlier periods.
    pub rollover: Rollover,
}

/// What happens with a purchase that a period has not enough left for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhenUsedUp {
    /// The owner decides.
    #[default]
    Ask,
    /// It is denied.
    Deny,
}

/// What becomes of what a period did not use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rollover {
    /// It is gone.
    #[default]
    None,
    /// It is added to the next period, once.
    Capped,
    /// It is added to all that follow until it is used.
    Full,
}

impl Rollover {
    /// The name used in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Capped => "capped",
            Self::Full => "full",
        }
    }
}

/// How many purchases in a window need no further question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPurchases {
    /// How many.
    pub count: u32,
    /// Over what time.
    pub window: Window,
}

/// How much more than was approved a new price may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    /// By so much.
    pub amount: Option<Money>,
    /// By such a part. Where both are given, both must hold.
    pub percent: Option<Percent>,
}

impl Tolerance {
    /// The highest price that is still approved when `approved` was. An amount in another currency
    /// says nothing about this one and allows nothing.
    pub fn most(&self, approved: Money) -> Money {
        let by_amount = self.amount.map(|amount| {
            if amount.currency() == approved.currency() {
                amount.minor()
            } else {
                0
            }
        });
        let by_percent = self.percent.map(|percent| {
            let part = i128::from(approved.minor())
                .saturating_mul(percent.hundredths().into())
                .checked_div(Percent::WHOLE.into());
            part.and_then(|part| i64::try_from(part).ok()).unwrap_or(0)
        });
        let more = by_amount.into_iter().chain(by_percent).min().unwrap_or(0);
        Money::new(approved.minor().saturating_add(more), approved.currency())
    }
}

/// How a purchase in another currency is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion {
    /// What is added for what an exchange costs.
    pub margin: Percent,
    /// How old a rate may be, in days.
    pub max_age_days: u16,
}

impl Default for Conversion {
    fn default() -> Self {
        Self {
            margin: Percent::ZERO,
            max_age_days: 7,
        }
    }
}

/// The hours in which a mandate does not ask, in its time zone. They may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// From this minute on.
    pub from: NaiveTime,
    /// Before this minute.
    pub until: NaiveTime,
}

impl Hours {
    /// Whether `time` is one of them.
    pub fn contain(&self, time: NaiveTime) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }

    /// One end as it is written in documents.
    pub fn text(time: NaiveTime) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", Self::text(self.from), Self::text(self.until))
    }
}
