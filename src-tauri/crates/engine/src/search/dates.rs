//! Dates in queries: `today`, `7d`, `2026`, `2026-09`, `2026-09-01..2026-09-14`, `last-month`.

use chrono::{Datelike, Days, Months, NaiveDate, TimeZone};
use chrono_tz::Tz;
use counterfoil_domain::time::Timestamp;

/// A span of time, in the owner's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateRange {
    /// From then on.
    pub(crate) from: Option<Timestamp>,
    /// Until before then.
    pub(crate) until: Option<Timestamp>,
}

impl DateRange {
    pub(crate) fn parse(op: &str, value: &str, today: NaiveDate, zone: Tz) -> Result<Self, String> {
        let (first, after) = match value.split_once("..") {
            Some((from, until)) => {
                let from = days(from, today).map(|(first, _)| first);
                let until = days(until, today).map(|(_, after)| after);
                from.zip(until)
            }
            None => days(value, today),
        }
        .ok_or_else(|| {
            format!("{value:?} is not a date; write 2026-09, 2026-09-01, today or 7d.")
        })?;
        let (first, after) = (start_of(first, zone), start_of(after, zone));
        Ok(match op {
            ">" => Self {
                from: after,
                until: None,
            },
            ">=" => Self {
                from: first,
                until: None,
            },
            "<" => Self {
                from: None,
                until: first,
            },
            "<=" => Self {
                from: None,
                until: after,
            },
            _ => Self {
                from: first,
                until: after,
            },
        })
    }
}

/// The first day, and the first day after.
fn days(text: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let tomorrow = today.checked_add_days(Days::new(1))?;
    let month = today.with_day(1)?;
    match text {
        "today" => return Some((today, tomorrow)),
        "yesterday" => return Some((today.checked_sub_days(Days::new(1))?, today)),
        "this-month" => return Some((month, month.checked_add_months(Months::new(1))?)),
        "last-month" => return Some((month.checked_sub_months(Months::new(1))?, month)),
        _ => {}
    }
    if let Some(count) = text.strip_suffix('d') {
        let count: u64 = count.parse().ok().filter(|days| *days <= 36_500)?;
        return Some((tomorrow.checked_sub_days(Days::new(count))?, tomorrow));
    }
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let year = i32::try_from(parts.next()??)
        .ok()
        .filter(|year| (1970..=9998).contains(year))?;
    match (parts.next(), parts.next(), parts.next()) {
        (None, None, None) => Some((
            NaiveDate::from_ymd_opt(year, 1, 1)?,
            NaiveDate::from_ymd_opt(year + 1, 1, 1)?,
        )),
        (Some(month), None, None) => {
            let first = NaiveDate::from_ymd_opt(year, month?, 1)?;
            Some((first, first.checked_add_months(Months::new(1))?))
        }
        (Some(month), Some(day), None) => {
            let day = NaiveDate::from_ymd_opt(year, month?, day?)?;
            Some((day, day.checked_add_days(Days::new(1))?))
        }
        _ => None,
    }
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
