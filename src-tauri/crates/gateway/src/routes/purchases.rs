//! Asking to buy, following the answer, changing one's mind.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::time::Timestamp;
use counterfoil_engine::SubmitRequest;
use hyper::StatusCode;
use hyper::header::HeaderMap;
use sha2::{Digest, Sha256};

use crate::desk::Visit;
use crate::failure;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::answer::{self, Purchase, Purchases};
use crate::wire::purchase::PurchaseBody;
use crate::wire::settlement::Nothing;
use crate::wire::{json, query};

const LONGEST_KEY: usize = 255;

/// Asks to buy. Repeating the call with the same key and body gives the same answer and buys once.
#[utoipa::path(post, path = "/v1/purchases", tag = "Purchases", operation_id = "submit",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255,
        description = "Visible ASCII, the agent's own name for this purchase. Reuse it when the same purchase is retried.")),
    request_body(content = PurchaseBody, content_type = "application/json"),
    responses(
        (status = 201, description = "Recorded now", body = Purchase),
        (status = 200, description = "Recorded earlier under this key", body = Purchase),
        (status = 400, description = "Something in the request is wrong; `field` names it", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 401, description = "No agent has this token", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 64 KiB", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The key was used for another request", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many calls; see Retry-After", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 503, description = "The ledger cannot be written, or the owner has locked it", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn submit(visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let key = idempotency_key(&visit.head.headers)?;
    let request = purchase_request(&visit.body, visit.at)?;
    let body_hash = hash("POST /v1/purchases", &visit.body);
    let request = SubmitRequest {
        key,
        body_hash,
        request,
    };
    super::submitted(&visit, visit.session.submit(request).await)
}

/// Where a purchase stands; with `wait`, as soon as that changes.
#[utoipa::path(get, path = "/v1/purchases/{id}", tag = "Purchases", operation_id = "show",
    params(
        ("id" = String, Path, description = "The purchase"),
        ("wait" = Option<u32>, Query, minimum = 0, maximum = 30, description = "Seconds to wait for a change"),
    ),
    responses(
        (status = 200, body = Purchase, description = "The purchase"),
        (status = 404, description = "No such purchase of this agent", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many calls or long polls", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn show(id: PurchaseId, visit: Visit<'_>) -> Result<Reply, Problem> {
    let wait = query::wait(visit.head.uri.query())?;
    let now = visit.session.get(id).await.map_err(failure::problem)?;
    // Nothing but the agent itself moves a purchase that is past its decision.
    let answer = if wait.is_zero() || !answer::moves(now.status) {
        now
    } else {
        let _open = visit.polls.open(visit.session.agent())?;
        let changed = tokio::select! {
            changed = visit.session.wait(id, wait) => changed,
            () = visit.shutdown.cancelled() => Ok(now),
        };
        changed.map_err(failure::problem)?
    };
    reply::json(StatusCode::OK, &Purchase::from(answer))
}

/// The agent's own purchases, newest first.
#[utoipa::path(get, path = "/v1/purchases", tag = "Purchases", operation_id = "list",
    params(
        ("status" = Option<String>, Query, description = "Only those that stand there"),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 when absent"),
    ),
    responses((status = 200, body = Purchases, description = "One page")),
    security(("token" = [])))]
pub(crate) async fn list(visit: Visit<'_>) -> Result<Reply, Problem> {
    let query = query::list(visit.head.uri.query())?;
    let page = visit.session.list(query).await.map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Purchases::new(page.items, page.next))
}

/// Replaces what is asked for by a new revision.
#[utoipa::path(post, path = "/v1/purchases/{id}/amend", tag = "Purchases", operation_id = "amend",
    params(("id" = String, Path, description = "The purchase")),
    request_body(content = PurchaseBody, content_type = "application/json"),
    responses(
        (status = 200, body = Purchase, description = "The new revision, evaluated anew"),
        (status = 404, description = "No such purchase of this agent", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Too late", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn amend(id: PurchaseId, visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    let request = purchase_request(&visit.body, visit.at)?;
    let body_hash = hash(&format!("POST /v1/purchases/{id}/amend"), &visit.body);
    let follows = request.callback.is_some();
    // An amendment repeated changes nothing, so it needs no key.
    let request = SubmitRequest {
        key: String::new(),
        body_hash,
        request,
    };
    let answer = visit
        .session
        .amend(id, request)
        .await
        .map_err(failure::problem)?;
    if follows {
        visit.callbacks.follow(&answer);
    }
    reply::json(StatusCode::OK, &Purchase::from(answer))
}

/// Withdraws a purchase that is not authorized yet.
#[utoipa::path(post, path = "/v1/purchases/{id}/cancel", tag = "Purchases", operation_id = "cancel",
    params(("id" = String, Path, description = "The purchase")),
    responses(
        (status = 200, body = Purchase, description = "Withdrawn"),
        (status = 404, description = "No such purchase of this agent", body = crate::openapi::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Too late", body = crate::openapi::Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(crate) async fn cancel(id: PurchaseId, visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    nothing(&visit.body)?;
    let answer = visit.session.cancel(id).await.map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Purchase::from(answer))
}

/// Accepts no body, or an empty object.
pub(crate) fn nothing(body: &[u8]) -> Result<(), Problem> {
    if body.is_empty() {
        Ok(())
    } else {
        json::parse::<Nothing>(body).map(|Nothing {}| ())
    }
}

fn purchase_request(body: &[u8], now: Timestamp) -> Result<PurchaseRequest, Problem> {
    let draft = json::parse::<PurchaseBody>(body)?.into_draft();
    PurchaseRequest::from_draft(draft, now).map_err(failure::field)
}

/// The exact bytes, and where they were sent.
pub(crate) fn hash(route: &str, body: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(route)
        .chain_update(b"\n")
        .chain_update(body)
        .finalize()
        .into()
}

pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let mut all = headers.get_all("idempotency-key").iter();
    let hint = "Send one header Idempotency-Key with 1 to 255 visible ASCII characters, the same \
        for every retry of this purchase.";
    let (Some(key), None) = (all.next(), all.next()) else {
        let detail = "Exactly one Idempotency-Key header is needed.";
        return Err(Problem::bad("idempotency_key_missing", detail, hint).at("Idempotency-Key"));
    };
    let key = key.as_bytes();
    let visible = (1..=LONGEST_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    match std::str::from_utf8(key) {
        Ok(key) if visible => Ok(key.to_owned()),
        _ => {
            let detail = "The Idempotency-Key is empty, too long or not visible ASCII.";
            Err(Problem::bad("idempotency_key_invalid", detail, hint).at("Idempotency-Key"))
        }
    }
}
