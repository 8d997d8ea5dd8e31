//! Words from the window that must not stay in memory or reach a log.

use std::fmt;

use counterfoil_engine::{EngineError, Passphrase};
use serde::Deserialize;
use specta::Type;
use zeroize::Zeroize;

use crate::error::IpcError;

/// A passphrase or a key on its way from the window to the engine.
#[derive(Deserialize, Type)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A passphrase that the owner chooses now.
    pub fn chosen(&self) -> Result<Passphrase, IpcError> {
        Passphrase::new(&self.0).map_err(|error| IpcError::from(error).about("passphrase"))
    }

    /// The text of another secret than a passphrase.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// A passphrase that the owner chose before. One that could not have been chosen is wrong.
    pub fn given(&self) -> Result<Passphrase, IpcError> {
        Passphrase::new(&self.0).map_err(|_| EngineError::WrongPassphrase.into())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
