//! The text index and the queries behind the search box.

use std::ops::{ControlFlow, RangeInclusive};

use counterfoil_domain::ids::AgentId;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::error::EngineError;
use crate::search::{Column, Words};

pub(crate) use condition::{Condition, Filter, Prefix};

mod condition;
pub(crate) mod observed;

/// How what was tried several times is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempts {
    /// Each attempt.
    All,
    /// Only those that nobody tried again.
    Last,
}

/// Calls `take` with the purchases whose text fits, newest first, until it has enough.
pub(crate) fn newest(
    conn: &Connection,
    expression: &str,
    before: i64,
    mut take: impl FnMut(i64) -> Result<ControlFlow<()>, EngineError>,
) -> Result<(), EngineError> {
    let sql = "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![expression, before])?;
    while let Some(row) = rows.next()? {
        if take(row.get(0)?)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// All whose text fits, oldest first.
pub(crate) fn all(conn: &Connection, expression: &str) -> Result<Vec<i64>, EngineError> {
    within(conn, expression, &(0..=i64::MAX))
}

/// Those of a range whose text fits, oldest first.
pub(crate) fn within(
    conn: &Connection,
    expression: &str,
    range: &RangeInclusive<i64>,
) -> Result<Vec<i64>, EngineError> {
    let sql = "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3
               ORDER BY rowid";
    let mut statement = conn.prepare_cached(sql)?;
    numbers(statement.query(params![expression, range.start(), range.end()])?)
}

/// What was refused and tried again: only refused purchases are linked to.
pub(crate) fn tried_again(conn: &Connection) -> Result<Vec<i64>, EngineError> {
    let sql = "SELECT DISTINCT p.n FROM purchase q JOIN purchase p ON p.id = q.again_of
               WHERE q.again_of IS NOT NULL AND p.status IN ('rejected', 'denied') ORDER BY p.n";
    numbers(conn.prepare_cached(sql)?.query([])?)
}

/// The small numbers of agents, ascending.
pub(crate) fn agents(conn: &Connection, ids: &[AgentId]) -> Result<Vec<i64>, EngineError> {
    let ids: Value = ids.iter().map(|id| hex::encode(id.as_bytes())).collect();
    let sql = "SELECT n FROM agent WHERE id IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY n";
    numbers(conn.prepare_cached(sql)?.query([ids.to_string()])?)
}

fn numbers(mut rows: rusqlite::Rows<'_>) -> Result<Vec<i64>, EngineError> {
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        numbers.push(row.get(0)?);
    }
    Ok(numbers)
}

/// Every entry below this position is in the index.
pub(crate) fn mark(conn: &Connection) -> Result<u64, EngineError> {
    let text = super::texts::setting(conn, "search.mark")?.unwrap_or_default();
    Ok(text.parse().unwrap_or(0))
}

pub(crate) fn set_mark(conn: &Connection, mark: u64) -> Result<(), EngineError> {
    super::texts::put_setting(conn, "search.mark", &mark.to_string())
}

pub(crate) fn put(conn: &Connection, n: i64, words: &Words) -> Result<(), EngineError> {
    conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?
        .execute([n])?;
    let columns = "merchant, items, category, reason, card, other, facets";
    let sql =
        format!("INSERT INTO search (rowid, {columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    conn.prepare_cached(&sql)?.execute(params![
        n,
        words.get(Column::Merchant),
        words.get(Column::Items),
        words.get(Column::Category),
        words.get(Column::Reason),
        words.get(Column::Card),
        words.get(Column::Other),
        words.get(Column::Facets),
    ])?;
    Ok(())
}
