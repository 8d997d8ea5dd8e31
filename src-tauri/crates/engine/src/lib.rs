//! Counterfoil's engine: one data folder, opened by one or several processes, with everything that
//! may happen to money inside one writer.
//!
//! Read [`session`](crate::AgentGate) first: who may do what is a matter of types. Then `ops`: one
//! function per thing that can happen. Then `writer`: how it becomes durable.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use answer::{Decision, DecisionVerdict, PurchaseAnswer};
pub use clock::{Clock, ManualClock, SystemClock};
pub use counterfoil_protocols::x402::Network;
pub use detail::{Check, Evidence, PurchaseDetail, SaidHere, TimelineStep};
pub use duties::Duties;
pub use error::EngineError;
pub use events::Event;
pub use files::write_private;
pub use keys::{Passphrase, PayerKey};
pub use noticing::SignedNotice;
pub use ops::agents::NewAgent;
pub use ops::approve::{Approve, How};
pub use ops::decide::Reject;
pub use ops::mandates::Amendment;
pub use ops::rates::RatesTaken;
pub use ops::settle::{Settlement, SettlementKind};
pub use ops::statements::{LineVerdict, StatementTaken};
pub use ops::submit::SubmitRequest;
pub use ops::tasks::NewTask;
pub use ops::words::Retag;
pub use rails::{Handed, PayX402, PaymentAnswer, RailProblem, X402Request};
pub use rows::{
    AgentRow, MandateRow, MandateState, MandateVersionRow, PeriodRow, PurchaseSummary,
    SmallPayments, SubscriptionRow, Uncounted,
};
pub use search::{Completion, Query, Term, Totals};
pub use searches::{MOST_SAVED, SavedSearch, Searches};
pub use session::{
    ActivityPage, ActivityQuery, AgentGate, AgentSession, AgentShare, BurnDownAnswer, ChartsAnswer,
    ChartsOrder, Claims, ExportOrder, FetchedBefore, Guard, Health, HeapLine, HeapPair,
    HeapSettlement, Heaps, Idle, LimitAnswer, LimitPeriod, LimitsQuery, ListQuery, LocalSession,
    NotFetched, OpenTask, Overview, OwnerSession, Page, Presence, RefusedOffer, ScopeSeen, Shop,
    StatementPreview, StatementRow, Submitted, Suggested, TablePreview, Used, read_merchant_keys,
    read_rates,
};
pub use settings::{Privacy, Settings, Theme, UNDO_SECONDS};
pub use verify::{Problem, Progress, VerifyReport};
pub use view::{
    Card, Tone, ViewAbout, ViewAgain, ViewAgent, ViewBudget, ViewClaims, ViewDocument, ViewItem,
    ViewLine, ViewMerchant, ViewPayment, ViewPrevious, ViewRecurrence, ViewTotals,
};

use shared::Shared;
use store::Store;
use unlock::Attempts;
use writer::{Books, Writer};

mod answer;
mod authorizing;
mod clock;
mod detail;
mod duties;
mod error;
mod events;
mod files;
mod head;
mod history;
mod init;
mod keyfilter;
mod keys;
mod noticing;
mod ops;
mod rails;
mod reading;
mod rows;
mod search;
mod searches;
mod session;
mod settings;
mod shared;
mod store;
mod tallies;
mod unlock;
mod verify;
mod view;
mod writer;

/// Whether the OS keyring keeps the key that opens the key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// It does, where there is one.
    Use,
    /// The passphrase is asked each time.
    Never,
}

/// How an engine runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Whether the OS keyring is used.
    pub keyring: Keyring,
    /// How long a card must be on screen before it can be approved.
    pub guard: Duration,
    /// The owner's time zone, for dates in searches.
    pub zone: chrono_tz::Tz,
    /// Whether an agent that does what no honest one does is stopped until the owner has looked.
    pub quarantine: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            keyring: Keyring::Use,
            guard: Duration::from_millis(700),
            zone: chrono_tz::UTC,
            quarantine: true,
        }
    }
}

/// An open data folder.
#[derive(Clone, Debug)]
pub struct Engine {
    shared: Arc<Shared>,
    writer: Writer,
    attempts: Arc<Attempts>,
    running: Arc<Running>,
}

