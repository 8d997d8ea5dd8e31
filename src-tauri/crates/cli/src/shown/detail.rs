//! One purchase whole.

use counterfoil_domain::entry::CounterOffer;
use counterfoil_engine::{Check, DecisionVerdict, Evidence, PurchaseDetail, TimelineStep};
use serde_json::{Value, json};

use super::purchase::{result, shop};
use super::{local, local_exact, shown};
use crate::output::Page;

/// A purchase with its timeline and evidence, for programs.
pub(crate) fn value(detail: &PurchaseDetail) -> Value {
    let mut value = super::purchase::value(&detail.summary);
    let more = json!({
        "request": detail.requested.request,
        "checkout_hash": detail.requested.checkout,
        "attempts": detail.attempts.iter().map(super::purchase::value).collect::<Vec<Value>>(),
        "decision": decision(detail),
        "shown": detail.shown.as_ref().map(super::card::value),
        "authorized": detail.authorized,
        "authorization": detail.authorization,
        "note": detail.note.as_ref().map(|note| &note.text),
        "tags": detail.tags.iter().map(|tag| &tag.text).collect::<Vec<&String>>(),
        "timeline": detail.timeline.iter().map(step).collect::<Vec<Value>>(),
        "evidence": detail.evidence.iter().map(evidence).collect::<Vec<Value>>(),
        "entries": detail.entries,
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    value
}

/// The same for people.
pub(crate) fn page(page: &mut Page, detail: &PurchaseDetail) {
    let row = &detail.summary;
    let checkout = &detail.requested.request.checkout;
    page.title(format!("{} to {}: {}", row.amount, shop(row), result(row)));
    let line = |item: &counterfoil_domain::Item| {
        format!(
            "{} × {}  {}",
            item.quantity,
            shown(item.title.as_str()),
            item.amount
        )
    };
    let items: Vec<String> = checkout.items.iter().map(line).collect();
    let why: Vec<String> = row
        .reasons
        .iter()
        .map(|reason| shown(&reason.text()))
        .collect();
    let play = if row.sandbox { " [sandbox]" } else { "" };
    let some = |amount: counterfoil_domain::Money| {
        if amount.is_zero() {
            String::new()
        } else {
            amount.to_string()
        }
    };
    let tags: Vec<&str> = detail.tags.iter().map(|tag| tag.text.as_str()).collect();
    let note = detail.note.as_ref();
    page.facts(&[
        ("Purchase", format!("{} revision {}", row.id, row.revision)),
        ("Agent", format!("{}{play}", shown(&row.agent_name))),
        ("Asked", local(row.requested_at)),
        ("Why", why.join("\n")),
        ("Items", items.join("\n")),
        (
            "Budget",
            row.budget
                .as_ref()
                .map(|(_, name)| shown(name))
                .unwrap_or_default(),
        ),
        ("Details", rail_facts(detail)),
        ("Decision", decision_line(detail)),
        ("Taken", some(row.captured)),
        ("Returned", some(row.refunded)),
        ("Tags", shown(&tags.join(", "))),
        (
            "Note",
            note.map(|note| shown(&note.text)).unwrap_or_default(),
        ),
    ]);
    attempts(page, detail);
    page.gap();
    timeline(page, detail);
    page.gap();
    page.title("Evidence");
    for one in &detail.evidence {
        page.line(format!(
            "  {:<9} {}: {}",
            mark(one.check),
            one.name,
            shown(&one.value)
        ));
        if let Some(note) = &one.note {
            page.line(format!("            {}", shown(note)));
        }
    }
}

fn timeline(page: &mut Page, detail: &PurchaseDetail) {
    page.title("Timeline");
    for step in &detail.timeline {
        let (at, by) = (local_exact(step.at), step.by);
        let said = step.said.as_ref();
        let said = said.map_or_else(String::new, |said| format!(": {}", shown(said)));
        page.line(format!(
            "  {at}  {by:<6}  {}{said}  (entry {})",
            shown(&step.text),
            step.seq
        ));
    }
}

/// The same thing asked for at other times, by whatever agent.
fn attempts(page: &mut Page, detail: &PurchaseDetail) {
    if detail.attempts.is_empty() {
        return;
    }
    page.gap();
    page.title(format!("Tried {} times", detail.attempts.len()));
    for row in &detail.attempts {
        let here = if row.id == detail.summary.id {
            "  this one"
        } else {
            ""
        };
        let (at, who) = (local(row.requested_at), shown(&row.agent_name));
        page.line(format!(
            "  {at}  {}  {}  {who}  {}{here}",
            row.amount,
            result(row),
            row.id
        ));
    }
}

/// The words for a check.
pub(crate) const fn mark(check: Check) -> &'static str {
    match check {
        Check::Verified => "verified",
        Check::Records => "records",
        Check::Claimed => "claimed",
        Check::Failed => "FAILED",
    }
}

/// What the seller asked on the rail, where that was read and kept.
fn rail_facts(detail: &PurchaseDetail) -> String {
    let quote = detail.requested.request.checkout.quote.as_ref();
    quote.map_or_else(String::new, |quote| super::rail_facts(&quote.facts))
}

fn step(step: &TimelineStep) -> Value {
    json!({
        "seq": step.seq,
        "at": step.at,
        "kind": step.kind,
        "by": step.by,
        "text": step.text,
        "said": step.said,
    })
}

fn evidence(one: &Evidence) -> Value {
    let check = match one.check {
        Check::Failed => "failed",
        Check::Verified | Check::Records | Check::Claimed => mark(one.check),
    };
    json!({ "name": one.name, "value": one.value, "check": check, "note": one.note })
}

fn decision(detail: &PurchaseDetail) -> Value {
    let Some(decision) = &detail.decision else {
        return Value::Null;
    };
    json!({
        "by": decision.by,
        "verdict": verdict(decision.verdict),
        "code": decision.code,
        "reason": decision.reason,
        "counter_offer": decision.counter_offer,
        "at": decision.at,
    })
}

fn decision_line(detail: &PurchaseDetail) -> String {
    let Some(decision) = &detail.decision else {
        return String::new();
    };
    let mut text = format!("{} on {}", verdict(decision.verdict), local(decision.at));
    if let Some(reason) = &decision.reason {
        text = format!("{text}: {}", shown(reason));
    }
    if let Some(offer) = &decision.counter_offer {
        text = format!("{text}\ncounter-offer: {}", shown(&offer_line(offer)));
    }
    text
}

fn offer_line(offer: &CounterOffer) -> String {
    let mut parts = Vec::new();
    parts.extend(
        offer
            .max_amount
            .as_ref()
            .map(|amount| format!("at most {amount}")),
    );
    parts.extend(
        offer
            .merchant
            .as_ref()
            .map(|merchant| format!("from {merchant}")),
    );
    parts.extend(
        offer
            .not_before
            .map(|at| format!("not before {}", local(at))),
    );
    parts.extend(offer.note.clone());
    parts.join(", ")
}

const fn verdict(verdict: DecisionVerdict) -> &'static str {
    match verdict {
        DecisionVerdict::Approve => "approve",
        DecisionVerdict::Reject => "reject",
    }
}
