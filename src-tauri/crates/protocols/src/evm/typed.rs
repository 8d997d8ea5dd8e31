//! Typed structured data (EIP-712): what exactly a signature is over.

use super::{Address, keccak};

/// Where a signature is valid: nowhere but in this application, chain and contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain<'a> {
    /// The application or token.
    pub name: &'a str,
    /// Its version, where it has one.
    pub version: Option<&'a str>,
    /// The chain.
    pub chain_id: u64,
    /// The contract, where one checks it.
    pub contract: Option<Address>,
}

impl Domain<'_> {
    /// The domain separator.
    pub fn separator(&self) -> [u8; 32] {
        let mut kind = String::from("EIP712Domain(string name");
        let mut words = vec![word::text(self.name)];
        if let Some(version) = self.version {
            kind.push_str(",string version");
            words.push(word::text(version));
        }
        kind.push_str(",uint256 chainId");
        words.push(word::number(u128::from(self.chain_id)));
        if let Some(contract) = self.contract {
            kind.push_str(",address verifyingContract");
            words.push(word::address(contract));
        }
        kind.push(')');
        struct_hash(&type_hash(&kind), &words)
    }
}

/// The hash of a struct's type, with the types it uses.
pub fn type_hash(kind: &str) -> [u8; 32] {
    keccak(kind.as_bytes())
}

/// The hash of one struct: the hash of its type, and its values as words.
pub fn struct_hash(kind: &[u8; 32], words: &[[u8; 32]]) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(32_usize.saturating_mul(words.len().saturating_add(1)));
    bytes.extend_from_slice(kind);
    for word in words {
        bytes.extend_from_slice(word);
    }
    keccak(&bytes)
}

/// What is signed: `keccak(0x19 0x01 ‖ separator ‖ struct hash)`.
pub fn digest(separator: &[u8; 32], hash: &[u8; 32]) -> [u8; 32] {
    let mut bytes = vec![0x19, 0x01];
    bytes.extend_from_slice(separator);
    bytes.extend_from_slice(hash);
    keccak(&bytes)
}

/// Values as the 32 bytes they are hashed as.
pub mod word {
    use super::{Address, keccak};

    /// A text: its hash.
    pub fn text(text: &str) -> [u8; 32] {
        keccak(text.as_bytes())
    }

    /// A number.
    pub fn number(number: u128) -> [u8; 32] {
        let mut word = [0; 32];
        for (place, byte) in word.iter_mut().rev().zip(number.to_le_bytes()) {
            *place = byte;
        }
        word
    }

    /// An address.
    pub fn address(address: Address) -> [u8; 32] {
        let mut word = [0; 32];
        for (place, byte) in word.iter_mut().rev().zip(address.as_bytes().iter().rev()) {
            *place = *byte;
        }
        word
    }
}
