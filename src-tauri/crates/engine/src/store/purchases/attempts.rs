//! Purchases that try the same thing again, found along their links.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::{Purchase, Status};
use rusqlite::{Connection, Row, params};

use super::{PurchaseRow, many, select};
use crate::error::EngineError;

/// Every attempt at what this purchase is for, newest first, itself among them. The links lead back
/// to refused purchases; from the first of those all that tried it again are found.
pub(crate) fn attempts(
    conn: &Connection,
    id: PurchaseId,
    most: u32,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql = select!(
        "WHERE p.id IN (
           WITH RECURSIVE back (n, id, again_of) AS (
             SELECT n, id, again_of FROM purchase WHERE id = ?1
             UNION
             SELECT q.n, q.id, q.again_of FROM purchase q JOIN back ON q.id = back.again_of
             LIMIT ?2
           ), tried (id) AS (
             SELECT id FROM (SELECT id FROM back ORDER BY n LIMIT 1)
             UNION
             SELECT q.id FROM purchase q JOIN tried ON q.again_of = tried.id
             LIMIT ?2
           )
           SELECT id FROM tried)
         ORDER BY p.n DESC"
    );
    let mut statement = conn.prepare_cached(sql)?;
    many(statement.query(params![id.as_bytes(), most])?)
}

/// How many attempts that are, counted up to `most`; one where nothing was refused. Only what was
/// refused can have been tried again.
pub(crate) fn tried(conn: &Connection, purchase: &Purchase, most: u32) -> Result<u32, EngineError> {
    if purchase.again_of.is_none() && !is_tried_again(conn, purchase)? {
        return Ok(1);
    }
    let all = attempts(conn, purchase.id, most)?;
    Ok(u32::try_from(all.len()).unwrap_or(most))
}

/// Whether it was refused and another purchase tries it again.
pub(crate) fn is_tried_again(conn: &Connection, purchase: &Purchase) -> Result<bool, EngineError> {
    if !matches!(purchase.status, Status::Rejected | Status::Denied) {
        return Ok(false);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM purchase WHERE again_of = ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([purchase.id.as_bytes()], |row| row.get(0))?)
}

/// The link as a column has it.
pub(super) fn link(row: &Row<'_>, column: usize) -> Result<Option<PurchaseId>, EngineError> {
    let id: Option<[u8; 16]> = row.get(column)?;
    Ok(id.map(PurchaseId::from_bytes))
}
