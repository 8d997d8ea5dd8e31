//! Many at once under one limit.

use std::io::{BufRead, BufReader, Write};
use std::process::Command;

use serde_json::{Value, json};

use super::program::{Buyer, Program, purchase};
use super::verdict::{Row, Verdict, over};
use crate::failure::Failure;

/// The limit and the price, minor units; together the racers ask for several times the limit.
const LIMIT: i64 = 1000;
const PRICE: i64 = 30;
const PRICE_TEXT: &str = "0.30";
const RACERS: usize = 8;
const EACH: usize = 15;

fn limits() -> Value {
    json!({ "auto_up_to": "1.00", "periods": [{ "window": "total", "max": "10.00", "when_used_up": "deny" }] })
}

/// Threads race for what is left of a limit.
pub(super) fn threads(program: &Program) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::of("threads racing for one limit");
    let token = program.agent("Thread agent", &limits())?;
    let gateway = program.serve()?;
    let buyer = Buyer {
        address: gateway.address,
        token,
        shop: "Birch Paper",
    };
    std::thread::scope(|scope| {
        for racer in 0..RACERS {
            let buyer = &buyer;
            scope.spawn(move || {
                for nth in 0..EACH {
                    buyer.ask(&format!("thread-{racer}-{nth}"), PRICE_TEXT);
                }
            });
        }
    });
    gateway.kill();
    judged(program, &mut verdict, "Thread agent")?;
    Ok(verdict)
}

/// Processes race for what is left of a limit.
pub(super) fn processes(program: &Program) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::of("processes racing for one limit");
    let token = program.agent("Process agent", &limits())?;
    let gateway = program.serve()?;
    let ended: Vec<std::io::Result<usize>> = std::thread::scope(|scope| {
        let racers = (0..RACERS).map(|racer| {
            let client = program.client(&token);
            scope.spawn(move || race(client, racer))
        });
        let racers: Vec<_> = racers.collect();
        racers
            .into_iter()
            .filter_map(|racer| racer.join().ok())
            .collect()
    });
    gateway.kill();
    for answered in ended {
        match answered {
            Ok(EACH) => {}
            other => verdict.fault(format!("a process was answered {other:?} times")),
        }
    }
    judged(program, &mut verdict, "Process agent")?;
    Ok(verdict)
}

/// One client asks through the protocol of agents; how often it was answered.
fn race(mut client: Command, racer: usize) -> std::io::Result<usize> {
    let mut child = client.spawn()?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Ok(0);
    };
    let hello = json!({"jsonrpc": "2.0", "id": "hello", "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "racer", "version": "1"}}});
    writeln!(input, "{hello}")?;
    writeln!(
        input,
        r#"{{"jsonrpc":"2.0","method":"notifications/initialized"}}"#
    )?;
    for nth in 0..EACH {
        let mut arguments = purchase("Cedar Music", PRICE_TEXT);
        arguments["idempotency_key"] = json!(format!("process-{racer}-{nth}"));
        arguments["reason"] = json!("a race");
        let call = json!({"jsonrpc": "2.0", "id": nth, "method": "tools/call",
            "params": {"name": "request_purchase", "arguments": arguments}});
        writeln!(input, "{call}")?;
    }
    input.flush()?;
    let mut answered: usize = 0;
    for line in BufReader::new(output).lines().take(EACH.saturating_add(1)) {
        let line: Value = serde_json::from_str(&line?).unwrap_or_default();
        if line["id"].is_number() && line["result"].is_object() {
            answered = answered.saturating_add(1);
        }
    }
    drop(input);
    child.wait()?;
    Ok(answered)
}

fn judged(program: &Program, verdict: &mut Verdict, agent: &str) -> Result<Vec<Row>, Failure> {
    let rows = program.rows(agent)?;
    let authorized = rows.iter().filter(|row| row.status == "authorized").count();
    verdict.some("asked for", rows.len());
    verdict.count("authorized", authorized);
    if rows.len() != RACERS.saturating_mul(EACH) {
        verdict.fault("not all that was asked for is recorded");
    }
    verdict.faults(over(LIMIT, PRICE, &rows));
    verdict.faults(program.verified()?);
    Ok(rows)
}

/// What waits for the owner, and what the owner approved, holds its part of the limit against all that
/// rules approve meanwhile.
pub(super) fn waiting(program: &Program) -> Result<Verdict, Failure> {
    const WAITS: &str = "3.00";
    let mut verdict = Verdict::of("waiting purchases under a limit");
    let token = program.agent("Waiting agent", &limits())?;
    let gateway = program.serve()?;
    let buyer = Buyer {
        address: gateway.address,
        token,
        shop: "Dune Coffee",
    };
    let asked = (0..3).filter_map(|nth| buyer.ask(&format!("waits-{nth}"), WAITS));
    let waiting: Vec<String> = asked
        .filter(|answer| answer.body["status"] == "pending")
        .filter_map(|answer| answer.body["id"].as_str().map(str::to_owned))
        .collect();
    // The last one goes on waiting.
    for id in waiting.iter().skip(1) {
        program.owner(&["approve", id])?;
    }
    std::thread::scope(|scope| {
        for racer in 0..RACERS {
            let buyer = &buyer;
            scope.spawn(move || {
                for nth in 0..EACH {
                    buyer.ask(&format!("meanwhile-{racer}-{nth}"), PRICE_TEXT);
                }
            });
        }
    });
    gateway.kill();
    let rows = program.rows("Waiting agent")?;
    let by_rules = rows
        .iter()
        .filter(|row| row.minor == PRICE && row.status == "authorized")
        .count();
    let kept = rows.into_iter().map(|row| Row {
        // What waits, or is approved and not signed yet, holds its part as well.
        status: match row.status.as_str() {
            "pending" | "approved" => "authorized".to_owned(),
            _ => row.status,
        },
        ..row
    });
    let kept: Vec<Row> = kept.collect();
    verdict.some("waiting", waiting.len());
    verdict.some("approved by rules meanwhile", by_rules);
    verdict.faults(over(LIMIT, PRICE, &kept));
    verdict.faults(program.verified()?);
    Ok(verdict)
}
