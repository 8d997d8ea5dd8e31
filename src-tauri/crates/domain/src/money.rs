//! Amounts: whole minor units of one currency.
//!
//! There is no float anywhere and no arithmetic that wraps, rounds or mixes currencies; whatever
//! cannot be exact is an error.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency::Currency;

/// The largest number of major units that is taken from outside: just under a million million.
pub const MAX_MAJOR: i64 = 999_999_999_999;

/// An amount of one currency in whole minor units (cents for EUR).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why an amount cannot be read or worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not plain digits with at most one decimal point.
    #[error("the amount is not a plain decimal such as 84.90")]
    Syntax,
    /// More decimals than the currency has.
    #[error("{currency} has {} decimals, the amount has more", currency.exponent())]
    TooManyDecimals {
        /// The currency of the amount.
        currency: Currency,
    },
    /// Above [`MAX_MAJOR`].
    #[error("the amount is larger than {MAX_MAJOR}")]
    TooLarge,
    /// The result does not fit.
    #[error("the sum is too large")]
    Overflow,
    /// Two currencies met in one sum.
    #[error("{left} and {right} cannot be added or compared")]
    CurrencyMismatch {
        /// The currency on the left.
        left: Currency,
        /// The currency on the right.
        right: Currency,
    },
}

impl MoneyError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "amount_syntax",
            Self::TooManyDecimals { .. } => "amount_decimals",
            Self::TooLarge => "amount_too_large",
            Self::Overflow => "amount_overflow",
            Self::CurrencyMismatch { .. } => "currency_mismatch",
        }
    }
}

impl Money {
    /// `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads a decimal in major units: ASCII digits, at most one point with digits on both sides,
    /// no sign, no leading zero, no blanks, no more decimals than the currency has.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let minor = read_minor(text, currency)?;
        let largest = power_of_ten(usize::from(currency.exponent()))
            .and_then(|unit| MAX_MAJOR.checked_add(1)?.checked_mul(unit));
        i64::try_from(minor)
            .ok()
            .zip(largest)
            .filter(|(minor, largest)| minor < largest)
            .map(|(minor, _)| Self::new(minor, currency))
            .ok_or(MoneyError::TooLarge)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in major units with all decimals of the currency: `84.90`, `1200`.
    pub fn decimal(self) -> String {
        self.as_decimal().to_string()
    }

    /// The sum; an error when the currencies differ or it does not fit.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.minor
            .checked_add(other.minor)
            .map(|minor| Self::new(minor, self.currency))
            .ok_or(MoneyError::Overflow)
    }

    /// The difference; an error when the currencies differ or it does not fit.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.minor
            .checked_sub(other.minor)
            .map(|minor| Self::new(minor, self.currency))
            .ok_or(MoneyError::Overflow)
    }

    /// The amount `times` over; an error when it does not fit.
    pub fn checked_mul(self, times: u32) -> Result<Self, MoneyError> {
        self.minor
            .checked_mul(i64::from(times))
            .map(|minor| Self::new(minor, self.currency))
            .ok_or(MoneyError::Overflow)
    }

    /// Which of the two is more; an error when the currencies differ.
    pub fn compare(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Prints the amount without its currency.
    pub(crate) const fn as_decimal(self) -> AsDecimal {
        AsDecimal(self)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.as_decimal(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An amount printed without its currency.
pub(crate) struct AsDecimal(Money);

impl fmt::Display for AsDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Money { minor, currency } = self.0;
        let digits = usize::from(currency.exponent());
        let factor = power_of_ten(digits).unwrap_or(1).unsigned_abs();
        let absolute = minor.unsigned_abs();
        let sign = if minor < 0 { "-" } else { "" };
        let major = absolute.checked_div(factor).unwrap_or(absolute);
        let fraction = absolute.checked_rem(factor).unwrap_or(0);
        if digits == 0 {
            write!(f, "{sign}{major}")
        } else {
            write!(f, "{sign}{major}.{fraction:0digits$}")
        }
    }
}

#[derive(Serialize)]
struct Written {
    amount: crate::stored::Decimal,
    currency: Currency,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    amount: String,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            amount: crate::stored::Decimal(*self),
            currency: self.currency,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { amount, currency } = Read::deserialize(deserializer)?;
        // Records may hold a difference below zero or a sum above what one request may ask.
        let (negative, digits) = match amount.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, amount.as_str()),
        };
        let minor = read_minor(digits, currency).map_err(serde::de::Error::custom)?;
        let minor = if negative {
            minor.saturating_neg()
        } else {
            minor
        };
        i64::try_from(minor)
            .map(|minor| Self::new(minor, currency))
            .map_err(serde::de::Error::custom)
    }
}

fn read_minor(text: &str, currency: Currency) -> Result<i128, MoneyError> {
    let (major, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(MoneyError::Syntax),
        Some((major, fraction)) => (major, fraction),
        None => (text, ""),
    };
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = major.len() > 1 && major.starts_with('0');
    if major.is_empty() || leading_zero || !plain(major) || !plain(fraction) {
        return Err(MoneyError::Syntax);
    }
    let missing = usize::from(currency.exponent())
        .checked_sub(fraction.len())
        .ok_or(MoneyError::TooManyDecimals { currency })?;
    let padding = std::iter::repeat_n(b'0', missing);
    let mut digits = major.bytes().chain(fraction.bytes()).chain(padding);
    digits
        .try_fold(0_i128, |minor, digit| {
            minor
                .checked_mul(10)?
                .checked_add(i128::from(digit.saturating_sub(b'0')))
        })
        .ok_or(MoneyError::TooLarge)
}

fn power_of_ten(exponent: usize) -> Option<i64> {
    10_i64.checked_pow(u32::try_from(exponent).ok()?)
}
