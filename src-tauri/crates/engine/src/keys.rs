//! The keys: where they rest, how they are unlocked, what each may sign.
//!
//! Three secrets, made at `init`: the ledger key (Ed25519, signs checkpoints), the authorization
//! key and the owner's decision key (both ES256). At rest they are encrypted with a key derived
//! from the owner's passphrase (argon2id) in `DATA/keys.json`; the OS keyring may hold that derived
//! key, so that the desktop opens without asking. Nothing is ever stored in plain text.

use std::path::Path;

use p256::ecdsa::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::error::EngineError;

pub use passphrase::Passphrase;
pub use payer::PayerKey;
pub(crate) use vault::{Kek, Vault};

mod es256;
mod keyring;
mod mandates;
mod passphrase;
mod payer;
mod vault;

pub(crate) use keyring::{recall, remember};

/// The unlocked keys. Only the owner's session reaches [`OwnerKey`].
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) ledger: counterfoil_ledger::SigningKey,
    pub(crate) authorization: AuthorizationKey,
    pub(crate) owner: OwnerKey,
    pub(crate) payer: Option<PayerKey>,
}

/// Signs authorizations.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationKey(SigningKey);

/// Signs the owner's decisions.
#[derive(Clone, Debug)]
pub(crate) struct OwnerKey(SigningKey);

/// Opens the key file again, for what the owner added to it in another process since.
#[derive(Clone)]
pub(crate) struct Opener(Kek);

impl Opener {
    pub(crate) const fn new(kek: Kek) -> Self {
        Self(kek)
    }

    /// The keys as the file has them now.
    pub(crate) fn keys(&self, dir: &Path) -> Result<Keys, EngineError> {
        Keys::from_secrets(&Vault::in_folder(dir).open_with(&self.0)?)
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opener(..)")
    }
}

/// The secret bytes: ledger seed, authorization scalar, owner scalar, and then what the owner added,
/// each a byte that says what it is and 32 that are it.
pub(crate) type Secrets = Zeroizing<Vec<u8>>;

/// How long the secrets that are always there are.
const ALWAYS: usize = 96;
/// How long each of the others is.
const ADDED: usize = 33;
/// What the paying account's key is marked with.
const PAYER: u8 = 1;

impl Keys {
    /// Makes new secrets from the system's generator.
    pub(crate) fn fresh_secrets() -> Result<Secrets, EngineError> {
        // A scalar of zero or beyond the group order has a chance of about 2^-32; draw again.
        loop {
            let drawn = Zeroizing::new(crate::clock::random::<ALWAYS>()?);
            let secrets = Zeroizing::new(drawn.to_vec());
            if Self::from_secrets(&secrets).is_ok() {
                return Ok(secrets);
            }
        }
    }

    /// The keys that these secrets are.
    pub(crate) fn from_secrets(secrets: &Secrets) -> Result<Self, EngineError> {
        let (ledger, rest) = secrets.split_first_chunk::<32>().ok_or_else(corrupt)?;
        let (authorization, rest) = rest.split_at_checked(32).ok_or_else(corrupt)?;
        let (owner, added) = rest.split_at_checked(32).ok_or_else(corrupt)?;
        Ok(Self {
            ledger: counterfoil_ledger::SigningKey::from_seed(ledger),
            authorization: AuthorizationKey(signing_key(authorization)?),
            owner: OwnerKey(signing_key(owner)?),
            payer: payer_of(added)?,
        })
    }
}

/// These secrets and the paying account's key.
pub(crate) fn with_payer(secrets: &Secrets, payer: &PayerKey) -> Secrets {
    let mut more = secrets.clone();
    more.push(PAYER);
    more.extend_from_slice(payer.secret().as_slice());
    more
}

/// Whether so many bytes can be secrets.
pub(crate) const fn can_be_secrets(length: usize) -> bool {
    matches!(length.checked_sub(ALWAYS), Some(added) if added.is_multiple_of(ADDED))
}

fn payer_of(added: &[u8]) -> Result<Option<PayerKey>, EngineError> {
    let mut payer = None;
    for one in added.chunks(ADDED) {
        if let Some((&PAYER, secret)) = one.split_first() {
            payer = Some(PayerKey::from_bytes(secret).ok_or_else(corrupt)?);
        }
    }
    Ok(payer)
}

impl AuthorizationKey {
    /// ES256 over `message`; deterministic (RFC 6979), so the same claims give the same bytes.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        es256::sign(&self.0, message)
    }

    pub(crate) fn public(&self) -> VerifyingKey {
        *self.0.verifying_key()
    }
}

impl OwnerKey {
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        es256::sign(&self.0, message)
    }

    pub(crate) fn public(&self) -> VerifyingKey {
        *self.0.verifying_key()
    }
}

/// A public key as it stands in the ledger: SEC1 compressed, hex.
pub(crate) fn public_hex(key: &VerifyingKey) -> String {
    hex::encode(key.to_sec1_point(true).as_bytes())
}

/// Reads a public key from the ledger.
pub(crate) fn public_from_hex(text: &str) -> Result<VerifyingKey, EngineError> {
    counterfoil_protocols::decision::key(text).ok_or_else(corrupt)
}

fn signing_key(bytes: &[u8]) -> Result<SigningKey, EngineError> {
    SigningKey::from_slice(bytes).map_err(|_| corrupt())
}

fn corrupt() -> EngineError {
    EngineError::Damaged("the key file does not hold usable keys".to_owned())
}
