//! Days, instants and the distance between payments; in UTC, since AP2 names no zone.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};

use super::Frequency;

/// The first and the last second that an ISO 8601 date or date-time means.
pub(super) fn read(text: &str) -> Option<(u64, u64)> {
    // chrono also reads days and months of one digit.
    if text.len() == 10
        && let Ok(day) = text.parse::<NaiveDate>()
    {
        let start = day.and_hms_opt(0, 0, 0)?.and_utc();
        let end = start.checked_add_signed(TimeDelta::seconds(86_399))?;
        return Some((second(start)?, second(end)?));
    }
    let instant = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    Some((second(instant)?, second(instant)?))
}

/// When the next payment may be made after one at `last`.
pub(super) fn next(last: u64, frequency: Frequency) -> Option<u64> {
    let at = DateTime::<Utc>::from_timestamp(i64::try_from(last).ok()?, 0)?;
    let next = match frequency {
        Frequency::OnDemand => at,
        Frequency::Daily => at.checked_add_days(Days::new(1))?,
        Frequency::Weekly => at.checked_add_days(Days::new(7))?,
        Frequency::Biweekly => at.checked_add_days(Days::new(14))?,
        Frequency::Monthly => at.checked_add_months(Months::new(1))?,
        Frequency::Quarterly => at.checked_add_months(Months::new(3))?,
        Frequency::Annually => at.checked_add_months(Months::new(12))?,
    };
    second(next)
}

fn second(at: DateTime<Utc>) -> Option<u64> {
    u64::try_from(at.timestamp()).ok()
}
