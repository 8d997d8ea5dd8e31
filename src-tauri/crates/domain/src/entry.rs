//! Ledger entries: one recorded fact each, as bytes that are hashed once and never re-serialised.
//!
//! The bytes are JCS (RFC 8785): every struct here declares its fields in alphabetical order, holds
//! no floats, and keeps amounts, sequence numbers and nonces as strings, so `serde_json` writes
//! exactly what a canonicaliser would. A test holds every kind of entry against one.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::time::Timestamp;

pub use facts::*;

mod again;
mod facts;
mod keys;
mod mandates;
mod notices;
mod parties;
mod payments;
mod postings;
mod rails;
mod statements;
mod tasks;
mod terms;
mod tightening;
mod words;

pub use again::AgainOf;
pub use keys::{MerchantKeyPinned, MerchantKeyRemoved};
pub use mandates::{MandateRaised, MandateRevoked, MandateSet};
pub use notices::{Exported, UnsignedCovered};
pub use parties::{AgentAdded, AgentChanged, AgentRotated, Started};
pub use payments::{AcpPayment, Ap2Payment, Payment, Used, X402Payment};
pub use postings::PostingRecord;
pub use rails::{NetworkSet, PayerSet, QuoteRefused, Reported, Said};
pub use statements::{StatementImported, StatementRuled};
pub use tasks::{TaskIssued, TaskRevoked};
pub use terms::{CategoryPinned, RatesSet, SubscriptionAllowed, SubscriptionCancelled};
pub use tightening::is_tightening_kind;
pub use words::{CounterOffer, Noted, Rejected, Tagged, Untagged, WordsErased};

/// The version of the entry format that this code writes.
pub const FORMAT: u8 = 1;

/// What surrounds every fact.
#[derive(Clone, Copy, Debug)]
pub struct EntryHead<'a> {
    /// Position in the ledger, from 0.
    pub seq: u64,
    /// Ledger time; never decreases.
    pub at: Timestamp,
    /// Base64 root of the last committed batch.
    pub prev_root: &'a str,
    /// 128 random bits in hex, so that a withheld entry cannot be guessed from its hash.
    pub salt: &'a str,
}

#[derive(Serialize)]
struct Written<'a> {
    at: Timestamp,
    data: &'a Fact,
    kind: &'static str,
    prev_root: &'a str,
    salt: &'a str,
    seq: String,
    v: u8,
}

/// An entry whose fact is not yet decoded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEntry<'a> {
    /// Ledger time.
    pub at: &'a str,
    /// The fact.
    #[serde(borrow)]
    pub data: &'a RawValue,
    /// The kind of fact.
    #[serde(borrow)]
    pub kind: &'a str,
    /// Root of the batch before.
    pub prev_root: &'a str,
    /// Random bits.
    pub salt: &'a str,
    /// Position.
    pub seq: &'a str,
    /// Format.
    pub v: u8,
}

/// An entry, decoded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position in the ledger.
    pub seq: u64,
    /// Ledger time.
    pub at: Timestamp,
    /// What happened.
    pub fact: Fact,
}

/// Why bytes are not an entry this version can read.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not the JSON of an entry.
    #[error("the bytes are not an entry: {0}")]
    Json(#[from] serde_json::Error),
    /// A later format.
    #[error("the entry has format {0}, which this version does not know")]
    Format(u8),
    /// A kind this version does not know.
    #[error("the entry is of kind {0:?}, which this version does not know")]
    Kind(String),
    /// A field that does not hold what it must.
    #[error("the entry's {0} cannot be read")]
    Field(&'static str),
}

/// The exact bytes of an entry.
pub fn encode(head: &EntryHead<'_>, fact: &Fact) -> Result<Vec<u8>, EntryError> {
    let written = Written {
        at: head.at,
        data: fact,
        kind: fact.kind(),
        prev_root: head.prev_root,
        salt: head.salt,
        seq: head.seq.to_string(),
        v: FORMAT,
    };
    Ok(serde_json::to_vec(&written)?)
}

impl<'a> RawEntry<'a> {
    /// Reads the frame only.
    pub fn read(bytes: &'a [u8]) -> Result<Self, EntryError> {
        let raw: Self = serde_json::from_slice(bytes)?;
        if raw.v != FORMAT {
            return Err(EntryError::Format(raw.v));
        }
        Ok(raw)
    }

    /// The position it claims.
    pub fn seq(&self) -> Result<u64, EntryError> {
        self.seq.parse().map_err(|_| EntryError::Field("seq"))
    }

    /// The time it claims.
    pub fn at(&self) -> Result<Timestamp, EntryError> {
        Timestamp::parse(self.at).map_err(|_| EntryError::Field("at"))
    }
}

/// Reads an entry whole.
pub fn decode(bytes: &[u8]) -> Result<Entry, EntryError> {
    let raw = RawEntry::read(bytes)?;
    let fact = Fact::decode(raw.kind, raw.data)?;
    Ok(Entry {
        seq: raw.seq()?,
        at: raw.at()?,
        fact,
    })
}
