//! Who uses how much of a mandate.

use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::money::Money;
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
    /// has none. Purchases in other currencies are left out.
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
            let shares = store::shares::since(conn, id, currency.code(), since)?;
            Ok(shares
                .into_iter()
                .filter_map(|(agent, used)| {
                    let name = registry.agents.get(&agent)?.name.clone();
                    let used = Money::new(used, currency);
                    Some(AgentShare { agent, name, used })
                })
                .collect())
        })
        .await
    }
}
