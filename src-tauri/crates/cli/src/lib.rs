//! The command line: everything Counterfoil does without a window.
//!
//! A command is: read the arguments → open the data folder → one or a few calls to the engine →
//! say what came of it. `args` is what can be asked, `commands` what is done, `output` how it is
//! said (for people, or as JSON), `failure` what went wrong and with which exit code. The owner's
//! passphrase is read in one place only, `passphrase`.

mod address;
mod args;
mod call;
mod commands;
mod context;
mod failure;
mod folder;
mod logging;
mod output;
mod passphrase;
mod shown;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::failure::Failure;
use crate::output::Style;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let given: Vec<OsString> = args::given(std::env::args_os());
    let cli = match Cli::try_parse_from(&given) {
        Ok(cli) => cli,
        Err(error) => return failure::usage(&error, asks_for_json(&given)),
    };
    let style = if cli.global.json {
        Style::Json
    } else {
        Style::Text
    };
    logging::start();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(style),
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(&error))?;
    runtime.block_on(commands::run(cli))
}

/// Arguments that cannot be understood may still say how they want to be answered.
fn asks_for_json(given: &[OsString]) -> bool {
    given
        .iter()
        .skip(1)
        .take_while(|arg| *arg != "--")
        .any(|arg| arg == "--json")
}
