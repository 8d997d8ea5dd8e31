//! What a mandate was asked for and does not count, because no rate says how much it would be.

use std::collections::BTreeMap;

use counterfoil_domain::currency::Currency;
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::money::Money;
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::store::{self, Connection};

/// Purchases that stand for money beside the sums of a mandate that covers them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncounted {
    /// How many.
    pub purchases: u32,
    /// What they hold or have cost, one sum for each currency.
    pub sums: Vec<Money>,
}

/// As many as are looked at; more are said to be at least so many.
const LOOKED_AT: u32 = 500;

/// Since the beginning of the mandate's first period.
pub(super) fn of(
    conn: &Connection,
    mandate: &Mandate,
    since: Timestamp,
) -> Result<Uncounted, EngineError> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    let mut purchases: u32 = 0;
    for row in store::purchases::uncounted(conn, mandate, since, LOOKED_AT)? {
        let bytes = store::log::entry(conn, row.asked_seq)?.bytes;
        let covering = crate::reading::requested(&bytes)?.evaluation.mandates;
        if !covering.contains(&mandate.id) {
            continue;
        }
        let purchase = &row.purchase;
        let sum = sums.entry(purchase.amount.currency()).or_default();
        *sum = sum.saturating_add(purchase.held.saturating_add(purchase.captured));
        purchases = purchases.saturating_add(1);
    }
    let sums = sums.into_iter();
    Ok(Uncounted {
        purchases,
        sums: sums
            .map(|(currency, minor)| Money::new(minor, currency))
            .collect(),
    })
}
