//! `cargo xtask`: runs, tests and measures Counterfoil.
//!
//! One program instead of scripts, so that a fresh clone needs only Rust and Node.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for the terminal talks to the terminal"
)]

mod icons;
mod shell;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

  icons      make every icon from its SVG source";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let outcome = match arguments.next().as_deref() {
        Some("icons") => icons::make(),
        Some(_) | None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
