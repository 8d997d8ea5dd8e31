//! Dates in queries: `today`, `7d`, `2026`, `2026-09`, `2026-09-01..2026-09-14`, `last-month`.

use core::fmt;

use chrono::{NaiveDate, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::time::Timestamp;

/// When a purchase must have been asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateIs {
    /// On one of these days.
    In(Days),
    /// After the last of them.
    After(Days),
    /// On the first of them or later.
    From(Days),
    /// Before the first of them.
    Before(Days),
    /// On the last of them or earlier.
    Until(Days),
    /// From the first of the one to the last of the other.
    Between(Days, Days),
}

/// Some days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// This day.
    Today,
    /// The day before.
    Yesterday,
    /// The month that today is in.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// That many days, today included.
    Last(u16),
    /// A calendar year.
    Year(i32),
    /// A month of a year.
    Month(i32, u32),
    /// One day.
    Day(NaiveDate),
}

/// A span of time; without an end where it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moments {
    /// From then on.
    pub from: Option<Timestamp>,
    /// Until before then.
    pub until: Option<Timestamp>,
}

impl DateIs {
    /// The span it means on that day, where the owner lives.
    pub fn moments(self, today: NaiveDate, zone: Tz) -> Option<Moments> {
        let first = |days: Days| start_of(days.first(today)?, zone);
        let after = |days: Days| start_of(days.after(today)?, zone);
        let between = |from, until| Moments { from, until };
        Some(match self {
            Self::In(days) => between(Some(first(days)?), Some(after(days)?)),
            Self::After(days) => between(Some(after(days)?), None),
            Self::From(days) => between(Some(first(days)?), None),
            Self::Before(days) => between(None, Some(first(days)?)),
            Self::Until(days) => between(None, Some(after(days)?)),
            Self::Between(low, high) => between(Some(first(low)?), Some(after(high)?)),
        })
    }
}

impl Days {
    /// Reads one spelling of days.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "today" => return Some(Self::Today),
            "yesterday" => return Some(Self::Yesterday),
            "this-month" => return Some(Self::ThisMonth),
            "last-month" => return Some(Self::LastMonth),
            _ => {}
        }
        if let Some(count) = text.strip_suffix('d') {
            let count = number(count)?;
            return u16::try_from(count)
                .ok()
                .filter(|days| *days > 0)
                .map(Self::Last);
        }
        let mut parts = text.split('-');
        let year = parts
            .next()
            .filter(|year| year.len() == 4)
            .and_then(number)?;
        let year = i32::try_from(year)
            .ok()
            .filter(|year| (1970..=9998).contains(year))?;
        let (month, day) = (parts.next().map(number), parts.next().map(number));
        match (month, day, parts.next()) {
            (None, None, None) => Some(Self::Year(year)),
            (Some(month), None, None) => {
                let month = month.filter(|month| (1..=12).contains(month))?;
                Some(Self::Month(year, month))
            }
            (Some(month), Some(day), None) => {
                NaiveDate::from_ymd_opt(year, month?, day?).map(Self::Day)
            }
            _ => None,
        }
    }

    fn first(self, today: NaiveDate) -> Option<NaiveDate> {
        use chrono::Datelike as _;
        match self {
            Self::Today => Some(today),
            Self::Yesterday => today.pred_opt(),
            Self::ThisMonth => today.with_day(1),
            Self::LastMonth => today.with_day(1)?.pred_opt()?.with_day(1),
            Self::Last(count) => {
                let before = TimeDelta::days(i64::from(count).saturating_sub(1));
                today.checked_sub_signed(before)
            }
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Day(day) => Some(day),
        }
    }

    /// The day after the last.
    fn after(self, today: NaiveDate) -> Option<NaiveDate> {
        let month = chrono::Months::new(1);
        match self {
            Self::Today | Self::Last(_) => today.succ_opt(),
            Self::Yesterday => Some(today),
            Self::ThisMonth | Self::LastMonth | Self::Month(..) => {
                self.first(today)?.checked_add_months(month)
            }
            Self::Year(year) => NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1),
            Self::Day(day) => day.succ_opt(),
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => f.write_str("today"),
            Self::Yesterday => f.write_str("yesterday"),
            Self::ThisMonth => f.write_str("this-month"),
            Self::LastMonth => f.write_str("last-month"),
            Self::Last(count) => write!(f, "{count}d"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|c| c.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Midnight where the owner lives; where a clock change leaves it out, the first moment after.
fn start_of(day: NaiveDate, zone: Tz) -> Option<Timestamp> {
    let at = |hour| {
        let local = day.and_hms_opt(hour, 0, 0)?;
        zone.from_local_datetime(&local).earliest()
    };
    let moment = at(0).or_else(|| at(1)).or_else(|| at(2))?;
    Some(Timestamp::from_millis(moment.timestamp_millis()))
}
