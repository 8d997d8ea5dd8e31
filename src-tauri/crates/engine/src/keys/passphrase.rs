//! The owner's passphrase, wiped from memory when dropped and never printed.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::error::EngineError;

/// What the owner knows. At least 8 characters.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes a passphrase; NFKC, so that the same keys on another system open the same lock.
    pub fn new(text: &str) -> Result<Self, EngineError> {
        let text = Zeroizing::new(text.nfkc().collect::<String>());
        if text.chars().count() < 8 {
            return Err(EngineError::WeakPassphrase);
        }
        Ok(Self(text))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
