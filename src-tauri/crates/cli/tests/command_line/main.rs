//! The real program, on folders of its own: what it says, to whom, and with which exit code.

#![cfg(unix)]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it is"
)]

mod agents;
mod decisions;
mod health;
#[cfg(target_os = "linux")]
mod isolation;
mod keyring;
mod mandates;
mod owner;
mod promises;
mod records;
mod serving;
mod setup;
mod statements;
mod suggesting;
mod support;
mod tampering;
mod terms;
mod usage;
mod words;
