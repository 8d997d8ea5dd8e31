//! Facts about rails: who pays and where, offers that were refused, and what sellers answered.
//! Fields are in alphabetical order.

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, PurchaseId};

/// Data of [`Fact::PayerSet`](super::Fact::PayerSet).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerSet {
    /// The account that pays.
    pub address: String,
    /// Whether the owner had its key before.
    pub imported: bool,
}

/// Data of [`Fact::NetworkSet`](super::Fact::NetworkSet).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSet {
    /// The chain by CAIP-2.
    pub network: String,
    /// Whether agents may pay on it.
    pub on: bool,
}

/// Data of [`Fact::QuoteRefused`](super::Fact::QuoteRefused): an offer that never became a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteRefused {
    /// Who passed it on.
    pub agent: AgentId,
    /// Why, as a stable code.
    pub code: String,
    /// SHA-256 of it as received, hex.
    pub quote: String,
    /// The rail.
    pub rail: String,
    /// The host that was called, where one was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seller: Option<String>,
    /// Why, in words.
    pub text: String,
}

/// What became of a payment: what the seller says, nothing but its word, or that it was sent from
/// here and not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// It failed. Nothing is released by that: the signature may still be used.
    Failed,
    /// The call that carried it ended without the seller's word.
    Nothing,
    /// An order was made of it; that it is paid is said apart.
    Ordered,
    /// It is on its way.
    Pending,
    /// It is sent from here, and never a second time.
    Sent,
    /// Money moved; a capture follows.
    Settled,
}

/// Data of [`Fact::PurchaseReported`](super::Fact::PurchaseReported).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reported {
    /// The seller's code if it failed, or why the call ended without its word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// SHA-256 of the answer as received, or of what was sent, hex.
    pub response: String,
    /// The revision.
    pub revision: u32,
    /// What it says.
    pub said: Said,
    /// The transaction or the order, if it is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub transaction: Option<String>,
}
