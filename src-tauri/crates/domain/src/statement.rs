//! Statements of banks and cards, and what their lines have to do with what was approved.
//!
//! Statements are full of things that agents had no part in. So the lines stay beside the ledger,
//! where they can be erased, and the ledger has the hash of them all and the sums.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::currency::Currency;
use crate::ids::{IdError, StatementId};
use crate::money::Money;

mod descriptor;
mod known;
mod matching;
mod reason;
mod reconcile;

pub use crate::report::Way;
pub use descriptor::Kinship;
pub use known::Repeats;
pub use reason::Why;
pub use reconcile::{BOOKED_WITHIN, Pair, Question, Reconciliation, Unseen, reconcile};

/// The most lines that one file may have.
pub const MOST_LINES: usize = 50_000;

/// What kind of file a statement came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// ISO 20022, bank to customer statement.
    Camt053,
    /// A table, read by a mapping of its columns.
    Csv,
    /// Open Financial Exchange, either dialect.
    Ofx,
}

impl Format {
    /// What to call it in a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Camt053 => "camt.053",
            Self::Csv => "CSV",
            Self::Ofx => "OFX",
        }
    }
}

/// One line of a statement. Fields are in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The day on which it was booked.
    pub booked: NaiveDate,
    /// What it took from the account in minor units, below zero where money came in.
    #[serde(with = "crate::stored::minor")]
    pub charged: i64,
    /// In what.
    pub currency: Currency,
    /// What the bank says about it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub descriptor: String,
    /// What it was in the merchant's currency, where the bank says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub original: Option<Original>,
    /// The day on which it was paid, where the bank tells it apart.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub paid: Option<NaiveDate>,
    /// By what the bank knows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reference: Option<String>,
    /// Where it stands in the file, counted from 1.
    pub row: u32,
}

/// What was paid before the bank changed it into the account's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// In what.
    pub currency: Currency,
    /// How much, minor units.
    #[serde(with = "crate::stored::minor")]
    pub minor: i64,
}

impl Line {
    /// What it is about, without its direction.
    pub fn amount(&self) -> Money {
        Money::new(self.charged.saturating_abs(), self.currency)
    }

    /// Its direction.
    pub const fn way(&self) -> Way {
        if self.charged < 0 {
            Way::Back
        } else {
            Way::Out
        }
    }

    /// The day that is nearest to the purchase.
    pub fn day(&self) -> NaiveDate {
        self.paid.unwrap_or(self.booked)
    }
}

/// What a statement's lines come to in one direction, per currency; none if that is beyond all
/// amounts.
pub fn sums<'a>(lines: impl Iterator<Item = &'a Line>, way: Way) -> Option<Vec<Money>> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for line in lines.filter(|line| line.way() == way) {
        let sum = sums.entry(line.currency).or_default();
        *sum = sum.checked_add(line.amount().minor())?;
    }
    let money = |(currency, minor)| Money::new(minor, currency);
    Some(sums.into_iter().map(money).collect())
}

/// What is kept of a statement besides its lines, with random bits, so that the hash of what was
/// erased tells nothing to somebody who guesses. Fields are in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetHead {
    /// The account or card, as the file names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<String>,
    /// What the file was called.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub name: String,
    /// 128 random bits in hex.
    pub salt: String,
}

/// A statement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What stands above the lines.
    pub head: SheetHead,
    /// The lines, in the order of the file.
    pub lines: Vec<Line>,
}

impl Sheet {
    /// The first and the last day of its lines.
    pub fn period(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = || self.lines.iter().map(|line| line.booked);
        Some((days().min()?, days().max()?))
    }

    /// The hash in the entry that says the statement was read in, hex: over its head and each of
    /// its lines as they are kept, each with a line break behind.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(kept(&self.head));
        for line in &self.lines {
            hash.update(b"\n");
            hash.update(kept(line));
        }
        hash.update(b"\n");
        hex::encode(hash.finalize())
    }
}

/// A part of a sheet as the bytes that are kept.
pub fn kept<T: Serialize>(part: &T) -> Vec<u8> {
    crate::stored::canonical(part)
}

/// A line of a statement that was read in: which statement, and the how many-eth, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineId {
    /// The statement.
    pub statement: StatementId,
    /// The line.
    pub line: u32,
}

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.statement, self.line)
    }
}

impl FromStr for LineId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (statement, line) = text.split_once(':').ok_or(IdError::Digits)?;
        Ok(Self {
            statement: statement.parse()?,
            line: line.parse().map_err(|_| IdError::Digits)?,
        })
    }
}

/// What the owner says about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is this purchase.
    Matched,
    /// It is not that purchase.
    Unmatched,
    /// The owner knows it; no agent had a part in it.
    Known,
    /// The owner disputes it with the bank.
    Disputed,
    /// What was said before is taken back.
    Open,
}

impl Verdict {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::Matched,
        Self::Unmatched,
        Self::Known,
        Self::Disputed,
        Self::Open,
    ];

    /// The word for it in records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Unmatched => "unmatched",
            Self::Known => "known",
            Self::Disputed => "disputed",
            Self::Open => "open",
        }
    }

    /// What a word in records says.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

/// The last word of the owner on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// What it is.
    pub verdict: Verdict,
    /// The entry that recorded the settlement it is about.
    pub settlement: Option<u64>,
}

/// What was recorded about the money of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It was approved, and that had ended before anybody said that it was charged.
    Ended,
    /// It may be charged, and the agent did not say that it was.
    Approved,
    /// The agent says that it was charged.
    Captured,
    /// The agent says that it came back.
    Refunded,
}

/// Something on record that a statement should have a line for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The entry that says so.
    pub seq: u64,
    /// The purchase.
    pub purchase: crate::ids::PurchaseId,
    /// What was recorded.
    pub kind: Kind,
    /// How much, without direction.
    pub amount: Money,
    /// The day on which it was recorded.
    pub day: NaiveDate,
    /// What the merchant is called.
    pub merchant: String,
    /// The merchant's registrable domain.
    pub domain: Option<String>,
    /// Whether it was taken after the authorization had ended.
    pub late: bool,
}

impl Settlement {
    /// In which direction the money moves.
    pub const fn way(&self) -> Way {
        match self.kind {
            Kind::Ended | Kind::Approved | Kind::Captured => Way::Out,
            Kind::Refunded => Way::Back,
        }
    }
}
