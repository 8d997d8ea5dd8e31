//! Exchange rates the owner recorded, and what an amount counts in another currency by them.
//!
//! Everything is exact integers and every step rounds up, so that a purchase never counts less
//! than it costs. A rate that is not there, or is older than asked for, is none: nothing is guessed.

mod charge;
mod quote;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use charge::{ChargeRate, ConvertError};
pub use quote::{Quote, QuoteError};

use crate::currency::Currency;
use crate::percent::Percent;

/// The most steps from one currency to another: the token to its currency, that to the base of a
/// list, the base to the other.
const MOST_STEPS: usize = 3;

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The European Central Bank's reference rates.
    Ecb,
    /// The owner set it by hand.
    Owner,
    /// Both, one after the other.
    Several,
}

impl Source {
    /// What to call it in a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ecb => "ECB",
            Self::Owner => "set by you",
            Self::Several => "ECB and set by you",
        }
    }

    fn with(self, other: Self) -> Self {
        if self == other { self } else { Self::Several }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// What one unit of `from` is worth in `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The day it is of.
    pub date: NaiveDate,
    /// One unit of this
    pub from: Currency,
    /// is worth so many
    pub rate: Quote,
    /// as this one says
    pub source: Source,
    /// units of this.
    pub to: Currency,
}

impl Rate {
    /// The same rate the other way round, rounded up.
    fn inverse(self) -> Option<Self> {
        Some(Self {
            from: self.to,
            rate: Quote::ONE.over(self.rate)?,
            to: self.from,
            ..self
        })
    }

    /// One rate after another, rounded up; as old as the older of both.
    fn then(self, next: Self) -> Option<Self> {
        Some(Self {
            date: self.date.min(next.date),
            from: self.from,
            rate: self.rate.times(next.rate)?,
            source: self.source.with(next.source),
            to: next.to,
        })
    }
}

/// The newest rate of each pair of currencies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateTable(BTreeMap<(Currency, Currency), Rate>);

impl RateTable {
    /// Takes a rate in unless a newer one of the same pair is there. Returns whether it was taken.
    pub fn set(&mut self, rate: Rate) -> bool {
        let (pair, inverse) = ((rate.from, rate.to), (rate.to, rate.from));
        let newer = |known: Option<&Rate>| known.is_some_and(|known| known.date > rate.date);
        if rate.from == rate.to || newer(self.0.get(&pair)) || newer(self.0.get(&inverse)) {
            return false;
        }
        self.0.remove(&inverse);
        self.0.insert(pair, rate);
        true
    }

    /// Every rate as it was recorded.
    pub fn iter(&self) -> impl Iterator<Item = &Rate> {
        self.0.values()
    }

    /// What one unit of `from` is worth in `to` by rates of `oldest` or later: in as few steps as
    /// there is a way, and by the newest of those. Rounded up where it is not recorded as such.
    pub fn find(&self, from: Currency, to: Currency, oldest: NaiveDate) -> Option<Rate> {
        let mut reached = vec![(from, None::<Rate>)];
        for _ in 0..MOST_STEPS {
            let mut next: BTreeMap<Currency, Rate> = BTreeMap::new();
            for (at, so_far) in &reached {
                for step in self.from(*at, oldest) {
                    let whole = match so_far {
                        None => Some(step),
                        Some(so_far) => so_far.then(step),
                    };
                    let Some(whole) = whole.filter(|whole| whole.to != from) else {
                        continue;
                    };
                    let newest = next.entry(whole.to).or_insert(whole);
                    if newest.date < whole.date {
                        *newest = whole;
                    }
                }
            }
            if let Some(found) = next.get(&to) {
                return Some(*found);
            }
            reached = next
                .into_iter()
                .map(|(at, rate)| (at, Some(rate)))
                .collect();
        }
        None
    }

    /// What a purchase in `from` is counted by in a budget in `to`; none without a rate of
    /// `oldest` or later.
    pub fn charge_rate(
        &self,
        from: Currency,
        to: Currency,
        margin: Percent,
        oldest: NaiveDate,
    ) -> Option<ChargeRate> {
        let found = self.find(from, to, oldest)?;
        Some(ChargeRate {
            currency: to,
            date: found.date,
            margin,
            rate: found.rate,
            source: found.source,
        })
    }

    /// The newest day of any way from one currency to the other, to say how old it is.
    pub fn newest(&self, from: Currency, to: Currency) -> Option<NaiveDate> {
        self.find(from, to, NaiveDate::MIN).map(|rate| rate.date)
    }

    /// The steps that leave `at`.
    fn from(&self, at: Currency, oldest: NaiveDate) -> impl Iterator<Item = Rate> {
        self.0
            .values()
            .filter(move |rate| rate.date >= oldest)
            .filter_map(move |rate| {
                if rate.from == at {
                    Some(*rate)
                } else if rate.to == at {
                    rate.inverse()
                } else {
                    None
                }
            })
    }
}
