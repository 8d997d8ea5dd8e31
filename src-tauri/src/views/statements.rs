//! Statements of banks and cards, and the four heaps.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// A statement that was read in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementView {
    /// Its id.
    pub id: String,
    /// What the file was called.
    pub name: String,
    /// The account or card.
    pub account: Option<String>,
    /// The first day of its lines.
    pub from: String,
    /// The last day of its lines.
    pub until: String,
    /// How many lines it has.
    pub count: u32,
    /// What was charged, per currency.
    pub charged: Vec<Money>,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementLine {
    /// Which line of which statement; before it is read in only its place.
    pub id: String,
    /// The day on which it was booked.
    pub booked: String,
    /// How much, without direction.
    pub amount: Money,
    /// Whether money came in.
    pub back: bool,
    /// What the bank says about it.
    pub descriptor: String,
    /// What the owner said of it, in a word.
    pub verdict: Option<String>,
}

/// Something on record that a statement should have a line for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementSettlement {
    /// The purchase.
    pub purchase: String,
    /// The entry that says so.
    pub entry: String,
    /// The day on which it was recorded.
    pub day: String,
    /// How much, without direction.
    pub amount: Money,
    /// Whether money came in.
    pub back: bool,
    /// What the merchant is called.
    pub merchant: String,
}

/// Why a line is held to be a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementReason {
    /// In a word.
    pub code: String,
    /// The amount it is about.
    pub amount: Option<Money>,
    /// The days it is about.
    pub days: Option<i32>,
    /// The date it is about.
    pub date: Option<String>,
}

/// A line and the settlement that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementPair {
    /// The line.
    pub line: StatementLine,
    /// The settlement.
    pub settlement: StatementSettlement,
    /// Why.
    pub reasons: Vec<StatementReason>,
}

/// A settlement without a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementMissing {
    /// The settlement.
    pub settlement: StatementSettlement,
    /// Until when its line may come; none: it is missing.
    pub until: Option<String>,
}

/// The four heaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeapsView {
    /// Lines that are a settlement.
    pub matched: Vec<StatementPair>,
    /// Lines that are a settlement, but of another amount.
    pub differs: Vec<StatementPair>,
    /// Charged, and nobody approved it.
    pub unapproved: Vec<StatementLine>,
    /// Approved, and never charged.
    pub uncharged: Vec<StatementMissing>,
    /// What was charged by the matched lines, per currency.
    pub matched_sum: Vec<Money>,
    /// The same of those of another amount.
    pub differs_sum: Vec<Money>,
    /// The same of those that nobody approved.
    pub unapproved_sum: Vec<Money>,
    /// How many lines an earlier statement has already.
    pub repeated: u32,
}

/// Which column of a table is what; what is absent is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementMapping {
    /// The amount, of either direction.
    pub amount: Option<String>,
    /// Which amounts are charges: `negative` or `positive`.
    pub charges: Option<String>,
    /// What came in.
    pub credit: Option<String>,
    /// The currency.
    pub currency: Option<String>,
    /// The currency of all lines.
    pub currency_code: Option<String>,
    /// The day.
    pub date: Option<String>,
    /// `ymd`, `dmy` or `mdy`.
    pub date_order: Option<String>,
    /// What was charged.
    pub debit: Option<String>,
    /// `point` or `comma`.
    pub decimal: Option<String>,
    /// Who was paid and what for.
    pub description: Vec<String>,
    /// By what the bank knows it.
    pub reference: Option<String>,
}

/// What would be read in of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementPreview {
    /// What the file is called.
    pub name: String,
    /// Its first lines, as they would be read in.
    pub lines: Vec<StatementLine>,
    /// How many there are.
    pub count: u32,
    /// How many are of nothing, or not booked yet.
    pub left_out: u32,
    /// Whether the file was read in already.
    pub known: bool,
    /// The table, if it is one.
    pub table: Option<StatementTable>,
}

/// A table, and what is known of its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatementTable {
    /// In what it is written.
    pub encoding: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its first rows.
    pub samples: Vec<Vec<String>>,
    /// What is what, as far as it is known.
    pub mapping: StatementMapping,
    /// What has to be said, in words of the mapping.
    pub asks: Vec<String>,
    /// Whether a table like it was read in before.
    pub remembered: bool,
    /// Why it cannot be read that way.
    pub problem: Option<String>,
}
