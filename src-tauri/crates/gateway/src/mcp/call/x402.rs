//! `pay_x402`: asks, renews a stale quote, and reports, with the same few arguments.

use counterfoil_engine::PayX402;
use rmcp::model::JsonObject;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::Caller;
use super::{Done, bytes, changed, idempotency_key, purchase_id, read};
use crate::problem::Problem;
use crate::wire::x402::{PaymentBody, ResponseBody};

pub(super) async fn pay(mut arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    if arguments.contains_key("payment_response") {
        return settle(&arguments, caller).await;
    }
    let renews = match arguments.get("purchase_id") {
        Some(Value::String(id)) => Some(purchase_id(id)?),
        Some(_) | None => None,
    };
    let key = match (renews, arguments.remove("idempotency_key")) {
        // A renewal repeated changes nothing, so it needs no key.
        (Some(_), None) => String::new(),
        (_, key) => idempotency_key(key)?,
    };
    let body: PaymentBody = read(&arguments)?;
    let (request, _) = body.into_request();
    let body_hash = Sha256::new()
        .chain_update("MCP pay_x402\n")
        .chain_update(bytes(&arguments)?)
        .finalize();
    let asked = PayX402 {
        key,
        body_hash: body_hash.into(),
        renews,
        request,
    };
    super::asked(caller.session.pay_x402(asked).await, caller)
}

async fn settle(arguments: &JsonObject, caller: &Caller) -> Result<Done, Problem> {
    let body: ResponseBody = read(arguments)?;
    let id = purchase_id(&body.purchase_id)?;
    changed(caller.session.settle_x402(id, body.payment_response).await)
}
