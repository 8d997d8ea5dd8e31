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
use counterfoil_engine::{AgentGate, EngineError, Event, PurchaseAnswer, SignedNotice, Submitted};
use tokio::sync::Semaphore;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use self::post::Post;

mod post;

/// Deliveries under way at once, and of one agent.
const MOST_AT_ONCE: usize = 8;
const MOST_OF_ONE: usize = 2;
/// Purchases that are followed at once.
const MOST_FOLLOWED: usize = 1_024;
/// How long after each failure it is tried again.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
];

/// What an agent knows of a purchase: revision and status.
type Told = (u32, Status);

/// Follows the purchases of one gateway.
#[derive(Debug)]
pub(crate) struct Callbacks {
    gate: AgentGate,
    /// What each agent knows, or is being told.
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

    /// Follows what was asked for just now, if its agent wants to be told.
    pub(crate) fn heed(&self, submitted: &Submitted) {
        if submitted.follows {
            self.follow(&submitted.answer);
        }
    }

    /// Follows a purchase whose agent wants to be told, from what its first answer said.
    pub(crate) fn follow(&self, answer: &PurchaseAnswer) {
        self.note(answer.id, (answer.revision, answer.status));
    }

    /// Tells until `shutdown`.
    pub(crate) async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut events = self.gate.subscribe();
        self.look().await;
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = shutdown.cancelled() => return,
            };
            match event {
                Ok(Event::Purchase { id, .. }) => self.changed(id, &shutdown).await,
                Ok(Event::Elsewhere) | Err(RecvError::Lagged(_)) => {
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

    /// Follows what waited when the gateway stopped.
    async fn look(&self) {
        let gate = self.gate.clone();
        let waiting = blocking(move || gate.waiting_for_notice()).await;
        for id in waiting.unwrap_or_default() {
            if let Some(notice) = self.notice(id).await {
                self.note(id, (notice.revision, notice.status));
            }
        }
    }

    /// Most purchases have no address: those cost one look into a map.
    async fn changed(self: &Arc<Self>, id: PurchaseId, shutdown: &CancellationToken) {
        if !self.known().contains_key(&id) {
            return;
        }
        let Some(notice) = self.notice(id).await else {
            return;
        };
        if !self.note(id, (notice.revision, notice.status)) {
            return;
        }
        let (this, shutdown) = (Arc::clone(self), shutdown.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = this.deliver(notice) => {}
                () = shutdown.cancelled() => {}
            }
        });
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

    /// Remembers where a purchase stands; whether that is news. When there are too many, the oldest
    /// is forgotten.
    fn note(&self, id: PurchaseId, told: Told) -> bool {
        let mut known = self.known();
        if known.len() >= MOST_FOLLOWED && !known.contains_key(&id) {
            known.pop_first();
        }
        known.insert(id, told) != Some(told)
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
