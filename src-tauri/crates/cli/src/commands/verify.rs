//! `counterfoil verify`: the whole record, or an export against it.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use counterfoil_engine::{Engine, LocalSession, VerifyReport};
use serde_json::{Value, json};

use crate::args::Verify;
use crate::context::{Context, blocking};
use crate::failure::Failure;
use crate::shown::counted;
use crate::terminal::Progress;

use self::file::Found;

mod bundle;
mod file;

pub(super) async fn run(context: &Context, asked: Verify) -> Result<(), Failure> {
    if let Some(path) = &asked.file
        && bundle::is_one(path)?
    {
        return bundle::run(context, path.clone(), asked.key).await;
    }
    if asked.key.is_some() {
        return Err(Failure::wrong_usage(
            "--key is for a bundle",
            "Other exports are compared with the record itself.",
        ));
    }
    let engine = context.open().await?;
    let done = match asked.file {
        None => folder(context, &engine).await,
        Some(path) => export(context, &engine, path).await,
    };
    super::closing(engine, done).await
}

/// Checks the record, with a bar where somebody watches.
pub(super) async fn checked(local: &LocalSession) -> Result<VerifyReport, Failure> {
    let progress = Arc::default();
    let check = local.verify(Arc::clone(&progress));
    let mut check = std::pin::pin!(check);
    let mut bar = Progress::new("Verifying");
    loop {
        tokio::select! {
            report = &mut check => return Ok(report?),
            () = tokio::time::sleep(Duration::from_millis(100)) => {
                let (done, total) = progress.so_far();
                bar.step(done, total);
            }
        }
    }
}

/// What a check found, for programs.
pub(super) fn value(report: &VerifyReport) -> Value {
    let problem = report.problem.as_ref();
    json!({
        "ok": report.problem.is_none(),
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "unsigned": report.unsigned,
        "root": report.root,
        "problem": problem.map(|problem| json!({ "seq": problem.seq, "text": problem.text })),
    })
}

/// The failure that a damaged record is.
pub(super) fn intact(report: &VerifyReport) -> Result<(), Failure> {
    let Some(problem) = &report.problem else {
        return Ok(());
    };
    let message = match problem.seq {
        Some(seq) => format!(
            "The record is damaged from entry {seq} on: {}",
            problem.text
        ),
        None => format!("The record is damaged: {}", problem.text),
    };
    let hint = "Stop agents with `counterfoil pause`, keep a copy of the data folder as it is, and \
                go back to a backup.";
    Err(Failure::damaged(message, hint))
}

async fn folder(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let report = checked(&engine.local()).await?;
    let key = engine.local().verifier_key();
    let damaged = intact(&report);
    if damaged.is_ok() || context.output.is_json() {
        context.output.say(
            || value(&report),
            |page| {
                page.title(format!("Intact: {}.", entries(&report)));
                page.facts(&[("Root", report.root.clone()), ("Key", key)]);
                page.line(
                "Entries were not changed, removed or added on this computer, and every balance \
                 follows from them.",
            );
                page.line("That a shop delivered is not shown by this.");
            },
        )?;
    }
    damaged
}

async fn export(context: &Context, engine: &Engine, path: PathBuf) -> Result<(), Failure> {
    let local = engine.local();
    let claims = blocking({
        let path = path.clone();
        move || read(&path)
    })
    .await??;
    let report = checked(&local).await?;
    intact(&report)?;
    let found = file::compare(&local, &claims, &report).await?;
    context.output.say(
        || say_json(&path, &found, &claims, &report),
        |page| {
            page.title(format!("{} agrees with the record.", path.display()));
            let signed = "signed under this record's key";
            page.facts(&[
                ("Holds", claims.end.to_string()),
                ("Query", claims.head.query.clone()),
                ("Head", format!("entry {}, {signed}; the record has {}", claims.head.ledger.size, entries(&report))),
                ("Compared", format!("{} with the record", counted(found.same, "purchase"))),
                ("Changed since", changed(found.amended)),
            ]);
            page.line("An export shows what its query asked for; it does not prove that nothing else was bought.");
        },
    )
}

fn say_json(path: &Path, found: &Found, claims: &file::Claims, report: &VerifyReport) -> Value {
    json!({
        "ok": true,
        "file": path,
        "query": claims.head.query,
        "count": claims.end.count,
        "paid": claims.end.paid,
        "ledger": claims.head.ledger,
        "same": found.same,
        "amended": found.amended,
        "record": value(report),
    })
}

fn read(path: &Path) -> Result<file::Claims, Failure> {
    let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    file::read(BufReader::new(file))
}

fn entries(report: &VerifyReport) -> String {
    let signed = counted(report.checkpoints, "checkpoint");
    let entries = if report.entries == 1 {
        "entry"
    } else {
        "entries"
    };
    format!("{} {entries}, {signed}", report.entries)
}

fn changed(amended: u64) -> String {
    if amended == 0 {
        return String::new();
    }
    format!(
        "{}: not compared, a later revision is in the record",
        counted(amended, "purchase")
    )
}
