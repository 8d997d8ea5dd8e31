//! The routes of version 1: which address and method leads where.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_engine::{EngineError, SettlementKind, Submitted};
use hyper::{Method, StatusCode};

use crate::desk::Visit;
use crate::failure;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::answer::Purchase;

pub(crate) mod checkouts;
pub(crate) mod limits;
pub(crate) mod public;
pub(crate) mod purchases;
pub(crate) mod settlement;
pub(crate) mod x402;

/// Where a request leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Answered without a token.
    Open(OpenRoute),
    /// Answered to an agent.
    Agent(AgentRoute),
    /// Answered to an agent that speaks the Model Context Protocol.
    Mcp,
}

/// What anybody on this machine may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenRoute {
    Checkpoint,
    Keys,
    Health,
    OpenApi,
}

/// What an agent may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentRoute {
    Submit,
    List,
    Show(PurchaseId),
    Amend(PurchaseId),
    Cancel(PurchaseId),
    Settle(PurchaseId, SettlementKind),
    AcpCheckout,
    Ap2Checkout,
    Ap2Receipt,
    Ap2Tasks,
    Limits,
    Pause,
    PayX402,
    SettleX402,
}

/// The route, or 404 or 405.
pub(crate) fn find(method: &Method, path: &str) -> Result<Route, Problem> {
    let get = *method == Method::GET;
    match path {
        "/v1/purchases" => {
            return Ok(Route::Agent(if get {
                AgentRoute::List
            } else {
                AgentRoute::Submit
            }));
        }
        "/mcp" => return only_post(get, Route::Mcp),
        "/v1/acp/checkouts" => return only_post(get, Route::Agent(AgentRoute::AcpCheckout)),
        "/v1/ap2/checkouts" => return only_post(get, Route::Agent(AgentRoute::Ap2Checkout)),
        "/v1/ap2/receipts" => return only_post(get, Route::Agent(AgentRoute::Ap2Receipt)),
        "/v1/ap2/tasks" => return only_get(get, Route::Agent(AgentRoute::Ap2Tasks)),
        "/v1/limits" => return only_get(get, Route::Agent(AgentRoute::Limits)),
        "/v1/x402/payments" => return only_post(get, Route::Agent(AgentRoute::PayX402)),
        "/v1/x402/settlements" => return only_post(get, Route::Agent(AgentRoute::SettleX402)),
        "/v1/pause" => return only_post(get, Route::Agent(AgentRoute::Pause)),
        "/v1/ledger/checkpoint" => return only_get(get, Route::Open(OpenRoute::Checkpoint)),
        "/.well-known/jwks.json" => return only_get(get, Route::Open(OpenRoute::Keys)),
        "/healthz" => return only_get(get, Route::Open(OpenRoute::Health)),
        "/openapi.json" => return only_get(get, Route::Open(OpenRoute::OpenApi)),
        _ => {}
    }
    let below = path
        .strip_prefix("/v1/purchases/")
        .ok_or_else(unknown_route)?;
    let (id, verb) = below
        .split_once('/')
        .map_or((below, None), |(id, verb)| (id, Some(verb)));
    let route = match verb {
        None => return only_get(get, Route::Agent(AgentRoute::Show(purchase(id)?))),
        Some("amend") => AgentRoute::Amend,
        Some("cancel") => AgentRoute::Cancel,
        Some("capture") => |id| AgentRoute::Settle(id, SettlementKind::Capture),
        Some("void") => |id| AgentRoute::Settle(id, SettlementKind::Void),
        Some("refund") => |id| AgentRoute::Settle(id, SettlementKind::Refund),
        Some("dispute") => |id| AgentRoute::Settle(id, SettlementKind::Dispute),
        Some(_) => return Err(unknown_route()),
    };
    only_post(get, Route::Agent(route(purchase(id)?)))
}

/// Answers an agent.
pub(crate) async fn answer(route: AgentRoute, visit: Visit<'_>) -> Result<Reply, Problem> {
    match route {
        AgentRoute::Submit => purchases::submit(visit).await,
        AgentRoute::List => purchases::list(visit).await,
        AgentRoute::Show(id) => purchases::show(id, visit).await,
        AgentRoute::Amend(id) => purchases::amend(id, visit).await,
        AgentRoute::Cancel(id) => purchases::cancel(id, visit).await,
        AgentRoute::Settle(id, kind) => settlement::settle(id, kind, visit).await,
        AgentRoute::AcpCheckout => checkouts::acp(visit).await,
        AgentRoute::Ap2Checkout => checkouts::ap2(visit).await,
        AgentRoute::Ap2Receipt => checkouts::receipt(visit).await,
        AgentRoute::Ap2Tasks => checkouts::tasks(visit).await,
        AgentRoute::Limits => limits::limits(visit).await,
        AgentRoute::Pause => limits::pause(visit).await,
        AgentRoute::PayX402 => x402::pay(visit).await,
        AgentRoute::SettleX402 => x402::settle(visit).await,
    }
}

/// The answer to a submission: recorded now, or known before.
fn submitted(
    visit: &Visit<'_>,
    submitted: Result<Submitted, EngineError>,
) -> Result<Reply, Problem> {
    let submitted = submitted.map_err(failure::problem)?;
    visit.callbacks.heed(&submitted);
    let status = if submitted.replayed {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    reply::json(status, &Purchase::from(submitted.answer))
}

fn only_get(get: bool, route: Route) -> Result<Route, Problem> {
    if get {
        Ok(route)
    } else {
        Err(wrong_method("GET"))
    }
}

fn only_post(get: bool, route: Route) -> Result<Route, Problem> {
    if get {
        Err(wrong_method("POST"))
    } else {
        Ok(route)
    }
}

fn wrong_method(allowed: &'static str) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("This route answers {allowed} only."),
        "Use the method that /openapi.json names.",
    )
    .allowing(allowed)
}

/// An id that cannot exist is answered like one that does not.
pub(crate) fn purchase(id: &str) -> Result<PurchaseId, Problem> {
    id.parse().map_err(|_| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no purchase with that id.",
            "Use an id from an earlier answer, such as links.self.",
        )
    })
}

fn unknown_route() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "route_unknown",
        "There is nothing at this address.",
        "See /openapi.json for what agents can do; deciding is the owner's and not served here.",
    )
}
