//! Instants, to the millisecond, in UTC.
//!
//! The crate never reads a clock: whoever calls says what time it is. Text from outside is taken
//! strictly (a zone is required, leap seconds and `24:00` are not times we can order), because an
//! expiry that two readers understand differently is an expiry that does not hold.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is not a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not RFC 3339, or without an offset.
    #[error("the time is not written as RFC 3339 with an offset")]
    Syntax,
    /// A leap second.
    #[error("the time is a leap second")]
    LeapSecond,
    /// Outside the years 2000 to 2100.
    #[error("the time lies outside the years 2000 to 2100")]
    Year,
}

impl TimeError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "time_syntax",
            Self::LeapSecond => "time_leap_second",
            Self::Year => "time_year",
        }
    }
}

impl Timestamp {
    /// The instant `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with an offset, between the years 2000 and 2100.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let time = Self::parse_any_year(text)?;
        let year = time.to_datetime().year();
        if (2000..=2100).contains(&year) {
            Ok(time)
        } else {
            Err(TimeError::Year)
        }
    }

    /// This instant and `duration` more; stops at the end of the number range.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(duration)))
    }

    /// This instant less `duration`; stops at the start of the number range.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(duration)))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }

    /// The same instant for calendar arithmetic; clamped to what the calendar can express.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    fn parse_any_year(text: &str) -> Result<Self, TimeError> {
        let bytes = text.as_bytes();
        if let Some(own) = own_form(bytes) {
            return Ok(own);
        }
        // chrono also takes a blank or a small letter between date and time, and ":60".
        if bytes.get(10) != Some(&b'T') || bytes.len() > 40 {
            return Err(TimeError::Syntax);
        }
        if bytes.get(17..19) == Some(b"60".as_slice()) {
            return Err(TimeError::LeapSecond);
        }
        DateTime::parse_from_rfc3339(text)
            .map(|time| Self(time.timestamp_millis()))
            .map_err(|_| TimeError::Syntax)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.to_datetime();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
            time.timestamp_subsec_millis()
        )
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = crate::stored::string(deserializer)?;
        // What was stored is read back whatever the year: a rule for requests is not one for records.
        Self::parse_any_year(&text).map_err(serde::de::Error::custom)
    }
}

/// The form that [`Timestamp`] itself writes, as all records have it; a check of a long record
/// reads millions of them. Whatever else it is, the general reader decides.
fn own_form(text: &[u8]) -> Option<Timestamp> {
    let (day, rest) = text.split_at_checked(10)?;
    let [
        b'T',
        h0,
        h1,
        b':',
        n0,
        n1,
        b':',
        s0,
        s1,
        b'.',
        f0,
        f1,
        f2,
        b'Z',
    ] = rest
    else {
        return None;
    };
    let time = own_day(day)?.and_hms_milli_opt(
        number(&[*h0, *h1])?,
        number(&[*n0, *n1])?,
        number(&[*s0, *s1])?,
        number(&[*f0, *f1, *f2])?,
    )?;
    Some(Timestamp(time.and_utc().timestamp_millis()))
}

/// A day as records have it, `2026-11-22`.
pub(crate) fn own_day(text: &[u8]) -> Option<NaiveDate> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else {
        return None;
    };
    NaiveDate::from_ymd_opt(
        i32::try_from(number(&[*y0, *y1, *y2, *y3])?).ok()?,
        number(&[*m0, *m1])?,
        number(&[*d0, *d1])?,
    )
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.saturating_sub(b'0'))?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

fn millis_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
