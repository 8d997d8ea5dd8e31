//! The data of facts about mandates.

use serde::{Deserialize, Serialize};

use crate::balances::{BalanceKey, Span};
use crate::ids::{AgentId, MandateId};
use crate::period::Window;
use crate::purchase::Raise;

/// Data of [`super::Fact::MandateSet`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateSet {
    /// The agents that the document names, resolved when it was set; absent: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agents: Option<Vec<AgentId>>,
    /// What changed against the version before, in words.
    pub changes: Vec<String>,
    /// The mandate document, canonical JSON in a string.
    pub document: String,
    /// The mandate.
    pub mandate: MandateId,
    /// Its version, from 1.
    pub version: u32,
}

/// Data of [`super::Fact::MandateRevoked`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateRevoked {
    /// The mandate.
    pub mandate: MandateId,
}

/// Data of [`super::Fact::MandateRaised`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateRaised {
    /// By how much, decimal in the mandate's currency.
    pub amount: String,
    /// The mandate.
    pub mandate: MandateId,
    /// Which period, and how much in minor units, so that replay needs no currency.
    pub raise: Raise,
    /// The window of the limit.
    pub window: Window,
}

impl MandateRaised {
    /// Where the raise is kept.
    pub fn key(&self) -> BalanceKey {
        BalanceKey {
            mandate: self.mandate,
            span: Span::Raise(self.window),
            slot: self.raise.slot,
        }
    }
}
