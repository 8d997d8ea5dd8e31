//! What happens: opening, unlocking, standing duties, news for the owner, and the end.
//!
//! Nothing here knows how a window, a tray or a notification is made; that is behind [`Desktop`], so
//! the whole of this runs in tests without a screen.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono_tz::Tz;
use counterfoil_domain::{PurchaseId, Timestamp};
use counterfoil_engine::{Clock, Engine, Keyring, LocalSession, Options, OwnerSession, Passphrase};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::error::IpcError;
use crate::events::{Exporting, Tag};
use crate::launch::Launch;
use crate::notifications::{Act, Attention, Style};
use crate::tray::Face;
use crate::views::VerifyView;

use duty::Duty;
use export::Exports;

mod alerts;
mod budgets;
mod duty;
mod export;
mod news;
mod pairing;
mod report;
mod statements;

pub use export::Wish;

/// What the controller needs of a desktop.
pub trait Desktop: Send + Sync + 'static {
    /// Tells the window what to ask for again.
    fn changed(&self, tags: Vec<Tag>);
    /// Tells the window how far an export is.
    fn exporting(&self, progress: Exporting);
    /// Brings the window to the front at an address.
    fn open(&self, to: &str);
    /// Shows this in the tray.
    fn tray(&self, face: Face);
    /// Shows or takes away a notification.
    fn act(&self, act: Act);
    /// Ends the app.
    fn quit(&self);
}

/// The app, without its looks.
#[derive(Debug)]
pub struct Controller<D> {
    desktop: Arc<D>,
    launch: Launch,
    clock: Arc<dyn Clock>,
    phase: watch::Sender<Phase>,
    /// Held while the phase changes, so that two unlocks cannot both start the duties.
    opening: tokio::sync::Mutex<()>,
    duty: tokio::sync::Mutex<Option<Duty>>,
    news: Mutex<News>,
    /// The statement that the owner chose last, by its name.
    chosen: Mutex<Option<(String, Vec<u8>)>>,
    exports: Exports,
    ended: CancellationToken,
}

/// What was told to the owner last.
#[derive(Debug, Default)]
struct News {
    attention: Attention,
    face: Option<Face>,
    verified: Option<VerifyView>,
    /// Which purchase was told of for which kept search.
    told: BTreeSet<(PurchaseId, String)>,
}

#[derive(Clone, Debug)]
enum Phase {
    /// It is not known yet what is in the folder.
    Starting,
    /// There is no data yet.
    FirstRun,
    /// There is data, and nobody has unlocked it.
    Locked(Engine),
    /// Open.
    Ready(Arc<Open>),
    /// The data cannot be opened.
    Damaged(IpcError),
}

#[derive(Debug)]
struct Open {
    engine: Engine,
    owner: OwnerSession,
    by_keyring: bool,
}

impl Open {
    fn phase(engine: Engine, owner: OwnerSession, by_keyring: bool) -> Phase {
        Phase::Ready(Arc::new(Self {
            engine,
            owner,
            by_keyring,
        }))
    }
}

impl<D: Desktop> Controller<D> {
    /// An app that has not looked at its folder yet.
    pub fn new(desktop: D, launch: Launch) -> Self {
        Self::with_clock(desktop, launch, Options::default().clock)
    }

    /// The same with another clock.
    pub fn with_clock(desktop: D, launch: Launch, clock: Arc<dyn Clock>) -> Self {
        Self {
            desktop: Arc::new(desktop),
            launch,
            clock,
            phase: watch::Sender::new(Phase::Starting),
            opening: tokio::sync::Mutex::default(),
            duty: tokio::sync::Mutex::default(),
            news: Mutex::default(),
            chosen: Mutex::default(),
            exports: Exports::default(),
            ended: CancellationToken::new(),
        }
    }

    /// Looks at the folder and opens what is there.
    pub async fn start(self: Arc<Self>) {
        let opening = self.opening.lock().await;
        match self.open_engine().await {
            Ok(engine) => {
                let phase = self.unlocked_by_keyring(&engine).await;
                self.become_open(engine, phase).await;
            }
            Err(error) if error.code == "no_data" => {
                self.phase.send_replace(Phase::FirstRun);
            }
            Err(error) => {
                tracing::error!(%error, "the data folder could not be opened");
                self.phase.send_replace(Phase::Damaged(error));
            }
        }
        drop(opening);
        self.refresh(Tag::ALL.to_vec()).await;
    }

    /// Makes the data folder and unlocks it.
    pub async fn initialise(self: &Arc<Self>, passphrase: Passphrase) -> Result<(), IpcError> {
        let opening = self.opening.lock().await;
        if !matches!(self.phase().await, Phase::FirstRun) {
            let hint = "Unlock it with its passphrase.";
            let message = "There is data in this folder already.";
            return Err(IpcError::new("data_exists", message, hint));
        }
        let (dir, options) = (self.launch.data_dir.clone(), self.options());
        let secret = passphrase.clone();
        blocking(move || Engine::init(&dir, &secret, &options)).await??;
        let engine = self.open_engine().await?;
        let owner = engine.unlock(&passphrase).await?;
        self.become_open(engine.clone(), Open::phase(engine, owner, false))
            .await;
        drop(opening);
        self.refresh(Tag::ALL.to_vec()).await;
        Ok(())
    }

