//! Mandates.

use counterfoil_domain::Money;
use counterfoil_domain::mandate::WhenUsedUp;
use counterfoil_engine::{
    Amendment, MandateRow, MandateState, MandateVersionRow, PeriodRow, Uncounted,
};
use serde_json::{Value, json};

use super::{decimal, local, shown};
use crate::output::{Cell, Page};
use crate::terminal::cut;

/// A mandate, for programs.
pub(crate) fn value(row: &MandateRow) -> Value {
    json!({
        "id": row.mandate.id,
        "version": row.mandate.version,
        "name": row.mandate.name,
        "state": state(row.state),
        "agents": row.agents,
        "currency": row.mandate.currency.code(),
        "auto_up_to": decimal(row.mandate.limits.auto_up_to),
        "deny_above": decimal(row.mandate.limits.deny_above),
        "periods": row.periods.iter().map(period).collect::<Vec<Value>>(),
        "uncounted": row.uncounted.sums.iter().map(sum).collect::<Vec<Value>>(),
        "set_at": row.set_at,
        "document": document(&row.document),
    })
}

/// A version of a mandate, for programs.
pub(crate) fn version(row: &MandateVersionRow) -> Value {
    json!({
        "version": row.version,
        "at": row.at,
        "seq": row.seq,
        "changes": row.changes,
        "document": document(&row.document),
    })
}

/// What an amendment changed, for programs.
pub(crate) fn changes(amendment: &Amendment) -> Value {
    let one = |change: &counterfoil_domain::mandate::Change| json!({ "text": change.words, "widens": change.widens });
    amendment.changes.iter().map(one).collect()
}

/// Mandates in a table; one line a period.
pub(crate) fn table(page: &mut Page, rows: &[MandateRow]) {
    let mut lines = Vec::new();
    for row in rows {
        let mut name = cut(&shown(&row.mandate.name), 32);
        let mut id = row.mandate.id.to_string();
        let mut standing = state(row.state).to_owned();
        let mut auto = limit(row.mandate.limits.auto_up_to);
        let periods: Vec<Option<&PeriodRow>> = if row.periods.is_empty() {
            vec![None]
        } else {
            row.periods.iter().map(Some).collect()
        };
        for period in periods {
            lines.push(vec![
                Cell::left(std::mem::take(&mut name)),
                Cell::left(std::mem::take(&mut standing)),
                Cell::right(std::mem::take(&mut auto)),
                Cell::left(
                    period
                        .map(|period| format!("{} per {}", period.max, period.window))
                        .unwrap_or_default(),
                ),
                Cell::right(
                    period
                        .map(|period| period.left.decimal())
                        .unwrap_or_default(),
                ),
                Cell::left(std::mem::take(&mut id)),
            ]);
        }
    }
    page.table(
        &["Mandate", "State", "Automatic up to", "Limit", "Left", "Id"],
        &lines,
    );
}

/// One mandate with its document.
pub(crate) fn page(page: &mut Page, row: &MandateRow) {
    page.title(format!(
        "{}, version {}",
        shown(&row.mandate.name),
        row.mandate.version
    ));
    let agents = row.agents.as_ref().map_or_else(
        || "any that is not a sandbox".to_owned(),
        |names| {
            names
                .iter()
                .map(|name| shown(name))
                .collect::<Vec<String>>()
                .join(", ")
        },
    );
    let periods: Vec<String> = row.periods.iter().map(period_line).collect();
    page.facts(&[
        ("Id", row.mandate.id.to_string()),
        ("State", state(row.state).to_owned()),
        ("Agents", agents),
        ("Automatic up to", limit(row.mandate.limits.auto_up_to)),
        (
            "Denied above",
            row.mandate
                .limits
                .deny_above
                .map(|sum| sum.to_string())
                .unwrap_or_default(),
        ),
        ("Periods", periods.join("\n")),
        ("Not counted", not_counted(&row.uncounted)),
        ("Used up", used_up(row)),
        ("Set", local(row.set_at)),
    ]);
    page.gap();
    page.line(pretty(&row.document));
}

/// Every version, newest first.
pub(crate) fn history(page: &mut Page, rows: &[MandateVersionRow]) {
    for row in rows {
        page.title(format!(
            "Version {}, {} (entry {})",
            row.version,
            local(row.at),
            row.seq
        ));
        if row.changes.is_empty() {
            page.line("  first version");
        }
        for change in &row.changes {
            page.line(format!("  {}", shown(change)));
        }
    }
}

fn period(row: &PeriodRow) -> Value {
    json!({
        "window": row.window,
        "max": row.max.decimal(),
        "held": row.held.decimal(),
        "spent": row.spent.decimal(),
        "left": row.left.decimal(),
        "starts": row.starts,
        "ends": row.ends,
    })
}

fn period_line(row: &PeriodRow) -> String {
    let (spent, held, left) = (row.spent.decimal(), row.held.decimal(), row.left.decimal());
    format!(
        "{} per {}: {spent} spent, {held} held, {left} left",
        row.max, row.window
    )
}

fn limit(amount: Option<Money>) -> String {
    amount.map_or_else(|| "never".to_owned(), |amount| amount.to_string())
}

fn used_up(row: &MandateRow) -> String {
    let denies =
        |limit: &counterfoil_domain::mandate::PeriodLimit| limit.when_used_up == WhenUsedUp::Deny;
    let periods = &row.mandate.limits.periods;
    if periods.is_empty() {
        String::new()
    } else if periods.iter().all(denies) {
        "deny".to_owned()
    } else if periods.iter().any(denies) {
        "ask or deny, by period".to_owned()
    } else {
        "ask".to_owned()
    }
}

fn sum(money: &Money) -> Value {
    json!({"amount": money.decimal(), "currency": money.currency().code()})
}

fn not_counted(uncounted: &Uncounted) -> String {
    if uncounted.purchases == 0 {
        return String::new();
    }
    let sums: Vec<String> = uncounted.sums.iter().map(ToString::to_string).collect();
    format!("{}, bought without a rate", sums.join(", "))
}

const fn state(state: MandateState) -> &'static str {
    match state {
        MandateState::Active => "active",
        MandateState::Paused => "paused",
        MandateState::Upcoming => "upcoming",
        MandateState::Expired => "expired",
        MandateState::Revoked => "revoked",
    }
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

fn pretty(text: &str) -> String {
    let lines = serde_json::to_string_pretty(&document(text)).unwrap_or_else(|_| text.to_owned());
    crate::terminal::plain(&lines)
}
