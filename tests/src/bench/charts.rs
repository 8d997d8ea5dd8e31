//! The charts of a year, over the purchases of a year.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use counterfoil_domain::Timestamp;
use counterfoil_domain::charts::{By, Chosen, Step};
use counterfoil_engine::{ChartsOrder, Clock, LocalSession, ManualClock};
use serde_json::{Value, json};

use super::house::House;
use crate::past::Past;

/// 2025-11-24T08:00:00Z: a year of hours later it is the 21st of November.
const BEGINNING: i64 = 1_763_971_200_000;

/// In so many hours something is asked for.
const HOURS: u64 = 8_700;

const AGENTS: usize = 8;

/// What all charts of a year may take.
const GOAL_MS: f64 = 100.0;

/// How often each is drawn.
const REPEATS: usize = 9;

/// Buys for a year and draws it in every way.
pub(super) async fn run(purchases: u64) -> Result<Value> {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(BEGINNING)));
    let shown: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
    let house = House::bare(AGENTS, shown).await?;
    house.mandate(&document()).await?;
    let past = Past {
        purchases,
        at_once: purchases.div_ceil(HOURS),
        pause: Duration::from_hours(1),
    };
    let duties = house.duties()?;
    past.happen(&house.sessions()?, &clock).await?;
    drop(duties);
    house.settle().await?;
    let local = house.local();
    let begin = Instant::now();
    while local.charts_behind().await? > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let kept = begin.elapsed().as_secs_f64();
    let mut all = Vec::new();
    for (by, step) in [
        (By::Agent, Step::Month),
        (By::Budget, Step::Week),
        (By::Category, Step::Day),
    ] {
        for _ in 0..REPEATS {
            all.push(once(&local, by, step, purchases).await?);
        }
    }
    let worst = all.iter().copied().fold(0.0, f64::max);
    let median = super::median(&mut all);
    Ok(json!({
        "purchases": purchases,
        "goal_ms": GOAL_MS,
        "median_ms": median,
        "worst_ms": worst,
        "reached": worst <= GOAL_MS,
        "counted_after_s": kept,
    }))
}

/// How long all charts of the last twelve months take.
async fn once(local: &LocalSession, by: By, step: Step, purchases: u64) -> Result<f64> {
    let order = ChartsOrder {
        period: Chosen::TwelveMonths,
        step,
        by,
        currency: None,
        play: false,
    };
    let begin = Instant::now();
    let answer = local.charts(order).await?;
    let took = begin.elapsed().as_secs_f64() * 1000.0;
    let counted = answer.charts.ended.all();
    anyhow::ensure!(
        counted == purchases,
        "{counted} of {purchases} purchases are in the charts"
    );
    Ok(took)
}

/// Asks about what is dearer than most.
fn document() -> String {
    json!({
        "name": "Everything",
        "currency": "EUR",
        "limits": {
            "auto_up_to": "35.00",
            "deny_above": "200.00",
            "periods": [{"window": "month", "max": "900000000.00"}],
        },
        "always_ask": {"new_merchant": false, "repeats": false},
        "time_zone": "Europe/Berlin",
    })
    .to_string()
}
