//! Which purchases were closed under which task. Follows from the entries.

use counterfoil_domain::ids::{PurchaseId, TaskId};
use rusqlite::{Connection, params};

use crate::error::EngineError;

pub(crate) fn put(conn: &Connection, task: TaskId, id: PurchaseId) -> Result<(), EngineError> {
    let sql = "INSERT INTO task_use (task, purchase) VALUES (?1, ?2)";
    conn.prepare_cached(sql)?
        .execute(params![task.as_bytes(), id.as_bytes()])?;
    Ok(())
}

/// The purchases that were closed under a task.
pub(crate) fn of(conn: &Connection, task: TaskId) -> Result<Vec<PurchaseId>, EngineError> {
    let sql = "SELECT purchase FROM task_use WHERE task = ?1 ORDER BY purchase";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([task.as_bytes()], |row| row.get(0))?;
    rows.map(|bytes| Ok(PurchaseId::from_bytes(bytes?)))
        .collect()
}

/// Calls `each` with all of them.
pub(crate) fn for_each(
    conn: &Connection,
    mut each: impl FnMut(TaskId, PurchaseId),
) -> Result<(), EngineError> {
    let mut statement = conn.prepare_cached("SELECT task, purchase FROM task_use")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (task, id) = (row.get(0)?, row.get(1)?);
        each(TaskId::from_bytes(task), PurchaseId::from_bytes(id));
    }
    Ok(())
}
