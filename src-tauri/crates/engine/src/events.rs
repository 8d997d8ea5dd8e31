//! What the engine tells whoever listens, after the commit.

use counterfoil_domain::assess::Warning;
use counterfoil_domain::entry::Fact;
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::purchase::Status;

/// Something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A purchase took a step.
    Purchase {
        /// Which.
        id: PurchaseId,
        /// Where it stands now.
        status: Status,
        /// Whose.
        agent: AgentId,
    },
    /// Agents were added, paused, rotated or removed.
    Agents,
    /// A mandate was set or revoked, or what mandates count by has changed.
    Mandates,
    /// A purchase reached a part of a limit that the owner wants to know of.
    Budget(Warning),
    /// Everything was paused or resumed.
    Freeze,
    /// The ledger grew by a fact that changes no state.
    Ledger,
    /// Another process wrote; anything may have changed.
    Elsewhere,
}

impl Event {
    pub(crate) fn of_registry(fact: &Fact) -> Self {
        if matches!(fact, Fact::Paused(_) | Fact::Resumed(_)) {
            Self::Freeze
        } else if matches!(
            fact,
            Fact::MandateSet(_)
                | Fact::MandateRevoked(_)
                | Fact::RatesSet(_)
                | Fact::CategoryPinned(_)
                | Fact::PayerSet(_)
                | Fact::NetworkSet(_)
                | Fact::QuoteRefused(_)
                | Fact::PurchaseReported(_)
        ) {
            Self::Mandates
        } else {
            Self::Agents
        }
    }
}
