//! What a rail's payment is signed over, recorded before it is signed. The signature follows from
//! these and the stored quote alone, so that asking for it again gives the same bytes.

use serde::{Deserialize, Serialize};

/// The payment that goes with an authorization, by its rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payment {
    /// A signed transfer of a token.
    X402(X402Payment),
}

/// A transfer over x402. It is money for whoever holds it until `valid_before`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct X402Payment {
    /// The digest that is signed (EIP-712), hex.
    pub digest: String,
    /// SHA-256 of everything that was gated, hex.
    pub fingerprint: String,
    /// How the token moves: `eip3009`, `permit2`, `upto`.
    pub method: String,
    /// The chain by CAIP-2.
    pub network: String,
    /// 32 random bytes, hex, used once.
    pub nonce: String,
    /// The account that pays.
    pub payer: String,
    /// The first second since the epoch in which it is worth nothing.
    pub valid_before: String,
}
