//! Paying over x402 against plain decisions, in one run: a quote is judged twice, kept, and its
//! transfer signed, beside all that a plain purchase takes.

use std::sync::Arc;

use anyhow::Result;
use counterfoil_engine::{PayerKey, SystemClock};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::clients::{Asking, Load};
use super::house::House;
use super::{Sample, median};

const CARDS: &str = r#"{"name":"Cards","currency":"EUR","scope":{"rails":["card"]},
    "limits":{"auto_up_to":"50.00","deny_above":"200.00",
    "periods":[{"window":"month","max":"999999999.00"}]},
    "always_ask":{"new_merchant":false,"repeats":false}}"#;

const CALLS: &str = r#"{"name":"Calls","currency":"USDC","scope":{"rails":["x402"]},"limits":{"auto_up_to":"1.00",
    "deny_above":"2.00","periods":[{"window":"month","max":"999999999.00"}]},
    "always_ask":{"new_merchant":false,"repeats":false}}"#;

/// What the rounds saw.
pub(super) fn run(runtime: &Runtime, agents: usize, load: Load, rounds: usize) -> Result<Value> {
    let house = runtime.block_on(House::bare(agents, Arc::new(SystemClock)))?;
    runtime.block_on(house.mandate(CARDS))?;
    runtime.block_on(house.mandate(CALLS))?;
    runtime.block_on(house.payer(PayerKey::fresh()?))?;
    let mut rows: Vec<[Sample; 2]> = Vec::new();
    for _ in 0..rounds {
        let plain = house.measure(load)?;
        runtime.block_on(house.settle())?;
        rows.push([plain, house.measure_of(Asking::X402, load)?]);
        runtime.block_on(house.settle())?;
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
