//! x402, version 2 and version 1, as the payer: paying over HTTP 402 with signed token transfers.
//!
//! A message is read into a [`Quote`]; [`gate`] turns one of its options into an [`Offer`] or says
//! why not, before any key is touched; an offer with a nonce and an end becomes a [`Transfer`],
//! whose digest is recorded before it is signed; what the seller answers is a [`Settlement`].
//! Signed transfers are money for whoever holds them until they end, so each purchase gets one.
//!
//! Specification: x402 v2 (`specs/x402-specification-v2.md`), its `exact` and `upto` schemes for
//! EVM, and its HTTP transport; the published packages where the two differ.

mod choice;
mod dialect;
mod draft;
mod extensions;
mod gate;
mod offered;
mod payload;
mod quote;
mod refusal;
mod registry;
mod settlement;
mod signed;
mod transfer;

pub use choice::{Method, Offer};
pub use dialect::Dialect;
pub use extensions::Extensions;
pub use gate::{Asked, Policy, gate};
pub use offered::{Offered, Terms};
pub use payload::SignedTransfer;
pub use quote::{Quote, QuoteError, Resource, Version};
pub use refusal::Refusal;
pub use registry::{Asset, Network, Networks};
pub use settlement::{Outcome, Settlement, SettlementError, explain};
pub use signed::{Proof, SignedReceipt};
pub use transfer::{Lifetime, Transfer, TransferError};

/// The longest header or body that is read; a real one has one or two kilobytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// The most ways to pay in one message.
pub const MAX_OPTIONS: usize = 32;
/// The longest a transfer may stay valid: it is bearer money all that time.
pub const MAX_TIMEOUT_SECS: u64 = 600;
/// Sellers refuse a transfer that ends within six seconds of their looking at it.
pub const MIN_TIMEOUT_SECS: u64 = 10;
/// A quote older than this is fetched anew after the owner decided.
pub const QUOTE_FRESH_SECS: u64 = 60;

/// The header of a version 2 seller that says what to pay.
pub const REQUIRED_HEADER: &str = "PAYMENT-REQUIRED";
/// The header of a version 2 payer.
pub const SIGNATURE_HEADER: &str = "PAYMENT-SIGNATURE";
/// The header of a version 2 seller that says what became of it.
pub const RESPONSE_HEADER: &str = "PAYMENT-RESPONSE";
/// The header of a version 1 payer.
pub const V1_PAYMENT_HEADER: &str = "X-PAYMENT";
/// The header of a version 1 seller that says what became of it.
pub const V1_RESPONSE_HEADER: &str = "X-PAYMENT-RESPONSE";
