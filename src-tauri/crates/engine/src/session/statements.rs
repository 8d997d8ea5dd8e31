//! Statements of banks and cards: reading them in, and holding them against the record.

use std::sync::Arc;

use chrono::NaiveDate;
use counterfoil_domain::entry::{Fact, StatementImported};
use counterfoil_domain::ids::StatementId;
use counterfoil_domain::statement::LineId;
use counterfoil_domain::statement::{Line, Sheet};
use counterfoil_protocols::statement::{self, File, Mapping, Parsed, Settled, Table};
use sha2::{Digest, Sha256};

use super::agent::blocking;
use super::{LocalSession, OwnerSession};
use crate::error::EngineError;
use crate::ops;
use crate::ops::statements::{LineVerdict, StatementTaken};
use crate::store::{self, Connection};
use crate::writer::Desk;

pub use heaps::{HeapLine, HeapPair, HeapSettlement, Heaps};

mod heaps;
mod settlements;

/// A statement that was read in.
#[derive(Clone, Debug)]
pub struct StatementRow {
    /// As the record has it.
    pub imported: StatementImported,
    /// When it was read in.
    pub at: counterfoil_domain::time::Timestamp,
    /// What the file was called.
    pub name: String,
    /// The account or card.
    pub account: Option<String>,
    /// Whether its lines are still there.
    pub kept: bool,
}

/// What would be read in.
#[derive(Clone, Debug)]
pub struct StatementPreview {
    /// The lines, as far as they are understood; all of them if nothing is asked.
    pub lines: Vec<Line>,
    /// The account or card.
    pub account: Option<String>,
    /// How many lines are of nothing, or not booked yet.
    pub left_out: u32,
    /// The columns, where the file is a table.
    pub table: Option<TablePreview>,
    /// The statement, if the file was read in already.
    pub known: Option<StatementId>,
}

/// A table, and what is known of its columns.
#[derive(Clone, Debug)]
pub struct TablePreview {
    /// Its columns and first rows.
    pub table: Table,
    /// What is what, and what has to be said.
    pub settled: Settled,
    /// Whether a table with these columns was read in before.
    pub remembered: bool,
    /// Why it cannot be read by the mapping, if nothing is left to ask.
    pub problem: Option<EngineError>,
}

impl LocalSession {
    /// What would be read in of a file; changes nothing.
    pub async fn preview_statement(
        &self,
        file: Vec<u8>,
        mapping: Option<Mapping>,
    ) -> Result<StatementPreview, EngineError> {
        self.read(move |conn, _| {
            let known = store::statements::of_file(conn, &hash(&file))?;
            let table = match statement::read(&file).map_err(EngineError::Statement)? {
                File::Whole(parsed) => return Ok(preview(parsed, None, known)),
                File::Table(table) => table,
            };
            let (mapping, remembered) = remembered(conn, &table, mapping)?;
            let settled = table.settle(&mapping).map_err(EngineError::Statement)?;
            let parsed = if settled.asks.is_empty() {
                Some(table.parse(&settled.mapping))
            } else {
                None
            };
            let (parsed, problem) = match parsed {
                Some(Ok(parsed)) => (parsed, None),
                Some(Err(error)) => (nothing(), Some(EngineError::Statement(error))),
                None => (nothing(), None),
            };
            let table = TablePreview {
                table,
                settled,
                remembered,
                problem,
            };
            Ok(preview(parsed, Some(table), known))
        })
        .await
    }

