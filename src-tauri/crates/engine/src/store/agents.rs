//! What an agent has done, counted from its purchases.

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::money::Money;
use counterfoil_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::log::from_sql;
use crate::error::EngineError;

/// Counts over all of an agent's purchases.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) automatic: u64,
    pub(crate) asked: u64,
    pub(crate) denied: u64,
    pub(crate) last_seen: Option<Timestamp>,
}

pub(crate) fn counts(conn: &Connection, agent: AgentId) -> Result<Counts, EngineError> {
    let sql = "SELECT count(*) FILTER (WHERE decided_by IS 'rule' AND status <> 'denied'),
                      count(*) FILTER (WHERE decided_by IS NOT 'rule'),
                      count(*) FILTER (WHERE status = 'denied'),
                      max(requested_at)
               FROM purchase WHERE agent = (SELECT n FROM agent WHERE id = ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    let (automatic, asked, denied, seen): (i64, i64, i64, Option<i64>) = statement
        .query_row([agent.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    Ok(Counts {
        automatic: from_sql(automatic)?,
        asked: from_sql(asked)?,
        denied: from_sql(denied)?,
        last_seen: seen.map(Timestamp::from_millis),
    })
}

/// Captured minus refunded of the agent's purchases since then, per currency.
pub(crate) fn spent_since(
    conn: &Connection,
    agent: AgentId,
    since: Timestamp,
) -> Result<Vec<Money>, EngineError> {
    let sql = "SELECT currency, sum(captured - refunded) FROM purchase
               WHERE agent = (SELECT n FROM agent WHERE id = ?1) AND requested_at >= ?2
               GROUP BY currency ORDER BY currency";
    let mut statement = conn.prepare_cached(sql)?;
    sums(statement.query(params![agent.as_bytes(), since.as_millis()])?)
}

/// The same over all agents that are not sandboxes.
pub(crate) fn all_spent_since(
    conn: &Connection,
    since: Timestamp,
    sandboxes: &[AgentId],
) -> Result<Vec<Money>, EngineError> {
    let ids: Vec<String> = sandboxes
        .iter()
        .map(|id| hex::encode_upper(id.as_bytes()))
        .collect();
    let ids = serde_json::to_string(&ids).map_err(|e| EngineError::Internal(e.to_string()))?;
    let sql = "SELECT currency, sum(captured - refunded) FROM purchase
               WHERE requested_at >= ?1 AND agent NOT IN (
                   SELECT n FROM agent WHERE hex(id) IN (SELECT value FROM json_each(?2)))
               GROUP BY currency ORDER BY currency";
    let mut statement = conn.prepare_cached(sql)?;
    sums(statement.query(params![since.as_millis(), ids])?)
}

fn sums(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Money>, EngineError> {
    let mut sums = Vec::new();
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let currency = Currency::parse(&code)
            .map_err(|_| EngineError::Damaged("a purchase's currency cannot be read".to_owned()))?;
        let sum = Money::new(row.get(1)?, currency);
        if !sum.is_zero() {
            sums.push(sum);
        }
    }
    Ok(sums)
}
