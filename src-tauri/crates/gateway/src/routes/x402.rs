//! Paying over x402: a seller's 402 becomes a purchase, and its answer a settlement.

use counterfoil_engine::{PayX402, PurchaseAnswer};
use hyper::StatusCode;

use super::purchases::{hash, idempotency_key};
use crate::desk::Visit;
use crate::failure;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::answer::Purchase;
use crate::wire::x402::{PaymentBody, ResponseBody};
use crate::wire::{json, query};

/// Asks to pay what a seller asks with status 402. Once authorized, `payment` has the header to
/// call again with. With `purchase_id`, the seller's new answer for a purchase whose quote became
/// stale; the approval stays if it asks for the same.
#[utoipa::path(post, path = "/v1/x402/payments", tag = "x402", operation_id = "payX402",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255,
        description = "Visible ASCII, the agent's own name for this payment. Reuse it when the same payment is retried.")),
    request_body(content = PaymentBody, content_type = "application/json"),
    responses(
        (status = 201, description = "Recorded now", body = Purchase),
        (status = 200, description = "Recorded earlier under this key, or renewed", body = Purchase),
        (status = 400, description = "Something in the request is wrong; `field` names it", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Too late to renew it", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The offer is refused, for the reason in `code`; the refusal is recorded. Or the key was used for another request", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 503, description = "The ledger cannot be written, or the owner has locked it", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn pay(visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let key = idempotency_key(&visit.head.headers)?;
    let body: PaymentBody = json::parse(&visit.body)?;
    let (request, renews) = body.into_request();
    let renews = renews.as_deref().map(super::purchase).transpose()?;
    let asked = PayX402 {
        key,
        body_hash: hash("POST /v1/x402/payments", &visit.body),
        renews,
        request,
    };
    super::submitted(&visit, visit.session.pay_x402(asked).await)
}

/// Records what the seller answered to the payment: settled, on its way, or failed.
#[utoipa::path(post, path = "/v1/x402/settlements", tag = "x402", operation_id = "settleX402",
    request_body(content = ResponseBody, content_type = "application/json"),
    responses(
        (status = 200, description = "Recorded", body = Purchase),
        (status = 404, description = "No such purchase of this agent", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not possible from where it stands", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The answer is not about this payment", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn settle(visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let body: ResponseBody = json::parse(&visit.body)?;
    let id = super::purchase(&body.purchase_id)?;
    let answer: PurchaseAnswer = visit
        .session
        .settle_x402(id, body.payment_response)
        .await
        .map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Purchase::from(answer))
}
