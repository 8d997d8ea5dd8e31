//! Exports as other programs read them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails where it is"
)]

mod accounting;
mod exports;
mod files;
mod pages;
#[path = "../../../cli/tests/clients/peers.rs"]
#[expect(dead_code, reason = "the other tests use what these do not")]
mod peers;
mod samples;
mod sheets;
mod verifier;
