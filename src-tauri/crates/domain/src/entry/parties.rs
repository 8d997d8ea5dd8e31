//! Facts about the ledger itself and about agents. Fields are in alphabetical order.

use serde::{Deserialize, Serialize};

use crate::ids::AgentId;

/// Data of [`super::Fact::Started`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Public key for authorizations: SEC1, compressed, hex.
    pub authorization_key: String,
    /// The ledger's verifier key in C2SP form.
    pub ledger_key: String,
    /// The name under which checkpoints are signed.
    pub origin: String,
    /// Public key for the owner's decisions: SEC1, compressed, hex.
    pub owner_key: String,
}

/// Data of [`super::Fact::AgentAdded`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentAdded {
    /// Its id.
    pub agent: AgentId,
    /// Whether it can click in this desktop.
    pub controls_desktop: bool,
    /// Its name, unique among agents that are not removed.
    pub name: String,
    /// Whether its money is play money.
    pub sandbox: bool,
    /// SHA-256 of its token, hex.
    pub token_hash: String,
}

/// Data of facts that change an agent and need nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentChanged {
    /// The agent.
    pub agent: AgentId,
}

/// Data of [`super::Fact::AgentRotated`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRotated {
    /// The agent.
    pub agent: AgentId,
    /// SHA-256 of the new token, hex.
    pub token_hash: String,
}
