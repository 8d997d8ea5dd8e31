//! What an Ethereum-like chain needs from a payer: addresses (EIP-55), typed data (EIP-712) and
//! signatures over secp256k1 that give the signer's address back.

mod address;
mod signature;
mod typed;

use sha3::{Digest, Keccak256};

pub use address::{Address, AddressError};
pub use signature::{EvmSignature, recover, sign};
pub use typed::{Domain, digest, struct_hash, type_hash, word};

pub use k256::ecdsa::SigningKey;

/// Keccak-256, the hash of these chains; not SHA3-256.
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

/// The bytes as a decimal number, the way Permit2 nonces are written.
pub fn decimal(bytes: &[u8; 32]) -> String {
    // Long division by ten, digit by digit from the right.
    let mut rest = *bytes;
    let mut digits = Vec::new();
    while rest.iter().any(|byte| *byte != 0) {
        let mut carry: u16 = 0;
        for byte in &mut rest {
            let value = (carry << 8) | u16::from(*byte);
            *byte = u8::try_from(value / 10).unwrap_or_default();
            carry = value % 10;
        }
        digits.push(char::from_digit(u32::from(carry), 10).unwrap_or('0'));
    }
    if digits.is_empty() {
        return "0".to_owned();
    }
    digits.into_iter().rev().collect()
}
