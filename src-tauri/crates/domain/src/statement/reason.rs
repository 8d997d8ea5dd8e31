//! Why a line is held to be a settlement.

use std::fmt;

use chrono::NaiveDate;

use crate::money::Money;
use crate::rates::Source;

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The owner says so.
    Owner,
    /// The amount is the same.
    SameAmount,
    /// The bank names the same amount in the merchant's currency.
    SameOriginal(Money),
    /// It is the amount in another currency by a recorded rate, within what exchanging costs.
    Converted {
        /// What it would be by that rate.
        by_rate: Money,
        /// The day of the rate.
        date: NaiveDate,
        /// Who says so.
        source: Source,
    },
    /// More was charged.
    More(Money),
    /// Less was charged.
    Less(Money),
    /// It is in another currency, and no rate says what it would be.
    NoRate,
    /// The domain is on the line.
    Domain,
    /// The name is on the line.
    Name,
    /// Half of the name is on the line.
    Alike,
    /// The name is not on the line, but no other line and no other settlement fits.
    OnlyOne,
    /// So many days after it was recorded; below zero: before.
    Days(i64),
    /// It was taken after the authorization had ended.
    Late,
    /// The agent never said that it was charged.
    Unreported,
}

impl Why {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::SameAmount => "same_amount",
            Self::SameOriginal(_) => "same_original",
            Self::Converted { .. } => "converted",
            Self::More(_) => "more",
            Self::Less(_) => "less",
            Self::NoRate => "no_rate",
            Self::Domain => "domain",
            Self::Name => "name",
            Self::Alike => "alike",
            Self::OnlyOne => "nothing_else",
            Self::Days(_) => "days",
            Self::Late => "late",
            Self::Unreported => "unreported",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => f.write_str("you said so"),
            Self::SameAmount => f.write_str("same amount"),
            Self::SameOriginal(money) => write!(f, "the bank names {money}"),
            Self::Converted {
                by_rate,
                date,
                source,
            } => write!(f, "about {by_rate} by the rate of {date} ({source})"),
            Self::More(money) => write!(f, "{money} more than recorded"),
            Self::Less(money) => write!(f, "{money} less than recorded"),
            Self::NoRate => f.write_str("another currency, and no rate is recorded"),
            Self::Domain => f.write_str("the shop's domain is on the line"),
            Self::Name => f.write_str("the shop's name is on the line"),
            Self::Alike => f.write_str("part of the shop's name is on the line"),
            Self::OnlyOne => f.write_str("no name on the line, but nothing else fits"),
            Self::Days(0) => f.write_str("same day"),
            Self::Days(1) => f.write_str("1 day later"),
            Self::Days(-1) => f.write_str("1 day earlier"),
            Self::Days(days) if *days > 0 => write!(f, "{days} days later"),
            Self::Days(days) => write!(f, "{} days earlier", days.unsigned_abs()),
            Self::Late => f.write_str("taken after the authorization had ended"),
            Self::Unreported => f.write_str("the agent never reported the charge"),
        }
    }
}