/// Ends the background work when the last engine handle is gone.
#[derive(Debug)]
struct Running {
    stop: CancellationToken,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Engine {
    /// Makes the data folder, the keys and the first entry. Blocks for about half a second, for
    /// the passphrase's key.
    pub fn init(dir: &Path, passphrase: &Passphrase, options: &Options) -> Result<(), EngineError> {
        init::init(dir, passphrase, options)
    }

    /// Opens a data folder, locked. Inside a tokio runtime it also notices other processes' writes.
    pub fn open(dir: &Path, options: Options) -> Result<Self, EngineError> {
        let store = Store::open(dir)?;
        let shared = Arc::new(Shared::new(dir, options, store.conn())?);
        let mut books = Books::unread();
        // One snapshot, because another process may be writing.
        let snapshot = store.conn().unchecked_transaction()?;
        let read = books.refresh(&snapshot, &shared);
        drop(snapshot);
        if let Err(error) = read {
            // A damaged ledger can still be looked at; every write will say why it is refused.
            let EngineError::Damaged(what) = &error else {
                return Err(error);
            };
            shared.set_damage(what);
        }
        let (writer, thread) = Writer::start(dir.to_owned(), store, books, Arc::clone(&shared))?;
        let stop = CancellationToken::new();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (shared, writer) = (Arc::clone(&shared), writer.clone());
            runtime.spawn(duties::watch_others(shared, writer, stop.clone()));
        }
        let running = Running {
            stop,
            thread: std::sync::Mutex::new(Some(thread)),
        };
        Ok(Self {
            shared,
            writer,
            attempts: Arc::default(),
            running: Arc::new(running),
        })
    }

    /// Whether the keys are unlocked.
    pub fn is_unlocked(&self) -> bool {
        self.shared.is_unlocked()
    }

    /// Unlocks with the passphrase.
    pub async fn unlock(&self, passphrase: &Passphrase) -> Result<OwnerSession, EngineError> {
        self.attempts.unlock(&self.shared, passphrase).await?;
        self.cover_tail().await?;
        Ok(self.owner())
    }

    /// Unlocks with the key that the OS keyring keeps.
    pub async fn unlock_from_keyring(&self) -> Result<OwnerSession, EngineError> {
        let shared = Arc::clone(&self.shared);
        session::blocking(move || unlock::with_keyring(&shared)).await?;
        self.cover_tail().await?;
        Ok(self.owner())
    }

    /// Forgets the secret keys. Owner sessions that still exist can do nothing that needs them.
    pub fn lock(&self) {
        self.shared.lock();
    }

    /// What the gateway is given: it lets agents in, and there is nothing in it to approve with.
    pub fn gate(&self) -> AgentGate {
        AgentGate {
            shared: Arc::clone(&self.shared),
            writer: self.writer.clone(),
        }
    }

    /// A session that looks and tightens.
    pub fn local(&self) -> LocalSession {
        LocalSession {
            shared: Arc::clone(&self.shared),
            writer: self.writer.clone(),
        }
    }

    /// Tells what changes, after it is durable.
    pub fn subscribe(&self) -> tokio::sync::broadcast::Receiver<Event> {
        self.shared.subscribe()
    }

    /// Takes on the standing duties of this folder; `None` when another process has them. Must be
    /// called inside a tokio runtime.
    pub fn take_duties(&self) -> Result<Option<Duties>, EngineError> {
        Duties::take(&self.shared, &self.writer)
    }

    /// Ends the background work and waits until the last head is kept outside the database.
    pub async fn close(self) -> Result<(), EngineError> {
        let Self {
            shared,
            writer,
            attempts,
            running,
        } = self;
        running.stop.cancel();
        let taken = running.thread.lock();
        let thread = taken
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take();
        drop((shared, attempts, running));
        writer.stop();
        if let Some(thread) = thread {
            session::blocking(move || {
                thread
                    .join()
                    .map_err(|_| EngineError::Internal("the writer panicked".into()))
            })
            .await?;
        }
        Ok(())
    }

    fn owner(&self) -> OwnerSession {
        OwnerSession {
            local: self.local(),
            attempts: Arc::clone(&self.attempts),
        }
    }

    /// Signs for entries that were written while the ledger key was locked.
    async fn cover_tail(&self) -> Result<(), EngineError> {
        self.writer
            .run(|desk: &mut writer::Desk<'_>| ops::unlocked::cover_tail(desk))
            .await?;
        Ok(())
    }
}
