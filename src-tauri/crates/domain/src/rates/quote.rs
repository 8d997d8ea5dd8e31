//! How many units of one currency one unit of another is worth: an exact decimal.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal above zero with at most twelve digits that count and eighteen decimals.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quote {
    digits: i64,
    decimals: u32,
}

/// Why a text is not a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// Not plain digits with at most one decimal point.
    #[error("the rate is not a plain decimal such as 1.0841")]
    Syntax,
    /// Nothing is worth nothing.
    #[error("the rate is zero")]
    Zero,
    /// More digits than any rate has.
    #[error("the rate has more digits than a rate can have")]
    TooLong,
}

impl QuoteError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "rate_syntax",
            Self::Zero => "rate_zero",
            Self::TooLong => "rate_digits",
        }
    }
}

const LARGEST: i128 = 999_999_999_999;
const MOST_DECIMALS: u32 = 18;

impl Quote {
    /// As much as it is.
    pub const ONE: Self = Self {
        digits: 1,
        decimals: 0,
    };

    /// Reads ASCII digits with at most one point and digits on both sides of it: no sign, no
    /// exponent, no leading zero.
    pub fn parse(text: &str) -> Result<Self, QuoteError> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(QuoteError::Syntax),
            Some((whole, fraction)) => (whole, fraction.trim_end_matches('0')),
            None => (text, ""),
        };
        let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || leading_zero || !plain(whole) || !plain(fraction) {
            return Err(QuoteError::Syntax);
        }
        let decimals = u32::try_from(fraction.len()).map_err(|_| QuoteError::TooLong)?;
        if decimals > MOST_DECIMALS {
            return Err(QuoteError::TooLong);
        }
        let mut all = whole.bytes().chain(fraction.bytes());
        let digits = all
            .try_fold(0_i64, |sum, digit| {
                let more = i64::from(digit.saturating_sub(b'0'));
                sum.checked_mul(10)?.checked_add(more)
            })
            .filter(|digits| i128::from(*digits) <= LARGEST)
            .ok_or(QuoteError::TooLong)?;
        if digits == 0 {
            return Err(QuoteError::Zero);
        }
        Ok(Self { digits, decimals })
    }

    /// One after the other, rounded up; none when it is beyond what a rate can be.
    pub fn times(self, other: Self) -> Option<Self> {
        let digits = i128::from(self.digits).checked_mul(other.digits.into())?;
        let decimals = self.decimals.checked_add(other.decimals)?;
        fitted(digits, 1, i64::from(decimals).checked_neg()?)
    }

    /// This one for each of the other, rounded up; none when it is beyond what a rate can be.
    pub fn over(self, other: Self) -> Option<Self> {
        let exponent = i64::from(other.decimals).checked_sub(self.decimals.into())?;
        fitted(self.digits.into(), other.digits.into(), exponent)
    }

    /// The same with at most six digits that count, rounded up: enough for a sentence.
    #[must_use]
    pub fn short(self) -> Self {
        let mut short = self;
        while short.digits > 999_999 && short.decimals > 0 {
            short.digits = up(short.digits.into(), 10)
                .and_then(|digits| i64::try_from(digits).ok())
                .unwrap_or(short.digits);
            short.decimals = short.decimals.saturating_sub(1);
        }
        short.trimmed()
    }

    /// As a fraction: so many over a power of ten.
    pub(super) fn fraction(self) -> (i128, i128) {
        let under = 10_i128.checked_pow(self.decimals).unwrap_or(i128::MAX);
        (self.digits.into(), under)
    }

    fn trimmed(mut self) -> Self {
        while self.decimals > 0 && self.digits.checked_rem(10) == Some(0) {
            self.digits = self.digits.checked_div(10).unwrap_or(self.digits);
            self.decimals = self.decimals.saturating_sub(1);
        }
        self
    }
}

/// `over / under × 10^exponent` with as many decimals as fit, rounded up.
fn fitted(over: i128, under: i128, exponent: i64) -> Option<Quote> {
    (0..=MOST_DECIMALS).rev().find_map(|decimals| {
        let shift = exponent.checked_add(decimals.into())?;
        let factor = 10_i128.checked_pow(u32::try_from(shift.unsigned_abs()).ok()?)?;
        let digits = if shift >= 0 {
            up(over.checked_mul(factor)?, under)?
        } else {
            up(over, under.checked_mul(factor)?)?
        };
        let digits = i64::try_from(digits).ok()?;
        let fits = digits > 0 && i128::from(digits) <= LARGEST;
        fits.then(|| Quote { digits, decimals }.trimmed())
    })
}

/// The quotient of two numbers that are not negative, rounded up.
pub(super) fn up(over: i128, under: i128) -> Option<i128> {
    let more = under.checked_sub(1)?;
    over.checked_add(more)?.checked_div(under)
}

impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, under) = self.fraction();
        let whole = digits.checked_div(under).unwrap_or(digits);
        let rest = digits.checked_rem(under).unwrap_or(0);
        let places = usize::try_from(self.decimals).unwrap_or(0);
        if places == 0 {
            write!(f, "{whole}")
        } else {
            write!(f, "{whole}.{rest:0places$}")
        }
    }
}

impl fmt::Debug for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quote {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = crate::stored::string(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
