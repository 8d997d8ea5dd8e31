//! Sums derived from the ledger: what of each mandate is held, spent, raised, and how many
//! purchases it carries.
//!
//! Every mandate is summed by hour, day and month, and over all, whether or not a limit uses that,
//! so that an amended limit acts on what was really spent. A period of a limit is a range of these:
//! a week is seven days, a quarter three months, the last 24 hours so many hours.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::evaluate::Balance;
use crate::ids::MandateId;
use crate::period::{Calendar, Window};
use crate::time::Timestamp;

mod footing;
mod sums;

use sums::Sums;

pub(crate) use footing::carried;
pub use footing::{Delta, Footing, changes};

/// A place where money of a budget can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Account {
    /// The owner's pocket, outside any budget.
    Owner,
    /// In the budget, free.
    Available,
    /// Reserved for a purchase.
    Held,
    /// Captured.
    Spent,
    /// Refunded by the merchant.
    Returned,
    /// Captured, and disputed.
    Disputed,
}

/// One movement between two accounts; both legs are the same amount, so each posting sums to zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The currency of the budget, where it is not that of the purchase.
    pub currency: Option<Currency>,
    /// Where it was.
    pub from: Account,
    /// How much, minor units, always positive.
    pub minor: i64,
    /// Where it is now.
    pub to: Account,
    /// The only window it counts in; absent: it counts in all.
    pub window: Option<Window>,
}

/// A position in time: hours or days since 1970, or nothing where there is only one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(pub i32);

impl Slot {
    /// The only one.
    pub const ONLY: Self = Self(0);
    /// The first there can be.
    pub const FIRST: Self = Self(i32::MIN);
    /// The last there can be.
    pub const LAST: Self = Self(i32::MAX);
    /// The first day of 1970, counted from the year 1.
    const EPOCH: i32 = 719_163;

    /// The hour of an instant.
    pub fn of_hour(at: Timestamp) -> Self {
        let hours = at.as_millis().div_euclid(3_600_000);
        Self(i32::try_from(hours).unwrap_or(i32::MAX))
    }

    /// The instant at which an hour begins.
    pub fn starts(self) -> Timestamp {
        Timestamp::from_millis(i64::from(self.0).saturating_mul(3_600_000))
    }

    /// A day.
    pub fn of_day(day: NaiveDate) -> Self {
        Self(day.num_days_from_ce().saturating_sub(Self::EPOCH))
    }

    /// The day it is.
    pub fn day(self) -> NaiveDate {
        let day = self.0.checked_add(Self::EPOCH);
        day.and_then(NaiveDate::from_num_days_from_ce_opt)
            .unwrap_or_default()
    }
}

/// What a sum is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// One hour, in UTC.
    Hour,
    /// One day of the mandate's calendar.
    Day,
    /// One month of it.
    Month,
    /// Everything.
    Total,
    /// What the owner added to one period of a window; of a rolling one, to an hour.
    Raise(Window),
}

impl Span {
    /// Every span.
    pub fn all() -> impl Iterator<Item = Self> {
        let sums = [Self::Hour, Self::Day, Self::Month, Self::Total];
        sums.into_iter().chain(Window::ALL.map(Self::Raise))
    }

    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Total => "total",
            Self::Raise(Window::Day) => "raise:day",
            Self::Raise(Window::Week) => "raise:week",
            Self::Raise(Window::Month) => "raise:month",
            Self::Raise(Window::Quarter) => "raise:quarter",
            Self::Raise(Window::Year) => "raise:year",
            Self::Raise(Window::Total) => "raise:total",
            Self::Raise(Window::Rolling24h) => "raise:rolling:24h",
            Self::Raise(Window::Rolling7d) => "raise:rolling:7d",
            Self::Raise(Window::Rolling30d) => "raise:rolling:30d",
        }
    }

    /// The span stored under `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|span| span.word() == word)
    }
}

/// One sum of one mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BalanceKey {
    /// The mandate.
    pub mandate: MandateId,
    /// What it is over.
    pub span: Span,
    /// Which of them.
    pub slot: Slot,
}

/// The sums that one period of a limit adds up, and where its raises stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Of which kind.
    pub span: Span,
    /// From which to which.
    pub slots: RangeInclusive<Slot>,
    /// The slots of raises that count.
    pub raises: RangeInclusive<Slot>,
    /// The first day of this period and of the next, where there is more than one.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

