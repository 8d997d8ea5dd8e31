//! The key of the account that pays over x402: made here, or brought along by the owner.

use counterfoil_protocols::evm::{Address, SigningKey};
use zeroize::Zeroizing;

use crate::error::EngineError;

/// The paying account's key (secp256k1).
#[derive(Clone)]
pub struct PayerKey(SigningKey);

impl PayerKey {
    /// A new one from the system's generator.
    pub fn fresh() -> Result<Self, EngineError> {
        // A scalar of zero or beyond the group order has a chance of about 2^-128; draw again.
        loop {
            let bytes = Zeroizing::new(crate::clock::random::<32>()?);
            if let Ok(key) = SigningKey::from_slice(bytes.as_slice()) {
                return Ok(Self(key));
            }
        }
    }

    /// The one that the owner has: 64 hexadecimal digits, with or without `0x`.
    pub fn import(text: &str) -> Result<Self, EngineError> {
        let text = text.trim();
        let digits = text.strip_prefix("0x").unwrap_or(text);
        let mut bytes = Zeroizing::new([0_u8; 32]);
        let read = hex::decode_to_slice(digits, bytes.as_mut_slice());
        read.ok()
            .and_then(|()| Self::from_bytes(bytes.as_slice()))
            .ok_or_else(|| {
                EngineError::Invalid("This is not a private key of 64 hexadecimal digits.".into())
            })
    }

    /// The account.
    pub fn address(&self) -> Address {
        Address::of_key(self.0.verifying_key())
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    pub(super) fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    pub(crate) const fn signing(&self) -> &SigningKey {
        &self.0
    }
}

impl std::fmt::Debug for PayerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PayerKey({})", self.address())
    }
}
