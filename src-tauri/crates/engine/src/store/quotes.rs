//! What was asked on rails, as received. The ledger has the hashes.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::error::EngineError;

pub(crate) fn put(
    conn: &Connection,
    n: i64,
    revision: u32,
    received: &[u8],
) -> Result<(), EngineError> {
    let sql = "INSERT INTO quote (purchase, revision, bytes) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?
        .execute(params![n, revision, received])?;
    Ok(())
}

pub(crate) fn get(
    conn: &Connection,
    n: i64,
    revision: u32,
) -> Result<Option<Vec<u8>>, EngineError> {
    let sql = "SELECT bytes FROM quote WHERE purchase = ?1 AND revision = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(params![n, revision], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Keeps what a seller answered to a payment under its hash.
pub(crate) fn put_response(conn: &Connection, n: i64, response: &[u8]) -> Result<(), EngineError> {
    let hash: [u8; 32] = Sha256::digest(response).into();
    let sql = "INSERT INTO response (purchase, hash, bytes) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    conn.prepare_cached(sql)?
        .execute(params![n, hash, response])?;
    Ok(())
}

/// How many answers of sellers are kept, by purchase number.
pub(crate) fn responses(conn: &Connection) -> Result<BTreeMap<i64, u64>, EngineError> {
    let sql = "SELECT purchase, count(*) FROM response GROUP BY purchase";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut counts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        counts.insert(row.get(0)?, super::log::from_sql(row.get(1)?)?);
    }
    Ok(counts)
}

/// Calls `each` with purchase number, revision and bytes of all of them.
pub(crate) fn for_each(
    conn: &Connection,
    mut each: impl FnMut(i64, u32, &[u8]),
) -> Result<(), EngineError> {
    let sql = "SELECT purchase, revision, bytes FROM quote ORDER BY purchase, revision";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        each(row.get(0)?, row.get(1)?, bytes);
    }
    Ok(())
}
