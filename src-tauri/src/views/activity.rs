//! The searchable record, one purchase in full, and the check of the ledger.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Card, DecidedBy, Money, Status};

/// One purchase in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRow {
    /// The purchase.
    pub id: String,
    /// When the agent asked.
    pub at: String,
    /// Who sells, by the name it gives.
    pub merchant_name: String,
    /// Who sells, by its domain.
    pub merchant_domain: Option<String>,
    /// Title of the first item.
    pub first_item: Option<String>,
    /// How many items besides.
    pub more_items: u32,
    /// Who asked.
    pub agent_name: String,
    /// Nothing real was bought.
    pub sandbox: bool,
    /// The budget it counts against.
    pub budget_name: Option<String>,
    /// The whole price.
    pub amount: Money,
    /// What came back.
    pub refunded: Option<Money>,
    /// Where it stands.
    pub status: Status,
    /// Who decided.
    pub decided_by: Option<DecidedBy>,
    /// The same was refused before: that purchase.
    pub again_of: Option<String>,
    /// How often the same was asked for, this entry included.
    pub tried: u32,
}

/// Small payments of one agent to one merchant, each soon after the other, shown as one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SmallPayments {
    /// Them, in the order of the list; the first stands for all.
    pub members: Vec<String>,
    /// What they cost together.
    pub sum: Money,
}

/// One page of search results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    /// The rows, newest first.
    pub rows: Vec<ActivityRow>,
    /// Which of them are one line.
    pub small: Vec<SmallPayments>,
    /// Where the next page starts.
    pub next: Option<String>,
    /// How the query was understood.
    pub terms: Vec<SearchTerm>,
}

/// How much a search finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityTotals {
    /// How many purchases match in all.
    pub count: u32,
    /// What was paid for all that match, one amount per currency.
    pub paid: Vec<Money>,
    /// What was paid with play money, which is never among it.
    pub played: Vec<Money>,
}

/// One term of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchTerm {
    /// As typed.
    pub text: String,
    /// The field it filters by; free text when absent.
    pub field: Option<String>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// A table.
    Csv,
    /// One object a line.
    Jsonl,
    /// One document.
    Json,
    /// A workbook, one sheet a currency.
    Xlsx,
    /// A report for people.
    Pdf,
    /// The entries with their proofs.
    Bundle,
    /// A journal for beancount.
    Beancount,
    /// A journal for hledger.
    Hledger,
    /// Statements as banks send them.
    Ofx,
}

/// The parts of a report for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ExportGrouping {
    /// One list.
    Whole,
    /// By month.
    Month,
    /// By who asked.
    Agent,
    /// By budget.
    Budget,
    /// By who sells.
    Merchant,
    /// By who decided what.
    Decision,
    /// By the owner's tags.
    Tag,
}

/// What is to be exported, and what of it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportOrder {
    /// The search that finds it.
    pub text: String,
    /// As what.
    pub format: ExportFormat,
    /// Its parts, where the format has them.
    pub grouping: ExportGrouping,
    /// Whether items are named.
    pub item_names: bool,
    /// Whether the owner's notes are told.
    pub notes: bool,
    /// Whether its days are those of UTC.
    pub utc: bool,
}

/// Where an export went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// The file.
    pub path: String,
    /// How many purchases it holds.
    pub rows: u32,
}

/// One purchase with everything that is known about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// As in the list.
    pub row: ActivityRow,
    /// As on a card.
    pub card: Card,
    /// Every purchase that tried the same, newest first, where one was refused.
    pub attempts: Vec<ActivityRow>,
    /// The owner's note.
    pub note: Option<Said>,
    /// The owner's tags.
    pub tags: Vec<Said>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineStep>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// The view that was approved.
    pub shown: Option<Shown>,
    /// The stored request, as JSON.
    pub raw: String,
    /// The signed permission.
    pub authorization: Option<String>,
}

/// Something that the owner said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// The entry beside which it stands.
    pub seq: u32,
    /// The words.
    pub text: String,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineStep {
    /// Its entry in the ledger.
    pub seq: u32,
    /// When.
    pub at: String,
    /// The kind of entry.
    pub kind: String,
    /// In words.
    pub text: String,
    /// Who did it.
    pub by: Option<String>,
    /// What the owner said with it.
    pub said: Option<String>,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceCheck {
    /// A signature or hash was checked.
    Verified,
    /// Counted from the owner's own records.
    Records,
    /// Said by the agent or merchant.
    Claimed,
    /// A check failed.
    Failed,
}

/// One fact and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// What the fact is about.
    pub label: String,
    /// The fact.
    pub value: String,
    /// Where it comes from.
    pub check: EvidenceCheck,
    /// What was compared.
    pub note: Option<String>,
}

/// The view that was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// Its hash.
    pub view_hash: String,
    /// The view.
    pub card: Card,
}

/// The finding of a check of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VerifyView {
    /// Everything is as it was written.
    pub ok: bool,
    /// Entries checked.
    pub entries: u32,
    /// Signed heads checked.
    pub checkpoints: u32,
    /// Root hash, base64.
    pub root: String,
    /// When it was checked.
    pub checked_at: String,
    /// The first thing that is wrong.
    pub problem: Option<VerifyProblem>,
}

/// The first thing that is wrong with the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VerifyProblem {
    /// The entry.
    pub seq: Option<u32>,
    /// In words.
    pub text: String,
}
