//! Formats that agents, merchants and Counterfoil exchange: parsed, checked, prepared for signing
//! and put together here. A key is only ever a parameter, and so are time and random bytes: there
//! is no clock, file, randomness or network here.
//!
//! What is read from outside is read once, strictly, by [`json`]; what is signed or echoed keeps
//! the very bytes it came in.

pub mod acp;
pub mod ap2;
pub mod authorization;
pub mod card;
pub mod decision;
pub mod ecb;
pub mod encoding;
pub mod evm;
pub mod json;
pub mod jws;
pub mod local;
pub mod notice;
pub mod statement;
pub mod x402;

mod drafts;
mod wish;
