//! Calendar periods in the owner's time zone.
//!
//! A period is named by the local date it starts on, so its name does not depend on the clock's
//! offset that day. An instant belongs to the latest period that has begun by then: where clocks
//! are set back over midnight, the new day does not end again.

use std::fmt;

use chrono::{Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Over what time a limit adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// A calendar day.
    Day,
    /// A week from Monday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
    /// For ever.
    Total,
}

/// Names a period: the local date it starts on, or `total`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PeriodKey(String);

impl PeriodKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key with this text, as it was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One period: from its start up to, not including, its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its name.
    pub key: PeriodKey,
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it; none for ever.
    pub end: Option<Timestamp>,
}

impl Window {
    /// Every window, from short to long.
    pub const ALL: [Self; 6] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Total,
    ];

    /// The name used in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Total => "total",
        }
    }

    /// The window of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.as_str() == name)
    }

    /// The period of this window in which `at` lies, for an owner who lives in `tz`.
    pub fn period_at(self, tz: Tz, at: Timestamp) -> Period {
        let today = at.to_datetime().with_timezone(&tz).date_naive();
        let Some(mut first) = self.first_day(today) else {
            return Period {
                key: PeriodKey(self.as_str().to_owned()),
                start: Timestamp::from_millis(0),
                end: None,
            };
        };
        let mut next = self.first_day_of_next(first);
        let mut end = start_of_day(tz, next);
        if end <= at {
            first = next;
            next = self.first_day_of_next(first);
            end = start_of_day(tz, next);
        }
        Period {
            key: PeriodKey(first.to_string()),
            start: start_of_day(tz, first),
            end: Some(end),
        }
    }

    /// The first day of the period that holds `day`; none for the total.
    pub fn first_day(self, day: NaiveDate) -> Option<NaiveDate> {
        let first = match self {
            Self::Day => Some(day),
            Self::Week => {
                day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
            }
            Self::Month => day.with_day(1),
            Self::Quarter => {
                let into_quarter = day.month0().checked_rem(3).unwrap_or(0);
                day.with_day(1)
                    .and_then(|first| first.checked_sub_months(Months::new(into_quarter)))
            }
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
            Self::Total => return None,
        };
        Some(first.unwrap_or(day))
    }

    fn first_day_of_next(self, first: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => first.succ_opt(),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Quarter => first.checked_add_months(Months::new(3)),
            Self::Year => first.checked_add_months(Months::new(12)),
            Self::Total => None,
        };
        next.unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The first instant of a local day. Where midnight does not exist, the day begins when the clocks
/// have jumped; where it comes twice, at the first.
pub(crate) fn start_of_day(tz: Tz, day: NaiveDate) -> Timestamp {
    let mut local = NaiveDateTime::from(day);
    // A gap is an hour or two, once a whole day (Samoa 2011).
    for _ in 0..200 {
        match tz.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => {
                return Timestamp::from_millis(time.timestamp_millis());
            }
            LocalResult::None => {
                local = local
                    .checked_add_signed(TimeDelta::minutes(15))
                    .unwrap_or(local);
            }
        }
    }
    Timestamp::from_millis(NaiveDateTime::from(day).and_utc().timestamp_millis())
}
