//! Offers that were refused before they became purchases: who passed on what, and why not.

use counterfoil_domain::entry::{Fact, QuoteRefused};
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;

use super::LocalSession;
use crate::error::EngineError;
use crate::store;

/// An offer that never became a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedOffer {
    /// Its entry.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// The name of the agent that passed it on.
    pub agent_name: String,
    /// Whether that agent's money is play money.
    pub sandbox: bool,
    /// The rail.
    pub rail: String,
    /// The host that was called, where one was.
    pub seller: Option<String>,
    /// Why, as a stable code.
    pub code: String,
    /// Why, in words.
    pub text: String,
}

impl LocalSession {
    /// The newest offers that were refused.
    pub async fn refused_offers(&self, limit: u32) -> Result<Vec<RefusedOffer>, EngineError> {
        self.read(move |conn, registry| {
            let mut found = Vec::new();
            for bytes in store::quotes::refused(conn, limit)? {
                let entry = crate::reading::entry(&bytes)?;
                if let Fact::QuoteRefused(refused) = entry.fact {
                    found.push(row(registry, entry.seq, entry.at, refused));
                }
            }
            Ok(found)
        })
        .await
    }
}

fn row(registry: &Registry, seq: u64, at: Timestamp, refused: QuoteRefused) -> RefusedOffer {
    let agent = registry.agents.get(&refused.agent);
    RefusedOffer {
        seq,
        at,
        agent_name: agent.map_or_else(String::new, |agent| agent.name.clone()),
        sandbox: agent.is_some_and(|agent| agent.sandbox),
        rail: refused.rail,
        seller: refused.seller,
        code: refused.code,
        text: refused.text,
    }
}
