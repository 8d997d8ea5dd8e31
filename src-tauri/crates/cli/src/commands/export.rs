//! `counterfoil export`: written beside the file's name and moved there once it is complete.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use counterfoil_domain::report::{ReportHead, Told};
use counterfoil_engine::{Engine, ExportOrder};
use counterfoil_reports as reports;
use counterfoil_reports::{ExportHead, Part, Present, ReportError, Summary};
use serde_json::json;

use crate::args::{self, Export, ExportFormat, GroupBy};
use crate::context::{Context, blocking};
use crate::failure::Failure;
use crate::terminal::Progress;

pub(super) async fn run(context: &Context, export: Export) -> Result<(), Failure> {
    if export.output.exists() && !export.force {
        return Err(Failure::refused(
            "file",
            format!("{} is there already", export.output.display()),
            "Name another file, or replace it with --force.",
        ));
    }
    if export.group_by.is_some() && export.format != ExportFormat::Pdf {
        return Err(Failure::wrong_usage(
            "Only a report for people has parts",
            "Choose --format pdf, or leave --group-by out.",
        ));
    }
    let engine = context.open().await?;
    let done = write(&engine, &export).await;
    let (head, summary) = super::closing(engine, done).await?;
    let path = &export.output;
    context.output.say(
        || {
            json!({
                "file": path,
                "format": format(export.format).word(),
                "query": head.query,
                "time_zone": head.time_zone,
                "count": summary.count,
                "paid": summary.paid,
                "ledger": head.ledger,
            })
        },
        |page| {
            page.line(format!("Wrote {summary} to {}.", path.display()));
            page.line(format!(
                "As of ledger entry {}, root {}",
                head.ledger.size, head.ledger.root
            ));
        },
    )
}

async fn write(engine: &Engine, export: &Export) -> Result<(ExportHead, Summary), Failure> {
    let unwritable = |error: std::io::Error| Failure::file("written", &export.output, &error);
    let form = format(export.format);
    let part = Part::beside(&export.output).map_err(unwritable)?;
    let out = part.writer().map_err(unwritable)?;
    let order = ExportOrder {
        query: args::text(&export.query),
        format: form.word().to_owned(),
        depth: form.depth(),
        notes: !export.no_notes,
    };
    let grouping = grouping(export.group_by);
    let stopped = stopped_by_the_keyboard();
    let begin = move |head: &ReportHead| -> Result<Work, Failure> {
        Ok(Work {
            report: reports::Export::with(out, form, head, reports::Choices::grouped(grouping))?,
            bar: Progress::new("Exporting"),
            done: 0,
            all: head.count,
        })
    };
    let take = move |work: &mut Work, told: Told<'_>| {
        if stopped.load(Ordering::Relaxed) {
            return Err(ReportError::Stopped.into());
        }
        if let Told::Row(_) = told {
            work.done = work.done.saturating_add(1);
            work.bar.step(work.done, work.all);
        }
        Ok(work.report.take(told)?)
    };
    let (head, work) = engine.local().export(order, begin, take).await?;
    let present = if export.force {
        Present::Replaced
    } else {
        Present::Stays
    };
    let (summary, kept) = blocking(move || -> Result<_, ReportError> {
        let summary = work.report.finish()?;
        Ok((summary, part.keep(present)))
    })
    .await??;
    kept.map_err(unwritable)?;
    Ok((ExportHead::of(&head), summary))
}

struct Work {
    report: reports::Export<'static>,
    bar: Progress,
    done: u64,
    all: u64,
}

/// Whether Ctrl-C was pressed: the export then ends by itself, and takes its file along.
fn stopped_by_the_keyboard() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stopped);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.store(true, Ordering::Relaxed);
        }
    });
    stopped
}

const fn grouping(parts: Option<GroupBy>) -> reports::Grouping {
    match parts {
        None => reports::Grouping::Whole,
        Some(GroupBy::Month) => reports::Grouping::Month,
        Some(GroupBy::Agent) => reports::Grouping::Agent,
        Some(GroupBy::Budget) => reports::Grouping::Budget,
        Some(GroupBy::Merchant) => reports::Grouping::Merchant,
        Some(GroupBy::Decision) => reports::Grouping::Decision,
        Some(GroupBy::Tag) => reports::Grouping::Tag,
    }
}

const fn format(format: ExportFormat) -> reports::Format {
    match format {
        ExportFormat::Csv => reports::Format::Csv,
        ExportFormat::Jsonl => reports::Format::JsonLines,
        ExportFormat::Json => reports::Format::Json,
        ExportFormat::Xlsx => reports::Format::Xlsx,
        ExportFormat::Pdf => reports::Format::Pdf,
        ExportFormat::Beancount => reports::Format::Beancount,
        ExportFormat::Hledger => reports::Format::Hledger,
        ExportFormat::Ofx => reports::Format::Ofx,
        ExportFormat::Bundle => reports::Format::Bundle,
    }
}