impl Range {
    /// What adds up to the period of `window` that holds `day`, or that ends with this hour.
    ///
    /// A rolling window is counted in whole hours, the one it begins in included, so it is never
    /// looser than to the minute.
    pub fn of(calendar: Calendar, window: Window, day: NaiveDate, hour: Slot) -> Self {
        if let Some(hours) = window.hours() {
            let slots = Slot(hour.0.saturating_sub(hours))..=hour;
            return Self {
                span: Span::Hour,
                raises: slots.clone(),
                slots,
                days: None,
            };
        }
        let Some(first) = calendar.first_day(window, day) else {
            let only = Slot::ONLY..=Slot::ONLY;
            return Self {
                span: Span::Total,
                raises: only.clone(),
                slots: only,
                days: None,
            };
        };
        let next = calendar.next(window, first);
        let last = next.pred_opt().unwrap_or(first);
        let span = match window {
            Window::Day | Window::Week => Span::Day,
            Window::Month | Window::Quarter | Window::Year => Span::Month,
            Window::Total | Window::Rolling24h | Window::Rolling7d | Window::Rolling30d => {
                Span::Total
            }
        };
        let slot = Slot::of_day(first);
        Self {
            span,
            slots: slot..=Slot::of_day(last),
            raises: slot..=slot,
            days: Some((first, next)),
        }
    }

    /// The slot that a raise of this period is kept under.
    pub fn raise_slot(&self) -> Slot {
        *self.raises.end()
    }
}

/// Sums would leave the range of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a budget's sum left the range of 64-bit minor units")]
pub struct SumOverflow;

/// All balances that are in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// By the bytes of their ids as one number, which compares faster than bytes do.
    mandates: BTreeMap<u128, Sums>,
    count: usize,
}

impl Balances {
    /// One sum; zero when nothing was charged to it.
    pub fn get(&self, key: &BalanceKey) -> Balance {
        self.find(key).unwrap_or_default()
    }

    /// Whether anything was ever charged to it.
    pub fn contains(&self, key: &BalanceKey) -> bool {
        self.find(key).is_some()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Sets one sum, as read from the store.
    pub fn set(&mut self, key: BalanceKey, balance: Balance) {
        let sums = self.mandates.entry(number(key.mandate)).or_default();
        if sums.set(key.span, key.slot, balance) {
            self.count = self.count.saturating_add(1);
        }
    }

    /// The sums of a range.
    pub fn range(
        &self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> impl DoubleEndedIterator<Item = (BalanceKey, Balance)> {
        let sums = self.of(mandate);
        let range = sums.map(|sums| sums.range(span, slots));
        range.into_iter().flatten().map(move |(slot, balance)| {
            let key = BalanceKey {
                mandate,
                span,
                slot: *slot,
            };
            (key, *balance)
        })
    }

    /// What a range adds up to; stops at the end of the number range.
    pub fn sum(&self, mandate: MandateId, span: Span, slots: &RangeInclusive<Slot>) -> Balance {
        let sums = self.of(mandate);
        sums.map_or_else(Balance::default, |sums| sums.sum(span, slots))
    }

    /// The latest day on which anything was charged to a mandate.
    pub fn latest_day(&self, mandate: MandateId) -> Option<NaiveDate> {
        self.of(mandate)?.latest_day().map(Slot::day)
    }

    /// Applies what a step changed. On an error nothing has changed.
    pub fn apply(&mut self, deltas: &[(BalanceKey, Delta)]) -> Result<(), SumOverflow> {
        let mut changed = Vec::with_capacity(deltas.len());
        for (key, delta) in deltas {
            changed.push((*key, delta.on(self.get(key)).ok_or(SumOverflow)?));
        }
        for (key, balance) in changed {
            self.set(key, balance);
        }
        Ok(())
    }

    /// Every sum that was ever used, in order.
    pub fn iter(&self) -> impl Iterator<Item = (BalanceKey, Balance)> {
        self.mandates.iter().flat_map(|(number, sums)| {
            let mandate = MandateId::from_bytes(number.to_be_bytes());
            sums.iter().map(move |(span, slot, balance)| {
                let key = BalanceKey {
                    mandate,
                    span,
                    slot,
                };
                (key, balance)
            })
        })
    }

    fn find(&self, key: &BalanceKey) -> Option<Balance> {
        self.of(key.mandate)?.get(key.span, key.slot)
    }

    fn of(&self, mandate: MandateId) -> Option<&Sums> {
        self.mandates.get(&number(mandate))
    }
}

const fn number(mandate: MandateId) -> u128 {
    u128::from_be_bytes(*mandate.as_bytes())
}
