//! CSV as rows, before anything is known of their columns.

use std::collections::BTreeMap;

use counterfoil_domain::statement::MOST_LINES;
use sha2::{Digest, Sha256};

use super::error::{Problem, StatementError};
use super::figures::{DateOrder, day};
use super::tree::FIELD;

const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
const MOST_COLUMNS: usize = 100;

/// Longer lines than any bank writes. Markup may well stand in one.
const LONGEST_LINE: usize = 64 * 1024;

/// How many rows are looked at to find out how a file is written.
const LOOKED_AT: usize = 60;

/// How many rows are shown of it.
const SHOWN: usize = 8;

/// The rows of a file.
#[derive(Clone, Debug)]
pub struct Table {
    /// In what it was written.
    pub encoding: &'static str,
    /// What stands between its columns.
    pub delimiter: char,
    /// The names of its columns: those of its first row, or numbers from 1.
    pub columns: Vec<String>,
    /// Its rows, each with its line in the file.
    pub(super) rows: Vec<(u32, Vec<String>)>,
}

impl Table {
    /// Its first rows, as they stand.
    pub fn samples(&self) -> Vec<Vec<String>> {
        let rows = self.rows.iter().take(SHOWN);
        rows.map(|(_, cells)| cells.clone()).collect()
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// By what a table of the same bank is recognised: its delimiter and the names of its columns.
    pub fn fingerprint(&self) -> String {
        let names = self.columns.join("\u{1f}");
        hex::encode(Sha256::digest(format!("{}\u{1f}{names}", self.delimiter)))
    }

    pub(super) fn read(text: &str, encoding: &'static str) -> Result<Self, StatementError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, written) in (1..).zip(text.split('\n')) {
            if written.len() > LONGEST_LINE {
                return Err(StatementError::at(number, Problem::LongLine));
            }
        }
        let delimiter = delimiter(text);
        let mut rows = rows(text, delimiter)?;
        let sizes = rows.iter().take(LOOKED_AT).map(|(_, cells)| cells.len());
        let width = commonest(sizes).unwrap_or(0);
        if width < 2 {
            let what = "it is neither XML nor OFX, and has no columns";
            return Err(StatementError::whole(Problem::Format(what)));
        }
        // What some banks write above the table has other columns, or fewer.
        let above = rows.iter().position(|(_, cells)| cells.len() == width);
        rows.drain(..above.unwrap_or(0));
        let named = rows.first().is_some_and(|(_, cells)| !has_day(cells));
        let columns = if named {
            let (_, heading) = rows.remove(0);
            heading.iter().map(|name| name.trim().to_owned()).collect()
        } else {
            (1..=width).map(|number| number.to_string()).collect()
        };
        for (line, uneven) in &mut rows {
            level(uneven, width).map_err(|problem| StatementError::at(*line, problem))?;
        }
        if rows.is_empty() {
            return Err(StatementError::whole(Problem::Empty));
        }
        if rows.len() > MOST_LINES {
            return Err(StatementError::whole(Problem::TooManyLines));
        }
        Ok(Self {
            encoding,
            delimiter: char::from(delimiter),
            columns,
            rows,
        })
    }
}

/// Makes a row as wide as the others; only empty cells may come or go.
fn level(cells: &mut Vec<String>, width: usize) -> Result<(), Problem> {
    let found = cells.len();
    while cells.len() > width && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.len().saturating_add(1) == width {
        cells.push(String::new());
    }
    if cells.len() != width {
        return Err(Problem::Columns {
            expected: width,
            found,
        });
    }
    Ok(())
}

fn rows(text: &str, delimiter: u8) -> Result<Vec<(u32, Vec<String>)>, StatementError> {
    let mut rows = Vec::new();
    for record in reader(text, delimiter).records() {
        let record = record.map_err(|error| {
            StatementError::whole(Problem::Markup(super::error::clipped(&error.to_string())))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let wrong = |problem| StatementError::at(line, problem);
        if record.len() > MOST_COLUMNS {
            return Err(wrong(Problem::TooManyColumns));
        }
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.iter().any(|cell| cell.len() > FIELD.max_bytes) {
            return Err(wrong(Problem::LongField));
        }
        if cells.iter().any(|cell| is_formula(cell)) {
            return Err(wrong(Problem::Formula));
        }
        rows.push((line, cells));
        // Some rows may stand above the table.
        if rows.len() > MOST_LINES.saturating_add(LOOKED_AT) {
            return Err(StatementError::whole(Problem::TooManyLines));
        }
    }
    Ok(rows)
}

/// What a spreadsheet would run. Signs stand before amounts, so there it takes a call.
fn is_formula(cell: &str) -> bool {
    cell.starts_with('=') || (cell.starts_with(['+', '-', '@']) && cell.contains('('))
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The one by which most rows have the same columns, and most of them.
fn delimiter(text: &str) -> u8 {
    let weight = |delimiter: &u8| {
        let sizes: Vec<usize> = reader(text, *delimiter)
            .records()
            .take(LOOKED_AT)
            .filter_map(|record| record.ok().map(|record| record.len()))
            .collect();
        let width = commonest(sizes.iter().copied()).unwrap_or(0);
        let alike = sizes.iter().filter(|size| **size == width).count();
        if width < 2 { (0, 0) } else { (alike, width) }
    };
    // The last of equals is taken, so the commonest delimiter stands last.
    let best = DELIMITERS
        .iter()
        .rev()
        .max_by_key(|delimiter| weight(delimiter));
    best.copied().unwrap_or(b',')
}

/// The size that most have; of several the largest.
fn commonest(sizes: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for size in sizes {
        let count = counts.entry(size).or_default();
        *count = count.saturating_add(1);
    }
    let most = counts
        .into_iter()
        .max_by_key(|(size, count)| (*count, *size));
    most.map(|(size, _)| size)
}

fn has_day(cells: &[String]) -> bool {
    let orders = [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy];
    cells
        .iter()
        .any(|cell| orders.iter().any(|order| day(cell, *order).is_ok()))
}
