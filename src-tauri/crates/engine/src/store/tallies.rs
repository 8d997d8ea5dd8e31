//! What blocks of purchases come to, kept so that charts do not read the purchases again; and the
//! purchases themselves as far as they are counted. Like the text index it is written later, from
//! what is in the other tables, and nothing but charts follows from it.

use std::collections::BTreeMap;

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::log::from_sql;
use crate::error::EngineError;

/// So many purchases make a block; the last block grows until it has as many.
pub(crate) const BLOCK: i64 = 2048;

/// The name of the setting with the mark.
const MARK: &str = "tally.mark";

/// A kept block, without its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// In which time zone its days are.
    pub(crate) zone: String,
    pub(crate) first_day: i32,
    pub(crate) last_day: i32,
}

/// A purchase as far as it is counted.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) agent: i64,
    pub(crate) agent_id: AgentId,
    pub(crate) merchant: i64,
    pub(crate) mandate: Option<i64>,
    pub(crate) status: Status,
    pub(crate) decided_by: Option<DecidedBy>,
    pub(crate) currency: Currency,
    /// What was paid and not returned.
    pub(crate) spent: i64,
    pub(crate) requested_at: Timestamp,
    pub(crate) asked_seq: u64,
    pub(crate) last_seq: u64,
}

/// Every entry before this one is in the kept blocks.
pub(crate) fn mark(conn: &Connection) -> Result<u64, EngineError> {
    let text = super::texts::setting(conn, MARK)?.unwrap_or_default();
    Ok(text.parse().unwrap_or(0))
}

pub(crate) fn set_mark(conn: &Connection, mark: u64) -> Result<(), EngineError> {
    super::texts::put_setting(conn, MARK, &mark.to_string())
}

/// Every kept block by its number.
pub(crate) fn kept(conn: &Connection) -> Result<BTreeMap<i64, Kept>, EngineError> {
    let sql = "SELECT block, zone, first_day, last_day FROM tally";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let kept = Kept {
            zone: row.get(1)?,
            first_day: row.get(2)?,
            last_day: row.get(3)?,
        };
        all.insert(row.get(0)?, kept);
    }
    Ok(all)
}

/// The bytes of a block; none where they are not those that were put there.
pub(crate) fn bytes(conn: &Connection, block: i64) -> Result<Option<Vec<u8>>, EngineError> {
    let sql = "SELECT zone, first_day, last_day, bytes, hash FROM tally WHERE block = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([block], |row| whole(block, row));
    Ok(found.optional()?.flatten())
}

pub(crate) fn put(
    conn: &Connection,
    block: i64,
    kept: &Kept,
    bytes: &[u8],
) -> Result<(), EngineError> {
    let sql = "INSERT INTO tally (block, zone, first_day, last_day, bytes, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO UPDATE SET zone = ?2, first_day = ?3, last_day = ?4, bytes = ?5,
                 hash = ?6";
    let hash = hash(block, kept, bytes);
    let (first, last) = (kept.first_day, kept.last_day);
    conn.prepare_cached(sql)?
        .execute(params![block, kept.zone, first, last, bytes, hash])?;
    Ok(())
}

pub(crate) fn forget(conn: &Connection, block: i64) -> Result<(), EngineError> {
    conn.prepare_cached("DELETE FROM tally WHERE block = ?1")?
        .execute([block])?;
    Ok(())
}

pub(crate) fn forget_all(conn: &Connection) -> Result<(), EngineError> {
    conn.prepare_cached("DELETE FROM tally")?.execute([])?;
    Ok(())
}

/// Whether a kept block is not what was put there.
pub(crate) fn is_altered(conn: &Connection) -> Result<bool, EngineError> {
    let sql = "SELECT zone, first_day, last_day, bytes, hash, block FROM tally";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if whole(row.get(5)?, row)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Calls `each` with the purchases of a block in order of first request.
pub(crate) fn for_each(
    conn: &Connection,
    block: i64,
    mut each: impl FnMut(Row) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let sql = "SELECT p.agent, a.id, p.merchant, p.mandate, p.status, p.decided_by, p.currency,
                      p.captured - p.refunded, p.requested_at, p.asked_seq, p.last_seq
               FROM purchase p JOIN agent a ON a.n = p.agent
               WHERE p.n BETWEEN ?1 AND ?2 ORDER BY p.n";
    let mut statement = conn.prepare_cached(sql)?;
    let (first, last) = numbers(block);
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        let status: String = row.get(4)?;
        let decided_by: Option<String> = row.get(5)?;
        let currency: String = row.get(6)?;
        each(Row {
            agent: row.get(0)?,
            agent_id: AgentId::from_bytes(row.get(1)?),
            merchant: row.get(2)?,
            mandate: row.get(3)?,
            status: Status::from_word(&status).ok_or_else(|| damaged("status"))?,
            decided_by: super::purchases::decided_by(decided_by.as_deref())?,
            currency: Currency::parse(&currency).map_err(|_| damaged("currency"))?,
            spent: row.get(7)?,
            requested_at: Timestamp::from_millis(row.get(8)?),
            asked_seq: from_sql(row.get(9)?)?,
            last_seq: from_sql(row.get(10)?)?,
        })?;
    }
    Ok(())
}

