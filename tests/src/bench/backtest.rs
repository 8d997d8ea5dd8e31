//! Back-tests of stored requests, in a folder where five mandates with three periods each cover
//! every one of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use counterfoil_domain::{MandateId, Timestamp};
use counterfoil_engine::{Clock, LocalSession, MandateRow, ManualClock};
use serde_json::{Value, json};

use super::house::House;
use crate::past::Past;

/// 2026-01-05T08:00:00Z.
const BEGINNING: i64 = 1_767_600_000_000;

const AGENTS: usize = 4;

/// The periods of the five mandates.
const PERIODS: [[&str; 3]; 5] = [
    ["day", "month", "rolling:7d"],
    ["week", "year", "rolling:24h"],
    ["month", "total", "rolling:30d"],
    ["day", "quarter", "rolling:30d"],
    ["week", "month", "rolling:7d"],
];

/// How often a handle is moved.
const MOVES: usize = 9;

/// Writes so many requests and measures their back-test.
pub(super) async fn run(requests: u64) -> Result<Value> {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(BEGINNING)));
    let shown: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
    let house = House::bare(AGENTS, shown).await?;
    for number in 0..PERIODS.len() {
        house.mandate(&document(number, "45.00")).await?;
        // Ids are in the order of time.
        clock.advance(Duration::from_secs(1));
    }
    let duties = house.duties()?;
    past(requests).happen(&house.sessions()?, &clock).await?;
    drop(duties);
    house.settle().await?;
    measure(&house.local(), requests).await
}

/// A few purchases an hour: 10,000 in half a year, more in a year.
fn past(requests: u64) -> Past {
    let hours = if requests > 10_000 { 8_700 } else { 4_350 };
    Past {
        purchases: requests,
        at_once: requests.div_ceil(hours),
        pause: Duration::from_mins(59),
    }
}

async fn measure(local: &LocalSession, requests: u64) -> Result<Value> {
    let rows = local.mandates().await?;
    let ids: Vec<MandateId> = rows.iter().map(|row| row.mandate.id).collect();
    let number = |row: &MandateRow| {
        row.mandate
            .name
            .trim_start_matches("Budget ")
            .parse::<usize>()
    };
    let numbers = rows.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    let mut both = Vec::new();
    let mut first = 0.0;
    for (index, (id, number)) in ids.iter().zip(&numbers).enumerate() {
        let (took, seen) = once(local, *id, &document(*number, "30.00")).await?;
        anyhow::ensure!(
            seen == requests,
            "{seen} of {requests} requests are in the report"
        );
        // The first one reads the record as well.
        if index == 0 {
            first = took;
        } else {
            both.push(took);
        }
    }
    let (id, number) = ids.first().zip(numbers.first()).context("no mandate")?;
    let mut one = Vec::new();
    for step in 0..MOVES {
        let document = document(*number, &format!("{}.00", 20 + step));
        one.push(once(local, *id, &document).await?.0);
    }
    Ok(json!({
        "requests": requests,
        "mandates": PERIODS.len(),
        "first_ms": first,
        "both_runs_ms": super::median(&mut both),
        "one_run_ms": super::median(&mut one),
    }))
}

/// How long one back-test takes, and how many requests it is about.
async fn once(local: &LocalSession, id: MandateId, document: &str) -> Result<(f64, u64)> {
    let begin = Instant::now();
    let report = local
        .backtest(Some(id), document.as_bytes().to_vec(), 365)
        .await?;
    let took = begin.elapsed().as_secs_f64() * 1000.0;
    Ok((took, u64::try_from(report.entries.len())?))
}

fn document(number: usize, auto: &str) -> String {
    let periods = PERIODS
        .get(number)
        .into_iter()
        .flatten()
        .map(|window| json!({"window": window, "max": "900000.00", "when_used_up": "ask"}));
    json!({
        "name": format!("Budget {number}"),
        "currency": "EUR",
        "limits": {
            "auto_up_to": auto,
            "deny_above": "200.00",
            "periods": periods.collect::<Vec<_>>(),
        },
        "always_ask": {"new_merchant": false},
        "time_zone": "Europe/Berlin",
    })
    .to_string()
}
