//! Facts with words of the owner. The words stand beside the ledger: an entry has the hash of their
//! salt and text (see [`crate::words`]), so they can be erased without breaking it. Fields are in
//! alphabetical order.

use serde::{Deserialize, Serialize};

use super::{Actor, PostingRecord};
use crate::ids::PurchaseId;
use crate::time::Timestamp;

/// An offer that goes with a rejection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterOffer {
    /// The most the owner would pay, decimal in the purchase's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<String>,
    /// Another shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// Ask again no sooner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Data of [`Fact::PurchaseRejected`](super::Fact::PurchaseRejected).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Owner or somebody at this computer.
    pub by: Actor,
    /// What the owner would agree to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter_offer: Option<CounterOffer>,
    /// The hash of the owner's note with its salt, hex; the note itself can be erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The money it moved.
    pub postings: Vec<PostingRecord>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
}

/// Data of [`Fact::PurchaseNoted`](super::Fact::PurchaseNoted).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// The hash of the note with its salt, hex.
    pub note: String,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
}

/// Data of [`Fact::PurchaseTagged`](super::Fact::PurchaseTagged).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tagged {
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
    /// The hash of the tag with its salt, hex.
    pub tag: String,
}

/// Data of [`Fact::PurchaseUntagged`](super::Fact::PurchaseUntagged).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Untagged {
    /// The entry that gave the tag.
    pub of: String,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
}

/// Data of [`Fact::PurchaseWordsErased`](super::Fact::PurchaseWordsErased).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsErased {
    /// The entry whose words are gone.
    pub of: String,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
}
