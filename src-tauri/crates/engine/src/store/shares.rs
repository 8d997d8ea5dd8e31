//! Who uses how much of a mandate.

use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::time::Timestamp;
use rusqlite::params;

use super::Connection;
use super::purchases::{PurchaseRow, many, select};
use crate::error::EngineError;

/// What each agent's purchases under a mandate hold or have cost since then, in minor units of
/// `currency`, the most first. Numbers grow with time, so only what is newer is read.
pub(crate) fn since(
    conn: &Connection,
    mandate: MandateId,
    currency: &str,
    since: Timestamp,
) -> Result<Vec<(AgentId, i64)>, EngineError> {
    let sql = "SELECT a.id, sum(p.held + p.captured - p.refunded) AS used
               FROM purchase p JOIN agent a ON a.n = p.agent
               WHERE p.n > coalesce((SELECT n FROM purchase WHERE requested_at < ?3
                                     ORDER BY n DESC LIMIT 1), 0)
                 AND p.mandate = (SELECT n FROM mandate WHERE id = ?1) AND p.currency = ?2
               GROUP BY p.agent HAVING used > 0 ORDER BY used DESC, p.agent";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![mandate.as_bytes(), currency, since.as_millis()])?;
    let mut shares = Vec::new();
    while let Some(row) = rows.next()? {
        shares.push((AgentId::from_bytes(row.get(0)?), row.get(1)?));
    }
    Ok(shares)
}

/// The purchases under a mandate since then that are in other currencies.
pub(crate) fn in_others(
    conn: &Connection,
    mandate: MandateId,
    currency: &str,
    since: Timestamp,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql = select!(
        "WHERE p.n > coalesce((SELECT n FROM purchase WHERE requested_at < ?3
                               ORDER BY n DESC LIMIT 1), 0)
           AND p.mandate = (SELECT n FROM mandate WHERE id = ?1) AND p.currency <> ?2"
    );
    let mut statement = conn.prepare_cached(sql)?;
    many(statement.query(params![mandate.as_bytes(), currency, since.as_millis()])?)
}
