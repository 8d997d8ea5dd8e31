//! Signatures of 65 bytes, from which the signer's address can be recovered.

use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};

use super::Address;
use crate::encoding;

/// `r ‖ s ‖ v` with `v` 27 or 28 and the low one of the two possible `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvmSignature([u8; 65]);

impl EvmSignature {
    /// Reads `0x` and 65 bytes; `v` may also be 0 or 1, as some write it.
    pub fn parse(text: &str) -> Option<Self> {
        encoding::hex(text).ok().map(Self)
    }

    /// A signature that is no one's, for what claims to be signed and is not.
    pub(crate) const fn nobodys() -> Self {
        Self([0; 65])
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }

    /// `0x` and lower-case hexadecimal.
    pub fn to_hex(self) -> String {
        encoding::to_hex(&self.0)
    }
}

/// Signs a digest. The same key and digest always give the same signature (RFC 6979), so no
/// randomness is needed and signing again after a crash gives nothing new.
pub fn sign(digest: &[u8; 32], key: &SigningKey) -> EvmSignature {
    let (signature, recovery) = key.sign_prehash_recoverable(digest);
    let mut bytes = [0; 65];
    for (place, byte) in bytes.iter_mut().zip(signature.to_bytes()) {
        *place = byte;
    }
    if let Some(v) = bytes.last_mut() {
        *v = 27_u8.saturating_add(u8::from(recovery.is_y_odd()));
    }
    EvmSignature(bytes)
}

/// Whose signature over `digest` this is, if it is one. Of the two signatures that are equally
/// valid only the one with the low `s` counts.
pub fn recover(digest: &[u8; 32], signature: &EvmSignature) -> Option<Address> {
    let (body, v) = (signature.0.first_chunk::<64>()?, *signature.0.last()?);
    let signature = Signature::from_slice(body).ok()?;
    if signature.normalize_s() != signature {
        return None;
    }
    let recovery = match v {
        0 | 27 => RecoveryId::new(false, false),
        1 | 28 => RecoveryId::new(true, false),
        _ => return None,
    };
    let key = VerifyingKey::recover_from_prehash(digest, &signature, recovery).ok()?;
    Some(Address::of_key(&key))
}
