//! Calls made for agents: the answer to a 402 is a purchase like any other, and its payment leaves
//! once.
//!
//! Whether a host may be called is the owner's word in a mandate. A call runs on its own, so that no
//! tool call waits for it; the same key asks for it again, after a restart too once it is a purchase.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use counterfoil_domain::ids::AgentId;
use counterfoil_engine::{AgentSession, PurchaseAnswer};
use hyper::StatusCode;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::config::FetchConfig;
use crate::failure;
use crate::problem::Problem;

pub(crate) use ask::{Ask, FetchBody};
pub(crate) use kept::Kept;

mod ask;
mod fault;
mod kept;
mod run;
mod target;
mod tls;
mod wire;

/// How long one tool call waits.
const PATIENCE: Duration = Duration::from_millis(2_400);
/// How long what was not paid for is remembered.
const REMEMBERED: Duration = Duration::from_mins(10);
const MOST_OF_ONE: usize = 4;
const MOST: usize = 32;
const MOST_REMEMBERED: usize = 128;

/// The calls of one gateway.
#[derive(Debug)]
pub(crate) struct Fetches {
    config: FetchConfig,
    runs: Mutex<BTreeMap<(AgentId, String), Run>>,
}

/// Where a call stands.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    /// The server has not answered yet.
    Fetching,
    /// The owner is asked.
    Pending(PurchaseAnswer),
    /// It will not be paid.
    Refused(PurchaseAnswer),
    /// It is over.
    Done(Box<Kept>, Option<PurchaseAnswer>),
}

type Ended = Result<Told, Problem>;

#[derive(Debug)]
struct Run {
    body_hash: [u8; 32],
    since: Instant,
    ended: watch::Receiver<Option<Ended>>,
    /// Whether its end was told to somebody.
    told: bool,
}

impl Run {
    fn is_running(&self) -> bool {
        self.ended.borrow().is_none()
    }

    /// Whether asking again gives the same, without a new call.
    fn answers(&self) -> bool {
        !self.told || matches!(*self.ended.borrow(), None | Some(Ok(Told::Done(..))))
    }
}

impl Fetches {
    pub(crate) fn new(config: FetchConfig) -> Self {
        Self {
            config,
            runs: Mutex::default(),
        }
    }

    /// Where the call stands; begins it if nobody did.
    pub(crate) async fn ask(self: &Arc<Self>, session: &AgentSession, ask: Ask) -> Ended {
        let key = (session.agent(), ask.key.clone());
        let mut ended = self.begin(&key, session, ask)?;
        let end = timeout(PATIENCE, ended.wait_for(Option::is_some)).await;
        let Ok(end) = end else {
            return Ok(Told::Fetching);
        };
        let end = end.map(|end| end.clone()).ok().flatten();
        if let Some(run) = self.known().get_mut(&key) {
            run.told = true;
        }
        end.unwrap_or_else(|| Err(failure::internal(&"a call ended without a result")))
    }

    fn begin(
        self: &Arc<Self>,
        key: &(AgentId, String),
        session: &AgentSession,
        ask: Ask,
    ) -> Result<watch::Receiver<Option<Ended>>, Problem> {
        let mut runs = self.known();
        runs.retain(|_, run| run.is_running() || run.since.elapsed() < REMEMBERED);
        if let Some(run) = runs.get(key) {
            if run.body_hash != ask.body_hash {
                return Err(failure::problem(counterfoil_engine::EngineError::KeyReused));
            }
            if run.answers() {
                return Ok(run.ended.clone());
            }
        }
        let running = runs.iter().filter(|(_, run)| run.is_running());
        let own = running.clone().filter(|((agent, _), _)| *agent == key.0);
        if own.count() >= MOST_OF_ONE || running.count() >= MOST {
            return Err(busy());
        }
        if runs.len() >= MOST_REMEMBERED {
            runs.retain(|_, run| run.is_running() || !run.told);
        }
        let (tell, ended) = watch::channel(None);
        let run = Run {
            body_hash: ask.body_hash,
            since: Instant::now(),
            ended: ended.clone(),
            told: false,
        };
        runs.insert(key.clone(), run);
        let (session, config) = (session.clone(), self.config.clone());
        tokio::spawn(async move {
            let end = run::run(&session, &ask, &config).await;
            tell.send_replace(Some(end));
        });
        Ok(ended)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<(AgentId, String), Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn busy() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "fetch_busy",
        "Too many calls are under way.",
        "Wait for one of them to end, then call again with the same idempotency_key.",
    )
    .retry_after(2)
}
