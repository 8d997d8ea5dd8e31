//! Reading an export back, to check it against itself and against a ledger.

use std::io::{BufRead, Read};

use serde::Deserialize;

use crate::row::ExportRow;
use crate::statement::{ExportHead, Summary, Sums};

/// A line longer than this is not one of ours.
const LONGEST_LINE: u64 = 1024 * 1024;

/// Why a file is not a whole export.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read at all.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is something else.
    #[error("the file is not an export in JSON or JSON Lines")]
    NotAnExport,
    /// It is not what was written.
    #[error("line {line} of the export is not what Counterfoil writes")]
    Line {
        /// Counted from 1.
        line: u64,
    },
    /// The end is missing.
    #[error("the export has no end: it was cut off after {rows} purchases")]
    CutOff {
        /// How many rows there are.
        rows: u64,
    },
    /// Rows are missing, were added, or their sums changed.
    #[error("the export states {stated} and holds {found}")]
    Differs {
        /// What its end says.
        stated: String,
        /// What its rows come to.
        found: String,
    },
}

impl ReadError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "cannot_read",
            Self::NotAnExport => "not_an_export",
            Self::Line { .. } | Self::CutOff { .. } | Self::Differs { .. } => "export_damaged",
        }
    }
}

/// What an export says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportCheck {
    /// Its head.
    pub head: ExportHead,
    /// Its closing statement; the count agrees with the rows.
    pub end: Summary,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line {
    Export(ExportHead),
    Purchase(Box<ExportRow>),
    End(Summary),
}

#[derive(Deserialize)]
struct Beginning {
    export: ExportHead,
}

/// Reads an export in either JSON form, shows each row to `see`, and checks that it is whole.
///
/// Both forms have one row a line, so a long export is never in memory whole.
pub fn check_export(
    mut from: impl BufRead,
    mut see: impl FnMut(&ExportRow),
) -> Result<ExportCheck, ReadError> {
    let mut bytes = next_line(&mut from)?;
    let (head, parse): (_, Parse) = first(&bytes)?;
    let mut sums = Sums::default();
    let mut number: u64 = 1;
    loop {
        number = number.saturating_add(1);
        bytes = next_line(&mut from)?;
        if !bytes.ends_with(b"\n") {
            return Err(ReadError::CutOff {
                rows: sums.summary().count,
            });
        }
        match parse(&bytes) {
            Some(Line::Purchase(row)) if sums.add_row(&row).is_some() => see(&row),
            Some(Line::End(end)) => {
                if !next_line(&mut from)?.is_empty() {
                    return Err(ReadError::Line {
                        line: number.saturating_add(1),
                    });
                }
                return agreed(head, end, &sums.summary());
            }
            Some(Line::Purchase(_) | Line::Export(_)) | None => {
                return Err(ReadError::Line { line: number });
            }
        }
    }
}

type Parse = fn(&[u8]) -> Option<Line>;

/// The head, and how the lines after it are read.
fn first(bytes: &[u8]) -> Result<(ExportHead, Parse), ReadError> {
    if let Ok(Line::Export(head)) = serde_json::from_slice(bytes) {
        return Ok((head, |line| serde_json::from_slice(line).ok()));
    }
    let head = bytes
        .strip_suffix(b",\"items\":[\n")
        .map(|head| [head, b"}"].concat());
    let head = head.and_then(|head| serde_json::from_slice::<Beginning>(&head).ok());
    let whole: Parse = of_whole;
    head.map(|head| (head.export, whole))
        .ok_or(ReadError::NotAnExport)
}

/// A line of the form that is one object: a row with or without a comma, or the end.
fn of_whole(line: &[u8]) -> Option<Line> {
    let line = line.strip_suffix(b"\n")?;
    if let Some(end) = line.strip_prefix(b"],\"end\":") {
        return serde_json::from_slice(end.strip_suffix(b"}")?)
            .ok()
            .map(Line::End);
    }
    let row = line.strip_suffix(b",").unwrap_or(line);
    serde_json::from_slice(row).ok().map(Line::Purchase)
}

fn next_line(from: &mut impl BufRead) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    from.by_ref()
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut bytes)?;
    Ok(bytes)
}

fn agreed(head: ExportHead, end: Summary, found: &Summary) -> Result<ExportCheck, ReadError> {
    let stated = [&end, &head.totals]
        .into_iter()
        .find(|stated| *stated != found);
    if let Some(stated) = stated {
        return Err(ReadError::Differs {
            stated: stated.to_string(),
            found: found.to_string(),
        });
    }
    Ok(ExportCheck { head, end })
}
