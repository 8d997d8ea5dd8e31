//! The text index and the query behind the search box.

use std::fmt::Write as _;

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::time::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::log::from_sql;
use super::purchases::{PurchaseRow, many, select};
use crate::error::EngineError;
use crate::search::{EVERYTHING, Words};

pub(crate) use amounts::AmountRange;

mod amounts;

/// A condition on the purchase's row.
#[derive(Clone, Debug)]
pub(crate) enum Filter {
    Agents {
        agents: Vec<AgentId>,
        negated: bool,
    },
    Statuses {
        statuses: Vec<Status>,
        negated: bool,
    },
    DecidedBy {
        by: &'static str,
        negated: bool,
    },
    Currencies {
        codes: Vec<String>,
        negated: bool,
    },
    Amount {
        range: AmountRange,
        negated: bool,
    },
    /// Tries something again that was refused.
    Again {
        negated: bool,
    },
    Dates {
        from: Option<Timestamp>,
        until: Option<Timestamp>,
        negated: bool,
    },
}

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
    pub(crate) before: i64,
    pub(crate) limit: usize,
}

/// How what was tried several times is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempts {
    /// Each attempt.
    All,
    /// Only those that nobody tried again.
    Last,
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) rows: Vec<PurchaseRow>,
    pub(crate) count: u64,
    pub(crate) paid: Vec<Money>,
}

/// Finds the newest purchases that fit, and sums over all that fit.
pub(crate) fn find(conn: &Connection, wanted: &Wanted) -> Result<Found, EngineError> {
    let mut values = Vec::new();
    let condition = condition(wanted, &mut values);
    let mut page = values.clone();
    page.push(Value::Integer(wanted.before));
    page.push(Value::Integer(
        i64::try_from(wanted.limit).unwrap_or(i64::MAX),
    ));
    let sql = format!(
        "{} {condition} AND p.n < ? ORDER BY p.n DESC LIMIT ?",
        select!("WHERE")
    );
    let rows = many(conn.prepare(&sql)?.query(params_from_iter(page))?)?;
    let first_page = wanted.before == i64::MAX;
    let (count, paid) = if first_page {
        sums(conn, &condition, values)?
    } else {
        (0, Vec::new())
    };
    Ok(Found { rows, count, paid })
}

/// How many match, and what was paid for them, per currency.
fn sums(
    conn: &Connection,
    condition: &str,
    values: Vec<Value>,
) -> Result<(u64, Vec<Money>), EngineError> {
    let sql = format!(
        "SELECT p.currency, count(*), sum(p.captured - p.refunded)
         FROM purchase p WHERE {condition} GROUP BY p.currency ORDER BY p.currency"
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let (mut count, mut paid) = (0_u64, Vec::new());
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let currency = Currency::parse(&code)
            .map_err(|_| EngineError::Damaged("a purchase's currency cannot be read".to_owned()))?;
        count = count.saturating_add(from_sql(row.get(1)?)?);
        let sum = Money::new(row.get(2)?, currency);
        if !sum.is_zero() {
            paid.push(sum);
        }
    }
    Ok((count, paid))
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
    let sql = "INSERT INTO search (rowid, merchant, items, other) VALUES (?1, ?2, ?3, ?4)";
    let other = format!("{EVERYTHING}\n{}", words.other);
    conn.prepare_cached(sql)?
        .execute(params![n, words.merchant, words.items, other])?;
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
        let (piece, negated) = piece(filter, values);
        let not = if negated { "NOT " } else { "" };
        if write!(sql, " AND {not}({piece})").is_err() {
            return String::from("0");
        }
    }
    sql
}

fn piece(filter: &Filter, values: &mut Vec<Value>) -> (&'static str, bool) {
    match filter {
        Filter::Agents { agents, negated } => {
            let ids: Vec<String> = agents
                .iter()
                .map(|id| hex::encode_upper(id.as_bytes()))
                .collect();
            values.push(Value::Text(words(&ids)));
            let sql = "p.agent IN (SELECT a.n FROM agent a
                       WHERE hex(a.id) IN (SELECT value FROM json_each(?)))";
            (sql, *negated)
        }
        Filter::Statuses { statuses, negated } => {
            let statuses: Vec<&str> = statuses.iter().map(|status| status.word()).collect();
            values.push(Value::Text(words(&statuses)));
            ("p.status IN (SELECT value FROM json_each(?))", *negated)
        }
        Filter::DecidedBy { by, negated } => {
            values.push(Value::Text((*by).to_owned()));
            ("p.decided_by IS ?", *negated)
        }
        Filter::Currencies { codes, negated } => {
            values.push(Value::Text(words(codes)));
            ("p.currency IN (SELECT value FROM json_each(?))", *negated)
        }
        Filter::Amount { range, negated } => {
            values.push(Value::Text(range.bounds_json()));
            let sql = "EXISTS (SELECT 1 FROM json_each(?) b
                       WHERE b.value ->> 'c' = p.currency
                         AND p.amount BETWEEN b.value ->> 'l' AND b.value ->> 'h')";
            (sql, *negated)
        }
        Filter::Again { negated } => ("p.again_of IS NOT NULL", *negated),
        Filter::Dates {
            from,
            until,
            negated,
        } => {
            values.push(Value::Integer(from.map_or(i64::MIN, Timestamp::as_millis)));
            values.push(Value::Integer(until.map_or(i64::MAX, Timestamp::as_millis)));
            ("p.requested_at >= ? AND p.requested_at < ?", *negated)
        }
    }
}

fn list(numbers: &[i64]) -> String {
    serde_json::to_string(numbers).unwrap_or_else(|_| "[]".to_owned())
}

fn words<T: serde::Serialize>(words: &[T]) -> String {
    serde_json::to_string(words).unwrap_or_else(|_| "[]".to_owned())
}
