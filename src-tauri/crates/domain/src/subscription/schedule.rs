//! On which days something repeats.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::checkout::Interval;

/// The first day after `after` that lies whole intervals from `anchor`. Counted from the anchor and
/// not from the day before, so that the 31st does not become the 28th for good.
pub(super) fn next(anchor: NaiveDate, interval: Interval, after: NaiveDate) -> NaiveDate {
    if after < anchor {
        return anchor;
    }
    let passed = match interval {
        Interval::Day => days(anchor, after),
        Interval::Week => days(anchor, after).checked_div(7).unwrap_or(0),
        Interval::Month => months(anchor, after),
        Interval::Year => months(anchor, after).checked_div(12).unwrap_or(0),
    };
    // A month's end can make the count one too small or one too large.
    let from = passed.saturating_sub(1);
    let to = passed.saturating_add(2);
    (from..=to)
        .filter_map(|times| at(anchor, interval, times))
        .find(|day| *day > after)
        .unwrap_or(NaiveDate::MAX)
}

/// How many days before it is due a renewal is not early: shops charge ahead of weekends.
pub(super) const fn slack(interval: Interval) -> u64 {
    match interval {
        Interval::Day => 0,
        Interval::Week => 1,
        Interval::Month => 3,
        Interval::Year => 14,
    }
}

fn at(anchor: NaiveDate, interval: Interval, times: u32) -> Option<NaiveDate> {
    match interval {
        Interval::Day => anchor.checked_add_days(Days::new(times.into())),
        Interval::Week => anchor.checked_add_days(Days::new(u64::from(times).checked_mul(7)?)),
        Interval::Month => anchor.checked_add_months(Months::new(times)),
        Interval::Year => anchor.checked_add_months(Months::new(times.checked_mul(12)?)),
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
}

fn months(from: NaiveDate, to: NaiveDate) -> u32 {
    let count = |day: NaiveDate| {
        let years = i64::from(day.year()).saturating_mul(12);
        years.saturating_add(day.month0().into())
    };
    u32::try_from(count(to).saturating_sub(count(from))).unwrap_or(0)
}
