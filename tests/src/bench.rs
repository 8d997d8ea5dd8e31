//! The benchmark. It compares in one run, because machines are noisy: durable decisions over HTTP
//! against a plain loop of commits, with and without a million purchases of history; and it counts
//! overspends under 32 clients that race for one limit.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the summary and the progress are for the terminal"
)]

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

mod backtest;
mod charts;
mod clients;
mod evaluation;
mod history;
mod house;
mod mcp;
mod race;
mod raw;
mod search;
mod window;
mod x402;

use clients::Load;
use house::House;

/// What the command line asks for.
struct Plan {
    /// How long each measurement of a round takes.
    each: Duration,
    /// How many purchases of history the second folder has.
    history: u64,
    /// How many interleaved rounds.
    rounds: usize,
    /// How many rounds of the race.
    races: usize,
    /// How many agents a folder has; each costs a look at the passphrase.
    agents: usize,
    /// How many requests the larger back-test has; the smaller has a tenth.
    backtest: u64,
    /// How many purchases of history evaluation is measured with.
    evaluation: u64,
    /// How many purchases the year has that is drawn.
    charts: u64,
    /// How many purchases the folder has on which the window is measured.
    window: u64,
    /// How many purchases are searched.
    search: u64,
    /// Where these are kept for the next time.
    folder: Option<PathBuf>,
    /// The only part to run.
    only: Option<String>,
}

impl Plan {
    fn load(&self, clients: usize) -> Load {
        Load {
            clients,
            time: self.each,
        }
    }
}

