//! Small numbers that stand for agents, mandates and merchants.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::purchase::{Charge, Purchase};
use rusqlite::{Connection, OptionalExtension, params};

use super::log::from_sql;
use super::purchases::Numbers;
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

    /// All there are.
    pub(crate) fn all(conn: &Connection) -> Result<Self, EngineError> {
        let mut all = Self::default();
        let mut statement = conn.prepare_cached("SELECT id, n FROM agent")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            all.agents
                .insert(AgentId::from_bytes(row.get(0)?), row.get(1)?);
        }
        let mut statement = conn.prepare_cached("SELECT id, n FROM mandate")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = MandateId::from_bytes(row.get(0)?);
            all.mandates.insert(id, row.get(1)?);
        }
        let mut statement = conn.prepare_cached("SELECT identity, n FROM merchant")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let identity = MerchantIdentity::recorded(row.get(0)?);
            all.merchants.insert(identity, row.get(1)?);
        }
        Ok(all)
    }

    /// The numbers of everybody whom a purchase names, if all are there.
    pub(crate) fn numbers_of(&self, purchase: &Purchase) -> Option<Numbers> {
        let mandate = |charge: &Option<Charge>| match charge {
            Some(charge) => Some(Some(*self.mandates.get(&charge.mandate)?)),
            None => Some(None),
        };
        Some(Numbers {
            agent: *self.agents.get(&purchase.agent)?,
            merchant: *self.merchants.get(&purchase.merchant)?,
            mandate: mandate(&purchase.charge)?,
            overall: mandate(&purchase.overall)?,
        })
    }

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

/// What changes about a merchant in one batch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    /// How many more purchases from it were authorized.
    pub(crate) authorized: u32,
    /// The last purchase that was asked for there.
    pub(crate) last_n: Option<i64>,
    /// The first authorized one.
    pub(crate) named_n: Option<i64>,
}

pub(crate) fn tell(conn: &Connection, n: i64, told: &Told) -> Result<(), EngineError> {
    let sql = "UPDATE merchant SET authorized = authorized + ?2, last_n = coalesce(?3, last_n),
                 named_n = coalesce(named_n, ?4)
               WHERE n = ?1";
    let values = params![n, told.authorized, told.last_n, told.named_n];
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(crate) fn tell_agent(conn: &Connection, n: i64, last_n: i64) -> Result<(), EngineError> {
    let sql = "UPDATE agent SET last_n = ?2 WHERE n = ?1";
    conn.prepare_cached(sql)?.execute([n, last_n])?;
    Ok(())
}

/// The last purchase asked for at the merchant.
pub(crate) fn last_there(
    conn: &Connection,
    identity: &MerchantIdentity,
) -> Result<Option<i64>, EngineError> {
    let sql = "SELECT last_n FROM merchant WHERE identity = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let last = statement
        .query_row([identity.as_str()], |row| row.get(0))
        .optional()?;
    Ok(last.flatten())
}

/// The last purchase the agent asked for.
pub(crate) fn last_by(conn: &Connection, id: AgentId) -> Result<Option<i64>, EngineError> {
    let sql = "SELECT last_n FROM agent WHERE id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let last = statement
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(last.flatten())
}

/// Every merchant that was bought from, with the purchase that says its name.
pub(crate) fn named(conn: &Connection) -> Result<Vec<(MerchantIdentity, i64)>, EngineError> {
    let sql = "SELECT identity, named_n FROM merchant WHERE named_n IS NOT NULL ORDER BY n";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((MerchantIdentity::recorded(row.get(0)?), row.get(1)?));
    }
    Ok(all)
}

/// What is known of a merchant: how often it was authorized, and the last purchases.
pub(crate) type MerchantRow = (u64, Option<i64>, Option<i64>);

/// Every merchant that purchases were asked from.
pub(crate) fn all_merchants(
    conn: &Connection,
) -> Result<Vec<(MerchantIdentity, MerchantRow)>, EngineError> {
    let sql = "SELECT identity, authorized, last_n, named_n FROM merchant
               WHERE authorized > 0 OR last_n IS NOT NULL OR named_n IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let known = (from_sql(row.get(1)?)?, row.get(2)?, row.get(3)?);
        all.push((MerchantIdentity::recorded(row.get(0)?), known));
    }
    Ok(all)
}

/// Every agent that asked for something, with its last purchase.
pub(crate) fn all_agents(conn: &Connection) -> Result<Vec<(AgentId, i64)>, EngineError> {
    let sql = "SELECT id, last_n FROM agent WHERE last_n IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((AgentId::from_bytes(row.get(0)?), row.get(1)?));
    }
    Ok(all)
}
