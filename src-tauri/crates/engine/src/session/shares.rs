//! Who uses how much of a mandate.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::Purchase;
use counterfoil_domain::time::Timestamp;

use super::LocalSession;
use crate::error::EngineError;
use crate::{rows, store};

/// What one agent uses of a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentShare {
    /// The agent.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// What its purchases hold or have cost.
    pub used: Money,
}

impl LocalSession {
    /// What each agent uses of a mandate in its first period, the most first; since ever where it
    /// has none. Purchases in other currencies count by the rate they were counted by.
    pub async fn mandate_shares(&self, id: MandateId) -> Result<Vec<AgentShare>, EngineError> {
        let now = self.shared.now();
        self.read(move |conn, registry| {
            let record = registry
                .mandates
                .get(&id)
                .ok_or(EngineError::NotFound { what: "mandate" })?;
            let row = rows::mandate(conn, registry, record, now)?;
            let first = row.periods.first();
            let since = first.map_or(Timestamp::from_millis(0), |period| period.starts);
            let currency = record.mandate.currency;
            let own = store::shares::since(conn, id, currency.code(), since)?;
            let mut shares: BTreeMap<AgentId, i64> = own.into_iter().collect();
            for row in store::shares::in_others(conn, id, currency.code(), since)? {
                let used = shares.entry(row.purchase.agent).or_default();
                *used = used.saturating_add(converted(&row.purchase));
            }
            let shares = shares.into_iter().filter(|(_, used)| *used > 0);
            let mut shares: Vec<AgentShare> = shares
                .filter_map(|(agent, used)| {
                    let name = registry.agents.get(&agent)?.name.clone();
                    let used = Money::new(used, currency);
                    Some(AgentShare { agent, name, used })
                })
                .collect();
            shares.sort_by_key(|share| Reverse(share.used.minor()));
            Ok(shares)
        })
        .await
    }
}

/// What a purchase uses, in the currency of the mandate it is charged to.
fn converted(purchase: &Purchase) -> i64 {
    let gone = purchase.held.saturating_add(purchase.captured);
    let gone = gone.saturating_sub(purchase.refunded);
    let gone = Money::new(gone, purchase.amount.currency());
    let charge = purchase.charge.as_ref();
    charge.and_then(|charge| charge.counted(gone)).unwrap_or(0)
}
