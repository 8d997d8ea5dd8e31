//! What one purchase costs the engine, with little and much history behind it and under one and
//! many mandates: evaluated, recorded and durable, in batches as full as they get.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use counterfoil_engine::{Clock as _, SystemClock};
use serde_json::{Value, json};

use super::history;
use super::house::House;
use crate::past;

/// How many are asked for in one measurement.
const PURCHASES: usize = 6_000;

/// As many as wait for the writer at once.
const AT_ONCE: usize = 256;

const ROUNDS: usize = 3;

/// Under how many mandates that all cover a purchase.
const MATCHING: [usize; 5] = [1, 10, 50, 100, 200];

/// Beside how many mandates that do not, where one does.
const OTHERS: usize = 99;

/// Lanes of earlier measurements are not used again: their keys are taken.
static LANE: AtomicUsize = AtomicUsize::new(1_000_000);

/// Measures with up to so many purchases of history.
pub(super) async fn run(history: u64) -> Result<Value> {
    Ok(json!({
        "history": by_history(history).await?,
        "mandates": by_mandates().await?,
    }))
}

/// A folder that grows beside one that stays small, because machines are noisy.
async fn by_history(most: u64) -> Result<Value> {
    let (small, large) = (House::new(4).await?, House::new(4).await?);
    let mut rows = Vec::new();
    let mut written = 0;
    for purchases in [0, most / 100, most / 10, most] {
        eprintln!("writing up to {purchases} purchases of history …");
        history::build(&large, written, purchases - written).await?;
        written = purchases;
        large.settle().await?;
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            few.push(cost(&small).await?);
            many.push(cost(&large).await?);
        }
        rows.push(json!({
            "purchases": purchases,
            "us": super::median(&mut many),
            "us_beside_without_history": super::median(&mut few),
        }));
    }
    Ok(rows.into())
}

async fn by_mandates() -> Result<Value> {
    let house = House::bare(4, Arc::new(SystemClock)).await?;
    let mut rows = Vec::new();
    let mut there = 0;
    for matching in MATCHING {
        for number in there..matching {
            house.mandate(&mandate(number, None)).await?;
        }
        there = matching;
        rows.push(row(&house, matching, 0).await?);
    }
    let house = House::bare(4, Arc::new(SystemClock)).await?;
    house.mandate(&mandate(0, None)).await?;
    for number in 0..OTHERS {
        house
            .mandate(&mandate(number + 1, Some("elsewhere.example")))
            .await?;
    }
    rows.push(row(&house, 1, OTHERS).await?);
    Ok(rows.into())
}

async fn row(house: &House, matching: usize, others: usize) -> Result<Value> {
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        all.push(cost(house).await?);
    }
    house.settle().await?;
    Ok(json!({"matching": matching, "others": others, "us": super::median(&mut all)}))
}

/// Microseconds for each purchase.
async fn cost(house: &House) -> Result<f64> {
    let sessions = house.sessions()?;
    let begin = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for session in sessions.iter().cycle().take(AT_ONCE) {
        let session = session.clone();
        let lane = LANE.fetch_add(1, Ordering::Relaxed);
        tasks.spawn(async move {
            for n in 0..PURCHASES.div_ceil(AT_ONCE) {
                let request = past::request(lane, u64::try_from(n)?, SystemClock.now())?;
                session.submit(request).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let asked = u32::try_from(PURCHASES.div_ceil(AT_ONCE) * AT_ONCE)?;
    Ok(begin.elapsed().as_secs_f64() * 1_000_000.0 / f64::from(asked))
}

fn mandate(number: usize, merchant: Option<&str>) -> String {
    let mut document = json!({
        "name": format!("Budget {number}"),
        "currency": "EUR",
        "limits": {
            "auto_up_to": "50.00",
            "periods": [
                {"window": "day", "max": "900000000.00"},
                {"window": "month", "max": "900000000.00"},
                {"window": "rolling:30d", "max": "900000000.00"},
            ],
        },
        "always_ask": {"new_merchant": false, "repeats": false},
    });
    if let Some(merchant) = merchant {
        document["scope"] = json!({"merchants": [merchant]});
    }
    document.to_string()
}
