//! The same thing asked for at other times, by whatever agent.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::registry::Registry;

use crate::error::EngineError;
use crate::rows::{PurchaseSummary, summary};
use crate::store::{self, Connection};

/// So many attempts at one thing are listed.
const SHOWN: u32 = 50;

/// Every attempt, newest first; none where nothing was refused.
pub(super) fn of(
    conn: &Connection,
    registry: &Registry,
    id: PurchaseId,
) -> Result<Vec<PurchaseSummary>, EngineError> {
    let rows = store::purchases::attempts(conn, id, SHOWN)?;
    if rows.len() < 2 {
        return Ok(Vec::new());
    }
    let rows = rows.iter();
    rows.map(|row| summary(conn, registry, row)).collect()
}
