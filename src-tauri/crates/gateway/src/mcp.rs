//! The Model Context Protocol for agents, over streamable HTTP at `/mcp`.
//!
//! Both revisions in use are served, 2025-11-25 with its handshake and 2026-07-28 without, by the
//! official SDK; nothing is kept between two requests. In front of the SDK stands the same guard as
//! before every other route, and `frame`, which refuses what a lenient JSON reader would let
//! through. Behind it stand `tools`, which know exactly what an agent may do and nothing else.
//!
//! No tool waits for the owner: a purchase lives in the store from the moment it is asked for, and
//! a client that hangs up, times out or opens a new session for every call finds it there again.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::time::Timestamp;
use counterfoil_engine::AgentSession;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use hyper::http::response;
use hyper::{Request, Response, StatusCode};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::callbacks::Callbacks;
use crate::desk::Visit;
use crate::fetch::Fetches;
use crate::guard::Hosts;
use crate::polls::Polls;
use crate::problem::Problem;
use crate::reply::{self, Reply};

use self::frame::Frame;
use self::server::Server;

pub mod offline;

mod call;
mod frame;
mod outcome;
mod server;
mod tasks;
mod tools;

pub use frame::MOST_BYTES;

/// The most any one call takes; the shortest time-out of a known client is five seconds.
const LONGEST_CALL: Duration = Duration::from_millis(2_900);

/// The protocol's side of the gateway.
pub(crate) struct Mcp(StreamableHttpService<Server, NeverSessionManager>);

/// Who calls, and when: what a tool needs beside its arguments.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) session: AgentSession,
    pub(crate) at: Timestamp,
    pub(crate) polls: Arc<Polls>,
    pub(crate) callbacks: Arc<Callbacks>,
    pub(crate) fetches: Arc<Fetches>,
    pub(crate) shutdown: CancellationToken,
}

impl Mcp {
    pub(crate) fn new(hosts: &Hosts, shutdown: CancellationToken) -> Self {
        // The guard has checked Host and Origin by then; the SDK's own checks are a second lock.
        let config = StreamableHttpServerConfig::default()
            .with_allowed_hosts(hosts.names().iter().cloned())
            .enforce_origin_validation()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(MOST_BYTES)
            .with_cancellation_token(shutdown);
        let sessions = Arc::new(NeverSessionManager::default());
        Self(StreamableHttpService::new(
            || Ok(Server::default()),
            sessions,
            config,
        ))
    }

    /// Answers one message. `limited` is set when the agent calls too often.
    pub(crate) async fn answer(
        &self,
        visit: Visit<'_>,
        limited: Result<(), Problem>,
    ) -> Result<Reply, Problem> {
        crate::wire::query::none(visit.head.uri.query())?;
        let frame = match Frame::read(&visit.body, &visit.head.headers) {
            Ok(frame) => frame,
            Err(fault) => return fault.into_reply(),
        };
        if let Err(problem) = limited {
            return outcome::refused(&frame, problem);
        }
        let id = frame.id();
        let request = request(&visit);
        let (head, body) = collected(self.0.handle(request).await).await;
        let json = head
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        if head.status == StatusCode::ACCEPTED {
            let mut reply = reply::bytes(StatusCode::ACCEPTED, "application/json", body);
            reply.headers_mut().remove(CONTENT_TYPE);
            return Ok(reply);
        }
        if json {
            return Ok(reply::bytes(head.status, "application/json", body));
        }
        let said = String::from_utf8_lossy(&body).into_owned();
        frame::Fault::request(head.status, id, said).into_reply()
    }
}

impl std::fmt::Debug for Mcp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mcp")
    }
}

/// The same request for the SDK, with the caller attached. Answers are never streamed, so what the
/// client says about event streams does not matter.
fn request(visit: &Visit<'_>) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(visit.body.clone()));
    *request.method_mut() = visit.head.method.clone();
    *request.uri_mut() = visit.head.uri.clone();
    *request.headers_mut() = visit.head.headers.clone();
    let both = HeaderValue::from_static("application/json, text/event-stream");
    request.headers_mut().insert(ACCEPT, both);
    request.extensions_mut().insert(Caller {
        session: visit.session.clone(),
        at: visit.at,
        polls: Arc::clone(visit.polls),
        callbacks: Arc::clone(visit.callbacks),
        fetches: Arc::clone(visit.fetches),
        shutdown: visit.shutdown.clone(),
    });
    request
}

/// The whole answer; it is never streamed.
async fn collected(answer: Response<BoxBody<Bytes, Infallible>>) -> (response::Parts, Bytes) {
    let (head, body) = answer.into_parts();
    match body.collect().await {
        Ok(collected) => (head, collected.to_bytes()),
        Err(never) => match never {},
    }
}

/// A JSON-RPC message as a reply.
fn message(status: StatusCode, value: &Value) -> Result<Reply, Problem> {
    reply::json(status, value)
}