    /// Unlocks the keys.
    pub async fn unlock(&self, passphrase: &Passphrase) -> Result<(), IpcError> {
        let opening = self.opening.lock().await;
        match self.phase().await {
            Phase::Locked(engine) => {
                let owner = engine.unlock(passphrase).await?;
                self.phase.send_replace(Open::phase(engine, owner, false));
            }
            Phase::Ready(_) => {}
            Phase::Damaged(error) => return Err(error),
            Phase::FirstRun | Phase::Starting => return Err(IpcError::not_open()),
        }
        drop(opening);
        self.refresh(Tag::ALL.to_vec()).await;
        Ok(())
    }

    /// What anybody at this desk may see and tighten.
    pub async fn local(&self) -> Result<LocalSession, IpcError> {
        match self.phase().await {
            Phase::Locked(engine) => Ok(engine.local()),
            Phase::Ready(open) => Ok(open.engine.local()),
            Phase::Damaged(error) => Err(error),
            Phase::FirstRun | Phase::Starting => Err(IpcError::not_open()),
        }
    }

    /// What only the owner may do.
    pub async fn owner(&self) -> Result<OwnerSession, IpcError> {
        match self.phase().await {
            Phase::Ready(open) => Ok(open.owner.clone()),
            Phase::Locked(_) => Err(IpcError::locked()),
            Phase::Damaged(error) => Err(error),
            Phase::FirstRun | Phase::Starting => Err(IpcError::not_open()),
        }
    }

    /// The folder with everything in it.
    pub fn data_dir(&self) -> &Path {
        &self.launch.data_dir
    }

    /// Where exports go without asking.
    pub fn export_dir(&self) -> Option<&Path> {
        self.launch.export_dir.as_deref()
    }

    /// The time, as the engine knows it.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Ends the duties and closes the data.
    pub async fn close(&self) {
        self.ended.cancel();
        if let Some(duty) = self.duty.lock().await.take() {
            duty.end(&self.launch.data_dir).await;
        }
        let phase = self
            .phase
            .send_replace(Phase::Damaged(IpcError::not_open()));
        match phase {
            Phase::Ready(open) => end(open.engine.clone()).await,
            Phase::Locked(engine) => end(engine).await,
            Phase::Starting | Phase::FirstRun | Phase::Damaged(_) => {}
        }
    }

    /// From here on agents can connect; while the keys are locked they are told so.
    async fn become_open(self: &Arc<Self>, engine: Engine, phase: Phase) {
        let events = engine.subscribe();
        self.phase.send_replace(phase);
        self.take_duties(&engine).await;
        tokio::spawn(Arc::clone(self).watch(events));
        tokio::spawn(Arc::clone(self).verify_at_start());
    }

    async fn unlocked_by_keyring(&self, engine: &Engine) -> Phase {
        if self.launch.keyring {
            match engine.unlock_from_keyring().await {
                Ok(owner) => return Open::phase(engine.clone(), owner, true),
                Err(error) => tracing::info!(%error, "the keyring did not unlock the keys"),
            }
        }
        Phase::Locked(engine.clone())
    }

    async fn open_engine(&self) -> Result<Engine, IpcError> {
        let (dir, options) = (self.launch.data_dir.clone(), self.options());
        Ok(blocking(move || Engine::open(&dir, options)).await??)
    }

    fn options(&self) -> Options {
        Options {
            clock: Arc::clone(&self.clock),
            keyring: if self.launch.keyring {
                Keyring::Use
            } else {
                Keyring::Never
            },
            zone: zone(),
            ..Options::default()
        }
    }

    /// The phase, once it is known.
    async fn phase(&self) -> Phase {
        let mut phase = self.phase.subscribe();
        match phase
            .wait_for(|phase| !matches!(phase, Phase::Starting))
            .await
        {
            Ok(phase) => phase.clone(),
            Err(_) => Phase::Starting,
        }
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn style(&self) -> Style {
        Style {
            privacy: self.settings().await.privacy,
            time_of_day,
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, IpcError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| IpcError::internal(&error))
}

async fn end(engine: Engine) {
    if let Err(error) = engine.close().await {
        tracing::error!(%error, "the data did not close well");
    }
}

/// The owner's time zone; UTC where the system does not say.
fn zone() -> Tz {
    let named = std::env::var("TZ").ok().filter(|name| !name.is_empty());
    let name = named
        .or_else(|| iana_time_zone::get_timezone().ok())
        .unwrap_or_default();
    name.trim_start_matches(':').parse().unwrap_or(Tz::UTC)
}

fn time_of_day(at: Timestamp) -> String {
    at.to_datetime()
        .with_timezone(&zone())
        .format("%H:%M")
        .to_string()
}

#[cfg(test)]
mod tests;
