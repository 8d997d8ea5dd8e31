//! What needs no token: health, public keys, the signed ledger head, and the documentation.

use counterfoil_engine::{AgentGate, EngineError};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use super::OpenRoute;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::query;
use crate::{failure, openapi};

/// Answers without knowing who asks.
pub(crate) async fn answer(
    route: OpenRoute,
    gate: &AgentGate,
    head: &Parts,
) -> Result<Reply, Problem> {
    query::none(head.uri.query())?;
    match route {
        OpenRoute::Checkpoint => checkpoint(gate).await,
        OpenRoute::Keys => Ok(keys(gate)),
        OpenRoute::Health => health(gate).await,
        OpenRoute::OpenApi => Ok(documentation()),
    }
}

/// How the gateway fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`, `locked` or `read_only`.
    status: &'static str,
    /// Whether anything can be authorized now.
    unlocked: bool,
    /// Whether the ledger can be written.
    writable: bool,
    /// Whether the owner has paused every agent.
    paused: bool,
    /// How many entries the ledger has.
    ledger_size: u64,
}

/// Whether the gateway can take purchases.
#[utoipa::path(get, path = "/healthz", tag = "Ledger", operation_id = "health", responses(
    (status = 200, description = "It runs; `status` tells what it can do", body = Health),
    (status = 503, description = "The ledger cannot be written", body = Health),
))]
async fn health(gate: &AgentGate) -> Result<Reply, Problem> {
    let gate = gate.clone();
    let health = reading(move || gate.health()).await?;
    let (code, status) = match (health.unlocked, health.writable) {
        (false, _) => (StatusCode::OK, "locked"),
        (true, false) => (StatusCode::SERVICE_UNAVAILABLE, "read_only"),
        (true, true) => (StatusCode::OK, "ok"),
    };
    let health = Health {
        status,
        unlocked: health.unlocked,
        writable: health.writable,
        paused: health.paused,
        ledger_size: health.ledger_size,
    };
    reply::json(code, &health)
}

/// The keys that verify authorizations (RFC 7517).
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "Ledger", operation_id = "keys", responses(
    (status = 200, description = "A JWK set", body = serde_json::Value, content_type = "application/json"),
))]
fn keys(gate: &AgentGate) -> Reply {
    reply::bytes(StatusCode::OK, "application/json", gate.jwks())
}

/// The newest signed head of the ledger (C2SP tlog-checkpoint).
#[utoipa::path(get, path = "/v1/ledger/checkpoint", tag = "Ledger", operation_id = "checkpoint", responses(
    (status = 200, description = "A signed note", body = String, content_type = "text/plain"),
))]
async fn checkpoint(gate: &AgentGate) -> Result<Reply, Problem> {
    let gate = gate.clone();
    let note = reading(move || gate.checkpoint()).await?;
    Ok(reply::bytes(
        StatusCode::OK,
        "text/plain; charset=utf-8",
        note,
    ))
}

/// Reads the database on a thread that may block.
async fn reading<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, Problem> {
    let joined = tokio::task::spawn_blocking(read).await;
    joined
        .map_err(|error| failure::internal(&error))?
        .map_err(failure::problem)
}

fn documentation() -> Reply {
    reply::bytes(
        StatusCode::OK,
        "application/json",
        Bytes::from_static(openapi::json().as_bytes()),
    )
}
