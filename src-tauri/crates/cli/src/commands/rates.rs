//! `counterfoil rates …`

use std::path::Path;

use counterfoil_engine::{Engine, RatesTaken, read_rates};
use serde_json::{Value, json};

use crate::args::{RatesCommand, SetRate};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;

pub(super) async fn run(context: &Context, command: RatesCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        RatesCommand::Import(import_rates) => import(context, &engine, &import_rates.file).await,
        RatesCommand::Set(rate) => set(context, &engine, &rate).await,
        RatesCommand::List => list(context, &engine),
    };
    super::closing(engine, done).await
}

async fn import(context: &Context, engine: &Engine, path: &Path) -> Result<(), Failure> {
    let file = read(path)?;
    // Refused here, a wrong file costs no passphrase.
    read_rates(&file)?;
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    let taken = owner.session.import_rates(file, presence).await?;
    context.output.say(
        || value(&taken),
        |page| {
            let RatesTaken { taken, date, .. } = &taken;
            page.line(format!("Recorded {taken} rates of {date}."));
        },
    )
}

async fn set(context: &Context, engine: &Engine, given: &SetRate) -> Result<(), Failure> {
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    let SetRate { from, to, rate } = *given;
    let taken = owner.session.set_rate(from, to, rate, presence).await?;
    context.output.say(
        || value(&taken),
        |page| page.line(format!("1 {from} counts as {rate} {to}.")),
    )
}

fn list(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let rates = engine.local().rates();
    let items: Vec<Value> = rates.iter().map(|rate| json!(rate)).collect();
    context.output.list(&items, |page| {
        if rates.is_empty() {
            page.line("There are no rates: you are asked about every other currency.");
            page.line("Import some: counterfoil rates import FILE (see --help for where)");
            return;
        }
        let rows: Vec<Vec<Cell>> = rates
            .iter()
            .map(|rate| {
                vec![
                    Cell::right(format!("1 {}", rate.from)),
                    Cell::right(rate.rate.to_string()),
                    Cell::left(rate.to.code()),
                    Cell::left(rate.date.to_string()),
                    Cell::left(rate.source.label()),
                ]
            })
            .collect();
        page.table(&["", "Worth", "In", "Day", "Source"], &rows);
    })
}

fn value(taken: &RatesTaken) -> Value {
    json!({
        "date": taken.date,
        "taken": taken.taken,
        "older": taken.older,
        "skipped": taken.skipped,
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(counterfoil_protocols::ecb::MOST_BYTES).unwrap_or(u64::MAX);
    super::read_bounded(path, most)
}
