//! Checkouts of shops that speak ACP or AP2, handed in as they were received.

use counterfoil_domain::TaskId;
use counterfoil_engine::{Handed, OpenTask};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::purchases::{hash, idempotency_key};
use crate::desk::Visit;
use crate::failure;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::answer::Purchase;
use crate::wire::{json, query};

/// Asks to pay an ACP checkout session. The body is the session as the shop answered it, or an
/// object with it as `session` beside `shop` (its host), `merchant_id`, `intent`, `reason` and
/// `callback`. The same session again, changed or not, is the same purchase. Authorized,
/// `payment.allowance` is what a payment token may be made for; refused, `payment.intent_trace` is
/// for the shop's cancel call. A card number anywhere in it is refused, and nothing is kept.
#[utoipa::path(post, path = "/v1/acp/checkouts", tag = "Rails", operation_id = "acp_checkout",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255,
        description = "As for purchases")),
    request_body(content = serde_json::Value, content_type = "application/json"),
    responses(
        (status = 201, description = "Recorded now", body = Purchase),
        (status = 200, description = "Known already, or a new revision of it", body = Purchase),
        (status = 422, description = "It is not paid; `code` says why", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn acp(visit: Visit<'_>) -> Result<Reply, Problem> {
    let handed = handed(&visit, "POST /v1/acp/checkouts")?;
    let taken = visit.session.checkout_acp(handed).await;
    super::submitted(&visit, taken)
}

/// Asks to pay a merchant's AP2 checkout: `{"checkout_jwt":…}` or a UCP checkout as `checkout`, with
/// `instrument`, `intent`, `reason` and `callback` beside it; or the data of an A2A message. The
/// same checkout again is the same purchase. Authorized, `payment` has the closed checkout mandate
/// and the closed payment mandate.
#[utoipa::path(post, path = "/v1/ap2/checkouts", tag = "Rails", operation_id = "ap2_checkout",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255,
        description = "As for purchases")),
    request_body(content = serde_json::Value, content_type = "application/json"),
    responses(
        (status = 201, description = "Recorded now", body = Purchase),
        (status = 200, description = "Known already", body = Purchase),
        (status = 422, description = "It is not paid; `code` says why", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn ap2(visit: Visit<'_>) -> Result<Reply, Problem> {
    let handed = handed(&visit, "POST /v1/ap2/checkouts")?;
    let taken = visit.session.checkout_ap2(handed).await;
    super::submitted(&visit, taken)
}

/// A receipt of AP2, as its issuer signed it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Ap2Receipt)]
pub(crate) struct ReceiptBody {
    receipt: String,
}

/// Records what a merchant or a processor signed about a closed mandate: paid is captured, refused
/// is void. The signer's key must be one that the owner pinned.
#[utoipa::path(post, path = "/v1/ap2/receipts", tag = "Rails", operation_id = "ap2_receipt",
    request_body(content = ReceiptBody, content_type = "application/json"),
    responses(
        (status = 200, description = "Recorded", body = Purchase),
        (status = 404, description = "It is about no mandate of this agent", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is not believed; `code` says why", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn receipt(visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let ReceiptBody { receipt } = json::parse(&visit.body)?;
    let answer = visit.session.receipt_ap2(receipt).await;
    let answer = answer.map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Purchase::from(answer))
}

/// The tasks that the owner gave this agent, with their open mandates.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ap2Tasks)]
pub(crate) struct Tasks {
    items: Vec<TaskView>,
}

/// One task. Name it as `open_mandates.task` when handing in a checkout.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ap2Task)]
struct TaskView {
    #[schema(value_type = String)]
    task: TaskId,
    open_checkout_mandate: String,
    open_payment_mandate: String,
}

/// The tasks that the owner gave this agent to close itself.
#[utoipa::path(get, path = "/v1/ap2/tasks", tag = "Rails", operation_id = "ap2_tasks",
    responses((status = 200, body = Tasks, description = "The tasks that were not ended")),
    security(("token" = [])))]
pub(crate) async fn tasks(visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let session = visit.session.clone();
    // Each mandate is signed anew, which takes a moment.
    let tasks = tokio::task::spawn_blocking(move || session.tasks()).await;
    let tasks = tasks.map_err(|error| failure::internal(&error))?;
    let view = |open: OpenTask| TaskView {
        task: open.task,
        open_checkout_mandate: open.checkout,
        open_payment_mandate: open.payment,
    };
    let items = tasks.map_err(failure::problem)?.into_iter().map(view);
    let items = items.collect();
    reply::json(StatusCode::OK, &Tasks { items })
}

fn handed(visit: &Visit<'_>, route: &str) -> Result<Handed, Problem> {
    query::none(visit.head.uri.query())?;
    Ok(Handed {
        key: idempotency_key(&visit.head.headers)?,
        body_hash: hash(route, &visit.body),
        body: visit.body.to_vec(),
    })
}
