//! Facts about statements of banks and cards. Fields are in alphabetical order.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{PurchaseId, StatementId};
use crate::money::Money;
use crate::statement::{Format, LineId, Verdict};

/// Data of [`Fact::StatementImported`](super::Fact::StatementImported).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementImported {
    /// What was charged in all, per currency.
    pub charged: Vec<Money>,
    /// How many lines it has.
    pub count: u32,
    /// SHA-256 of the file, hex.
    pub file: String,
    /// What kind of file it is.
    pub format: Format,
    /// The first day of its lines.
    pub from: NaiveDate,
    /// SHA-256 of the lines as they are kept, hex; the lines themselves can be erased.
    pub lines: String,
    /// What came in in all, per currency.
    pub returned: Vec<Money>,
    /// The statement.
    pub statement: StatementId,
    /// The last day of its lines.
    pub until: NaiveDate,
}

/// Data of [`Fact::StatementRuled`](super::Fact::StatementRuled).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementRuled {
    /// Which line, from 0.
    pub line: u32,
    /// The purchase that it is, or is not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purchase: Option<PurchaseId>,
    /// The entry about that purchase's money.
    #[serde(
        skip_serializing_if = "Option::is_none",
        default,
        with = "crate::stored::position"
    )]
    pub settlement: Option<u64>,
    /// The statement.
    pub statement: StatementId,
    /// What the owner says.
    pub verdict: Verdict,
}

impl StatementRuled {
    /// The line that it is about.
    pub const fn id(&self) -> LineId {
        LineId {
            line: self.line,
            statement: self.statement,
        }
    }
}
