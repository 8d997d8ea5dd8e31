//! What an export says about itself.

use std::collections::BTreeMap;
use std::fmt;

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
    /// The ledger's head before the export was recorded in it.
    pub ledger: LedgerHead,
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
    paid: BTreeMap<String, Money>,
}

impl Sums {
    pub(crate) fn add(&mut self, row: &ExportRow) -> Result<(), ReportError> {
        self.count = self.count.saturating_add(1);
        let Some(captured) = row.captured.as_deref().filter(|_| !row.sandbox) else {
            return Ok(());
        };
        let wrong = |_| ReportError::Amount { id: row.id.clone() };
        let currency = Currency::parse(&row.currency)
            .map_err(|_| ReportError::Amount { id: row.id.clone() })?;
        let returned = row.refunded.as_deref().unwrap_or("0");
        let returned = Money::parse(returned, currency).map_err(wrong)?;
        let paid = Money::parse(captured, currency).map_err(wrong)?;
        let paid = paid.checked_sub(returned).map_err(wrong)?;
        let sum = self
            .paid
            .entry(row.currency.clone())
            .or_insert(Money::zero(currency));
        *sum = sum.checked_add(paid).map_err(wrong)?;
        Ok(())
    }

    pub(crate) fn summary(&self) -> Summary {
        let decimal = |(code, sum): (&String, &Money)| (code.clone(), sum.decimal());
        Summary {
            count: self.count,
            paid: self.paid.iter().map(decimal).collect(),
        }
    }
}
