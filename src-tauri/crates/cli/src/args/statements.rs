//! `counterfoil import statement` and `counterfoil reconcile …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use counterfoil_domain::statement::LineId;
use counterfoil_domain::{Currency, PurchaseId, StatementId};

const TABLES: &str = "\
OFX and camt.053 say themselves what is what. Of a CSV file Counterfoil finds out as much as the
file tells beyond doubt, and asks for the rest; what you say is remembered for the next file with
the same columns. --preview shows what would be read in.
  --map date=Buchungstag --map amount=Betrag --map description=Empfänger";

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Read in a statement: CSV, OFX or camt.053
    #[command(after_help = TABLES)]
    Statement(ImportStatement),
}

/// A statement, and how its columns are meant.
#[derive(Debug, Args)]
pub(crate) struct ImportStatement {
    /// The file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A column: date, amount, debit, credit, currency, description (may be given again),
    /// reference
    #[arg(long, value_name = "WHAT=COLUMN", value_parser = column)]
    pub(crate) map: Vec<(Column, String)>,
    /// The currency, where no column has it
    #[arg(long, value_name = "CODE", value_parser = super::terms::currency)]
    pub(crate) currency: Option<Currency>,
    /// In which order days are written
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<DateOrder>,
    /// What stands before the cents
    #[arg(long, value_name = "MARK")]
    pub(crate) decimal: Option<Decimal>,
    /// Which amounts are charges: those below or above zero
    #[arg(long, value_name = "SIGN")]
    pub(crate) charges: Option<Charges>,
    /// Only show what would be read in
    #[arg(long)]
    pub(crate) preview: bool,
}

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Column {
    Date,
    Amount,
    Debit,
    Credit,
    Currency,
    Description,
    Reference,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DateOrder {
    /// 2026-11-22
    Ymd,
    /// 22.11.2026
    Dmy,
    /// 11/22/2026
    Mdy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decimal {
    /// 1,234.56
    Point,
    /// 1.234,56
    Comma,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Charges {
    /// As on accounts
    Negative,
    /// As on cards
    Positive,
}

/// What to hold against the record.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Reconcile {
    #[command(subcommand)]
    pub(crate) command: Option<ReconcileCommand>,
    /// Only this statement [default: all]
    #[arg(value_name = "STATEMENT")]
    pub(crate) statement: Option<StatementId>,
    /// Only this heap
    #[arg(long, value_name = "HEAP")]
    pub(crate) heap: Option<Heap>,
}

/// One of the four heaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Heap {
    /// Charged as approved
    Matched,
    /// Charged, but another amount
    Differs,
    /// Charged, and nobody approved it
    Unapproved,
    /// Approved, and never charged
    Uncharged,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReconcileCommand {
    /// List the statements that were read in
    List,
    /// Say that a line is a purchase
    Confirm(LineAndPurchase),
    /// Say that a line is not the purchase it was held to be
    Unmatch(LineAndPurchase),
    /// Say that you know a line: no agent had a part in it
    Known(OneLine),
    /// Note that you dispute a line with the bank
    Dispute(OneLine),
    /// Take back what you said of a line
    Undo(OneLine),
}

/// A line of a statement.
#[derive(Debug, Args)]
pub(crate) struct OneLine {
    /// The line, as `reconcile` lists it
    #[arg(value_name = "LINE")]
    pub(crate) line: LineId,
}

/// A line of a statement and a purchase.
#[derive(Debug, Args)]
pub(crate) struct LineAndPurchase {
    /// The line, as `reconcile` lists it
    #[arg(value_name = "LINE")]
    pub(crate) line: LineId,
    /// The purchase
    #[arg(value_name = "PURCHASE")]
    pub(crate) purchase: PurchaseId,
    /// The entry about its money, where there are several
    #[arg(long, value_name = "ENTRY")]
    pub(crate) entry: Option<u64>,
}

fn column(text: &str) -> Result<(Column, String), String> {
    let (what, name) = text
        .split_once('=')
        .ok_or("it is not of the form WHAT=COLUMN")?;
    Ok((Column::from_str(what, false)?, name.to_owned()))
}
