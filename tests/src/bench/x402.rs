//! Paying over x402 against plain decisions, in one run: a quote is judged twice, kept, and its
//! transfer signed, beside all that a plain purchase takes.

use anyhow::Result;
use counterfoil_engine::PayerKey;
use serde_json::{Value, json};

use super::clients::{Asking, Load};
use super::house::House;
use super::{Sample, median};

const CALLS: &str = r#"{"name":"Calls","currency":"USDC","limits":{"auto_up_to":"1.00",
    "deny_above":"2.00","periods":[{"window":"month","max":"999999999.00"}]},
    "always_ask":{"new_merchant":false,"repeats":false}}"#;

/// What the rounds saw.
pub(super) async fn run(agents: usize, load: Load, rounds: usize) -> Result<Value> {
    let house = House::new(agents).await?;
    house.mandate(CALLS).await?;
    house.payer(PayerKey::fresh()?).await?;
    let mut rows: Vec<[Sample; 2]> = Vec::new();
    for _ in 0..rounds {
        let plain = house.measure(load)?;
        house.settle().await?;
        rows.push([plain, house.measure_of(Asking::X402, load)?]);
        house.settle().await?;
    }
    let of = |value: &dyn Fn(&[Sample; 2]) -> f64| {
        median(&mut rows.iter().map(value).collect::<Vec<_>>())
    };
    Ok(json!({
        "plain_64_per_second": of(&|row| row[0].per_second),
        "x402_64_per_second": of(&|row| row[1].per_second),
        "x402_64_p99_ms": of(&|row| row[1].p99_ms),
        "x402_over_plain": of(&|row| row[1].per_second / row[0].per_second),
    }))
}
