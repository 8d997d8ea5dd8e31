//! What happened to the money after an authorization.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_engine::SettlementKind;
use hyper::StatusCode;

use crate::desk::Visit;
use crate::failure;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::answer::Purchase;
use crate::wire::settlement::SettlementBody;
use crate::wire::{json, query};

/// Records a capture, void, refund or dispute.
#[utoipa::path(post, path = "/v1/purchases/{id}/{kind}", tag = "Settlement", operation_id = "settle",
    params(
        ("id" = String, Path, description = "The purchase"),
        ("kind" = String, Path, description = "`capture`, `void`, `refund` or `dispute`"),
    ),
    request_body(content = SettlementBody, content_type = "application/json"),
    responses(
        (status = 200, body = Purchase, description = "Recorded"),
        (status = 404, description = "No such purchase of this agent", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not possible from where it stands, or more than is left", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn settle(
    id: PurchaseId,
    kind: SettlementKind,
    visit: Visit<'_>,
) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let body: SettlementBody = json::parse(&visit.body)?;
    let settlement = body.into_settlement(kind);
    let answer = visit
        .session
        .settle(id, settlement)
        .await
        .map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Purchase::from(answer))
}
