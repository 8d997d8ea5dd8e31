//! `counterfoil mandate …`

use std::fs::File;
use std::io::Read;
use std::path::Path;

use counterfoil_domain::MandateId;
use counterfoil_engine::{Amendment, Engine, EngineError, LocalSession, MandateRow, MandateState};
use serde_json::Value;

use crate::args::{ListMandates, MandateCommand, RaiseMandate, RestoreMandate};
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::{mandate, shown};

mod backtest;

/// A mandate document is a page of text; more is a mistake.
const LONGEST: u64 = 64 * 1024;

pub(super) async fn run(context: &Context, command: MandateCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        MandateCommand::Add(add_mandate) => add(context, &engine, &add_mandate.file).await,
        MandateCommand::Amend(amended) => amend(context, &engine, amended.id, &amended.file).await,
        MandateCommand::List(which) => list(context, &engine, &which).await,
        MandateCommand::Show(one) => show(context, &engine, one.id).await,
        MandateCommand::Revoke(one) => revoke(context, &engine, one.id).await,
        MandateCommand::History(one) => history(context, &engine, one.id).await,
        MandateCommand::Restore(which) => restore(context, &engine, &which).await,
        MandateCommand::Raise(which) => raise(context, &engine, &which).await,
        MandateCommand::Backtest(which) => backtest::run(context, &engine, &which).await,
        MandateCommand::Suggest(which) => backtest::suggest(context, &engine, which.days).await,
    };
    super::closing(engine, done).await
}

async fn add(context: &Context, engine: &Engine, file: &Path) -> Result<(), Failure> {
    let document = read(file)?;
    let local = engine.local();
    // Refused here, a bad document costs no passphrase.
    local.preview_mandate(None, &document)?;
    let owner = context.unlock(engine).await?;
    let id = owner
        .session
        .add_mandate(document, owner.presence().await?)
        .await?;
    let row = find(&local, id).await?;
    context.output.say(
        || mandate::value(&row),
        |page| {
            page.line(format!("Set {}:", row.mandate.id));
            mandate::page(page, &row);
        },
    )
}

async fn amend(
    context: &Context,
    engine: &Engine,
    id: MandateId,
    file: &Path,
) -> Result<(), Failure> {
    let document = read(file)?;
    let local = engine.local();
    local.preview_mandate(Some(id), &document)?;
    let owner = context.unlock(engine).await?;
    let presence = Some(owner.presence().await?);
    let amendment = owner.session.amend_mandate(id, document, presence).await?;
    say_amended(context, &local, id, &amendment).await
}

async fn restore(
    context: &Context,
    engine: &Engine,
    which: &RestoreMandate,
) -> Result<(), Failure> {
    let local = engine.local();
    local.preview_restore(which.id, which.version).await?;
    let owner = context.unlock(engine).await?;
    let presence = Some(owner.presence().await?);
    let restored = owner
        .session
        .restore_mandate(which.id, which.version, presence);
    say_amended(context, &local, which.id, &restored.await?).await
}

async fn raise(context: &Context, engine: &Engine, which: &RaiseMandate) -> Result<(), Failure> {
    let local = engine.local();
    find(&local, which.id).await?;
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    owner
        .session
        .raise_mandate(which.id, which.window, &which.amount, presence)
        .await?;
    let row = find(&local, which.id).await?;
    context.output.say(
        || mandate::value(&row),
        |page| {
            let (name, currency) = (shown(&row.mandate.name), row.mandate.currency);
            page.line(format!(
                "{name} may go {} {currency} over its limit {} this once.",
                which.amount,
                which.window.per()
            ));
        },
    )
}

async fn say_amended(
    context: &Context,
    local: &LocalSession,
    id: MandateId,
    amendment: &Amendment,
) -> Result<(), Failure> {
    let row = find(local, id).await?;
    context.output.say(
        || {
            let mut value = mandate::value(&row);
            if let Value::Object(fields) = &mut value {
                fields.insert("changes".to_owned(), mandate::changes(amendment));
            }
            value
        },
        |page| {
            if amendment.changes.is_empty() {
                page.line("Nothing differs from the version in force; nothing was changed.");
                return;
            }
            page.line(format!(
                "{} is at version {}:",
                shown(&row.mandate.name),
                row.mandate.version
            ));
            for change in &amendment.changes {
                let mark = if change.widens { "wider " } else { "tighter" };
                page.line(format!("  {mark}  {}", shown(&change.words)));
            }
        },
    )
}

async fn list(context: &Context, engine: &Engine, which: &ListMandates) -> Result<(), Failure> {
    let mut rows = engine.local().mandates().await?;
    rows.retain(|row| {
        let ended = [MandateState::Expired, MandateState::Revoked];
        which.all || !ended.contains(&row.state)
    });
    context.output.list(
        &rows.iter().map(mandate::value).collect::<Vec<_>>(),
        |page| {
            if rows.is_empty() {
                page.line("There is no mandate: agents ask you about everything.");
                page.line(
                    "Set one: counterfoil mandate add --file FILE (see --help for an example)",
                );
            } else {
                mandate::table(page, &rows);
            }
        },
    )
}

async fn show(context: &Context, engine: &Engine, id: MandateId) -> Result<(), Failure> {
    let row = find(&engine.local(), id).await?;
    context
        .output
        .say(|| mandate::value(&row), |page| mandate::page(page, &row))
}

async fn revoke(context: &Context, engine: &Engine, id: MandateId) -> Result<(), Failure> {
    let local = engine.local();
    find(&local, id).await?;
    let owner = context.unlock(engine).await?;
    let presence = Some(owner.presence().await?);
    owner.session.revoke_mandate(id, presence).await?;
    let row = find(&local, id).await?;
    context.output.say(
        || mandate::value(&row),
        |page| {
            page.line(format!(
                "{} is revoked. What it holds stays held.",
                shown(&row.mandate.name)
            ));
        },
    )
}

async fn history(context: &Context, engine: &Engine, id: MandateId) -> Result<(), Failure> {
    let rows = engine.local().mandate_history(id).await?;
    let items: Vec<_> = rows.iter().map(mandate::version).collect();
    context
        .output
        .list(&items, |page| mandate::history(page, &rows))
}

async fn find(local: &LocalSession, id: MandateId) -> Result<MandateRow, Failure> {
    let found = local
        .mandates()
        .await?
        .into_iter()
        .find(|row| row.mandate.id == id);
    Ok(found.ok_or(EngineError::NotFound { what: "mandate" })?)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::file("read", path, &error);
    let mut document = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LONGEST.saturating_add(1))
        .read_to_end(&mut document)
        .map_err(unreadable)?;
    if u64::try_from(document.len()).is_ok_and(|length| length > LONGEST) {
        return Err(Failure::refused(
            "too_large",
            format!("{} is larger than 64 KiB", path.display()),
            "Give a mandate document; `counterfoil mandate add --help` shows one.",
        ));
    }
    Ok(document)
}
