//! What every command starts from: the folder, the way to answer, and where the passphrase comes
//! from.

use std::path::PathBuf;
use std::sync::Arc;

use counterfoil_domain::Timestamp;
use counterfoil_engine::{
    Clock, Engine, Keyring, Options, OwnerSession, Passphrase, PayerKey, Presence,
};

use crate::args::Global;
use crate::failure::Failure;
use crate::folder;
use crate::output::{Output, Style};
use crate::passphrase::Source;

/// One run of the program.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) dir: PathBuf,
    pub(crate) output: Output,
    pub(crate) passphrase: Source,
    clock: Arc<dyn Clock>,
}

/// How often a person may mistype.
const TRIES: u32 = 3;

impl Context {
    pub(crate) fn new(global: Global) -> Result<Self, Failure> {
        let style = if global.json {
            Style::Json
        } else {
            Style::Text
        };
        Ok(Self {
            dir: folder::data(global.data_dir)?,
            output: Output::new(style, global.no_color),
            passphrase: Source::new(global.passphrase_fd),
            clock: Options::default().clock,
        })
    }

    /// The same, about another folder.
    pub(crate) fn elsewhere(&self, dir: PathBuf) -> Self {
        Self {
            dir,
            ..self.clone()
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether the system's keyring may be used at all.
    pub(crate) fn keyring() -> Keyring {
        let off = std::env::var_os("COUNTERFOIL_NO_KEYRING");
        let off = off.is_some_and(|value| !value.is_empty() && value != "0");
        if off { Keyring::Never } else { Keyring::Use }
    }

    /// Opens the data folder for one command. The keyring is left alone: a passphrase given for one
    /// command opens nothing later.
    pub(crate) async fn open(&self) -> Result<Engine, Failure> {
        self.open_with(Keyring::Never).await
    }

    /// Opens the data folder.
    pub(crate) async fn open_with(&self, keyring: Keyring) -> Result<Engine, Failure> {
        let (dir, options) = (self.dir.clone(), self.options(keyring));
        Ok(blocking(move || Engine::open(&dir, options)).await??)
    }

    /// Makes the data folder.
    pub(crate) async fn init(
        &self,
        passphrase: &Passphrase,
        keyring: Keyring,
    ) -> Result<(), Failure> {
        let (dir, options) = (self.dir.clone(), self.options(keyring));
        let passphrase = passphrase.clone();
        Ok(blocking(move || Engine::init(&dir, &passphrase, &options)).await??)
    }

    /// Reads the passphrase and unlocks with it.
    pub(crate) async fn unlock(&self, engine: &Engine) -> Result<Owner, Failure> {
        self.unlock_asking(engine, "Passphrase: ").await
    }

    /// The same, with a prompt that says what the passphrase is for.
    pub(crate) async fn unlock_asking(
        &self,
        engine: &Engine,
        prompt: &str,
    ) -> Result<Owner, Failure> {
        let mut left = if self.passphrase.is_a_person() {
            TRIES
        } else {
            1
        };
        loop {
            left = left.saturating_sub(1);
            match self.unlock_once(engine, prompt).await {
                Err(failure) if failure.code == "wrong_passphrase" && left > 0 => {}
                done => return done,
            }
        }
    }

    async fn unlock_once(&self, engine: &Engine, prompt: &str) -> Result<Owner, Failure> {
        let passphrase = self.passphrase.read(prompt)?;
        let session = engine.unlock(&passphrase).await?;
        Ok(Owner {
            session,
            passphrase,
        })
    }

    fn options(&self, keyring: Keyring) -> Options {
        Options {
            clock: Arc::clone(&self.clock),
            keyring,
            zone: zone(),
            ..Options::default()
        }
    }
}

/// Where the owner lives, for dates in searches.
fn zone() -> chrono_tz::Tz {
    let name = iana_time_zone::get_timezone().ok();
    name.and_then(|name| name.parse().ok())
        .unwrap_or(chrono_tz::UTC)
}

/// The owner, who gave the passphrase for this command.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) session: OwnerSession,
    passphrase: Passphrase,
}

impl Owner {
    /// Proof that the passphrase was given for this one step.
    pub(crate) async fn presence(&self) -> Result<Presence, Failure> {
        Ok(self.session.present(&self.passphrase).await?)
    }

    /// Keeps the paying account's key with the others, which takes the passphrase once more.
    pub(crate) async fn set_payer(&self, key: PayerKey, imported: bool) -> Result<String, Failure> {
        let kept = self.session.set_payer(key, imported, &self.passphrase);
        Ok(kept.await?)
    }
}

/// Runs work that blocks where that disturbs nothing.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::internal(&error))
}