/// When the first and the last purchase of a block were asked for.
pub(crate) fn span(
    conn: &Connection,
    block: i64,
) -> Result<Option<(Timestamp, Timestamp)>, EngineError> {
    // Numbers are in the order of the times.
    let sql = "SELECT (SELECT requested_at FROM purchase WHERE n >= ?1 ORDER BY n LIMIT 1),
                      (SELECT requested_at FROM purchase WHERE n <= ?2 ORDER BY n DESC LIMIT 1)";
    let mut statement = conn.prepare_cached(sql)?;
    let (first, last) = numbers(block);
    let read = |row: &rusqlite::Row<'_>| {
        let both: (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(both.0.zip(both.1))
    };
    let both = statement.query_row([first, last], read)?;
    let at = Timestamp::from_millis;
    Ok(both.map(|(first, last)| (at(first), at(last))))
}

/// The block in which a purchase is.
pub(crate) const fn block_of(n: i64) -> i64 {
    n.saturating_sub(1).div_euclid(BLOCK)
}

/// Which agents and mandates the small numbers are.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) agents: BTreeMap<i64, AgentId>,
    pub(crate) mandates: BTreeMap<i64, MandateId>,
}

pub(crate) fn names(conn: &Connection) -> Result<Names, EngineError> {
    let mut names = Names {
        agents: BTreeMap::new(),
        mandates: BTreeMap::new(),
    };
    let mut statement = conn.prepare_cached("SELECT n, id FROM agent")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = AgentId::from_bytes(row.get(1)?);
        names.agents.insert(row.get(0)?, id);
    }
    let mut statement = conn.prepare_cached("SELECT n, id FROM mandate")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = MandateId::from_bytes(row.get(1)?);
        names.mandates.insert(row.get(0)?, id);
    }
    Ok(names)
}

/// Who a merchant is, and when something was first bought there.
pub(crate) fn merchant(
    conn: &Connection,
    n: i64,
) -> Result<Option<(MerchantIdentity, Option<Timestamp>)>, EngineError> {
    let sql = "SELECT m.identity, p.requested_at FROM merchant m
               LEFT JOIN purchase p ON p.n = m.named_n WHERE m.n = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([n], |row| {
        let first: Option<i64> = row.get(1)?;
        let identity = MerchantIdentity::recorded(row.get(0)?);
        Ok((identity, first.map(Timestamp::from_millis)))
    });
    Ok(found.optional()?)
}

/// The bytes of the row, if the row is as it was put there.
fn whole(block: i64, row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Vec<u8>>> {
    let kept = Kept {
        zone: row.get(0)?,
        first_day: row.get(1)?,
        last_day: row.get(2)?,
    };
    let bytes: Vec<u8> = row.get(3)?;
    let known: Vec<u8> = row.get(4)?;
    let same = known == hash(block, &kept, &bytes);
    Ok(same.then_some(bytes))
}

fn hash(block: i64, kept: &Kept, bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(block.to_be_bytes());
    hash.update(kept.first_day.to_be_bytes());
    hash.update(kept.last_day.to_be_bytes());
    hash.update(kept.zone.as_bytes());
    hash.update([0]);
    hash.update(bytes);
    hash.finalize().into()
}

/// The first and the last number of a block.
const fn numbers(block: i64) -> (i64, i64) {
    let before = block.saturating_mul(BLOCK);
    (before.saturating_add(1), before.saturating_add(BLOCK))
}

fn damaged(column: &str) -> EngineError {
    EngineError::Damaged(format!("a purchase's {column} cannot be read"))
}
