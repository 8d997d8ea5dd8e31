//! What calls brought that were made here for agents. Kept for the agents, for a while; the ledger
//! does not depend on it.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::EngineError;

/// Of how many purchases it is kept at most.
const MOST: i64 = 500;

pub(crate) fn put(conn: &Connection, n: i64, answer: &[u8]) -> Result<(), EngineError> {
    let sql = "INSERT INTO fetched (purchase, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    conn.prepare_cached(sql)?.execute(params![n, answer])?;
    conn.prepare_cached("DELETE FROM fetched WHERE purchase <= ?1")?
        .execute([n.saturating_sub(MOST)])?;
    Ok(())
}

pub(crate) fn get(conn: &Connection, n: i64) -> Result<Option<Vec<u8>>, EngineError> {
    let sql = "SELECT bytes FROM fetched WHERE purchase = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([n], |row| row.get(0)).optional()?)
}
