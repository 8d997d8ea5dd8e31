//! What each command does.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use counterfoil_engine::Engine;

use crate::args::{Cli, Command, ImportCommand, MerchantCommand};
use crate::context::Context;
use crate::failure::Failure;

mod activity;
mod agents;
mod approve;
mod authorization;
mod categories;
mod crash_test;
mod demo;
mod doctor;
mod export;
mod inbox;
mod init;
mod mandates;
mod mcp;
mod merchants;
mod pause;
mod payer;
mod rates;
mod reject;
mod serve;
mod show;
mod statements;
mod subscriptions;
mod tasks;
mod verify;
mod words;

/// Runs one command.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let context = Context::new(cli.global)?;
    match cli.command {
        Command::Init => init::run(&context).await,
        Command::Serve(serve) => serve::run(&context, serve).await,
        Command::Mcp(asked) => mcp::run(&context, asked).await,
        Command::Agent(command) => agents::run(&context, command).await,
        Command::Mandate(command) => mandates::run(&context, command).await,
        Command::Rates(command) => rates::run(&context, command).await,
        Command::Payer(command) => payer::run(&context, command).await,
        Command::Subscription(command) => subscriptions::run(&context, command).await,
        Command::Category(command) => categories::run(&context, command).await,
        Command::Merchant(MerchantCommand::Key(command)) => merchants::run(&context, command).await,
        Command::Task(command) => tasks::run(&context, command).await,
        Command::Inbox => inbox::run(&context).await,
        Command::Approve(approve) => approve::run(&context, approve.id).await,
        Command::Reject(reject) => reject::run(&context, reject).await,
        Command::Pause(pause) => pause::pause(&context, pause.agent, pause.stretch).await,
        Command::Resume(resume) => pause::resume(&context, resume.agent).await,
        Command::Activity(activity) => activity::run(&context, activity).await,
        Command::Show(show) => show::run(&context, show.id).await,
        Command::Note(note) => words::note(&context, note).await,
        Command::Tag(tag) => words::tag(&context, tag).await,
        Command::Erase(erase) => words::erase(&context, erase).await,
        Command::Export(export) => export::run(&context, export).await,
        Command::Import(ImportCommand::Statement(import)) => {
            statements::import(&context, import).await
        }
        Command::Reconcile(asked) => statements::reconcile(&context, asked).await,
        Command::Verify(verify) => verify::run(&context, verify).await,
        Command::Authorization(command) => authorization::run(&context, command).await,
        Command::Demo(demo) => demo::run(&context, demo.keep).await,
        Command::Doctor(doctor) => doctor::run(&context, doctor.listen).await,
        Command::CrashTest(asked) => crash_test::run(&context, asked).await,
    }
}

/// Ends with the engine, whichever way the work went: its last head must reach the disk.
async fn closing<T>(engine: Engine, done: Result<T, Failure>) -> Result<T, Failure> {
    let closed = engine.close().await;
    let value = done?;
    closed?;
    Ok(value)
}

/// Reads a file. One byte more than is ever taken is enough to see that it is too large.
fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::file("read", path, &error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}
