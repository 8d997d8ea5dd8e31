//! Facts that may be recorded without the ledger key, because they take authority away or read.

use counterfoil_domain::entry::Fact;

/// Whether a fact only takes authority away or reads.
pub(super) fn tightens(fact: &Fact) -> bool {
    is_tightening_kind(fact.kind())
}

/// The same by the kind's name, for entries that are not decoded.
pub(crate) fn is_tightening_kind(kind: &str) -> bool {
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
    )
}
