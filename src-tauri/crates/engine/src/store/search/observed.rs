//! What the latest purchases have, and how often.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{AgentId, MandateId};
use rusqlite::Connection;

use crate::error::EngineError;
use crate::store::log::from_sql;

/// So many purchases are looked at, counted back from the last; a macro, because SQL must be a
/// literal.
macro_rules! latest {
    ($select:literal, $from:literal) => {
        concat!(
            "SELECT ",
            $select,
            ", count(*) FROM ",
            $from,
            " WHERE p.n > (SELECT coalesce(max(n), 0) FROM purchase) - 20000 GROUP BY 1"
        )
    };
}

pub(crate) fn agents(conn: &Connection) -> Result<BTreeMap<AgentId, u64>, EngineError> {
    let sql = latest!("a.id", "purchase p JOIN agent a ON a.n = p.agent");
    by_id(conn, sql, AgentId::from_bytes)
}

pub(crate) fn mandates(conn: &Connection) -> Result<BTreeMap<MandateId, u64>, EngineError> {
    let sql = latest!("m.id", "purchase p JOIN mandate m ON m.n = p.mandate");
    by_id(conn, sql, MandateId::from_bytes)
}

/// By domain; those without one by name.
pub(crate) fn merchants(conn: &Connection) -> Result<BTreeMap<String, u64>, EngineError> {
    let sql = latest!(
        "m.identity",
        "purchase p JOIN merchant m ON m.n = p.merchant"
    );
    let mut seen = BTreeMap::new();
    for (identity, count) in by_text(conn, sql)? {
        let name = identity.strip_prefix("sandbox:").unwrap_or(&identity);
        let name = name.split_once(':').map_or(name, |(_, name)| name);
        let known: &mut u64 = seen.entry(name.to_owned()).or_default();
        *known = known.saturating_add(count);
    }
    Ok(seen)
}

pub(crate) fn currencies(conn: &Connection) -> Result<BTreeMap<String, u64>, EngineError> {
    by_text(conn, latest!("p.currency", "purchase p"))
}

fn by_text(conn: &Connection, sql: &str) -> Result<BTreeMap<String, u64>, EngineError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut seen = BTreeMap::new();
    while let Some(row) = rows.next()? {
        seen.insert(row.get(0)?, from_sql(row.get(1)?)?);
    }
    Ok(seen)
}

fn by_id<Id: Ord>(
    conn: &Connection,
    sql: &str,
    id: fn([u8; 16]) -> Id,
) -> Result<BTreeMap<Id, u64>, EngineError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut seen = BTreeMap::new();
    while let Some(row) = rows.next()? {
        seen.insert(id(row.get(0)?), from_sql(row.get(1)?)?);
    }
    Ok(seen)
}
