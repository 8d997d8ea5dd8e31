//! The real program, on folders of its own: what it says, to whom, and with which exit code.

#![cfg(unix)]

mod agents;
mod decisions;
mod health;
mod mandates;
mod owner;
mod records;
mod serving;
mod setup;
mod support;
mod tampering;
mod usage;
