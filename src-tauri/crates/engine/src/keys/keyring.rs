//! The derived key in the OS keyring, so that the desktop opens without asking.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Kek;
use crate::error::EngineError;

const COLLECTION: &str = "counterfoil";

/// Stores the key under the ledger's name.
pub(crate) fn remember(origin: &str, kek: &Kek) -> Result<(), EngineError> {
    let text = Zeroizing::new(STANDARD.encode(**kek));
    entry(origin)?.set_password(&text).map_err(refused)
}

/// Reads the key back, if there is one.
pub(crate) fn recall(origin: &str) -> Result<Kek, EngineError> {
    let text = Zeroizing::new(entry(origin)?.get_password().map_err(refused)?);
    let bytes = Zeroizing::new(
        STANDARD
            .decode(text.as_bytes())
            .map_err(|_| EngineError::Keyring("what it holds is not a key".to_owned()))?,
    );
    let mut kek = Zeroizing::new([0_u8; 32]);
    if bytes.len() != kek.len() {
        return Err(EngineError::Keyring(
            "what it holds is not a key".to_owned(),
        ));
    }
    kek.copy_from_slice(&bytes);
    Ok(kek)
}

fn entry(origin: &str) -> Result<keyring::Entry, EngineError> {
    keyring::Entry::new(COLLECTION, origin).map_err(refused)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn refused(error: keyring::Error) -> EngineError {
    EngineError::Keyring(error.to_string())
}
