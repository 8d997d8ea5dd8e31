//! Opening the keys: with the passphrase, or with the key that the OS keyring keeps.

use std::sync::{Arc, Mutex, PoisonError};

use counterfoil_domain::time::Timestamp;

use crate::Keyring;
use crate::error::EngineError;
use crate::keys::{
    Kek, Keys, Opener, Passphrase, PayerKey, Secrets, Vault, recall, remember, with_payer,
};
use crate::session::blocking;
use crate::shared::Shared;

/// How many wrong passphrases in a row are free.
const FREE_TRIES: u32 = 5;

/// The longest pause after wrong ones, seconds.
const LONGEST_PAUSE: u64 = 300;

/// Counts wrong passphrases of this process.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<Failures>);

#[derive(Debug, Default)]
struct Failures {
    count: u32,
    again_at: Option<Timestamp>,
}

impl Attempts {
    /// Opens the vault with the passphrase, to see whether it is right.
    pub(crate) async fn check(
        &self,
        shared: &Arc<Shared>,
        passphrase: &Passphrase,
    ) -> Result<(), EngineError> {
        let (secrets, kek) = self.open(shared, passphrase).await?;
        let keys = Keys::from_secrets(&secrets)?;
        // A passphrase that opens some other key file proves nothing.
        shared.own_keys(keys, Opener::new(kek)).map(|_| ())
    }

    /// Adds the paying account's key to the others. One that is there is never replaced: it may
    /// have money.
    pub(crate) async fn add_payer(
        &self,
        shared: &Arc<Shared>,
        passphrase: &Passphrase,
        payer: &PayerKey,
    ) -> Result<(), EngineError> {
        let (secrets, kek) = self.open(shared, passphrase).await?;
        let (keys, opener) = (Keys::from_secrets(&secrets)?, Opener::new(kek.clone()));
        if let Some(known) = &keys.payer {
            let address = known.address();
            if address == payer.address() {
                return shared.unlock(keys, opener);
            }
            let text = format!("There is an account to pay from already, {address}.");
            return Err(EngineError::Invalid(text));
        }
        shared.own_keys(keys, opener.clone())?;
        let secrets = with_payer(&secrets, payer);
        Vault::in_folder(&shared.dir).reseal(&secrets, &kek)?;
        shared.unlock(Keys::from_secrets(&secrets)?, opener)
    }

    /// Unlocks with the passphrase, and lets the keyring keep the derived key.
    pub(crate) async fn unlock(
        &self,
        shared: &Arc<Shared>,
        passphrase: &Passphrase,
    ) -> Result<(), EngineError> {
        let (secrets, kek) = self.open(shared, passphrase).await?;
        shared.unlock(Keys::from_secrets(&secrets)?, Opener::new(kek.clone()))?;
        if shared.options.keyring == Keyring::Use
            && let Err(error) = remember(shared.origin(), &kek)
        {
            tracing::info!(%error, "the keyring does not keep the key; the passphrase is asked again");
        }
        Ok(())
    }

    async fn open(
        &self,
        shared: &Arc<Shared>,
        passphrase: &Passphrase,
    ) -> Result<(Secrets, Kek), EngineError> {
        self.allowed(shared.now())?;
        let vault = Vault::in_folder(&shared.dir);
        let passphrase = passphrase.clone();
        let opened = blocking(move || vault.open(&passphrase)).await;
        self.note(shared.now(), &opened);
        opened
    }

    fn allowed(&self, now: Timestamp) -> Result<(), EngineError> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.again_at {
            Some(again) if now < again => {
                let seconds = again.since(now).as_secs().saturating_add(1);
                Err(EngineError::TooManyTries { seconds })
            }
            _ => Ok(()),
        }
    }

    fn note<T>(&self, now: Timestamp, opened: &Result<T, EngineError>) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match opened {
            Ok(_) => *failures = Failures::default(),
            Err(EngineError::WrongPassphrase) => {
                failures.count = failures.count.saturating_add(1);
                let beyond = failures.count.saturating_sub(FREE_TRIES.saturating_sub(1));
                if beyond > 0 {
                    let pause =
                        15_u64.saturating_mul(2_u64.saturating_pow(beyond.saturating_sub(1)));
                    let pause = std::time::Duration::from_secs(pause.min(LONGEST_PAUSE));
                    failures.again_at = Some(now.plus(pause));
                }
            }
            Err(_) => {}
        }
    }
}

/// Unlocks with the key that the keyring keeps.
pub(crate) fn with_keyring(shared: &Shared) -> Result<(), EngineError> {
    if shared.options.keyring == Keyring::Never {
        return Err(EngineError::Keyring("it is switched off".to_owned()));
    }
    let kek = recall(shared.origin())?;
    let opener = Opener::new(kek);
    shared.unlock(opener.keys(&shared.dir)?, opener)
}
