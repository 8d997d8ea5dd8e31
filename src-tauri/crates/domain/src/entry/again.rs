//! The link from a purchase to the refused one that it tries again. Fields are in alphabetical order.

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, PurchaseId};
use crate::purchase::Status;
use crate::time::Timestamp;

/// A refused purchase of the same things at the same merchant, by whatever agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgainOf {
    /// Who asked then.
    pub agent: AgentId,
    /// When.
    pub on: Timestamp,
    /// The refused purchase.
    pub purchase: PurchaseId,
    /// `Rejected` or `Denied`.
    pub status: Status,
}
