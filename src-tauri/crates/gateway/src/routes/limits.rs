//! What an agent may know and do about its own limits: read them, and stop itself.

use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::purchases::nothing;
use crate::desk::Visit;
use crate::failure;
use crate::problem::Problem;
use crate::reply::{self, Reply};
use crate::wire::limits::Limits;
use crate::wire::query;

/// The mandates that cover this agent, with what is held, spent and left.
#[utoipa::path(get, path = "/v1/limits", tag = "Limits", operation_id = "limits",
    params(
        ("merchant" = Option<String>, Query, description = "Only those that cover this domain"),
        ("currency" = Option<String>, Query, description = "Only those in this currency"),
    ),
    responses((status = 200, body = Limits, description = "The mandates")),
    security(("token" = [])))]
pub(crate) async fn limits(visit: Visit<'_>) -> Result<Reply, Problem> {
    let query = query::limits(visit.head.uri.query())?;
    let limits = visit
        .session
        .limits(query)
        .await
        .map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Limits::new(&visit.session, limits))
}

/// An agent that stopped itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Paused {
    paused: bool,
}

/// Stops this agent. Only the owner can let it go on.
#[utoipa::path(post, path = "/v1/pause", tag = "Limits", operation_id = "pause",
    responses((status = 200, body = Paused, description = "Paused")),
    security(("token" = [])))]
pub(crate) async fn pause(visit: Visit<'_>) -> Result<Reply, Problem> {
    query::none(visit.head.uri.query())?;
    nothing(&visit.body)?;
    visit.session.pause_self().await.map_err(failure::problem)?;
    reply::json(StatusCode::OK, &Paused { paused: true })
}
