//! Purchases by what the other side of a rail calls them. Follows from the entries.

use counterfoil_domain::ids::PurchaseId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::EngineError;

/// Lets a name stand for a purchase from now on.
pub(crate) fn put(conn: &Connection, hash: &[u8; 32], id: PurchaseId) -> Result<(), EngineError> {
    let sql = "INSERT INTO reference (hash, purchase) VALUES (?1, ?2)
               ON CONFLICT (hash) DO UPDATE SET purchase = excluded.purchase";
    conn.prepare_cached(sql)?
        .execute(params![hash, id.as_bytes()])?;
    Ok(())
}

/// The purchase that a name stands for.
pub(crate) fn get(conn: &Connection, hash: &[u8; 32]) -> Result<Option<PurchaseId>, EngineError> {
    let sql = "SELECT purchase FROM reference WHERE hash = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row(params![hash], |row| row.get(0));
    Ok(found.optional()?.map(PurchaseId::from_bytes))
}

/// Calls `each` with all of them.
pub(crate) fn for_each(
    conn: &Connection,
    mut each: impl FnMut([u8; 32], PurchaseId),
) -> Result<(), EngineError> {
    let mut statement = conn.prepare_cached("SELECT hash, purchase FROM reference")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(row.get(0)?, PurchaseId::from_bytes(row.get(1)?));
    }
    Ok(())
}
