//! SHA-256 hashes of the tree, domain-separated as RFC 6962 §2.1 asks.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Length of a hash in bytes.
const LENGTH: usize = 32;

/// A SHA-256 hash of a leaf, an inner node or a whole tree. Displayed as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; LENGTH]);

/// Bytes or text that are no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Not 32 bytes, or not a multiple of them.
    #[error("a hash is 32 bytes long, not {0}")]
    Length(usize),
    /// Not canonical standard base64.
    #[error("a hash is written as 44 characters of standard base64")]
    Base64,
}

impl HashError {
    /// Stable name of the error.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length(_) => "hash_length",
            Self::Base64 => "hash_base64",
        }
    }
}

impl Hash {
    /// Wraps 32 bytes that are already a hash.
    pub const fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// Reads a hash as stored: exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, HashError> {
        match bytes.try_into() {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(HashError::Length(bytes.len())),
        }
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// Standard base64 with padding, as in checkpoints and proof files.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads what [`Hash::to_base64`] writes, and nothing else.
    pub fn parse_base64(text: &str) -> Result<Self, HashError> {
        if text.len() != 44 {
            return Err(HashError::Base64);
        }
        let bytes = STANDARD.decode(text).map_err(|_| HashError::Base64)?;
        Self::from_slice(&bytes)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl AsRef<[u8]> for Hash {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Hash of one entry: `SHA-256(0x00 ‖ entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let digest = Sha256::new()
        .chain_update([0x00])
        .chain_update(entry)
        .finalize();
    Hash(digest.into())
}

/// Hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let digest = Sha256::new()
        .chain_update([0x01])
        .chain_update(left.0)
        .chain_update(right.0)
        .finalize();
    Hash(digest.into())
}

/// Root of the tree without entries: `SHA-256("")`.
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// Splits stored bytes (a tile) into its hashes.
pub fn hashes_from_bytes(bytes: &[u8]) -> Result<Vec<Hash>, HashError> {
    let (hashes, rest) = bytes.as_chunks::<LENGTH>();
    if rest.is_empty() {
        Ok(hashes.iter().copied().map(Hash).collect())
    } else {
        Err(HashError::Length(bytes.len()))
    }
}
