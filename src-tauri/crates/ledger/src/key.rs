//! The log's Ed25519 key, and the C2SP text form ("vkey") in which its public half is pinned.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use sha2::{Digest as _, Sha256};

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use crate::note::{NoteError, valid_key_name};

/// Bytes of an Ed25519 signature: all that a store keeps per signed batch.
pub const SIGNATURE_LENGTH: usize = 64;

/// C2SP's identifier of plain Ed25519 note signatures.
const ED25519: u8 = 0x01;

/// Longest vkey text that is looked at.
const MAX_VKEY_BYTES: usize = 512;

/// DER of an Ed25519 `SubjectPublicKeyInfo` (RFC 8410) up to the 32 key bytes.
const SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0,
];

/// The private half of the log's key. Wiped from memory when dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key that belongs to 32 secret random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The 32 bytes of the public half.
    pub fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// A key together with the name under which it signs notes.
#[derive(Debug, Clone)]
pub struct NoteSigner {
    key: SigningKey,
    verifier: VerifierKey,
}

impl NoteSigner {
    /// Names a key. The name is also the origin of the log, such as `counterfoil.local/ledger`.
    pub fn new(name: &str, key: SigningKey) -> Result<Self, NoteError> {
        let verifier = VerifierKey::new(name, key.0.verifying_key())?;
        Ok(Self { key, verifier })
    }

    /// The public half, to be given away.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// A head of this signer's log, with its name as the origin.
    pub fn checkpoint(&self, size: u64, root: Hash) -> Checkpoint {
        Checkpoint {
            origin: self.verifier.name.clone(),
            size,
            root,
        }
    }

    /// Signs a text as it stands.
    pub(crate) fn sign(&self, text: &str) -> [u8; SIGNATURE_LENGTH] {
        self.key.0.sign(text.as_bytes()).to_bytes()
    }
}

/// A public key with its name, as pinned by everybody who checks the log. Displayed and parsed
/// as a C2SP vkey: `name+keyid+base64(0x01 ‖ public key)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key from its name and its 32 public bytes.
    pub fn from_public_key(name: &str, public_key: &[u8; 32]) -> Result<Self, NoteError> {
        let key = VerifyingKey::from_bytes(public_key).map_err(|_| NoteError::Key)?;
        Self::new(name, key)
    }

    /// Reads the vkey text form.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        if text.len() > MAX_VKEY_BYTES {
            return Err(NoteError::Key);
        }
        // The base64 part may itself contain '+'.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(NoteError::Key);
        };
        let encoded = STANDARD.decode(encoded).map_err(|_| NoteError::Key)?;
        let Some((&ED25519, public_key)) = encoded.split_first() else {
            return Err(NoteError::Key);
        };
        let public_key = public_key.try_into().map_err(|_| NoteError::Key)?;
        let key = Self::from_public_key(name, public_key)?;
        if hex::encode(key.id) == id {
            Ok(key)
        } else {
            Err(NoteError::Key)
        }
    }

    /// The name, which is also the origin of the log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First four bytes of `SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key)`.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The 32 bytes of the public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The key as `SubjectPublicKeyInfo` in PEM, for tools such as openssl.
    pub fn to_pem(&self) -> String {
        let mut der = SPKI_PREFIX.to_vec();
        der.extend_from_slice(self.key.as_bytes());
        let body = STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }

    /// Checks a signature over a text as it stands.
    pub(crate) fn verify(
        &self,
        text: &str,
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Result<(), NoteError> {
        let signature = Signature::from_bytes(signature);
        self.key
            .verify_strict(text.as_bytes(), &signature)
            .map_err(|_| NoteError::Signature)
    }

    fn new(name: &str, key: VerifyingKey) -> Result<Self, NoteError> {
        if !valid_key_name(name) {
            return Err(NoteError::KeyName);
        }
        // A key of small order would accept signatures that nobody made.
        if key.is_weak() {
            return Err(NoteError::Key);
        }
        let digest: [u8; 32] = Sha256::new()
            .chain_update(name)
            .chain_update([b'\n', ED25519])
            .chain_update(key.as_bytes())
            .finalize()
            .into();
        let [a, b, c, d, ..] = digest;
        Ok(Self {
            name: name.to_owned(),
            id: [a, b, c, d],
            key,
        })
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut encoded = vec![ED25519];
        encoded.extend_from_slice(self.key.as_bytes());
        write!(
            f,
            "{}+{}+{}",
            self.name,
            hex::encode(self.id),
            STANDARD.encode(encoded)
        )
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
