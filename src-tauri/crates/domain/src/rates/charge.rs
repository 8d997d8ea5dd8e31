//! The rate that one purchase was counted by, recorded with it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Source;
use super::quote::{Quote, up};
use crate::currency::Currency;
use crate::money::Money;
use crate::percent::Percent;

/// By what a purchase is counted in the currency of a budget. Recorded with the purchase, so that
/// what it counts never changes with later rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeRate {
    /// The currency of the budget.
    pub currency: Currency,
    /// The day the rate is of; of several, the oldest.
    pub date: NaiveDate,
    /// What is added for what an exchange costs.
    pub margin: Percent,
    /// What one unit of the purchase's currency is worth in the budget's.
    pub rate: Quote,
    /// Who says so.
    pub source: Source,
}

/// The result is beyond what an amount can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount cannot be converted: it leaves the range of 64-bit minor units")]
pub struct ConvertError;

impl ConvertError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        "convert_overflow"
    }
}

impl ChargeRate {
    /// What `money` counts in the budget's currency, rounded up to its smallest unit.
    pub fn convert(&self, money: Money) -> Result<Money, ConvertError> {
        let (over, under) = self.ratio(money.currency()).ok_or(ConvertError)?;
        let minor = i128::from(money.minor())
            .checked_mul(over)
            .filter(|product| *product >= 0)
            .and_then(|product| up(product, under));
        self.in_budget(minor)
    }

    /// The most of `currency` that counts no more than `budget`, rounded down.
    pub fn most(&self, budget: Money, currency: Currency) -> Result<Money, ConvertError> {
        let (over, under) = self.ratio(currency).ok_or(ConvertError)?;
        let minor = i128::from(budget.minor())
            .checked_mul(under)
            .and_then(|product| product.checked_div(over))
            .and_then(|minor| i64::try_from(minor).ok());
        minor
            .map(|minor| Money::new(minor.max(0), currency))
            .ok_or(ConvertError)
    }

    /// Minor units of the budget for each minor unit of `from`, as a fraction.
    fn ratio(&self, from: Currency) -> Option<(i128, i128)> {
        let (digits, scale) = self.rate.fraction();
        let whole = Percent::WHOLE;
        let with_margin = whole.checked_add(self.margin.hundredths())?;
        let power = |currency: Currency| 10_i128.checked_pow(currency.exponent().into());
        let over = digits.checked_mul(with_margin.into())?;
        let under = scale.checked_mul(whole.into())?;
        let (to, from) = (power(self.currency)?, power(from)?);
        // Only the difference of the decimals, or large amounts would leave even 128 bits.
        if to >= from {
            Some((over.checked_mul(to.checked_div(from)?)?, under))
        } else {
            Some((over, under.checked_mul(from.checked_div(to)?)?))
        }
    }

    fn in_budget(&self, minor: Option<i128>) -> Result<Money, ConvertError> {
        minor
            .and_then(|minor| i64::try_from(minor).ok())
            .map(|minor| Money::new(minor, self.currency))
            .ok_or(ConvertError)
    }
}

impl fmt::Display for ChargeRate {
    /// `0.930839 (ECB, 2026-09-01)`, and the margin where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            date, rate, source, ..
        } = self;
        write!(f, "{} ({source}, {date}", rate.short())?;
        if self.margin > Percent::ZERO {
            write!(f, ", and {} % more", self.margin)?;
        }
        f.write_str(")")
    }
}
