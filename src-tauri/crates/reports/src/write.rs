//! Writing an export, row by row.
//!
//! Every form says what was asked for, how many rows there are, what they come to per currency, in
//! which time zone, and from which head of the ledger they follow. The module of each form says how.

use std::fmt;
use std::io::{self, Write};

use counterfoil_domain::report::{Depth, Piece, ReportHead, Reported, Told};

use crate::choices::Choices;
use crate::forms;
use crate::statement::{ExportHead, Summary, Sums};

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for spreadsheets.
    Csv,
    /// One JSON object a line.
    JsonLines,
    /// One JSON object.
    Json,
    /// A workbook with typed cells.
    Xlsx,
    /// A report for people.
    Pdf,
    /// Plain-text accounting: beancount.
    Beancount,
    /// Plain-text accounting: hledger.
    Hledger,
    /// Statements as banks send them.
    Ofx,
    /// The entries, what proves them, and a program that checks it.
    Bundle,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] = [
        Self::Csv,
        Self::JsonLines,
        Self::Json,
        Self::Xlsx,
        Self::Pdf,
        Self::Beancount,
        Self::Hledger,
        Self::Ofx,
        Self::Bundle,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Beancount => "beancount",
            Self::Hledger => "hledger",
            Self::Ofx => "ofx",
            Self::Bundle => "bundle",
        }
    }

    /// How a file of it ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Hledger => "journal",
            Self::Bundle => "zip",
            Self::Csv
            | Self::JsonLines
            | Self::Json
            | Self::Xlsx
            | Self::Pdf
            | Self::Beancount
            | Self::Ofx => self.word(),
        }
    }

    /// How much of the record it tells.
    pub const fn depth(self) -> Depth {
        match self {
            Self::Beancount | Self::Hledger | Self::Ofx => Depth::Movements,
            Self::Csv | Self::JsonLines | Self::Json | Self::Xlsx | Self::Pdf => Depth::Rows,
            Self::Bundle => Depth::Proof,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The parts of a report for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// One list.
    Whole,
    /// By the owner's months.
    Month,
    /// By who asked.
    Agent,
    /// By the budget that it counts in.
    Budget,
    /// By who sells.
    Merchant,
    /// By who decided what.
    Decision,
    /// By the owner's tags; what has several stands under each.
    Tag,
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The bytes could not be written.
    #[error("the export could not be written: {0}")]
    Write(#[from] io::Error),
    /// An amount is not one.
    #[error("the amounts of {id} cannot be added up")]
    Amount {
        /// The purchase.
        id: String,
    },
    /// The rows are not those that were announced.
    #[error("the export announced {announced}, and the rows came to {found}")]
    Differs {
        /// What the head says.
        announced: String,
        /// What the rows came to.
        found: String,
    },
    /// The form cannot express a currency.
    #[error("{format} has no way to write {code}")]
    Currency {
        /// The form.
        format: Format,
        /// The currency.
        code: &'static str,
    },
    /// More rows than the form is made for.
    #[error("a report for people has at most {most} purchases")]
    TooLong {
        /// How many it can have.
        most: usize,
    },
    /// Somebody stopped it.
    #[error("the export was stopped; no file was written")]
    Stopped,
}

impl ReportError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Write(_) => "cannot_write",
            Self::Amount { .. } => "bad_amount",
            Self::Differs { .. } => "export_differs",
            Self::Currency { .. } => "currency_unfit",
            Self::TooLong { .. } => "too_long",
            Self::Stopped => "stopped",
        }
    }

    /// One sentence on what to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Write(_) => "Check the disk's free space, then export again.".to_owned(),
            Self::Amount { .. } | Self::Differs { .. } => "Run `counterfoil verify`.".to_owned(),
            Self::Currency { code, .. } => {
                format!("Leave it out with -currency:{code}, or choose another format.")
            }
            Self::TooLong { .. } => "Search for fewer, or choose csv or xlsx.".to_owned(),
            Self::Stopped => "Export again when there is time.".to_owned(),
        }
    }
}

impl From<csv::Error> for ReportError {
    fn from(error: csv::Error) -> Self {
        Self::Write(error.into())
    }
}

impl From<serde_json::Error> for ReportError {
    fn from(error: serde_json::Error) -> Self {
        Self::Write(error.into())
    }
}

/// One form of an export: it has written its head, and takes rows.
pub(crate) trait Form {
    /// Most forms tell what is, and prove nothing.
    fn piece(&mut self, _: &Piece<'_>) -> Result<(), ReportError> {
        Ok(())
    }

    fn row(&mut self, reported: &Reported) -> Result<(), ReportError>;

    /// Writes what comes after the rows; everything is flushed afterwards.
    fn end(self: Box<Self>, summary: &Summary) -> Result<(), ReportError>;
}

/// An export under way.
pub struct Export<'w> {
    form: Box<dyn Form + Send + 'w>,
    announced: Summary,
    sums: Sums,
    choices: Choices,
}

impl<'w> Export<'w> {
    /// Writes what comes before the rows.
    pub fn begin(
        out: impl Write + Send + 'w,
        format: Format,
        head: &ReportHead,
    ) -> Result<Self, ReportError> {
        Self::with(out, format, head, Choices::ALL)
    }

    /// The same, telling only what was chosen.
    pub fn with(
        out: impl Write + Send + 'w,
        format: Format,
        head: &ReportHead,
        choices: Choices,
    ) -> Result<Self, ReportError> {
        let mut stated = ExportHead::of(head);
        let zone = choices.zone.unwrap_or(head.zone);
        if zone != head.zone {
            stated.time_zone = format!("{zone} (dates of the filter: {})", head.zone);
        }
        let form: Box<dyn Form + Send + 'w> = match format {
            Format::Csv => Box::new(forms::csv::Table::begin(out, &stated)?),
            Format::JsonLines => Box::new(forms::json::Lines::begin(out, &stated)?),
            Format::Json => Box::new(forms::json::Whole::begin(out, &stated)?),
            Format::Xlsx => Box::new(forms::xlsx::Workbook::begin(out, stated.clone(), zone)),
            Format::Pdf => Box::new(forms::pdf::Report::begin(
                out,
                stated.clone(),
                head.made_at,
                zone,
                choices.grouping,
            )),
            Format::Beancount => Box::new(forms::journal::Beancount::begin(out, &stated, zone)?),
            Format::Hledger => Box::new(forms::journal::Hledger::begin(out, &stated, zone)?),
            Format::Bundle => Box::new(forms::bundle::Bundle::begin(out, stated.clone(), head)?),
            Format::Ofx => Box::new(forms::ofx::Statements::begin(out, &stated, head.made_at)?),
        };
        Ok(Self {
            form,
            announced: stated.totals,
            sums: Sums::default(),
            choices: choices.of(format),
        })
    }

    /// Writes what is told.
    pub fn take(&mut self, told: Told<'_>) -> Result<(), ReportError> {
        match told {
            Told::Piece(piece) => self.form.piece(&piece),
            Told::Row(reported) => self.row(reported),
        }
    }

    /// Writes one purchase.
    pub fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        self.sums.add(reported)?;
        self.form.row(&self.choices.row(reported))
    }

    /// Writes what comes after the rows, and returns what was written in all.
    pub fn finish(self) -> Result<Summary, ReportError> {
        let summary = self.sums.summary();
        if summary != self.announced {
            return Err(ReportError::Differs {
                announced: self.announced.to_string(),
                found: summary.to_string(),
            });
        }
        self.form.end(&summary)?;
        Ok(summary)
    }
}
