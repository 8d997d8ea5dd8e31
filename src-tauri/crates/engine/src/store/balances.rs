//! Balance rows.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use counterfoil_domain::assess::Sums;
use counterfoil_domain::balances::{BalanceKey, Slot, Span};
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::ids::MandateId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::parties::Parties;
use crate::error::EngineError;

/// The sums as they are stored.
pub(crate) struct Stored<'a>(pub(crate) &'a Connection);

impl Sums for Stored<'_> {
    type Error = EngineError;

    fn sum(
        &mut self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Result<Balance, EngineError> {
        let sql = "SELECT coalesce(sum(held), 0), coalesce(sum(spent), 0),
                          coalesce(sum(raised), 0), coalesce(sum(count), 0)
                   FROM balance
                   WHERE mandate = (SELECT n FROM mandate WHERE id = ?1)
                     AND span = ?2 AND start BETWEEN ?3 AND ?4";
        let mut statement = self.0.prepare_cached(sql)?;
        let (from, to) = (slots.start().0, slots.end().0);
        let values = params![mandate.as_bytes(), span.word(), from, to];
        Ok(statement.query_row(values, |row| balance(row, 0))?)
    }

    fn latest_day(&mut self, mandate: MandateId) -> Result<Option<NaiveDate>, EngineError> {
        let sql = "SELECT max(start) FROM balance
                   WHERE mandate = (SELECT n FROM mandate WHERE id = ?1) AND span = 'day'";
        let mut statement = self.0.prepare_cached(sql)?;
        let latest: Option<i32> = statement.query_row([mandate.as_bytes()], |row| row.get(0))?;
        Ok(latest.map(|day| Slot(day).day()))
    }
}

/// One sum, if anything was ever charged to it.
pub(crate) fn get(conn: &Connection, key: &BalanceKey) -> Result<Option<Balance>, EngineError> {
    let sql = "SELECT held, spent, raised, count FROM balance
               WHERE mandate = (SELECT n FROM mandate WHERE id = ?1)
                 AND span = ?2 AND start = ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let values = params![key.mandate.as_bytes(), key.span.word(), key.slot.0];
    let found = statement.query_row(values, |row| balance(row, 0));
    Ok(found.optional()?)
}

/// Every sum of a mandate, of the hours only those from `since` on.
pub(crate) fn of_mandate(
    conn: &Connection,
    mandate: MandateId,
    since: Slot,
) -> Result<Vec<(BalanceKey, Balance)>, EngineError> {
    let sql = "SELECT span, start, held, spent, raised, count FROM balance
               WHERE mandate = (SELECT n FROM mandate WHERE id = ?1)
                 AND (span <> 'hour' OR start >= ?2)";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![mandate.as_bytes(), since.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((key(mandate, row, 0)?, balance(row, 2)?));
    }
    Ok(found)
}

pub(crate) fn put(
    conn: &Connection,
    parties: &mut Parties,
    key: &BalanceKey,
    balance: &Balance,
) -> Result<(), EngineError> {
    let sql = "INSERT INTO balance (mandate, span, start, held, spent, raised, count)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT DO UPDATE SET held = ?4, spent = ?5, raised = ?6, count = ?7";
    conn.prepare_cached(sql)?.execute(params![
        parties.mandate(conn, key.mandate)?,
        key.span.word(),
        key.slot.0,
        balance.held,
        balance.spent,
        balance.raised,
        balance.count,
    ])?;
    Ok(())
}

/// Every balance row.
pub(crate) fn all(conn: &Connection) -> Result<Vec<(BalanceKey, Balance)>, EngineError> {
    let sql = "SELECT d.id, b.span, b.start, b.held, b.spent, b.raised, b.count
               FROM balance b JOIN mandate d ON d.n = b.mandate";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mandate = MandateId::from_bytes(row.get(0)?);
        all.push((key(mandate, row, 1)?, balance(row, 3)?));
    }
    Ok(all)
}

fn key(mandate: MandateId, row: &Row<'_>, from: usize) -> Result<BalanceKey, EngineError> {
    let word: String = row.get(from)?;
    let span = Span::from_word(&word);
    Ok(BalanceKey {
        mandate,
        span: span
            .ok_or_else(|| EngineError::Damaged("a balance row cannot be read".to_owned()))?,
        slot: Slot(row.get(from.saturating_add(1))?),
    })
}

fn balance(row: &Row<'_>, from: usize) -> Result<Balance, rusqlite::Error> {
    let column = |index: usize| row.get(from.saturating_add(index));
    Ok(Balance {
        held: column(0)?,
        spent: column(1)?,
        raised: column(2)?,
        count: column(3)?,
    })
}
