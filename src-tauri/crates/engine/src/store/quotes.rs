//! What was asked on rails, as received. The ledger has the hashes.

use rusqlite::{Connection, params};

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
