//! Purchase rows: the narrow state of each purchase, and where in the ledger its facts stand.

use std::ops::RangeInclusive;

use counterfoil_domain::balances::Slot;
use counterfoil_domain::checkout::Rail;
use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{Charge, DecidedBy, Purchase, Raises, Status};
use counterfoil_domain::time::Timestamp;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::log::from_sql;
use super::parties::Parties;
use crate::error::EngineError;

mod attempts;
mod columns;
mod keys;
mod uncounted;

pub(crate) use attempts::{attempts, is_tried_again, tried};
use columns::{Line, columns};
pub(crate) use columns::{Numbers, Places, compare};
pub(crate) use keys::{key_hashes_after, with_key_hash};
pub(crate) use uncounted::uncounted;

/// A purchase and where its facts stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PurchaseRow {
    /// Position in order of first request, from 1.
    pub(crate) n: i64,
    pub(crate) purchase: Purchase,
    pub(crate) key_hash: i64,
    /// The entry that opened it.
    pub(crate) first_seq: u64,
    /// The entry with the terms of the present revision.
    pub(crate) asked_seq: u64,
    /// The entry that authorized it.
    pub(crate) authorized_seq: Option<u64>,
    /// The latest entry about it.
    pub(crate) last_seq: u64,
    /// The purchase before at the merchant of its first revision.
    pub(crate) merchant_before: Option<i64>,
    /// The purchase before by its agent.
    pub(crate) agent_before: Option<i64>,
}

/// All columns with the ids behind the small numbers; a macro, because SQL must be a literal.
macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT p.n, p.id, a.id, m.identity, p.rail, p.revision, p.status, p.currency,
                    p.amount, p.held, p.captured, p.refunded, p.raised, p.decided_by, d.id,
                    p.mandate_version, p.charge_day, p.requested_at, p.expires_at,
                    p.authorization_ends, p.due_at, p.key_hash, p.first_seq, p.asked_seq,
                    p.authorized_seq, p.last_seq, p.charge_hour, p.charge_rate, o.id,
                    p.overall_version, p.overall_day, p.overall_hour, p.overall_rate,
                    p.overall_raised, p.merchant_before, p.agent_before, p.again_of
             FROM purchase p
             JOIN agent a ON a.n = p.agent
             JOIN merchant m ON m.n = p.merchant
             LEFT JOIN mandate d ON d.n = p.mandate
             LEFT JOIN mandate o ON o.n = p.overall ",
            $tail
        )
    };
}
pub(crate) use select;

pub(crate) fn by_id(conn: &Connection, id: PurchaseId) -> Result<Option<PurchaseRow>, EngineError> {
    let mut statement = conn.prepare_cached(select!("WHERE p.id = ?1"))?;
    one(statement
        .query_row([id.as_bytes()], |row| Ok(read(row)))
        .optional()?)
}

pub(crate) fn by_n(conn: &Connection, n: i64) -> Result<Option<PurchaseRow>, EngineError> {
    let mut statement = conn.prepare_cached(select!("WHERE p.n = ?1"))?;
    one(statement.query_row([n], |row| Ok(read(row))).optional()?)
}

/// The purchases before one, at its first merchant and by its agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    pub(crate) merchant_before: Option<i64>,
    pub(crate) agent_before: Option<i64>,
}

