//! Percentages, exact to a hundredth: how far a price may rise, what a conversion adds.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::money::Money;

/// A percentage in hundredths: `2.5` is 250.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(u32);

/// The text is not a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the percentage is not a plain number such as 3 or 2.5, up to 10000")]
pub struct PercentError;

impl PercentError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        "percent_syntax"
    }
}

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// As many hundredths as make the whole.
    pub const WHOLE: u32 = 10_000;

    const LARGEST: u32 = 1_000_000;

    /// Reads digits with at most one point and two decimals, without sign or leading zero.
    pub fn parse(text: &str) -> Result<Self, PercentError> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(PercentError),
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let lengths = (1..=5).contains(&whole.len()) && fraction.len() <= 2;
        if leading_zero || !lengths || !plain(whole) || !plain(fraction) {
            return Err(PercentError);
        }
        let hundredths: u32 = format!("{whole}{fraction:0<2}")
            .parse()
            .map_err(|_| PercentError)?;
        if hundredths > Self::LARGEST {
            return Err(PercentError);
        }
        Ok(Self(hundredths))
    }

    /// So many hundredths of a percent.
    pub const fn of_hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }

    /// The hundredths.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// By how much `new` is above `old`, rounded up; nothing when it is not, and the largest
    /// percentage there is when it is beyond that.
    pub fn rise(old: Money, new: Money) -> Self {
        let more = i128::from(new.minor()).saturating_sub(old.minor().into());
        let old = i128::from(old.minor());
        if more <= 0 {
            return Self::ZERO;
        }
        let parts = more.saturating_mul(Self::WHOLE.into());
        let up = parts.saturating_add(old).saturating_sub(1);
        let rise = up
            .checked_div(old)
            .and_then(|rise| u32::try_from(rise).ok());
        Self(rise.unwrap_or(Self::LARGEST).min(Self::LARGEST))
    }

    /// Whether `new` is above `old` by more than this. Amounts of two currencies always are.
    pub fn is_exceeded(self, old: Money, new: Money) -> bool {
        if old.currency() != new.currency() {
            return true;
        }
        let scaled = |money: Money, by: u32| i128::from(money.minor()).saturating_mul(by.into());
        scaled(new, Self::WHOLE) > scaled(old, Self::WHOLE.saturating_add(self.0))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.checked_div(100).unwrap_or(0);
        let fraction = self.0.checked_rem(100).unwrap_or(0);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{fraction:02}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl fmt::Debug for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} %")
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = crate::stored::string(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
