//! The engine's values, for people and for programs.
//!
//! Keys and words are those of the public contract; amounts are decimal strings, times RFC 3339 in
//! UTC. For people, times are local, and text of others goes through [`shown`].

use std::collections::BTreeMap;

use chrono::Local;
use counterfoil_domain::evaluate::{Reason, Tier};
use counterfoil_domain::{Money, Timestamp};
use serde_json::{Value, json};

pub(crate) use crate::terminal::shown;

pub(crate) mod agent;
pub(crate) mod backtest;
pub(crate) mod card;
pub(crate) mod detail;
pub(crate) mod mandate;
pub(crate) mod purchase;

/// An amount of known currency.
pub(crate) fn decimal(amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, |amount| json!(amount.decimal()))
}

/// What a seller asked on a rail, a line each, for people.
pub(crate) fn rail_facts(facts: &BTreeMap<String, String>) -> String {
    let line = |(name, value): (&String, &String)| format!("{name}: {}", shown(value));
    let lines: Vec<String> = facts.iter().map(line).collect();
    lines.join("\n")
}

/// Sums, each in its own currency.
pub(crate) fn sums(amounts: &[Money]) -> Value {
    let sum = |amount: &Money| json!({ "amount": amount.decimal(), "currency": amount.currency().code() });
    amounts.iter().map(sum).collect()
}

/// Sums in one line.
pub(crate) fn sums_line(amounts: &[Money]) -> String {
    let all: Vec<String> = amounts.iter().map(ToString::to_string).collect();
    all.join(" + ")
}

/// Why the owner is asked.
pub(crate) fn reasons(found: &[Reason]) -> Value {
    found
        .iter()
        .map(|reason| json!({ "code": reason.code(), "text": reason.text(), "hint": reason.way_out() }))
        .collect()
}

/// The word for how much friction approving takes.
pub(crate) const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::T0 => "t0",
        Tier::T1 => "t1",
        Tier::T2 => "t2",
        Tier::T3 => "t3",
        Tier::T4 => "t4",
    }
}

/// A time as people here read it.
pub(crate) fn local(at: Timestamp) -> String {
    at.to_datetime()
        .with_timezone(&Local)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

/// The same with seconds.
pub(crate) fn local_exact(at: Timestamp) -> String {
    at.to_datetime()
        .with_timezone(&Local)
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// `1 purchase`, `2 purchases`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
