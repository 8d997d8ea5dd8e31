//! Agent Payments Protocol v0.2, as the trusted surface: what the owner approves is signed here as
//! mandates, what a merchant signed is checked before anybody sees it, and the hop of an agent's
//! key is signed only after deterministic checks.
//!
//! Mandates are SD-JWT (RFC 9901) chains ([`token`]); their contents are those of the schemas in
//! `code/sdk/schemas/ap2`. Where the reference SDK is laxer than the specification, the
//! specification holds: an unknown constraint, a missing state or an undisclosed element refuses.

mod asked;
pub mod checkout;
pub mod constraints;
pub mod content;
pub mod direct;
mod draft;
mod error;
mod flow;
pub mod hop;
pub mod legacy;
pub mod receipt;
pub mod task;
pub mod token;
pub mod ucp;

pub use asked::{Asked, Open, Recipient, Shown};
pub use checkout::{Checkout, Difference};
pub use constraints::Usage;
pub use content::{
    Amount, ClosedCheckout, ClosedPayment, Content, Instrument, OpenCheckout, OpenPayment, Party,
};
pub use error::Ap2Error;
pub use receipt::Receipt;
pub use token::{Expected, Salts, Token};

/// How far another's clock may be ahead.
pub const SKEW_SECS: u64 = 300;
/// How long a closed mandate is valid: as long as an authorization, so that with the one the other
/// is worth nothing.
pub const CLOSED_SECS: u64 = 600;
