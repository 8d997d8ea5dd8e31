//! `counterfoil export`: written beside the file's name and moved there once it is complete.

use std::io::{BufWriter, Write};
use std::path::Path;

use counterfoil_domain::purchase::DecidedBy;
use counterfoil_engine::{ActivityPage, ActivityQuery, Engine, LocalSession, PurchaseSummary};
use counterfoil_ledger::{VerifierKey, open_checkpoint};
use counterfoil_reports as reports;
use counterfoil_reports::{ExportHead, ExportRow, LedgerHead, Summary};
use serde_json::json;
use tempfile::NamedTempFile;

use super::activity::problems;
use crate::args::{self, Export, ExportFormat};
use crate::context::Context;
use crate::failure::Failure;

const PAGE: u32 = 500;

pub(super) async fn run(context: &Context, export: Export) -> Result<(), Failure> {
    if export.output.exists() && !export.force {
        return Err(Failure::refused(
            "file",
            format!("{} is there already", export.output.display()),
            "Name another file, or replace it with --force.",
        ));
    }
    let engine = context.open().await?;
    let done = write(context, &engine, &export).await;
    let written = super::closing(engine, done).await?;
    let (path, head) = (&export.output, &written.head);
    context.output.say(
        || {
            json!({
                "file": path,
                "format": format(export.format).word(),
                "query": head.query,
                "count": written.summary.count,
                "paid": written.summary.paid,
                "ledger": head.ledger,
            })
        },
        |page| {
            page.line(format!("Wrote {} to {}.", written.summary, path.display()));
            page.line(format!(
                "As of ledger entry {}, root {}",
                head.ledger.size, head.ledger.root
            ));
        },
    )
}

struct Written {
    head: ExportHead,
    summary: Summary,
}

async fn write(context: &Context, engine: &Engine, export: &Export) -> Result<Written, Failure> {
    let local = engine.local();
    let query = args::text(&export.query);
    let first = page(&local, &query, None).await?;
    // A list on a screen may say what it did not understand; a file that goes elsewhere may not
    // hold more than was asked for.
    if let Some(problem) = problems(&first).into_iter().next() {
        return Err(Failure::wrong_usage(
            problem,
            "`counterfoil activity --help` shows the filters.",
        ));
    }
    let folder = export
        .output
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty());
    let unwritable = |error: std::io::Error| Failure::file("written", &export.output, &error);
    let beside = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(unwritable)?;
    let form = format(export.format);
    let recorded = first.count;
    let note = local
        .note_export(query.clone(), form.word().to_owned(), recorded)
        .await?;
    let head = ExportHead {
        counterfoil: env!("CARGO_PKG_VERSION").to_owned(),
        exported_at: context.now().to_string(),
        query,
        ledger: ledger(&local, note)?,
    };
    let out = BufWriter::new(beside.as_file());
    let mut report = reports::Export::begin(out, form, &head)?;
    rows(&local, &head.query, first, &mut report).await?;
    let summary = report.finish()?;
    if summary.count != recorded {
        return Err(Failure::refused(
            "changed",
            "Purchases changed while they were exported; no file was written",
            "Export again.",
        ));
    }
    beside.as_file().sync_all().map_err(unwritable)?;
    let kept = if export.force {
        beside
            .persist(&export.output)
            .map_err(|failed| failed.error)
    } else {
        beside
            .persist_noclobber(&export.output)
            .map_err(|failed| failed.error)
    };
    kept.map_err(unwritable)?;
    Ok(Written { head, summary })
}

async fn rows<W: Write>(
    local: &LocalSession,
    query: &str,
    first: ActivityPage,
    report: &mut reports::Export<W>,
) -> Result<(), Failure> {
    let mut found = first;
    loop {
        for summary in &found.rows {
            report.row(&row(local, summary).await?)?;
        }
        let Some(next) = found.next else {
            return Ok(());
        };
        found = page(local, query, Some(next)).await?;
    }
}

async fn page(
    local: &LocalSession,
    query: &str,
    after: Option<counterfoil_domain::PurchaseId>,
) -> Result<ActivityPage, Failure> {
    Ok(local
        .activity(ActivityQuery {
            text: query.to_owned(),
            after,
            limit: PAGE,
        })
        .await?)
}

async fn row(local: &LocalSession, found: &PurchaseSummary) -> Result<ExportRow, Failure> {
    let owner_decided = match found.decided_by {
        Some(DecidedBy::Owner) => local.purchase(found.id).await?.decision.map(|made| made.at),
        Some(DecidedBy::Rule) | None => None,
    };
    Ok(ExportRow::of(found, owner_decided))
}

fn ledger(local: &LocalSession, note: String) -> Result<LedgerHead, Failure> {
    let damaged = |error: &dyn std::fmt::Display| {
        Failure::damaged(
            format!("The record's head cannot be read: {error}"),
            "Run `counterfoil verify`.",
        )
    };
    let key: VerifierKey = local
        .verifier_key()
        .parse()
        .map_err(|error| damaged(&error))?;
    let checkpoint = open_checkpoint(&note, &key).map_err(|error| damaged(&error))?;
    Ok(LedgerHead {
        size: checkpoint.size,
        root: checkpoint.root.to_base64(),
        checkpoint: note,
    })
}

const fn format(format: ExportFormat) -> reports::Format {
    match format {
        ExportFormat::Csv => reports::Format::Csv,
        ExportFormat::Jsonl => reports::Format::JsonLines,
        ExportFormat::Json => reports::Format::Json,
    }
}
