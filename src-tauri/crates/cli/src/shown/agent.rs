//! Agents.

use counterfoil_domain::Timestamp;
use counterfoil_engine::AgentRow;
use serde_json::{Value, json};

use super::{local, shown, sums, sums_line};
use crate::output::{Cell, Page};
use crate::terminal::cut;

/// An agent, for programs.
pub(crate) fn value(row: &AgentRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "state": state(row),
        "paused_until": row.pause.and_then(|pause| pause.until),
        "sandbox": row.sandbox,
        "controls_desktop": row.controls_desktop,
        "key": row.key,
        "code": row.code,
        "added_at": row.added_at,
        "last_seen": row.last_seen,
        "automatic": row.automatic,
        "asked": row.asked,
        "denied": row.denied,
        "spent_this_month": sums(&row.spent_this_month),
        "budgets": row.budgets,
        "claims": row.claims,
    })
}

/// Agents in a table.
pub(crate) fn table(page: &mut Page, rows: &[AgentRow]) {
    let line = |row: &AgentRow| {
        vec![
            Cell::left(cut(&shown(&row.name), 32)),
            Cell::left(state_line(row)),
            Cell::right(row.automatic.to_string()),
            Cell::right(row.asked.to_string()),
            Cell::right(row.denied.to_string()),
            Cell::left(row.last_seen.map_or_else(|| "never".to_owned(), local)),
            Cell::left(row.id.to_string()),
        ]
    };
    let lines: Vec<Vec<Cell>> = rows.iter().map(line).collect();
    page.table(
        &[
            "Agent",
            "State",
            "Automatic",
            "Asked",
            "Denied",
            "Last seen",
            "Id",
        ],
        &lines,
    );
}

/// One agent.
pub(crate) fn page(page: &mut Page, row: &AgentRow) {
    page.title(shown(&row.name));
    let yes = |set: bool, words: &str| if set { words.to_owned() } else { String::new() };
    let budgets: Vec<String> = row.budgets.iter().map(|name| shown(name)).collect();
    page.facts(&[
        ("Id", row.id.to_string()),
        ("State", state_line(row)),
        ("Sandbox", yes(row.sandbox, "yes: play money")),
        (
            "Desktop",
            yes(
                row.controls_desktop,
                "it can click here; approvals take the passphrase",
            ),
        ),
        ("Token", row.key.clone()),
        ("Code", code(row)),
        ("Connected", local(row.added_at)),
        (
            "Last seen",
            row.last_seen.map_or_else(|| "never".to_owned(), local),
        ),
        (
            "Purchases",
            format!(
                "{} automatic, {} asked, {} denied",
                row.automatic, row.asked, row.denied
            ),
        ),
        ("This month", sums_line(&row.spent_this_month)),
        ("Budgets", budgets.join("\n")),
        ("Says it is", claims(row)),
    ]);
}

/// What it says of itself, which nobody checked.
fn claims(row: &AgentRow) -> String {
    let claims = row.claims.iter();
    let lines: Vec<String> = claims
        .map(|(name, said)| format!("{} ({name}; not verified)", shown(said)))
        .collect();
    lines.join("\n")
}

/// The comparison code as it is read out: `4 – 7 – 2`.
pub(crate) fn code(row: &AgentRow) -> String {
    let digits: Vec<String> = row.code.chars().map(String::from).collect();
    digits.join(" – ")
}

fn state(row: &AgentRow) -> &'static str {
    if row.removed {
        "removed"
    } else if row.pause.is_some() {
        "paused"
    } else {
        "active"
    }
}

fn state_line(row: &AgentRow) -> String {
    let until: Option<Timestamp> = row
        .pause
        .and_then(|pause| pause.until)
        .filter(|_| !row.removed);
    match until {
        Some(until) => format!("paused until {}", local(until)),
        None => state(row).to_owned(),
    }
}
