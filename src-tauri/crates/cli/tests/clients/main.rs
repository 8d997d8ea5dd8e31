//! Real clients against the real program: the official SDKs, agent frameworks, and the examples of
//! the documentation, on both transports and both revisions of the protocol.
//!
//! What is needed from `PyPI` and npm is installed into the target folder once. Without a registry the
//! tests say so and pass; where `CI` is set they fail instead.

// Programs are started by paths and run with shells that other systems do not have.
#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it is"
)]

mod checkouts;
mod configure;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod conformance;
mod kit;
mod merchants;
mod pages;
mod peers;
mod pipe;
mod sdks;
#[path = "../command_line/support.rs"]
#[expect(dead_code, reason = "the other tests use what these do not")]
mod support;
mod x402;
