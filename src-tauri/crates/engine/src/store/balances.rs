//! Balance rows.

use counterfoil_domain::balances::BalanceKey;
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::ids::MandateId;
use counterfoil_domain::period::Window;
use rusqlite::{Connection, OptionalExtension, params};

use super::parties::Parties;
use crate::error::EngineError;

pub(crate) fn get(conn: &Connection, key: &BalanceKey) -> Result<Balance, EngineError> {
    let sql = "SELECT held, spent, raised FROM balance
               WHERE mandate = (SELECT n FROM mandate WHERE id = ?1)
                 AND \"window\" = ?2 AND start = ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(
            params![
                key.mandate.as_bytes(),
                key.window.as_str(),
                key.start.to_string()
            ],
            |row| {
                Ok(Balance {
                    held: row.get(0)?,
                    spent: row.get(1)?,
                    raised: row.get(2)?,
                })
            },
        )
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn put(
    conn: &Connection,
    parties: &mut Parties,
    key: &BalanceKey,
    balance: &Balance,
) -> Result<(), EngineError> {
    let sql = "INSERT INTO balance (mandate, \"window\", start, held, spent, raised)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO UPDATE SET held = ?4, spent = ?5, raised = ?6";
    conn.prepare_cached(sql)?.execute(params![
        parties.mandate(conn, key.mandate)?,
        key.window.as_str(),
        key.start.to_string(),
        balance.held,
        balance.spent,
        balance.raised,
    ])?;
    Ok(())
}

/// Every balance row.
pub(crate) fn all(conn: &Connection) -> Result<Vec<(BalanceKey, Balance)>, EngineError> {
    let sql = "SELECT d.id, b.\"window\", b.start, b.held, b.spent, b.raised
               FROM balance b JOIN mandate d ON d.n = b.mandate";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let damaged = || EngineError::Damaged("a balance row cannot be read".to_owned());
        let window: String = row.get(1)?;
        let start: String = row.get(2)?;
        let key = BalanceKey {
            mandate: MandateId::from_bytes(row.get(0)?),
            window: Window::parse(&window).ok_or_else(damaged)?,
            start: start.parse().map_err(|_| damaged())?,
        };
        let balance = Balance {
            held: row.get(3)?,
            spent: row.get(4)?,
            raised: row.get(5)?,
        };
        all.push((key, balance));
    }
    Ok(all)
}