pub(crate) fn links(conn: &Connection, n: i64) -> Result<Option<Links>, EngineError> {
    let sql = "SELECT merchant_before, agent_before FROM purchase WHERE n = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([n], |row| {
        Ok(Links {
            merchant_before: row.get(0)?,
            agent_before: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

/// The number of a purchase.
pub(crate) fn n_of(conn: &Connection, id: PurchaseId) -> Result<i64, EngineError> {
    let mut statement = conn.prepare_cached("SELECT n FROM purchase WHERE id = ?1")?;
    let found = statement
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    found.ok_or_else(|| EngineError::Damaged(format!("{id} is in the ledger but in no table")))
}

/// Those that wait or are in their undo window, oldest first.
pub(crate) fn open(conn: &Connection, limit: u32) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql = select!("WHERE p.status IN ('pending', 'approved') ORDER BY p.n LIMIT ?1");
    let mut statement = conn.prepare_cached(sql)?;
    many(statement.query([limit])?)
}

/// How many wait for the owner.
pub(crate) fn waiting(conn: &Connection) -> Result<u64, EngineError> {
    let sql = "SELECT count(*) FROM purchase
               WHERE status IN ('pending', 'approved') AND status = 'pending'";
    from_sql(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Those on which the engine must act by `now`.
pub(crate) fn due(
    conn: &Connection,
    now: Timestamp,
    only_open: bool,
    limit: u32,
) -> Result<Vec<PurchaseId>, EngineError> {
    let sql = "SELECT id FROM purchase WHERE due_at IS NOT NULL AND due_at <= ?1
                 AND (NOT ?3 OR status IN ('pending', 'approved'))
               ORDER BY due_at LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![now.as_millis(), limit, only_open])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(PurchaseId::from_bytes(row.get(0)?));
    }
    Ok(ids)
}

/// When the engine must act next.
pub(crate) fn next_due(conn: &Connection) -> Result<Option<Timestamp>, EngineError> {
    let sql = "SELECT min(due_at) FROM purchase WHERE due_at IS NOT NULL";
    let due: Option<i64> = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(due.map(Timestamp::from_millis))
}

/// An agent's own purchases, newest first, before `before`.
pub(crate) fn of_agent(
    conn: &Connection,
    agent: AgentId,
    status: Option<Status>,
    before: i64,
    limit: u32,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql = select!(
        "WHERE p.n < ?1 AND p.agent = (SELECT n FROM agent WHERE id = ?2)
           AND (?3 IS NULL OR p.status = ?3) ORDER BY p.n DESC LIMIT ?4"
    );
    let mut statement = conn.prepare_cached(sql)?;
    let word = status.map(Status::word);
    many(statement.query(params![before, agent.as_bytes(), word, limit])?)
}

/// The newest purchases that the owner decided or that ended since `since`.
pub(crate) fn decided_since(
    conn: &Connection,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql =
        select!("WHERE p.status <> 'pending' AND p.requested_at >= ?1 ORDER BY p.n DESC LIMIT ?2");
    let mut statement = conn.prepare_cached(sql)?;
    many(statement.query(params![since.as_millis(), limit])?)
}

/// The number of the last purchase; 0 when there is none.
pub(crate) fn last_n(conn: &Connection) -> Result<i64, EngineError> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(n) FROM purchase")?
        .query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0))
}

/// Calls `each` with the purchases of the range in order of first request.
pub(crate) fn for_each(
    conn: &Connection,
    range: RangeInclusive<i64>,
    mut each: impl FnMut(PurchaseRow) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let mut statement = conn.prepare_cached(select!("WHERE p.n BETWEEN ?1 AND ?2 ORDER BY p.n"))?;
    let mut rows = statement.query([range.start(), range.end()])?;
    while let Some(row) = rows.next()? {
        each(read(row)?)?;
    }
    Ok(())
}

pub(crate) fn insert(
    conn: &Connection,
    parties: &mut Parties,
    row: &PurchaseRow,
) -> Result<(), EngineError> {
    let sql = concat!(
        "INSERT INTO purchase (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
           ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34,
           ?35, ?36, ?37)"
    );
    write(conn, sql, parties, row)
}

pub(crate) fn update(
    conn: &Connection,
    parties: &mut Parties,
    row: &PurchaseRow,
) -> Result<(), EngineError> {
    // Every placeholder is used, so that one list of values serves both statements.
    let sql = "UPDATE purchase SET id = ?2, agent = ?3, merchant = ?4, rail = ?5, revision = ?6,
                 status = ?7, currency = ?8, amount = ?9, held = ?10, captured = ?11,
                 refunded = ?12, raised = ?13, decided_by = ?14, mandate = ?15,
                 mandate_version = ?16, charge_day = ?17, requested_at = ?18, expires_at = ?19,
                 authorization_ends = ?20, due_at = ?21, key_hash = ?22, first_seq = ?23,
                 asked_seq = ?24, authorized_seq = ?25, last_seq = ?26, charge_hour = ?27,
                 charge_rate = ?28, overall = ?29, overall_version = ?30, overall_day = ?31,
                 overall_hour = ?32, overall_rate = ?33, overall_raised = ?34,
                 merchant_before = ?35, agent_before = ?36, again_of = ?37
               WHERE n = ?1";
    write(conn, sql, parties, row)
}

pub(crate) fn one(
    row: Option<Result<PurchaseRow, EngineError>>,
) -> Result<Option<PurchaseRow>, EngineError> {
    row.transpose()
}

