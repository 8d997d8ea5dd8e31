//! Writing an export, row by row.
//!
//! - `csv`: RFC 4180, UTF-8, CRLF, one header line, then one line a purchase; nothing else, so that
//!   any program reads it. Cells are [`guarded`](crate::guarded).
//! - `jsonl`: the first line is `{"type":"export",…}` with the [`ExportHead`], each further line
//!   `{"type":"purchase",…}` a row, the last one `{"type":"end",…}` the [`Summary`].
//! - `json`: `{"export":{head},"items":[rows],"end":{summary}}`.
//!
//! A JSON export without its end was cut off.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use crate::cell::guarded;
use crate::row::{COLUMNS, ExportRow};
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
}

impl Format {
    /// The word for it, which is also the file name's ending.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
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
}

impl ReportError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Write(_) => "cannot_write",
            Self::Amount { .. } => "bad_amount",
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

/// An export under way.
pub struct Export<W: Write> {
    out: Out<W>,
    sums: Sums,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Lines(W),
    Json { out: W, first: bool },
}

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    r#type: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

impl<W: Write> Export<W> {
    /// Writes what comes before the rows.
    pub fn begin(mut out: W, format: Format, head: &ExportHead) -> Result<Self, ReportError> {
        let out = match format {
            Format::Csv => {
                let mut builder = csv::WriterBuilder::new();
                let mut table = builder.terminator(csv::Terminator::CRLF).from_writer(out);
                table.write_record(COLUMNS)?;
                Out::Csv(Box::new(table))
            }
            Format::JsonLines => {
                line(&mut out, "export", head)?;
                Out::Lines(out)
            }
            Format::Json => {
                out.write_all(b"{\"export\":")?;
                serde_json::to_writer(&mut out, head)?;
                out.write_all(b",\"items\":[")?;
                Out::Json { out, first: true }
            }
        };
        Ok(Self {
            out,
            sums: Sums::default(),
        })
    }

    /// Writes one purchase.
    pub fn row(&mut self, row: &ExportRow) -> Result<(), ReportError> {
        self.sums.add(row)?;
        match &mut self.out {
            Out::Csv(table) => {
                let cells = row.cells();
                table.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
            }
            Out::Lines(out) => line(out, "purchase", row)?,
            Out::Json { out, first } => {
                out.write_all(if *first { b"\n" } else { b",\n" })?;
                *first = false;
                serde_json::to_writer(out, row)?;
            }
        }
        Ok(())
    }

    /// Writes what comes after the rows, and returns what was written in all.
    pub fn finish(self) -> Result<Summary, ReportError> {
        let summary = self.sums.summary();
        match self.out {
            Out::Csv(mut table) => table.flush()?,
            Out::Lines(mut out) => {
                line(&mut out, "end", &summary)?;
                out.flush()?;
            }
            Out::Json { mut out, .. } => {
                out.write_all(b"\n],\"end\":")?;
                serde_json::to_writer(&mut out, &summary)?;
                out.write_all(b"}\n")?;
                out.flush()?;
            }
        }
        Ok(summary)
    }
}

fn line<W: Write, T: Serialize>(
    out: &mut W,
    r#type: &'static str,
    value: &T,
) -> Result<(), ReportError> {
    serde_json::to_writer(&mut *out, &Line { r#type, value })?;
    out.write_all(b"\n")?;
    Ok(())
}
