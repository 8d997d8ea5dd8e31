//! What a search takes: the first page as the window asks for it, warm and cold, and the count and
//! sums of all that match.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use counterfoil_engine::{ActivityQuery, Engine};
use serde_json::{Value, json};

mod bought;
mod chance;
mod queries;
mod stock;
mod wares;

use queries::QUERIES;

/// As many rows as the window asks for.
const PAGE: u32 = 50;

/// How often each query is measured warm.
const REPEATS: usize = 5;

/// From here on the goals of a large record hold.
const LARGE: u64 = 5_000_000;

/// How many of the slowest are named.
const NAMED: usize = 12;

/// What one query took, in milliseconds, each time.
struct Took {
    text: &'static str,
    ms: Vec<f64>,
}

/// Measures in a folder with so many purchases; a folder that is named is made once and kept.
pub(super) async fn run(purchases: u64, kept: Option<PathBuf>) -> Result<Value> {
    let fresh = tempfile::tempdir()?;
    let folder = kept.unwrap_or_else(|| fresh.path().to_owned());
    if !folder.join("counterfoil.db").exists() {
        eprintln!("writing {purchases} purchases …");
        let begin = Instant::now();
        stock::build(&folder, purchases).await?;
        eprintln!("written in {:.1} s", begin.elapsed().as_secs_f64());
    }
    let engine = Engine::open(&folder, stock::options())?;
    indexed(&engine).await?;
    let (mut pages, mut totals) = (Vec::new(), Vec::new());
    for text in QUERIES {
        pages.push(repeated(text, async || page(&engine, text).await).await?);
        totals.push(repeated(text, async || total(&engine, text).await).await?);
    }
    engine.close().await?;
    let cold = cold(&folder).await?;
    Ok(summary(purchases, &pages, &totals, cold.as_deref()))
}

/// Waits until the text index has everything.
async fn indexed(engine: &Engine) -> Result<()> {
    let begin = Instant::now();
    let mut waited = 0;
    loop {
        let left = engine.local().overview().await?.unindexed;
        if left == 0 {
            break;
        }
        if waited % 100 == 0 {
            eprintln!("{left} entries to index …");
        }
        waited += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    if waited > 0 {
        eprintln!("indexed in {:.1} s", begin.elapsed().as_secs_f64());
    }
    Ok(())
}

async fn page(engine: &Engine, text: &str) -> Result<()> {
    let query = ActivityQuery {
        text: text.to_owned(),
        after: None,
        limit: PAGE,
    };
    engine.local().activity_at_a_glance(query).await?;
    Ok(())
}

async fn total(engine: &Engine, text: &str) -> Result<()> {
    engine.local().totals_at_a_glance(text.to_owned()).await?;
    Ok(())
}

/// Once without counting, then as often as it is measured.
async fn repeated(text: &'static str, mut ask: impl AsyncFnMut() -> Result<()>) -> Result<Took> {
    ask().await.context(text)?;
    let mut ms = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        ms.push(timed(&mut ask).await?);
    }
    Ok(Took { text, ms })
}

async fn timed(ask: &mut impl AsyncFnMut() -> Result<()>) -> Result<f64> {
    let begin = Instant::now();
    ask().await?;
    Ok(begin.elapsed().as_secs_f64() * 1000.0)
}

/// Each query as the first one of an engine that was just opened, with nothing of the folder in
/// memory; none where the system does not let go of what it has read.
async fn cold(folder: &Path) -> Result<Option<Vec<Took>>> {
    let mut all = Vec::new();
    for text in QUERIES {
        let engine = Engine::open(folder, stock::options())?;
        indexed(&engine).await?;
        if !forgotten() {
            eprintln!("COLD IS NOT MEASURED: only root may empty the page cache");
            return Ok(None);
        }
        let ms = timed(&mut async || page(&engine, text).await).await?;
        all.push(Took { text, ms: vec![ms] });
        engine.close().await?;
    }
    Ok(Some(all))
}

/// Empties the page cache of the system.
fn forgotten() -> bool {
    Command::new("sync")
        .status()
        .is_ok_and(|done| done.success())
        && std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

fn summary(purchases: u64, pages: &[Took], totals: &[Took], cold: Option<&[Took]>) -> Value {
    let large = purchases >= LARGE;
    let (warm_goal, cold_goal) = if large { (30.0, 250.0) } else { (5.0, 50.0) };
    let mut goals = vec![goal("warm_p95_ms", warm_goal, p95(pages), pages)];
    if !large {
        goals.push(goal("warm_worst_ms", 50.0, worst(pages), pages));
        goals.push(goal("totals_p95_ms", 50.0, p95(totals), totals));
    }
    if let Some(cold) = cold {
        goals.push(goal("cold_p95_ms", cold_goal, p95(cold), cold));
    }
    json!({
        "purchases": purchases,
        "queries": QUERIES.len(),
        "goals": goals,
        "warm_p50_ms": at(pages, 50),
        "warm_worst_ms": worst(pages),
        "totals_p50_ms": at(totals, 50),
        "totals_p95_ms": p95(totals),
        "totals_worst_ms": worst(totals),
        "cold": cold.map_or_else(
            || json!("not measured: only root may empty the page cache"),
            |cold| json!({"p50_ms": at(cold, 50), "worst_ms": worst(cold)})),
        "slowest_pages": slowest(pages),
        "slowest_totals": slowest(totals),
        "slowest_cold": cold.map(slowest),
    })
}

/// What was hoped for, what it is, and what it is due to where it is not reached.
fn goal(what: &str, goal: f64, measured: f64, all: &[Took]) -> Value {
    let reached = measured <= goal;
    let verdict = if reached { "reached" } else { "NOT REACHED" };
    eprintln!("{what}: goal {goal} ms, measured {measured:.2} ms: {verdict}");
    let over = all.iter().filter(|took| median(took) > goal);
    let over: Vec<&str> = over.map(|took| took.text).collect();
    if !reached {
        eprintln!("  over it: {over:?}");
    }
    json!({"what": what, "goal_ms": goal, "measured_ms": measured, "reached": reached,
        "over_it": over})
}

fn slowest(all: &[Took]) -> Value {
    let mut sorted: Vec<(f64, &str)> = all.iter().map(|took| (median(took), took.text)).collect();
    sorted.sort_by(|one, other| other.0.total_cmp(&one.0));
    let named = sorted.into_iter().take(NAMED);
    named
        .map(|(ms, text)| json!([text, (ms * 100.0).round() / 100.0]))
        .collect()
}

fn median(took: &Took) -> f64 {
    super::median(&mut took.ms.clone())
}

fn p95(all: &[Took]) -> f64 {
    at(all, 95)
}

fn worst(all: &[Took]) -> f64 {
    at(all, 100)
}

/// The smallest time that so many of a hundred do not exceed.
fn at(all: &[Took], percent: usize) -> f64 {
    let mut sorted: Vec<f64> = all
        .iter()
        .flat_map(|took| took.ms.iter().copied())
        .collect();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}
