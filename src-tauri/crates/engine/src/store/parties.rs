//! Small numbers that stand for agents, mandates and merchants.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::merchant::MerchantIdentity;
use rusqlite::{Connection, OptionalExtension, params};

use super::log::from_sql;
use crate::error::EngineError;

/// The numbers, remembered; belongs to one connection and is forgotten when a batch fails.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    agents: BTreeMap<AgentId, i64>,
    mandates: BTreeMap<MandateId, i64>,
    merchants: BTreeMap<MerchantIdentity, i64>,
}

impl Parties {
    /// Merchants are unbounded, agents and mandates are not.
    const MERCHANTS_KEPT: usize = 50_000;

    pub(crate) fn agent(&mut self, conn: &Connection, id: AgentId) -> Result<i64, EngineError> {
        if let Some(n) = self.agents.get(&id) {
            return Ok(*n);
        }
        let insert = "INSERT INTO agent (id) VALUES (?1) ON CONFLICT DO NOTHING";
        conn.prepare_cached(insert)?.execute([id.as_bytes()])?;
        let select = "SELECT n FROM agent WHERE id = ?1";
        let n = conn
            .prepare_cached(select)?
            .query_row([id.as_bytes()], |row| row.get(0))?;
        self.agents.insert(id, n);
        Ok(n)
    }

    pub(crate) fn mandate(&mut self, conn: &Connection, id: MandateId) -> Result<i64, EngineError> {
        if let Some(n) = self.mandates.get(&id) {
            return Ok(*n);
        }
        let insert = "INSERT INTO mandate (id) VALUES (?1) ON CONFLICT DO NOTHING";
        conn.prepare_cached(insert)?.execute([id.as_bytes()])?;
        let select = "SELECT n FROM mandate WHERE id = ?1";
        let n = conn
            .prepare_cached(select)?
            .query_row([id.as_bytes()], |row| row.get(0))?;
        self.mandates.insert(id, n);
        Ok(n)
    }

    pub(crate) fn merchant(
        &mut self,
        conn: &Connection,
        identity: &MerchantIdentity,
    ) -> Result<i64, EngineError> {
        if let Some(n) = self.merchants.get(identity) {
            return Ok(*n);
        }
        if self.merchants.len() >= Self::MERCHANTS_KEPT {
            self.merchants.clear();
        }
        let insert = "INSERT INTO merchant (identity) VALUES (?1) ON CONFLICT DO NOTHING";
        conn.prepare_cached(insert)?.execute([identity.as_str()])?;
        let select = "SELECT n FROM merchant WHERE identity = ?1";
        let n = conn
            .prepare_cached(select)?
            .query_row([identity.as_str()], |row| row.get(0))?;
        self.merchants.insert(identity.clone(), n);
        Ok(n)
    }
}

/// How many purchases from the merchant were authorized.
pub(crate) fn authorized(
    conn: &Connection,
    identity: &MerchantIdentity,
) -> Result<u64, EngineError> {
    let sql = "SELECT authorized FROM merchant WHERE identity = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let count = statement
        .query_row([identity.as_str()], |row| row.get(0))
        .optional()?;
    count.map_or(Ok(0), from_sql)
}

pub(crate) fn count_authorized(conn: &Connection, n: i64, more: u32) -> Result<(), EngineError> {
    let sql = "UPDATE merchant SET authorized = authorized + ?2 WHERE n = ?1";
    conn.prepare_cached(sql)?.execute(params![n, more])?;
    Ok(())
}

/// Every merchant with how often it was authorized.
pub(crate) fn all_merchants(
    conn: &Connection,
) -> Result<Vec<(MerchantIdentity, u64)>, EngineError> {
    let sql = "SELECT identity, authorized FROM merchant WHERE authorized > 0";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((
            MerchantIdentity::recorded(row.get(0)?),
            from_sql(row.get(1)?)?,
        ));
    }
    Ok(all)
}
