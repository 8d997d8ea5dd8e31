//! Views that were shown, settings, and the list of registry entries.

use counterfoil_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::log::{from_sql, to_sql};
use crate::error::EngineError;

/// A view as stored.
#[derive(Clone, Debug)]
pub(crate) struct StoredView {
    pub(crate) revision: u32,
    pub(crate) bytes: Vec<u8>,
    pub(crate) presented_at: Option<Timestamp>,
}

pub(crate) fn put_view(
    conn: &Connection,
    n: i64,
    revision: u32,
    hash: &[u8; 32],
    bytes: &[u8],
    at: Timestamp,
) -> Result<(), EngineError> {
    let sql = "INSERT INTO view (purchase, revision, hash, bytes, served_at)
               VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    conn.prepare_cached(sql)?
        .execute(params![n, revision, hash, bytes, at.as_millis()])?;
    Ok(())
}

/// Notes that the view is on screen from now on.
pub(crate) fn present_view(
    conn: &Connection,
    n: i64,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<bool, EngineError> {
    let sql = "UPDATE view SET presented_at = ?3 WHERE purchase = ?1 AND hash = ?2";
    Ok(conn
        .prepare_cached(sql)?
        .execute(params![n, hash, at.as_millis()])?
        == 1)
}

pub(crate) fn view(
    conn: &Connection,
    n: i64,
    hash: &[u8; 32],
) -> Result<Option<StoredView>, EngineError> {
    let sql = "SELECT revision, bytes, presented_at FROM view WHERE purchase = ?1 AND hash = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(params![n, hash], |row| {
            Ok(StoredView {
                revision: row.get(0)?,
                bytes: row.get(1)?,
                presented_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
            })
        })
        .optional()?;
    Ok(found)
}

/// Views and answers stand beside their hashes; the first kind that does not fit, if any.
pub(crate) fn first_altered(conn: &Connection) -> Result<Option<&'static str>, EngineError> {
    let mut views = conn.prepare_cached("SELECT hash, bytes FROM view")?;
    let mut rows = views.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if !is_hash_of(&row.get::<_, Vec<u8>>(0)?, bytes) {
            return Ok(Some("A view that was shown"));
        }
    }
    let mut responses = conn.prepare_cached("SELECT hash, bytes FROM response")?;
    let mut rows = responses.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if !is_hash_of(&row.get::<_, Vec<u8>>(0)?, bytes) {
            return Ok(Some("A seller's answer to a payment"));
        }
    }
    Ok(None)
}

fn is_hash_of(hash: &[u8], bytes: &[u8]) -> bool {
    hash == Sha256::digest(bytes).as_slice()
}

pub(crate) fn setting(conn: &Connection, name: &str) -> Result<Option<String>, EngineError> {
    let mut statement = conn.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn put_setting(conn: &Connection, name: &str, value: &str) -> Result<(), EngineError> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)
               ON CONFLICT DO UPDATE SET value = ?2";
    conn.prepare_cached(sql)?.execute([name, value])?;
    Ok(())
}

pub(crate) fn put_registry(conn: &Connection, seq: u64) -> Result<(), EngineError> {
    conn.prepare_cached("INSERT INTO registry (seq) VALUES (?1)")?
        .execute([to_sql(seq)?])?;
    Ok(())
}

/// Entries about agents, mandates and the pause, from position `from` on.
pub(crate) fn registry_from(conn: &Connection, from: u64) -> Result<Vec<u64>, EngineError> {
    let mut statement =
        conn.prepare_cached("SELECT seq FROM registry WHERE seq >= ?1 ORDER BY seq")?;
    let mut rows = statement.query([to_sql(from)?])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(from_sql(row.get(0)?)?);
    }
    Ok(all)
}
