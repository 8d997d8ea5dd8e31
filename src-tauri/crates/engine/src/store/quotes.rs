//! What was asked on rails, as received. The ledger has the hashes.

use std::collections::BTreeMap;

use counterfoil_domain::checkout::Rail;
use counterfoil_domain::currency::Currency;
use counterfoil_domain::money::Money;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::error::EngineError;
use crate::session::Used;

pub(crate) fn put(
    conn: &Connection,
    n: i64,
    revision: u32,
    received: &[u8],
) -> Result<(), EngineError> {
    let sql = "INSERT INTO quote (purchase, revision, bytes) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?
        .execute(params![n, revision, received])?;
    Ok(())
}

pub(crate) fn get(
    conn: &Connection,
    n: i64,
    revision: u32,
) -> Result<Option<Vec<u8>>, EngineError> {
    let sql = "SELECT bytes FROM quote WHERE purchase = ?1 AND revision = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(params![n, revision], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// What is paid and held on a rail, by purchases whose seller's message is kept.
pub(crate) fn used(conn: &Connection, rail: Rail) -> Result<Used, EngineError> {
    let sql = "SELECT currency, sum(captured - refunded), sum(held) FROM purchase
               WHERE rail = ?1 AND n IN (SELECT purchase FROM quote) GROUP BY currency";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([rail.as_str()])?;
    let mut used = Used::default();
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let currency = Currency::parse(&code)
            .map_err(|_| EngineError::Damaged(format!("a purchase is in {code}")))?;
        let some = |minor: i64| (minor != 0).then(|| Money::new(minor, currency));
        used.paid.extend(some(row.get(1)?));
        used.held.extend(some(row.get(2)?));
    }
    Ok(used)
}

/// Entries about offers that were refused, newest first. An entry that only quotes the word may be
/// among them.
pub(crate) fn refused(conn: &Connection, limit: u32) -> Result<Vec<Vec<u8>>, EngineError> {
    // The condition is the index's, to the letter.
    let sql = "SELECT bytes FROM ledger
               WHERE instr(bytes, CAST('\"quote.refused\"' AS BLOB)) > 0
               ORDER BY seq DESC LIMIT ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([limit])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(row.get(0)?);
    }
    Ok(all)
}

/// What a seller answered, by its hash.
pub(crate) fn response(
    conn: &Connection,
    n: i64,
    hash: &[u8],
) -> Result<Option<Vec<u8>>, EngineError> {
    let sql = "SELECT bytes FROM response WHERE purchase = ?1 AND hash = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(params![n, hash], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Keeps what a seller answered to a payment under its hash.
pub(crate) fn put_response(conn: &Connection, n: i64, response: &[u8]) -> Result<(), EngineError> {
    let hash: [u8; 32] = Sha256::digest(response).into();
    let sql = "INSERT INTO response (purchase, hash, bytes) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    conn.prepare_cached(sql)?
        .execute(params![n, hash, response])?;
    Ok(())
}

/// How many answers of sellers are kept, by purchase number.
pub(crate) fn responses(conn: &Connection) -> Result<BTreeMap<i64, u64>, EngineError> {
    let sql = "SELECT purchase, count(*) FROM response GROUP BY purchase";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut counts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        counts.insert(row.get(0)?, super::log::from_sql(row.get(1)?)?);
    }
    Ok(counts)
}

/// Calls `each` with purchase number, revision and bytes of all of them.
pub(crate) fn for_each(
    conn: &Connection,
    mut each: impl FnMut(i64, u32, &[u8]),
) -> Result<(), EngineError> {
    let sql = "SELECT purchase, revision, bytes FROM quote ORDER BY purchase, revision";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        each(row.get(0)?, row.get(1)?, bytes);
    }
    Ok(())
}