/// What one measurement saw.
#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// Runs everything and prints the summary.
pub fn run(arguments: impl Iterator<Item = String>) -> Result<()> {
    let plan = plan(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let _inside = runtime.enter();
    if let Some(part) = &plan.only {
        println!("{}", only(part, &plan, &runtime)?);
        return Ok(());
    }
    let mut summary = rates(&plan, &runtime)?;
    summary["race"] = runtime.block_on(race::run(plan.races))?;
    for part in [
        "mcp",
        "x402",
        "evaluation",
        "backtest",
        "charts",
        "search",
        "window",
    ] {
        summary[part] = only(part, &plan, &runtime)?;
    }
    println!("{summary}");
    Ok(())
}

/// Decisions over HTTP, with and without history, against the plain loop; and the check of it all.
fn rates(plan: &Plan, runtime: &Runtime) -> Result<Value> {
    let empty = runtime.block_on(House::new(plan.agents))?;
    let old = runtime.block_on(House::new(plan.agents))?;
    eprintln!("writing {} purchases of history …", plan.history);
    let built = runtime.block_on(history::build(&old, 0, plan.history))?;
    runtime.block_on(old.settle())?;
    let mut raw = raw::Loop::new()?;
    let mut rows: Vec<[Sample; 5]> = Vec::new();
    let (one, many) = (plan.load(1), plan.load(64));
    for round in 1..=plan.rounds {
        let before = raw.measure(plan.each)?;
        let empty_64 = empty.measure(many)?;
        runtime.block_on(empty.settle())?;
        let old_64 = old.measure(many)?;
        runtime.block_on(old.settle())?;
        let empty_1 = empty.measure(one)?;
        runtime.block_on(empty.settle())?;
        let row = [before, empty_64, old_64, empty_1, raw.measure(plan.each)?];
        eprintln!("round {round}: {row:.1?}");
        rows.push(row);
    }
    let mut summary = summary(&rows, plan, built);
    summary["verify"] = runtime.block_on(old.verify())?;
    Ok(summary)
}

/// One part of the summary.
fn only(part: &str, plan: &Plan, runtime: &Runtime) -> Result<Value> {
    match part {
        "rates" => rates(plan, runtime),
        "verify" => runtime.block_on(verify(plan)),
        "backtest" => backtests(plan, runtime),
        "evaluation" => runtime.block_on(evaluation::run(plan.evaluation)),
        "charts" => runtime.block_on(charts::run(plan.charts)),
        "search" => runtime.block_on(search::run(plan.search, plan.folder.clone())),
        "window" => runtime.block_on(window::run(plan.window)),
        "mcp" => {
            let house = runtime.block_on(House::new(plan.agents))?;
            mcp::run(&house, plan.load(1), plan.rounds)
        }
        "x402" => x402::run(runtime, plan.agents, plan.load(64), plan.rounds),
        _ => anyhow::bail!("unknown part {part}; see the top of tests/src/bin/bench.rs"),
    }
}

/// The check of a record alone, as often as there are rounds.
async fn verify(plan: &Plan) -> Result<Value> {
    let house = House::new(plan.agents).await?;
    history::build(&house, 0, plan.history).await?;
    house.settle().await?;
    let mut rows = Vec::new();
    for _ in 0..plan.rounds {
        rows.push(house.verify().await?);
    }
    Ok(rows.into())
}

fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn backtests(plan: &Plan, runtime: &Runtime) -> Result<Value> {
    let mut rows = Vec::new();
    for requests in [plan.backtest / 10, plan.backtest] {
        eprintln!("writing {requests} requests for the back-test …");
        rows.push(runtime.block_on(backtest::run(requests))?);
    }
    Ok(rows.into())
}

fn summary(rows: &[[Sample; 5]], plan: &Plan, built: f64) -> Value {
    let median = |value: &dyn Fn(&[Sample; 5]) -> f64| {
        let mut all: Vec<f64> = rows.iter().map(value).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let raw_rate = |row: &[Sample; 5]| f64::midpoint(row[0].per_second, row[4].per_second);
    let raw_p50 = |row: &[Sample; 5]| f64::midpoint(row[0].p50_ms, row[4].p50_ms);
    json!({
        "raw_commits_per_second": median(&raw_rate),
        "raw_commit_p50_ms": median(&raw_p50),
        "http_64_per_second": median(&|row| row[1].per_second),
        "http_64_p50_ms": median(&|row| row[1].p50_ms),
        "http_64_p99_ms": median(&|row| row[1].p99_ms),
        "http_64_over_raw": median(&|row| row[1].per_second / raw_rate(row)),
        "http_64_with_history_per_second": median(&|row| row[2].per_second),
        "http_64_with_history_p99_ms": median(&|row| row[2].p99_ms),
        "history_over_empty": median(&|row| row[2].per_second / row[1].per_second),
        "http_1_p50_ms": median(&|row| row[3].p50_ms),
        "http_1_over_raw_p50": median(&|row| row[3].p50_ms / raw_p50(row)),
        "history": plan.history,
        "history_written_per_second": built,
        "rounds": rows.len(),
    })
}

fn plan(arguments: impl Iterator<Item = String>) -> Result<Plan> {
    let mut plan = Plan {
        each: Duration::from_secs(3),
        history: 1_000_000,
        rounds: 5,
        races: 200,
        agents: 64,
        backtest: 100_000,
        evaluation: 100_000,
        charts: 1_000_000,
        window: 10_000,
        search: 1_000_000,
        folder: None,
        only: None,
    };
    let mut arguments = arguments.peekable();
    while let Some(name) = arguments.next() {
        let value = arguments
            .next()
            .with_context(|| format!("{name} needs a value"))?;
        if name == "--only" {
            plan.only = Some(value);
            continue;
        }
        if name == "--folder" {
            plan.folder = Some(value.into());
            continue;
        }
        let value: u64 = value
            .parse()
            .with_context(|| format!("{name} needs a number"))?;
        match name.as_str() {
            "--seconds" => plan.each = Duration::from_secs(value),
            "--history" => plan.history = value,
            "--rounds" => plan.rounds = usize::try_from(value)?,
            "--agents" => plan.agents = usize::try_from(value)?,
            "--backtest" => plan.backtest = value,
            "--evaluation" => plan.evaluation = value,
            "--charts" => plan.charts = value,
            "--search" => plan.search = value,
            "--window" => plan.window = value,
            "--races" => plan.races = usize::try_from(value)?,
            _ => anyhow::bail!("unknown argument {name}; see the top of tests/src/bin/bench.rs"),
        }
    }
    Ok(plan)
}
