//! Subscriptions as the owner's screens and commands list them.

use chrono::NaiveDate;
use counterfoil_domain::checkout::Interval;
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::subscription::Subscription;
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::store::{self, Connection};

/// One purchase that repeats.
#[derive(Clone, Debug)]
pub struct SubscriptionRow {
    /// The purchase it began with; it is known by that.
    pub first: PurchaseId,
    /// The newest purchase of it.
    pub last: PurchaseId,
    /// The agent that renews it.
    pub agent: AgentId,
    /// The agent's name.
    pub agent_name: String,
    /// The merchant's name, as the agent gave it last.
    pub merchant_name: String,
    /// The merchant's domain.
    pub merchant_domain: Option<String>,
    /// What it is: the first item's title.
    pub title: Option<String>,
    /// How often.
    pub interval: Interval,
    /// The price that was agreed to.
    pub amount: Money,
    /// The price that was paid last.
    pub paid: Money,
    /// What it costs in a year.
    pub yearly: Option<Money>,
    /// The day the next one is due; none when it has ended.
    pub next: Option<NaiveDate>,
    /// How many more there are; absent: until it is cancelled.
    pub left: Option<u32>,
    /// The day its trial ends.
    pub trial_ends: Option<NaiveDate>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
}

/// Every subscription, the one that is due first at the top and those that have ended last.
pub(crate) fn subscriptions(
    conn: &Connection,
    registry: &Registry,
) -> Result<Vec<SubscriptionRow>, EngineError> {
    let mut rows = store::subscriptions::all(conn)?
        .iter()
        .map(|(_, known)| subscription(conn, registry, known))
        .collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| (row.next.is_none(), row.next));
    Ok(rows)
}

fn subscription(
    conn: &Connection,
    registry: &Registry,
    known: &Subscription,
) -> Result<SubscriptionRow, EngineError> {
    let missing = || EngineError::Damaged(format!("a subscription names {}", known.last));
    let purchase = store::purchases::by_id(conn, known.last)?.ok_or_else(missing)?;
    let entry = store::log::entry(conn, purchase.asked_seq)?;
    let checkout = crate::reading::requested(&entry.bytes)?.request.checkout;
    let agent = registry.agents.get(&known.agent);
    Ok(SubscriptionRow {
        first: known.first,
        last: known.last,
        agent: known.agent,
        agent_name: agent.map(|agent| agent.name.clone()).unwrap_or_default(),
        merchant_name: checkout.merchant.name.as_str().to_owned(),
        merchant_domain: checkout
            .merchant
            .domain
            .as_ref()
            .map(|domain| domain.host().to_owned()),
        title: checkout
            .items
            .first()
            .map(|item| item.title.as_str().to_owned()),
        interval: known.interval,
        amount: known.amount,
        paid: known.paid,
        yearly: known.yearly().filter(|_| known.is_active()),
        next: known.is_active().then_some(known.next),
        left: known.left,
        trial_ends: known.trial_ends,
        cancelled_at: known.cancelled_at,
    })
}
