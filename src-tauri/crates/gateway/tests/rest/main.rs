//! The REST gateway from outside: a bound port, a real engine on a folder of its own, raw bytes.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it is"
)]

mod callbacks;
mod checkouts;
mod claims;
mod currencies;
mod document;
mod fetch;
mod folder;
mod framing;
mod headers;
mod journey;
mod json;
mod keys;
mod mcp;
mod numbers;
mod pace;
mod powers;
mod reading;
mod state;
mod support;
mod text;
mod transport;
mod x402;
