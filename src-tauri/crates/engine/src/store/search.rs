//! The text index and the query behind the search box.

use std::fmt::Write as _;

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::money::Money;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::log::from_sql;
use super::purchases::{PurchaseRow, many, select};
use crate::error::EngineError;
use crate::search::{Column, Totals, Words};

pub(crate) use condition::{Condition, Filter, Prefix};

mod condition;

/// What to find.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) filters: Vec<Filter>,
    /// An expression of the text index.
    pub(crate) text: Option<String>,
    /// Purchases that the index does not have yet.
    pub(crate) tail: Vec<i64>,
    /// Those of them whose text fits.
    pub(crate) tail_hits: Vec<i64>,
    pub(crate) attempts: Attempts,
}

/// How what was tried several times is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempts {
    /// Each attempt.
    All,
    /// Only those that nobody tried again.
    Last,
}

/// The newest purchases that fit, before a number.
pub(crate) fn find(
    conn: &Connection,
    wanted: &Wanted,
    before: i64,
    limit: usize,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let mut values = Vec::new();
    let condition = condition(wanted, &mut values);
    values.push(Value::Integer(before));
    values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    let sql = format!(
        "{} {condition} AND p.n < ? ORDER BY p.n DESC LIMIT ?",
        select!("WHERE")
    );
    many(conn.prepare(&sql)?.query(params_from_iter(values))?)
}

/// How many fit, and what was paid for them, per currency; the money of sandboxes apart.
pub(crate) fn totals(
    conn: &Connection,
    wanted: &Wanted,
    sandboxes: Vec<AgentId>,
) -> Result<Totals, EngineError> {
    let mut values = Vec::new();
    let play = Condition::Agents(sandboxes).sql(&mut values);
    let condition = condition(wanted, &mut values);
    let sql = format!(
        "SELECT p.currency, {play} AS play, count(*), sum(p.captured - p.refunded)
         FROM purchase p WHERE {condition} GROUP BY p.currency, play ORDER BY p.currency"
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut totals = Totals::default();
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let currency = Currency::parse(&code)
            .map_err(|_| EngineError::Damaged("a purchase's currency cannot be read".to_owned()))?;
        totals.count = totals.count.saturating_add(from_sql(row.get(2)?)?);
        let sum = Money::new(row.get(3)?, currency);
        let side = if row.get(1)? {
            &mut totals.played
        } else {
            &mut totals.paid
        };
        if !sum.is_zero() {
            side.push(sum);
        }
    }
    Ok(totals)
}

/// Every entry below this position is in the index.
pub(crate) fn mark(conn: &Connection) -> Result<u64, EngineError> {
    let text = super::texts::setting(conn, "search.mark")?.unwrap_or_default();
    Ok(text.parse().unwrap_or(0))
}

pub(crate) fn set_mark(conn: &Connection, mark: u64) -> Result<(), EngineError> {
    super::texts::put_setting(conn, "search.mark", &mark.to_string())
}

pub(crate) fn put(conn: &Connection, n: i64, words: &Words) -> Result<(), EngineError> {
    conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?
        .execute([n])?;
    let columns = "merchant, items, category, reason, card, other, facets";
    let sql =
        format!("INSERT INTO search (rowid, {columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    conn.prepare_cached(&sql)?.execute(params![
        n,
        words.get(Column::Merchant),
        words.get(Column::Items),
        words.get(Column::Category),
        words.get(Column::Reason),
        words.get(Column::Card),
        words.get(Column::Other),
        words.get(Column::Facets),
    ])?;
    Ok(())
}

/// The condition as SQL made of fixed pieces; every value is bound.
fn condition(wanted: &Wanted, values: &mut Vec<Value>) -> String {
    let mut sql = String::from("1");
    if let Some(text) = &wanted.text {
        sql.push_str(
            " AND ((p.n IN (SELECT rowid FROM search WHERE search MATCH ?)
                    AND p.n NOT IN (SELECT value FROM json_each(?)))
                   OR p.n IN (SELECT value FROM json_each(?)))",
        );
        values.push(Value::Text(text.clone()));
        values.push(Value::Text(list(&wanted.tail)));
        values.push(Value::Text(list(&wanted.tail_hits)));
    }
    if wanted.attempts == Attempts::Last {
        // Only what was refused is linked to.
        sql.push_str(
            " AND NOT (p.status IN ('rejected', 'denied') AND p.id IN
                   (SELECT q.again_of FROM purchase q WHERE q.again_of IS NOT NULL))",
        );
    }
    for filter in &wanted.filters {
        let piece = filter.condition.sql(values);
        let not = if filter.negated { "NOT " } else { "" };
        if write!(sql, " AND {not}({piece})").is_err() {
            return String::from("0");
        }
    }
    sql
}

fn list(numbers: &[i64]) -> String {
    serde_json::to_string(numbers).unwrap_or_else(|_| "[]".to_owned())
}
