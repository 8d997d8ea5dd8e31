//! Facts that may be recorded without the ledger key, because they take authority away or read.

use super::Fact;

impl Fact {
    /// Whether it only takes authority away or reads.
    pub fn tightens(&self) -> bool {
        is_tightening_kind(self.kind())
    }
}

/// The same by the kind's name, for entries that are not decoded.
pub fn is_tightening_kind(kind: &str) -> bool {
    matches!(
        kind,
        "paused"
            | "agent.paused"
            | "purchase.rejected"
            | "purchase.undone"
            | "purchase.expired"
            | "purchase.cancelled"
            | "subscription.cancelled"
            | "task.revoked"
            | "exported"
            | "statement.imported"
    )
}
