//! Rebuilding memories: along the links from each purchase to the one before it at the same
//! merchant or by the same agent, so that no index over all purchases has to be kept.

use counterfoil_domain::memory::{
    AgentMemory, Basket, KnownMerchants, Manner, MerchantMemory, PurchaseFacts, shop,
};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::registry::Registry;
use rusqlite::Connection;

use super::purchases::{self, PurchaseRow};
use crate::error::EngineError;
use crate::writer::remembered;

/// The last purchases at the merchant. One that was amended away from it is passed over.
pub(crate) fn merchant(
    conn: &Connection,
    registry: &Registry,
    identity: &MerchantIdentity,
    last: Option<i64>,
) -> Result<MerchantMemory, EngineError> {
    let rows = along(conn, last, MerchantMemory::KEPT, |row| row.merchant_before)?;
    let mut memory = MerchantMemory::default();
    for row in rows.iter().rev() {
        if row.purchase.merchant == *identity {
            let bytes = super::log::entry(conn, row.asked_seq)?.bytes;
            let requested = crate::reading::requested(&bytes)?;
            memory.note(&remembered(registry, row, &requested.request));
        }
    }
    Ok(memory)
}

/// The last purchases of the agent.
pub(crate) fn agent(
    conn: &Connection,
    registry: &Registry,
    last: Option<i64>,
) -> Result<AgentMemory, EngineError> {
    let rows = along(conn, last, AgentMemory::KEPT, |row| row.agent_before)?;
    let mut memory = AgentMemory::default();
    for row in rows.iter().rev() {
        let purchase = &row.purchase;
        let agent = registry.agents.get(&purchase.agent);
        memory.note(&PurchaseFacts {
            id: purchase.id,
            agent: purchase.agent,
            sandbox: agent.is_some_and(|agent| agent.sandbox),
            at: purchase.requested_at,
            amount: purchase.amount,
            shop: shop(&purchase.merchant),
            new_shop: super::parties::authorized(conn, &purchase.merchant)? == 0,
            status: purchase.status,
            manner: Manner::of_rail(purchase.rail, purchase.amount),
            basket: Basket::default(),
        });
    }
    Ok(memory)
}

/// Every merchant that was bought from, by the name it had then.
pub(crate) fn known(conn: &Connection) -> Result<KnownMerchants, EngineError> {
    let mut known = KnownMerchants::default();
    for (identity, n) in super::parties::named(conn)? {
        if let Some(name) = name(conn, n)? {
            known.learn(&identity, &name);
        }
    }
    Ok(known)
}

/// What the merchant of a purchase calls itself.
pub(crate) fn name(conn: &Connection, n: i64) -> Result<Option<String>, EngineError> {
    let Some(row) = purchases::by_n(conn, n)? else {
        return Ok(None);
    };
    let bytes = super::log::entry(conn, row.asked_seq)?.bytes;
    let requested = crate::reading::requested(&bytes)?;
    let name = requested.request.checkout.merchant.name;
    Ok(Some(name.as_str().to_owned()))
}

/// Up to `most` purchases along a link, newest first.
fn along(
    conn: &Connection,
    last: Option<i64>,
    most: usize,
    link: impl Fn(&PurchaseRow) -> Option<i64>,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let mut rows: Vec<PurchaseRow> = Vec::new();
    let mut next = last;
    while let Some(n) = next.filter(|_| rows.len() < most) {
        let Some(row) = purchases::by_n(conn, n)? else {
            break;
        };
        // A link that does not lead back would go round for ever.
        next = link(&row).filter(|before| *before < n);
        rows.push(row);
    }
    Ok(rows)
}
