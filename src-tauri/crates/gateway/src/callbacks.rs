//! Tells agents that want it when a purchase changed, at an address of theirs on this machine.
//!
//! Nothing waits for it: events are taken from a queue that forgets when it is full, an address that
//! stalls takes two of few places, and what could not be delivered is tried again a few times, later
//! and later, as long as it is still the newest there is to say. A restart looks at what waits anew,
//! so an agent is told of what changes afterwards. The address was checked when the purchase was
//! asked for; here it is held against loopback once more, no name is looked up and no redirect is
//! followed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{AgentGate, EngineError, Event, SignedNotice};
use tokio::sync::Semaphore;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use self::post::Post;

mod post;

/// Deliveries under way at once, and of one agent.
const MOST_AT_ONCE: usize = 8;
const MOST_OF_ONE: usize = 2;
/// Purchases that are remembered at once; of more, what is not the newest may be told too.
const MOST_WAITING: usize = 1_024;
/// How long after each failure it is tried again.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(120),
    Duration::from_secs(600),
];

/// What was told last, in which revision and status.
type Told = (u32, Status);

/// Follows the purchases of one gateway.
#[derive(Debug)]
pub(crate) struct Callbacks {
    gate: AgentGate,
    /// What is being told, or was; of purchases that may still change.
    known: Mutex<BTreeMap<PurchaseId, Told>>,
    places: Arc<Semaphore>,
    agents: Mutex<BTreeMap<AgentId, Arc<Semaphore>>>,
}

impl Callbacks {
    pub(crate) fn new(gate: AgentGate) -> Arc<Self> {
        Arc::new(Self {
            gate,
            known: Mutex::default(),
            places: Arc::new(Semaphore::new(MOST_AT_ONCE)),
            agents: Mutex::default(),
        })
    }

    /// Tells until `shutdown`.
    pub(crate) async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut events = self.gate.subscribe();
        self.look(false).await;
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = shutdown.cancelled() => return,
            };
            match event {
                Ok(Event::Purchase { id, .. }) => self.changed(id, &shutdown).await,
                Ok(Event::Elsewhere) | Err(RecvError::Lagged(_)) => {
                    self.look(true).await;
                    let known: Vec<PurchaseId> = self.known().keys().copied().collect();
                    for id in known {
                        self.changed(id, &shutdown).await;
                    }
                }
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Remembers what waits; what an agent was told in its first answer is not told again.
    async fn look(&self, only_new: bool) {
        let gate = self.gate.clone();
        let waiting = blocking(move || gate.waiting_for_notice()).await;
        for id in waiting.unwrap_or_default() {
            if only_new && self.known().contains_key(&id) {
                continue;
            }
            if let Some(notice) = self.notice(id).await {
                self.remember(&notice);
            }
        }
    }

    async fn changed(self: &Arc<Self>, id: PurchaseId, shutdown: &CancellationToken) {
        let Some(notice) = self.notice(id).await else {
            return;
        };
        if self.remember(&notice) {
            let (this, shutdown) = (Arc::clone(self), shutdown.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = this.deliver(notice) => {}
                    () = shutdown.cancelled() => {}
                }
            });
        }
    }

    async fn notice(&self, id: PurchaseId) -> Option<SignedNotice> {
        let gate = self.gate.clone();
        match blocking(move || gate.notice(id)).await {
            Ok(notice) => notice,
            Err(error) => {
                tracing::debug!(%error, "a callback has nothing to say");
                None
            }
        }
    }

    /// Whether this is news. Where a purchase stood when it was asked for is none: that was in the
    /// answer.
    fn remember(&self, notice: &SignedNotice) -> bool {
        let told = (notice.revision, notice.status);
        let mut known = self.known();
        let moves = crate::wire::answer::moves(notice.status);
        let news = match known.get(&notice.purchase) {
            Some(last) => *last != told,
            None => !moves && !matches!(notice.status, Status::Denied | Status::Authorized),
        };
        let room = known.len() < MOST_WAITING || known.contains_key(&notice.purchase);
        if room && (moves || news) {
            known.insert(notice.purchase, told);
        }
        news
    }

    /// Tries until it is taken, until there is something newer to say, or until it is enough.
    async fn deliver(&self, notice: SignedNotice) {
        let told = (notice.revision, notice.status);
        let still_newest = || {
            self.known()
                .get(&notice.purchase)
                .is_none_or(|last| *last == told)
        };
        for pause in std::iter::once(Duration::ZERO).chain(PAUSES) {
            tokio::time::sleep(pause).await;
            if !still_newest() {
                return;
            }
            let own = self.place_of(notice.agent);
            let (Ok(_own), Ok(_place)) = (own.acquire().await, self.places.acquire().await) else {
                return;
            };
            let Some(post) = Post::of(&notice) else {
                break;
            };
            if post.send().await {
                break;
            }
            tracing::debug!(purchase = %notice.purchase, "a callback was not taken");
        }
        let mut known = self.known();
        let final_now = !crate::wire::answer::moves(notice.status);
        if final_now && known.get(&notice.purchase) == Some(&told) {
            known.remove(&notice.purchase);
        }
    }

    fn place_of(&self, agent: AgentId) -> Arc<Semaphore> {
        let mut agents = self.agents.lock().unwrap_or_else(PoisonError::into_inner);
        let place = agents
            .entry(agent)
            .or_insert_with(|| Arc::new(Semaphore::new(MOST_OF_ONE)));
        Arc::clone(place)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<PurchaseId, Told>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    let joined = tokio::task::spawn_blocking(read).await;
    joined.map_err(|error| EngineError::Internal(error.to_string()))?
}
