//! Purchases that stand for money and count in no budget.

use counterfoil_domain::currency::Currency;
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::{PurchaseRow, many, select};
use crate::error::EngineError;

/// Up to `most` that were asked for since then in another currency, newest first. For the limit
/// over all budgets those that it does not count, for others those that no budget counts.
pub(crate) fn uncounted(
    conn: &Connection,
    mandate: &Mandate,
    since: Timestamp,
    most: u32,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql = if mandate.overall {
        select!(
            "WHERE p.n > coalesce((SELECT n FROM purchase WHERE requested_at < ?2
                                   ORDER BY n DESC LIMIT 1), 0)
               AND p.overall IS NULL AND p.held + p.captured > 0 AND p.currency <> ?1
             ORDER BY p.n DESC LIMIT ?3"
        )
    } else {
        select!(
            "WHERE p.mandate IS NULL AND p.held + p.captured > 0 AND p.currency <> ?1
               AND p.requested_at >= ?2
             ORDER BY p.n DESC LIMIT ?3"
        )
    };
    let code = Currency::code(mandate.currency);
    let mut statement = conn.prepare_cached(sql)?;
    many(statement.query(params![code, since.as_millis(), most])?)
}
