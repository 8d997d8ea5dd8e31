//! The same thing asked for at other times, by whatever agent.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::registry::Registry;

use crate::error::EngineError;
use crate::rows::{ATTEMPTS_SHOWN, PurchaseSummary, summary};
use crate::store::{self, Connection};

/// Every attempt, newest first; none where nothing was refused.
pub(super) fn of(
    conn: &Connection,
    registry: &Registry,
    id: PurchaseId,
) -> Result<Vec<PurchaseSummary>, EngineError> {
    let rows = store::purchases::attempts(conn, id, ATTEMPTS_SHOWN)?;
    if rows.len() < 2 {
        return Ok(Vec::new());
    }
    let rows = rows.iter();
    rows.map(|row| summary(conn, registry, row)).collect()
}
