//! Where the limits of a mandate stand.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::Sums;
use crate::balances::{Range, Slot, Span};
use crate::evaluate::{Balance, Standing};
use crate::mandate::{Mandate, PeriodLimit, Rollover};
use crate::period::{Calendar, Window};
use crate::purchase::Purchase;
use crate::registry::MandateRecord;
use crate::time::Timestamp;

/// One mandate at one moment, seen without one purchase.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The mandate and since when its limits are as they are.
    pub record: &'a MandateRecord,
    /// The day of its calendar.
    pub today: NaiveDate,
    /// The moment.
    pub now: Timestamp,
    /// The purchase whose own part is left out.
    pub own: Option<&'a Purchase>,
}

impl<'a> Moment<'a> {
    /// The mandate as it is now.
    pub fn of<S: Sums>(
        sums: &mut S,
        record: &'a MandateRecord,
        now: Timestamp,
        own: Option<&'a Purchase>,
    ) -> Result<Self, S::Error> {
        let day = record.mandate.calendar().day(now, None);
        Self::on(day, sums, record, now, own)
    }

    /// The same where the day it is in the mandate's time zone is known.
    pub(super) fn on<S: Sums>(
        day: NaiveDate,
        sums: &mut S,
        record: &'a MandateRecord,
        now: Timestamp,
        own: Option<&'a Purchase>,
    ) -> Result<Self, S::Error> {
        // A day that something was charged to has begun.
        let latest = sums.latest_day(record.mandate.id)?;
        Ok(Self {
            record,
            today: latest.map_or(day, |latest| latest.max(day)),
            now,
            own,
        })
    }

    /// Each of its period limits, in their order.
    pub fn standings<S: Sums>(&self, sums: &mut S) -> Result<Vec<Standing>, S::Error> {
        let limits = &self.mandate().limits.periods;
        let mut standings = Vec::with_capacity(limits.len());
        for limit in limits {
            standings.push(self.standing(sums, limit)?);
        }
        Ok(standings)
    }

    /// How many purchases a window carries.
    pub fn count<S: Sums>(&self, sums: &mut S, window: Window) -> Result<i64, S::Error> {
        let range = self.range(window, self.today);
        Ok(self.sum(sums, range.span, &range.slots)?.count)
    }

    fn mandate(&self) -> &'a Mandate {
        &self.record.mandate
    }

    fn calendar(&self) -> Calendar {
        self.mandate().calendar()
    }

    fn range(&self, window: Window, day: NaiveDate) -> Range {
        Range::of(self.calendar(), window, day, Slot::of_hour(self.now))
    }

    fn standing<S: Sums>(&self, sums: &mut S, limit: &PeriodLimit) -> Result<Standing, S::Error> {
        let range = self.range(limit.window, self.today);
        let carried = match (limit.rollover, range.days) {
            (Rollover::None, _) | (_, None) => 0,
            (Rollover::Capped | Rollover::Full, Some((first, _))) => {
                self.carried(sums, limit, first)?
            }
        };
        Ok(Standing {
            limit: *limit,
            balance: self.period(sums, limit.window, &range)?,
            carried,
            slot: range.raise_slot(),
            next: range.days.map(|(_, next)| next),
        })
    }

    fn period<S: Sums>(
        &self,
        sums: &mut S,
        window: Window,
        range: &Range,
    ) -> Result<Balance, S::Error> {
        let balance = self.sum(sums, range.span, &range.slots)?;
        let raises = self.sum(sums, Span::Raise(window), &range.raises)?;
        Ok(Balance {
            raised: raises.raised,
            ..balance
        })
    }

    /// What rolled over into the period that begins on `first`.
    fn carried<S: Sums>(
        &self,
        sums: &mut S,
        limit: &PeriodLimit,
        first: NaiveDate,
    ) -> Result<i64, S::Error> {
        let (window, max) = (limit.window, limit.max.minor());
        let calendar = self.calendar();
        let since = self.record.since.get(&window).copied();
        let begun = calendar.first_day(window, since.unwrap_or(self.today));
        let begun = begun.unwrap_or(first);
        let Some(before) = first.pred_opt().filter(|_| begun < first) else {
            return Ok(0);
        };
        let last = self.range(window, before);
        let (range, periods, most) = match limit.rollover {
            Rollover::None => return Ok(0),
            Rollover::Capped => (last, 1, max),
            Rollover::Full => {
                let from = Slot::of_day(begun);
                let all = Range {
                    span: last.span,
                    slots: from..=*last.slots.end(),
                    raises: from..=*last.raises.end(),
                    days: None,
                };
                (all, periods(window, begun, first), i64::MAX)
            }
        };
        let carried = self.period(sums, window, &range)?;
        let left = i128::from(max)
            .saturating_mul(periods.into())
            .saturating_add(carried.raised.into())
            .saturating_sub(carried.held.into())
            .saturating_sub(carried.spent.into());
        Ok(i64::try_from(left.max(0)).unwrap_or(i64::MAX).min(most))
    }

    /// A sum without what the purchase itself carries in it.
    fn sum<S: Sums>(
        &self,
        sums: &mut S,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Result<Balance, S::Error> {
        let mandate = self.mandate().id;
        let sum = sums.sum(mandate, span, slots)?;
        let Some((charge, part, raises)) = self.own.and_then(|own| own.counted(mandate)) else {
            return Ok(sum);
        };
        let slot = match span {
            Span::Raise(window) => {
                let own = raises
                    .get(&window)
                    .filter(|raise| slots.contains(&raise.slot));
                return Ok(sum.without(Balance {
                    raised: own.map_or(0, |raise| raise.minor),
                    ..Balance::default()
                }));
            }
            Span::Hour => charge.hour,
            // A month is kept under its first day, so any range of months holds the day too.
            Span::Day | Span::Month => Slot::of_day(charge.day),
            Span::Total => Slot::ONLY,
        };
        if slots.contains(&slot) {
            Ok(sum.without(part))
        } else {
            Ok(sum)
        }
    }
}

/// How many periods begin on `from` or later and before `until`.
fn periods(window: Window, from: NaiveDate, until: NaiveDate) -> i64 {
    let days = until.signed_duration_since(from).num_days();
    let month = |day: NaiveDate| {
        i64::from(day.year())
            .saturating_mul(12)
            .saturating_add(day.month0().into())
    };
    let months = month(until).saturating_sub(month(from));
    match window {
        Window::Day => days,
        Window::Week => days.div_euclid(7),
        Window::Month => months,
        Window::Quarter => months.div_euclid(3),
        Window::Year => months.div_euclid(12),
        Window::Total | Window::Rolling24h | Window::Rolling7d | Window::Rolling30d => 0,
    }
}
