//! What happened to the money afterwards, as agents report it.

use counterfoil_engine::{Settlement, SettlementKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::json;

/// A capture, void, refund or dispute.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Settlement)]
pub(crate) struct SettlementBody {
    /// How much; absent for all that is left.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false, example = "84.90")]
    amount: Option<String>,
    /// Must be the purchase's own currency when given.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    currency: Option<String>,
    /// The seller's or the rail's reference.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    receipt: Option<String>,
}

impl SettlementBody {
    /// As the engine takes it.
    pub(crate) fn into_settlement(self, kind: SettlementKind) -> Settlement {
        let Self {
            amount,
            currency,
            receipt,
        } = self;
        Settlement {
            kind,
            amount,
            currency,
            receipt,
        }
    }
}

/// The body of calls that have nothing to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}
