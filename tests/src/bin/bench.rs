//! Measures what Counterfoil promises, side by side with a plain loop that commits one row at a
//! time, in one run: only the ratios mean anything.
//!
//! `bench [--seconds N] [--history N] [--rounds N] [--agents N] [--races N] [--backtest N]
//! [--evaluation N] [--charts N] [--window N] [--search N] [--folder PATH]
//! [--only rates|backtest|charts|evaluation|mcp|search|verify|window|x402]` prints a JSON summary as
//! its last line.
#![expect(clippy::print_stderr, reason = "a program for the terminal")]

use std::process::ExitCode;

/// The one of the real programs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match e2e::bench::run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}
