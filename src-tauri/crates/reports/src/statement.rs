//! What an export says about itself.

use std::collections::BTreeMap;
use std::fmt;

use counterfoil_domain::report::{ReportHead, Reported};
use counterfoil_domain::{Currency, Money};
use serde::{Deserialize, Serialize};

use crate::row::ExportRow;
use crate::write::ReportError;

/// The head of an export: what was asked for, and the state of the ledger it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportHead {
    /// The version of the program that wrote it.
    pub counterfoil: String,
    /// When: RFC 3339, UTC.
    pub exported_at: String,
    /// The search that the rows answer; empty for everything.
    pub query: String,
    /// The zone in which its dates, and the days of reports, are meant.
    pub time_zone: String,
    /// How many purchases, and what was paid for them.
    #[serde(flatten)]
    pub totals: Summary,
    /// The ledger's head that the rows follow from.
    pub ledger: LedgerHead,
}

impl ExportHead {
    /// The head as this program writes it.
    pub fn of(head: &ReportHead) -> Self {
        Self {
            counterfoil: env!("CARGO_PKG_VERSION").to_owned(),
            exported_at: head.made_at.to_string(),
            query: head.query.clone(),
            time_zone: head.zone.name().to_owned(),
            totals: Summary::of(head.count, &head.paid),
            ledger: LedgerHead {
                size: head.size,
                root: head.root.clone(),
                checkpoint: head.checkpoint.clone(),
            },
        }
    }

    /// What was asked for, in words.
    pub fn filter(&self) -> &str {
        if self.query.is_empty() {
            "everything"
        } else {
            &self.query
        }
    }

    /// The facts by name, in the order in which they are told.
    pub(crate) fn facts(&self) -> [(&'static str, String); 7] {
        [
            ("Filter", self.filter().to_owned()),
            ("Purchases", self.totals.count.to_string()),
            ("Paid", self.totals.paid_in_words()),
            ("Time zone", self.time_zone.clone()),
            ("Made at", self.exported_at.clone()),
            (
                "Ledger head",
                format!("{} entries, root {}", self.ledger.size, self.ledger.root),
            ),
            ("Made by", format!("Counterfoil {}", self.counterfoil)),
        ]
    }
}

/// A head of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// How many entries.
    pub size: u64,
    /// The root of their tree, base64 as in a checkpoint.
    pub root: String,
    /// The signed checkpoint, as C2SP has it.
    pub checkpoint: String,
}

/// The closing statement: what a reader compares with the rows to see that none is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many purchases.
    pub count: u64,
    /// What was paid and not returned, by currency; play money is left out.
    pub paid: BTreeMap<String, String>,
}

impl Summary {
    /// The totals that were counted elsewhere.
    pub fn of(count: u64, paid: &[Money]) -> Self {
        let nonzero = paid.iter().filter(|sum| !sum.is_zero());
        Self {
            count,
            paid: nonzero
                .map(|sum| (sum.currency().code().to_owned(), sum.decimal()))
                .collect(),
        }
    }

    pub(crate) fn paid_in_words(&self) -> String {
        if self.paid.is_empty() {
            return "nothing".to_owned();
        }
        let sums = self.paid.iter().map(|(code, sum)| format!("{sum} {code}"));
        sums.collect::<Vec<String>>().join(", ")
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} purchase{}",
            self.count,
            if self.count == 1 { "" } else { "s" }
        )?;
        for (index, (code, sum)) in self.paid.iter().enumerate() {
            write!(
                f,
                "{}{sum} {code}",
                if index == 0 { ", paid " } else { " and " }
            )?;
        }
        Ok(())
    }
}

/// Adds up as rows go by.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    count: u64,
    paid: BTreeMap<Currency, Money>,
}

impl Sums {
    pub(crate) fn add(&mut self, reported: &Reported) -> Result<(), ReportError> {
        let purchase = &reported.summary;
        let wrong = || ReportError::Amount {
            id: purchase.id.to_string(),
        };
        let paid = purchase.captured.checked_sub(purchase.refunded);
        let paid = paid.map_err(|_| wrong())?;
        self.count_in(paid, purchase.sandbox).ok_or_else(wrong)
    }

    /// The same of a row that was read back.
    pub(crate) fn add_row(&mut self, row: &ExportRow) -> Option<()> {
        let currency = Currency::parse(&row.currency).ok()?;
        let part =
            |text: &Option<String>| Money::parse(text.as_deref().unwrap_or("0"), currency).ok();
        let paid = part(&row.captured)?
            .checked_sub(part(&row.refunded)?)
            .ok()?;
        self.count_in(paid, row.sandbox)
    }

    fn count_in(&mut self, paid: Money, sandbox: bool) -> Option<()> {
        self.count = self.count.checked_add(1)?;
        if sandbox || paid.is_zero() {
            return Some(());
        }
        let currency = paid.currency();
        let sum = self.paid.entry(currency).or_insert(Money::zero(currency));
        *sum = sum.checked_add(paid).ok()?;
        Some(())
    }

    pub(crate) fn summary(&self) -> Summary {
        let paid: Vec<Money> = self.paid.values().copied().collect();
        Summary::of(self.count, &paid)
    }
}