pub(crate) fn many(mut rows: rusqlite::Rows<'_>) -> Result<Vec<PurchaseRow>, EngineError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Reads a row selected with `select!`.
pub(crate) fn read(row: &Row<'_>) -> Result<PurchaseRow, EngineError> {
    let currency: String = row.get(7)?;
    let currency = Currency::parse(&currency).map_err(|_| damaged("currency"))?;
    let purchase = Purchase {
        id: PurchaseId::from_bytes(row.get(1)?),
        agent: AgentId::from_bytes(row.get(2)?),
        merchant: MerchantIdentity::recorded(row.get(3)?),
        rail: Rail::parse(&row.get::<_, String>(4)?).ok_or_else(|| damaged("rail"))?,
        revision: row.get(5)?,
        status: Status::from_word(&row.get::<_, String>(6)?).ok_or_else(|| damaged("status"))?,
        amount: Money::new(row.get(8)?, currency),
        held: row.get(9)?,
        captured: row.get(10)?,
        refunded: row.get(11)?,
        raised: raises(row.get(12)?)?,
        overall_raised: raises(row.get(33)?)?,
        decided_by: decided_by(row.get::<_, Option<String>>(13)?.as_deref())?,
        charge: charge(row, &CHARGE)?,
        overall: charge(row, &OVERALL)?,
        again_of: attempts::link(row, 36)?,
        requested_at: Timestamp::from_millis(row.get(17)?),
        expires_at: Timestamp::from_millis(row.get(18)?),
        authorization_ends: row.get::<_, Option<i64>>(19)?.map(Timestamp::from_millis),
        due_at: row.get::<_, Option<i64>>(20)?.map(Timestamp::from_millis),
    };
    Ok(PurchaseRow {
        n: row.get(0)?,
        purchase,
        key_hash: row.get(21)?,
        first_seq: from_sql(row.get(22)?)?,
        asked_seq: from_sql(row.get(23)?)?,
        authorized_seq: row.get::<_, Option<i64>>(24)?.map(from_sql).transpose()?,
        last_seq: from_sql(row.get(25)?)?,
        merchant_before: row.get(34)?,
        agent_before: row.get(35)?,
    })
}

fn write(
    conn: &Connection,
    sql: &'static str,
    parties: &mut Parties,
    row: &PurchaseRow,
) -> Result<(), EngineError> {
    let purchase = &row.purchase;
    let mut number = |charge: &Option<Charge>| match charge {
        Some(charge) => parties.mandate(conn, charge.mandate).map(Some),
        None => Ok(None),
    };
    let numbers = Numbers {
        mandate: number(&purchase.charge)?,
        overall: number(&purchase.overall)?,
        agent: parties.agent(conn, purchase.agent)?,
        merchant: parties.merchant(conn, &purchase.merchant)?,
    };
    let line = Line::of(row, numbers)?;
    let values = line.values()?.map(ToSqlOutput::Borrowed);
    conn.prepare_cached(sql)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// The columns of a charge: mandate, version, day, hour, rate.
const CHARGE: [usize; 5] = [14, 15, 16, 26, 27];
const OVERALL: [usize; 5] = [28, 29, 30, 31, 32];

fn charge(row: &Row<'_>, columns: &[usize; 5]) -> Result<Option<Charge>, EngineError> {
    let [mandate, version, day, hour, rate] = *columns;
    let Some(mandate) = row.get::<_, Option<[u8; 16]>>(mandate)? else {
        return Ok(None);
    };
    let rate: Option<String> = row.get(rate)?;
    let rate = rate.map(|json| serde_json::from_str(&json)).transpose();
    Ok(Some(Charge {
        day: Slot(row.get(day)?).day(),
        hour: Slot(row.get(hour)?),
        mandate: MandateId::from_bytes(mandate),
        rate: rate.map_err(|_| damaged("rate"))?,
        version: row.get(version)?,
    }))
}

fn raises(json: Option<String>) -> Result<Raises, EngineError> {
    let Some(json) = json else {
        return Ok(Raises::new());
    };
    serde_json::from_str(&json).map_err(|_| damaged("raised"))
}

pub(super) fn decided_by(word: Option<&str>) -> Result<Option<DecidedBy>, EngineError> {
    match word {
        None => Ok(None),
        Some("rule") => Ok(Some(DecidedBy::Rule)),
        Some("owner") => Ok(Some(DecidedBy::Owner)),
        Some(_) => Err(damaged("decided_by")),
    }
}

fn damaged(column: &str) -> EngineError {
    EngineError::Damaged(format!("a purchase's {column} cannot be read"))
}
