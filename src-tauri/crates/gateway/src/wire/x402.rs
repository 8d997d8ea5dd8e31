//! x402 as agents pass it on: what a seller asked, and what it answered to the payment.

use counterfoil_engine::X402Request;
use serde::Deserialize;
use utoipa::ToSchema;

use super::json;
use super::purchase::IntentBody;

/// What a seller asked with status 402.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = X402Payment)]
pub(crate) struct PaymentBody {
    /// The address that was called.
    #[schema(example = "https://api.example.com/report")]
    resource: String,
    /// How it was called; GET when absent.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false, example = "GET")]
    method: Option<String>,
    /// The PAYMENT-REQUIRED header, or the body of the answer, exactly as received.
    payment_required: String,
    /// The most this call may cost, in USDC.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false, example = "0.05")]
    max_amount: Option<String>,
    /// Why this call. Shown as the agent's claim.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// What the agent was asked to do. Shown as the agent's claim.
    #[serde(default, deserialize_with = "json::some_object")]
    #[schema(nullable = false)]
    intent: Option<IntentBody>,
    /// An address on this machine that is told of the decision.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    callback: Option<String>,
    /// The purchase for which the seller was asked anew, when its quote had become stale.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    purchase_id: Option<String>,
}

/// What a seller answered to a payment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = X402Settlement)]
pub(crate) struct ResponseBody {
    /// The purchase that was paid.
    pub(crate) purchase_id: String,
    /// The PAYMENT-RESPONSE header (X-PAYMENT-RESPONSE in version 1), exactly as received.
    pub(crate) payment_response: String,
}

impl PaymentBody {
    /// As the engine takes it, and the purchase it renews.
    pub(crate) fn into_request(self) -> (X402Request, Option<String>) {
        let Self {
            resource,
            method,
            payment_required,
            max_amount,
            reason,
            intent,
            callback,
            purchase_id,
        } = self;
        let request = X402Request {
            resource,
            method: method.unwrap_or_else(|| "GET".to_owned()),
            payment_required,
            max_amount,
            reason,
            intent: intent.map(IntentBody::into_draft),
            callback,
        };
        (request, purchase_id)
    }
}
