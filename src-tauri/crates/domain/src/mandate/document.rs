//! A mandate as its owner writes it: agents by name, amounts as decimals, days as dates.

use std::collections::BTreeSet;

use super::terms::Terms;
use super::wire::Document;
use super::{AgentScope, Mandate};
use crate::currency::Currency;
use crate::ids::{AgentId, MandateId};
use crate::request::FieldError;

/// A mandate document that was read and found consistent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateDocument {
    document: Document,
    terms: Terms,
}

impl MandateDocument {
    /// Reads a document strictly and names the first field that is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, FieldError> {
        let document = Document::read(bytes)?;
        let terms = Terms::read(&document)?;
        Ok(Self { document, terms })
    }

    /// The canonical JSON (RFC 8785).
    pub fn to_json(&self) -> String {
        String::from_utf8_lossy(&crate::stored::canonical(&self.document)).into_owned()
    }

    /// What the owner calls it.
    pub fn name(&self) -> &str {
        &self.terms.name
    }

    /// The names of the agents that may use it; absent for every agent that is not a sandbox.
    pub fn agents(&self) -> Option<&[String]> {
        self.document.agents.as_deref()
    }

    /// Whether it limits everything and gives no authority of its own.
    pub fn is_overall(&self) -> bool {
        self.terms.overall
    }

    /// The currency of its limits.
    pub fn currency(&self) -> Currency {
        self.terms.currency
    }

    /// The mandate with its agents found by name.
    pub fn resolve(
        &self,
        id: MandateId,
        version: u32,
        agent_named: &dyn Fn(&str) -> Option<AgentId>,
    ) -> Result<Mandate, FieldError> {
        let terms = self.terms.clone();
        Ok(Mandate {
            id,
            version,
            name: terms.name,
            agents: self.agent_scope(agent_named)?,
            overall: terms.overall,
            currency: terms.currency,
            scope: terms.scope,
            limits: terms.limits,
            fetch: terms.fetch,
            ask_new_merchant: terms.asks.new_merchant,
            ask_repeats: terms.asks.repeats,
            ask_subscription: terms.asks.subscription,
            price_rise: terms.asks.price_rise,
            hours: terms.asks.hours,
            learning_until: terms.learning_until,
            paused: terms.paused,
            confirm_above: terms.confirm_above,
            undo: terms.undo,
            valid: terms.valid,
            time_zone: terms.time_zone,
            first_weekday: terms.first_weekday,
            warn_at_percent: terms.warn_at_percent,
        })
    }

    fn agent_scope(
        &self,
        agent_named: &dyn Fn(&str) -> Option<AgentId>,
    ) -> Result<AgentScope, FieldError> {
        let Some(names) = &self.document.agents else {
            return Ok(AgentScope::AnyReal);
        };
        let mut agents = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            let agent = agent_named(name).ok_or_else(|| {
                FieldError::new(
                    format!("agents[{index}]"),
                    "agent_unknown",
                    format!("There is no agent called {name}"),
                    "Write the name as it stands in the list of agents, or add the agent first.",
                )
            })?;
            agents.insert(agent);
        }
        Ok(AgentScope::Only(agents))
    }
}
