//! `counterfoil import statement` and `counterfoil reconcile …`

use std::path::Path;

use counterfoil_domain::statement::{LineId, Verdict};
use counterfoil_engine::{Engine, LineVerdict, StatementPreview, StatementTaken};
use counterfoil_protocols::statement as files;
use counterfoil_protocols::statement::Mapping;
use serde_json::json;

use crate::args::{
    Charges, Column, DateOrder, Decimal, ImportStatement, Reconcile, ReconcileCommand,
};
use crate::context::Context;
use crate::failure::Failure;

mod shown;

/// Reads a statement in, or shows what it would be.
pub(super) async fn import(context: &Context, asked: ImportStatement) -> Result<(), Failure> {
    let most = u64::try_from(files::MOST_BYTES).unwrap_or(u64::MAX);
    let file = super::read_bounded(&asked.file, most)?;
    let mapping = mapping(&asked);
    let engine = context.open().await?;
    let done = if asked.preview {
        preview(context, &engine, file, mapping).await
    } else {
        take(context, &engine, &asked.file, file, mapping).await
    };
    super::closing(engine, done).await
}

/// Holds statements against the record, or says something of their lines.
pub(super) async fn reconcile(context: &Context, asked: Reconcile) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match asked.command {
        None => shown::heaps(context, &engine, asked.statement, asked.heap).await,
        Some(ReconcileCommand::List) => shown::list(context, &engine).await,
        Some(command) => rule(context, &engine, said(&command)).await,
    };
    super::closing(engine, done).await
}

async fn preview(
    context: &Context,
    engine: &Engine,
    file: Vec<u8>,
    mapping: Option<Mapping>,
) -> Result<(), Failure> {
    let preview: StatementPreview = engine.local().preview_statement(file, mapping).await?;
    shown::preview(context, &preview)
}

async fn take(
    context: &Context,
    engine: &Engine,
    path: &Path,
    file: Vec<u8>,
    mapping: Option<Mapping>,
) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let local = engine.local();
    let taken: StatementTaken = local
        .import_statement(file, name.into_owned(), mapping)
        .await?;
    let heaps = local.reconcile(Some(taken.id)).await?;
    shown::taken(context, &taken, &heaps)
}

async fn rule(
    context: &Context,
    engine: &Engine,
    said: Option<LineVerdict>,
) -> Result<(), Failure> {
    let Some(said) = said else { return Ok(()) };
    let owner = context.unlock(engine).await?;
    let line: LineId = owner.session.rule_line(said).await?;
    let word = said.verdict.word();
    context.output.say(
        || json!({ "line": line.to_string(), "verdict": word }),
        |page| page.line(format!("Recorded: {line} is {word}.")),
    )
}

fn said(command: &ReconcileCommand) -> Option<LineVerdict> {
    let about = |line: LineId, verdict| LineVerdict {
        line,
        verdict,
        purchase: None,
        entry: None,
    };
    match command {
        ReconcileCommand::List => None,
        ReconcileCommand::Confirm(pair) => Some(LineVerdict {
            purchase: Some(pair.purchase),
            entry: pair.entry,
            ..about(pair.line, Verdict::Matched)
        }),
        ReconcileCommand::Unmatch(pair) => Some(LineVerdict {
            purchase: Some(pair.purchase),
            entry: pair.entry,
            ..about(pair.line, Verdict::Unmatched)
        }),
        ReconcileCommand::Known(one) => Some(about(one.line, Verdict::Known)),
        ReconcileCommand::Dispute(one) => Some(about(one.line, Verdict::Disputed)),
        ReconcileCommand::Undo(one) => Some(about(one.line, Verdict::Open)),
    }
}

/// What is said of the columns; none if nothing is, so that what was said before counts.
fn mapping(asked: &ImportStatement) -> Option<Mapping> {
    let mut mapping = Mapping {
        currency_code: asked.currency,
        date_order: asked.date_order.map(|order| match order {
            DateOrder::Ymd => files::DateOrder::Ymd,
            DateOrder::Dmy => files::DateOrder::Dmy,
            DateOrder::Mdy => files::DateOrder::Mdy,
        }),
        decimal: asked.decimal.map(|mark| match mark {
            Decimal::Point => files::DecimalMark::Point,
            Decimal::Comma => files::DecimalMark::Comma,
        }),
        charges: asked.charges.map(|charges| match charges {
            Charges::Negative => files::Charges::Negative,
            Charges::Positive => files::Charges::Positive,
        }),
        ..Mapping::default()
    };
    for (column, name) in &asked.map {
        let name = name.clone();
        match column {
            Column::Date => mapping.date = Some(name),
            Column::Amount => mapping.amount = Some(name),
            Column::Debit => mapping.debit = Some(name),
            Column::Credit => mapping.credit = Some(name),
            Column::Currency => mapping.currency = Some(name),
            Column::Description => mapping.description.push(name),
            Column::Reference => mapping.reference = Some(name),
        }
    }
    (mapping != Mapping::default()).then_some(mapping)
}
