//! What a changed mandate would have done.

use std::collections::BTreeMap;

use counterfoil_domain::backtest::{Count, Course, Entry, Group, Report, Tally};
use counterfoil_domain::{AgentId, MandateId, Verdict};
use counterfoil_engine::Suggested;
use serde_json::{Value, json};

use super::{local, shown};
use crate::output::{Cell, Page};
use crate::terminal::cut;

/// How many purchases of a group are listed on a terminal.
const LISTED: usize = 20;

type Names = BTreeMap<AgentId, String>;

/// A report, for programs.
pub(crate) fn value(report: &Report, id: Option<MandateId>, days: u32, names: &Names) -> Value {
    let groups = report.groups();
    json!({
        "days": days,
        "mandate": id,
        "requests": report.entries.len(),
        "hint": report.is_hint(),
        "present": tally(&report.present),
        "changed": tally(&report.changed),
        "groups": groups.iter().map(|one| group(one, names)).collect::<Vec<Value>>(),
    })
}

/// A report, for people.
pub(crate) fn page(page: &mut Page, report: &Report, days: u32, names: &Names) {
    if report.entries.is_empty() {
        page.line(format!(
            "It covers nothing of what was asked for in {days} days."
        ));
        return;
    }
    page.line(format!("Would have {}.", words(&report.changed)));
    page.line(format!("By the present rules: {}.", words(&report.present)));
    if report.is_hint() {
        let few = report.entries.len();
        page.line(format!(
            "Only {few} purchases so far; treat this as a hint."
        ));
    }
    for group in report.groups() {
        page.gap();
        page.title(title(&group));
        let rows = group.entries.iter().take(LISTED);
        let rows: Vec<Vec<Cell>> = rows.map(|entry| row(entry, names)).collect();
        page.table(
            &["Amount", "Merchant", "Agent", "Asked", "You", "Id"],
            &rows,
        );
        let more = group.entries.len().saturating_sub(LISTED);
        if more > 0 {
            page.line(format!("and {more} more"));
        }
    }
    page.gap();
    page.line("Assumes the same requests. It cannot know what agents would have tried.");
}

/// A suggestion, for programs.
pub(crate) fn suggestion(suggested: &Suggested, days: u32, names: &Names) -> Value {
    let suggestion = &suggested.suggestion;
    let document: Option<Value> = serde_json::from_str(&suggestion.document).ok();
    json!({
        "mandate": suggestion.mandate,
        "evidence": suggestion.evidence,
        "learned": suggestion.learned,
        "document": document,
        "backtest": value(&suggested.report, suggestion.mandate, days, names),
    })
}

/// A suggestion, for people.
pub(crate) fn suggested(page: &mut Page, suggested: &Suggested) {
    page.title(shown(&suggested.suggestion.evidence));
    page.line(format!(
        "  Would have {}.",
        words(&suggested.report.changed)
    ));
    page.line(format!("  {}", shown(&suggested.suggestion.document)));
}

fn words(tally: &Tally) -> String {
    let (auto, ask, deny) = (&tally.auto, &tally.ask, &tally.deny);
    format!(
        "auto-approved {}, asked {}, denied {}",
        auto.purchases, ask.purchases, deny.purchases
    )
}

fn title(group: &Group<'_>) -> String {
    let count = group.count.purchases;
    let purchases = if count == 1 {
        "1 purchase".to_owned()
    } else {
        format!("{count} purchases")
    };
    if group.rejected {
        return format!("{purchases} you rejected would now go through");
    }
    let (from, to) = (word(group.present), word(group.changed));
    format!("{purchases}: {from}, would be {to}")
}

fn row(entry: &Entry, names: &Names) -> Vec<Cell> {
    vec![
        Cell::right(entry.amount.to_string()),
        Cell::left(cut(&shown(&entry.merchant), 32)),
        Cell::left(cut(&shown(name(entry, names)), 24)),
        Cell::left(local(entry.at)),
        Cell::left(decision(entry.course).to_owned()),
        Cell::left(entry.purchase.to_string()),
    ]
}

fn name<'a>(entry: &Entry, names: &'a Names) -> &'a str {
    names.get(&entry.agent).map_or("", String::as_str)
}

fn tally(tally: &Tally) -> Value {
    json!({ "auto": count(&tally.auto), "ask": count(&tally.ask), "deny": count(&tally.deny) })
}

fn count(count: &Count) -> Value {
    json!({ "count": count.purchases, "sums": sums(count) })
}

fn sums(count: &Count) -> Vec<Value> {
    let sum = |sum: counterfoil_domain::Money| json!({ "amount": sum.decimal(), "currency": sum.currency().code() });
    count.sums().map(sum).collect()
}

fn group(group: &Group<'_>, names: &Names) -> Value {
    let purchase = |entry: &&Entry| {
        json!({
            "id": entry.purchase,
            "at": entry.at,
            "agent": name(entry, names),
            "merchant": entry.merchant,
            "amount": entry.amount.decimal(),
            "currency": entry.amount.currency().code(),
            "decision": decision(entry.course),
        })
    };
    json!({
        "from": result(group.present),
        "to": result(group.changed),
        "rejected": group.rejected,
        "count": group.count.purchases,
        "sums": sums(&group.count),
        "purchases": group.entries.iter().map(purchase).collect::<Vec<Value>>(),
    })
}

const fn decision(course: Course) -> &'static str {
    if course.rejected {
        "rejected"
    } else if course.approved {
        "approved"
    } else {
        "none"
    }
}

const fn result(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "auto",
        Verdict::Ask => "ask",
        Verdict::Refuse => "deny",
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "auto-approved",
        Verdict::Ask => "asked",
        Verdict::Refuse => "denied",
    }
}
