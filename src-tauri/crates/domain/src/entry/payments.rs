//! What a rail's payment is signed over, recorded before it is signed. The signature follows from
//! these and the stored quote alone, so that asking for it again gives the same bytes.

use serde::{Deserialize, Serialize};

use crate::ids::TaskId;
use crate::time::Timestamp;

/// The payment that goes with an authorization, by its rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payment {
    /// An allowance for a payment token.
    Acp(AcpPayment),
    /// Closed mandates for a merchant's checkout.
    Ap2(Ap2Payment),
    /// A signed transfer of a token.
    X402(X402Payment),
}

/// The six fields of ACP's allowance but for its reason, and what it was approved for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcpPayment {
    /// The session.
    pub checkout_session_id: String,
    /// Its currency, lower case.
    pub currency: String,
    /// When the allowance ends.
    pub expires_at: Timestamp,
    /// SHA-256 of the lines, hex.
    pub line_items_hash: String,
    /// The most that can be taken, minor units.
    pub max_amount: String,
    /// The merchant's id at the payment provider.
    pub merchant_id: String,
}

/// A closed checkout mandate and a closed payment mandate of one checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ap2Payment {
    /// When they were closed, seconds since the epoch.
    pub issued: String,
    /// Which key signs them.
    pub kid: String,
    /// The hashes that receipts may name them by, base64url.
    pub references: Vec<String>,
    /// 32 random bytes, hex, from which the salts of the disclosures follow.
    pub seed: String,
    /// The task under which they are closed; absent: the owner's key signs them itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub task: Option<TaskId>,
    /// What was closed under that task before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub used: Option<Used>,
}

/// What was closed under a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// How often.
    pub count: u32,
    /// When last, seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last: Option<String>,
    /// Together, minor units.
    pub spent: String,
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
