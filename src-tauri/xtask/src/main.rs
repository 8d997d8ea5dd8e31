//! `cargo xtask`: runs, tests and measures Counterfoil.
//!
//! One program instead of scripts, so that a fresh clone needs only Rust and Node.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for the terminal talks to the terminal"
)]

mod build;
mod count;
mod icons;
mod launch;
mod setup;
mod shell;
mod steps;
mod suite;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

  run        install what is missing, build everything, open the app on a fresh data folder
             (with no display: play a demo under Xvfb and keep screenshots)
  test       install what is missing, then everything that CI runs
  bench      measure, with a machine-readable summary (arguments are passed on)
  bindings   write ui/src/ipc/bindings.ts again from the commands of the desktop app
  icons      make every icon from its SVG source
  setup      only install what is missing";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let done = |()| ExitCode::SUCCESS;
    let outcome = match command.as_deref() {
        Some("run") => launch::run().map(done),
        Some("test") => suite::test(),
        Some("bench") => launch::bench(&rest).map(done),
        Some("bindings") => build::bindings().map(done),
        Some("icons") => icons::make().map(done),
        Some("setup") => setup::everything().map(done),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Some(_) | None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("xtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