    /// Reads a statement in. A file that was read in already changes nothing. How a table's
    /// columns are mapped is remembered for the next one of the same bank.
    pub async fn import_statement(
        &self,
        file: Vec<u8>,
        name: String,
        mapping: Option<Mapping>,
    ) -> Result<StatementTaken, EngineError> {
        let shared = Arc::clone(&self.shared);
        let read = move || {
            let file_hash = hash(&file);
            let table = match statement::read(&file).map_err(EngineError::Statement)? {
                File::Whole(parsed) => return Ok((file_hash, parsed, None)),
                File::Table(table) => table,
            };
            let (mapping, _) = shared
                .readers
                .read(|conn| remembered(conn, &table, mapping))?;
            let settled = table.settle(&mapping).map_err(EngineError::Statement)?;
            let parsed = table.parse(&settled.mapping);
            let parsed = parsed.map_err(EngineError::Statement)?;
            Ok((
                file_hash,
                parsed,
                Some((table.fingerprint(), settled.mapping)),
            ))
        };
        let (file, parsed, mapping) = blocking(read).await?;
        let work = move |desk: &mut Desk<'_>| {
            let taken = ops::statements::import(desk, &parsed, file, &name)?;
            if let Some((fingerprint, mapping)) = mapping.as_ref().filter(|_| taken.new) {
                remember(desk.conn(), fingerprint, mapping)?;
            }
            Ok(taken)
        };
        Ok(self.writer.run(work).await?.value)
    }

    /// Every statement that was read in, the newest first.
    pub async fn statements(&self) -> Result<Vec<StatementRow>, EngineError> {
        self.read(|conn, _| {
            let mut rows = Vec::new();
            for stored in store::statements::all(conn)? {
                let entry = crate::reading::entry(&store::log::entry(conn, stored.seq)?.bytes)?;
                let Fact::StatementImported(imported) = entry.fact else {
                    let what = format!("entry {} is no statement", stored.seq);
                    return Err(EngineError::Damaged(what));
                };
                let head = stored.sheet.map(|sheet: Sheet| sheet.head);
                rows.push(StatementRow {
                    imported,
                    at: entry.at,
                    kept: head.is_some(),
                    account: head.as_ref().and_then(|head| head.account.clone()),
                    name: head.map(|head| head.name).unwrap_or_default(),
                });
            }
            rows.reverse();
            Ok(rows)
        })
        .await
    }

    /// Holds statements against the record: one of them, or all.
    pub async fn reconcile(&self, one: Option<StatementId>) -> Result<Heaps, EngineError> {
        let shared = Arc::clone(&self.shared);
        self.read(move |conn, registry| {
            let zone = shared.options.zone;
            let today: NaiveDate = shared.now().to_datetime().with_timezone(&zone).date_naive();
            heaps::heaps(conn, registry, zone, today, one)
        })
        .await
    }
}

impl OwnerSession {
    /// Records what the owner says of a line.
    pub async fn rule_line(&self, said: LineVerdict) -> Result<LineId, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::statements::rule(desk, &said);
        self.local.writer.run(work).await?;
        Ok(said.line)
    }
}

fn hash(file: &[u8]) -> [u8; 32] {
    Sha256::digest(file).into()
}

fn preview(
    parsed: Parsed,
    table: Option<TablePreview>,
    known: Option<StatementId>,
) -> StatementPreview {
    StatementPreview {
        lines: parsed.lines,
        account: parsed.account,
        left_out: parsed.left_out,
        table,
        known,
    }
}

fn nothing() -> Parsed {
    Parsed {
        format: counterfoil_domain::statement::Format::Csv,
        account: None,
        lines: Vec::new(),
        left_out: 0,
    }
}

/// The mapping that is given, else the one of the last table like this.
fn remembered(
    conn: &Connection,
    table: &Table,
    given: Option<Mapping>,
) -> Result<(Mapping, bool), EngineError> {
    let stored = store::texts::setting(conn, &setting(&table.fingerprint()))?;
    let stored = stored.and_then(|json| serde_json::from_str(&json).ok());
    let remembered = stored.is_some();
    let mapping = given.or(stored).unwrap_or_default();
    Ok((mapping, remembered))
}

fn remember(conn: &Connection, fingerprint: &str, mapping: &Mapping) -> Result<(), EngineError> {
    let json = serde_json::to_string(mapping);
    let json = json.map_err(|error| EngineError::Internal(error.to_string()))?;
    store::texts::put_setting(conn, &setting(fingerprint), &json)
}

fn setting(fingerprint: &str) -> String {
    format!("statement.mapping.{fingerprint}")
}
