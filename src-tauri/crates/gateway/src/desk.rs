//! What happens to one request: guard, route, token, rate, body, handler, answer.

use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::time::Timestamp;
use counterfoil_engine::{AgentGate, AgentSession, Clock};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use tokio_util::sync::CancellationToken;

use crate::callbacks::Callbacks;
use crate::claims::Heard;
use crate::config::GatewayConfig;
use crate::fetch::Fetches;
use crate::guard::{self, Hosts};
use crate::mcp::Mcp;
use crate::polls::Polls;
use crate::problem::Problem;
use crate::rate::Rate;
use crate::reply::Reply;
use crate::routes::{self, Route};
use crate::{auth, body, failure};

/// Everything that the requests of one gateway share.
#[derive(Debug)]
pub(crate) struct Desk {
    gate: AgentGate,
    hosts: Hosts,
    rate: Option<Rate>,
    patience: Duration,
    clock: Arc<dyn Clock>,
    polls: Arc<Polls>,
    callbacks: Arc<Callbacks>,
    fetches: Arc<Fetches>,
    mcp: Mcp,
    heard: Heard,
    shutdown: CancellationToken,
}

/// A request that passed the guard, its sender known and its body read.
pub(crate) struct Visit<'a> {
    /// The agent.
    pub(crate) session: AgentSession,
    /// Method, address and headers.
    pub(crate) head: &'a Parts,
    /// The whole body; empty for GET.
    pub(crate) body: Bytes,
    /// When the whole request was there.
    pub(crate) at: Timestamp,
    /// The long polls that are open.
    pub(crate) polls: &'a Arc<Polls>,
    /// Who is told when a purchase changes.
    pub(crate) callbacks: &'a Arc<Callbacks>,
    /// The calls that are made for agents.
    pub(crate) fetches: &'a Arc<Fetches>,
    /// Ends long polls when the gateway stops.
    pub(crate) shutdown: &'a CancellationToken,
}

impl Desk {
    pub(crate) fn new(
        gate: AgentGate,
        hosts: Hosts,
        config: &GatewayConfig,
        shutdown: CancellationToken,
    ) -> Self {
        let mcp = Mcp::new(&hosts, shutdown.clone());
        let callbacks = Callbacks::new(gate.clone());
        Self {
            gate,
            hosts,
            callbacks,
            fetches: Arc::new(Fetches::new(config.fetch.clone())),
            mcp,
            heard: Heard::default(),
            rate: config.rate.map(Rate::per_second),
            patience: config.patience,
            clock: Arc::clone(&config.clock),
            polls: Arc::default(),
            shutdown,
        }
    }

    /// Who tells agents at addresses of theirs.
    pub(crate) fn callbacks(&self) -> Arc<Callbacks> {
        Arc::clone(&self.callbacks)
    }

    /// The answer to one request, whatever it is.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Reply {
        let (head, mut incoming) = request.into_parts();
        let mut reply = match self.handle(&head, &mut incoming).await {
            Ok(reply) => reply,
            Err(problem) => {
                if !guard::awaits_permission(&head.headers) {
                    body::discard(&mut incoming).await;
                }
                problem.into_reply()
            }
        };
        if head.headers.contains_key(TRANSFER_ENCODING) {
            reply
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        reply
    }

    async fn handle(&self, head: &Parts, incoming: &mut Incoming) -> Result<Reply, Problem> {
        guard::admit(head, &self.hosts)?;
        let route = match routes::find(&head.method, head.uri.path())? {
            Route::Open(open) => return routes::public::answer(open, &self.gate, head).await,
            Route::Agent(route) => Some(route),
            Route::Mcp => None,
        };
        let token = auth::bearer(&head.headers)?;
        let session = self.gate.authenticate(token).map_err(failure::problem)?;
        let mut limited = match &self.rate {
            Some(rate) => rate.count(session.agent()),
            None => Ok(()),
        };
        // A tool call is told in the way of tools, for which its message must be read.
        if route.is_some() {
            limited = Ok(limited?);
        }
        let body = body::read(incoming, self.patience).await?;
        let at = self.clock.now();
        let visit = Visit {
            session,
            head,
            body,
            at,
            polls: &self.polls,
            callbacks: &self.callbacks,
            fetches: &self.fetches,
            shutdown: &self.shutdown,
        };
        if limited.is_ok() {
            self.heard.listen(&visit).await;
        }
        match route {
            Some(route) => routes::answer(route, visit).await,
            None => self.mcp.answer(visit, limited).await,
        }
    }
}
