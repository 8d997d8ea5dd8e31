//! Periods: calendar ones in the owner's time zone, and rolling ones that end now.
//!
//! A period is named by the local date it starts on, so its name does not depend on the clock's
//! offset that day. An instant belongs to the latest period that has begun by then: where clocks
//! are set back over midnight, the new day does not end again.

use std::fmt;
use std::time::Duration;

use chrono::{
    Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
    Weekday,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Over what time a limit adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// A calendar day.
    Day,
    /// A week from the owner's first weekday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
    /// For ever.
    Total,
    /// The last 24 hours.
    #[serde(rename = "rolling:24h")]
    Rolling24h,
    /// The last 7 days.
    #[serde(rename = "rolling:7d")]
    Rolling7d,
    /// The last 30 days.
    #[serde(rename = "rolling:30d")]
    Rolling30d,
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
    pub const ALL: [Self; 9] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Total,
        Self::Rolling24h,
        Self::Rolling7d,
        Self::Rolling30d,
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
            Self::Rolling24h => "rolling:24h",
            Self::Rolling7d => "rolling:7d",
            Self::Rolling30d => "rolling:30d",
        }
    }

    /// The window of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.as_str() == name)
    }

    /// How many hours back a rolling window reaches; none for a calendar window.
    pub const fn hours(self) -> Option<i32> {
        match self {
            Self::Rolling24h => Some(24),
            Self::Rolling7d => Some(7 * 24),
            Self::Rolling30d => Some(30 * 24),
            Self::Day | Self::Week | Self::Month | Self::Quarter | Self::Year | Self::Total => None,
        }
    }

    /// Whether one period follows another, so that what is left can roll over.
    pub const fn has_periods(self) -> bool {
        match self {
            Self::Day | Self::Week | Self::Month | Self::Quarter | Self::Year => true,
            Self::Total | Self::Rolling24h | Self::Rolling7d | Self::Rolling30d => false,
        }
    }

    /// In a sentence: "per month", "in total", "in 24 hours".
    pub const fn per(self) -> &'static str {
        match self {
            Self::Day => "per day",
            Self::Week => "per week",
            Self::Month => "per month",
            Self::Quarter => "per quarter",
            Self::Year => "per year",
            Self::Total => "in total",
            Self::Rolling24h => "in 24 hours",
            Self::Rolling7d => "in 7 days",
            Self::Rolling30d => "in 30 days",
        }
    }
}

/// By which a mandate's periods begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Where its days begin.
    pub time_zone: Tz,
    /// With which day its weeks begin.
    pub first_weekday: Weekday,
}

impl Calendar {
    /// Days in `time_zone`, weeks from Monday.
    pub const fn of(time_zone: Tz) -> Self {
        Self {
            time_zone,
            first_weekday: Weekday::Mon,
        }
    }

    /// The local time.
    pub fn time(&self, at: Timestamp) -> NaiveTime {
        at.to_datetime().with_timezone(&self.time_zone).time()
    }

    /// The day it is. Where midnight comes twice, the new day does not end again; so does a day
    /// that `latest` says has begun already.
    pub fn day(&self, at: Timestamp, latest: Option<NaiveDate>) -> NaiveDate {
        let today = at.to_datetime().with_timezone(&self.time_zone).date_naive();
        let tomorrow = today.succ_opt().unwrap_or(today);
        let day = if start_of_day(self.time_zone, tomorrow) <= at {
            tomorrow
        } else {
            today
        };
        latest.map_or(day, |latest| latest.max(day))
    }

    /// The first day of the period that holds `day`; none where there is only one.
    pub fn first_day(&self, window: Window, day: NaiveDate) -> Option<NaiveDate> {
        let first = match window {
            Window::Day => Some(day),
            Window::Week => {
                let into_week = day.weekday().days_since(self.first_weekday);
                day.checked_sub_days(Days::new(into_week.into()))
            }
            Window::Month => day.with_day(1),
            Window::Quarter => {
                let into_quarter = day.month0().checked_rem(3).unwrap_or(0);
                day.with_day(1)
                    .and_then(|first| first.checked_sub_months(Months::new(into_quarter)))
            }
            Window::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
            Window::Total | Window::Rolling24h | Window::Rolling7d | Window::Rolling30d => {
                return None;
            }
        };
        Some(first.unwrap_or(day))
    }

    /// The first day of the period after the one that begins on `first`.
    pub fn next(&self, window: Window, first: NaiveDate) -> NaiveDate {
        let next = match window {
            Window::Day => first.succ_opt(),
            Window::Week => first.checked_add_days(Days::new(7)),
            Window::Month => first.checked_add_months(Months::new(1)),
            Window::Quarter => first.checked_add_months(Months::new(3)),
            Window::Year => first.checked_add_months(Months::new(12)),
            Window::Total | Window::Rolling24h | Window::Rolling7d | Window::Rolling30d => None,
        };
        next.unwrap_or(NaiveDate::MAX)
    }

    /// The period of `window` that holds `day`; a rolling one ends at `now`.
    pub fn period(&self, window: Window, day: NaiveDate, now: Timestamp) -> Period {
        if let Some(hours) = window.hours() {
            let back = Duration::from_hours(u64::try_from(hours).unwrap_or(0));
            return Period {
                key: PeriodKey(window.as_str().to_owned()),
                start: now.minus(back),
                end: None,
            };
        }
        let Some(first) = self.first_day(window, day) else {
            return Period {
                key: PeriodKey(window.as_str().to_owned()),
                start: Timestamp::from_millis(0),
                end: None,
            };
        };
        Period {
            key: PeriodKey(first.to_string()),
            start: start_of_day(self.time_zone, first),
            end: Some(start_of_day(self.time_zone, self.next(window, first))),
        }
    }

    /// The period of `window` in which `at` lies.
    pub fn period_at(&self, window: Window, at: Timestamp) -> Period {
        self.period(window, self.day(at, None), at)
    }
}

/// The days it was when somebody asked last, so that a time zone is looked up once a day.
#[derive(Debug, Clone, Default)]
pub struct Today(Vec<Known>);

#[derive(Debug, Clone, Copy)]
struct Known {
    time_zone: Tz,
    day: NaiveDate,
    from: Timestamp,
    until: Timestamp,
}

impl Today {
    /// Days begin on the minute nowadays; where one once did not, this is far enough from it.
    const BEFORE_THE_NEXT: Duration = Duration::from_hours(2);

    /// The day it is, as [`Calendar::day`] says it.
    pub fn day(&mut self, time_zone: Tz, now: Timestamp) -> NaiveDate {
        let known = self.0.iter_mut().find(|day| day.time_zone == time_zone);
        if let Some(known) = known
            .as_ref()
            .filter(|day| day.from <= now && now < day.until)
        {
            return known.day;
        }
        let day = Calendar::of(time_zone).day(now, None);
        let next = day.succ_opt().unwrap_or(day);
        let asked = Known {
            time_zone,
            day,
            from: start_of_day(time_zone, day),
            until: start_of_day(time_zone, next).minus(Self::BEFORE_THE_NEXT),
        };
        match known {
            Some(known) => *known = asked,
            None => self.0.push(asked),
        }
        day
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
