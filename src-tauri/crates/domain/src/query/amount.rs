//! Amounts in queries: `amount>50` means 50 of each currency, `amount>50EUR` that currency only.

use core::fmt;

use crate::currency::Currency;

/// What an amount must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountIs {
    /// Exactly that.
    Exactly(Decimal),
    /// More.
    Above(Decimal),
    /// That or more.
    AtLeast(Decimal),
    /// Less.
    Below(Decimal),
    /// That or less.
    AtMost(Decimal),
    /// From the one to the other, both included.
    Between(Decimal, Decimal),
}

/// A decimal number that is not negative, in its shortest spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    whole: String,
    fraction: String,
}

impl AmountIs {
    /// The smallest and the largest amount that fit, in minor units of the currency; none where none
    /// can.
    pub fn bounds(&self, currency: Currency) -> Option<(i64, i64)> {
        let exponent = usize::from(currency.exponent());
        let floor = |number: &Decimal| number.minor(exponent);
        let ceiling = |number: &Decimal| {
            let finer = i64::from(!number.is_exact(exponent));
            number.minor(exponent).saturating_add(finer)
        };
        let (low, high) = match self {
            Self::Exactly(number) => (ceiling(number), floor(number)),
            Self::Above(number) => (floor(number).saturating_add(1), i64::MAX),
            Self::AtLeast(number) => (ceiling(number), i64::MAX),
            Self::Below(number) => (0, ceiling(number).saturating_sub(1)),
            Self::AtMost(number) => (0, floor(number)),
            Self::Between(low, high) => (ceiling(low), floor(high)),
        };
        (low <= high).then_some((low, high))
    }
}

impl Decimal {
    /// Reads digits with at most one point.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|c| c.is_ascii_digit())
        };
        if !digits(whole, 18) || !digits(fraction, 18) {
            return None;
        }
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        Some(Self {
            whole: whole.to_owned(),
            fraction: fraction.trim_end_matches('0').to_owned(),
        })
    }

    /// Without what is smaller than a minor unit.
    fn minor(&self, exponent: usize) -> i64 {
        let fraction = self.fraction.bytes().chain(core::iter::repeat(b'0'));
        let digits = self.whole.bytes().chain(fraction.take(exponent));
        digits.fold(0_i64, |sum, digit| {
            let digit = i64::from(digit.saturating_sub(b'0'));
            sum.saturating_mul(10).saturating_add(digit)
        })
    }

    fn is_exact(&self, exponent: usize) -> bool {
        self.fraction.len() <= exponent
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)?;
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        Ok(())
    }
}
