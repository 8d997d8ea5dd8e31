//! Purchases by the hash of their idempotency key.

use rusqlite::Connection;

use super::{PurchaseRow, by_n, last_n};
use crate::error::EngineError;

/// Key hashes of the purchases after `n`, for the filter; from the index, which is narrower.
pub(crate) fn key_hashes_after(
    conn: &Connection,
    n: i64,
    mut each: impl FnMut(i64),
) -> Result<(), EngineError> {
    let sql = "SELECT key_hash FROM purchase INDEXED BY purchase_key
               WHERE n >> 14 >= ?1 >> 14 AND n > ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([n])?;
    while let Some(row) = rows.next()? {
        each(row.get(0)?);
    }
    Ok(())
}

/// Purchases whose key hash this is, looking region by region from the newest.
pub(crate) fn with_key_hash(
    conn: &Connection,
    key_hash: i64,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let last = last_n(conn)?.wrapping_shr(14);
    let sql = "SELECT n FROM purchase WHERE n >> 14 = ?1 AND key_hash = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = Vec::new();
    for region in (0..=last).rev() {
        let mut rows = statement.query([region, key_hash])?;
        while let Some(row) = rows.next()? {
            found.extend(by_n(conn, row.get(0)?)?);
        }
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}
