//! Purchases in lists.

use counterfoil_domain::Timestamp;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_engine::PurchaseSummary;
use serde_json::{Value, json};

use super::{local, reasons, shown, tier};
use crate::output::{Cell, Page};
use crate::terminal::cut;

/// A purchase in a list, for programs.
pub(crate) fn value(row: &PurchaseSummary) -> Value {
    json!({
        "id": row.id,
        "revision": row.revision,
        "status": row.status,
        "requested_at": row.requested_at,
        "agent": { "id": row.agent, "name": row.agent_name },
        "sandbox": row.sandbox,
        "merchant": { "name": row.merchant_name, "domain": row.merchant_domain },
        "item": row.first_item,
        "item_count": row.item_count,
        "amount": row.amount.decimal(),
        "currency": row.amount.currency().code(),
        "captured": row.captured.decimal(),
        "refunded": row.refunded.decimal(),
        "decided_by": row.decided_by,
        "tier": tier(row.tier),
        "reasons": reasons(&row.reasons),
        "expires_at": row.expires_at,
        "undo_until": row.undo_until,
        "again_of": row.again_of,
        "budget": row.budget.as_ref().map(|(id, name)| json!({ "id": id, "name": name })),
    })
}

/// Those that wait, with why.
pub(crate) fn waiting(page: &mut Page, rows: &[PurchaseSummary], now: Timestamp) {
    for row in rows {
        page.title(format!("{}  {}  {}", row.id, row.amount, shop(row)));
        let mut facts = vec![
            ("Agent", agent(row)),
            ("Items", items(row)),
            ("Asked", local(row.requested_at)),
        ];
        match row.undo_until {
            Some(until) => facts.push((
                "Approved",
                format!("can be taken back until {}", local(until)),
            )),
            None if row.expires_at <= now => {
                facts.push((
                    "Until",
                    format!("{}: too late to decide", local(row.expires_at)),
                ));
            }
            None => facts.push(("Until", local(row.expires_at))),
        }
        let why: Vec<String> = row
            .reasons
            .iter()
            .map(|reason| shown(&reason.text()))
            .collect();
        facts.push(("Why", why.join("\n")));
        page.facts(&facts);
        page.gap();
    }
}

/// What was ever asked for.
pub(crate) fn table(page: &mut Page, rows: &[PurchaseSummary]) {
    let line = |row: &PurchaseSummary| {
        vec![
            Cell::left(local(row.requested_at)),
            Cell::left(cut(&shop(row), 32)),
            Cell::left(cut(&items(row), 32)),
            Cell::left(format!("{}{}", cut(&shown(&row.agent_name), 24), play(row))),
            Cell::right(row.amount.to_string()),
            Cell::left(result(row)),
            Cell::left(row.id.to_string()),
        ]
    };
    let lines: Vec<Vec<Cell>> = rows.iter().map(line).collect();
    page.table(
        &[
            "When", "Shop", "Item", "Agent", "Amount", "Result", "Purchase",
        ],
        &lines,
    );
}

/// The shop: its domain, which was checked for its form, before its name, which anybody can give.
pub(crate) fn shop(row: &PurchaseSummary) -> String {
    match &row.merchant_domain {
        Some(domain) => format!("{} ({})", shown(domain), shown(&row.merchant_name)),
        None => shown(&row.merchant_name),
    }
}

fn agent(row: &PurchaseSummary) -> String {
    format!("{}{}", shown(&row.agent_name), play(row))
}

/// Never cut away: nobody may take play money for money.
const fn play(row: &PurchaseSummary) -> &'static str {
    if row.sandbox { " [sandbox]" } else { "" }
}

fn items(row: &PurchaseSummary) -> String {
    let Some(first) = &row.first_item else {
        return String::new();
    };
    match row.item_count {
        0 | 1 => shown(first),
        more => format!("{} +{}", shown(first), more.saturating_sub(1)),
    }
}

/// Where it stands, and whose doing that is.
pub(crate) fn result(row: &PurchaseSummary) -> String {
    let by = match row.decided_by {
        Some(DecidedBy::Rule) => " by rule",
        Some(DecidedBy::Owner) => " by you",
        None => "",
    };
    match row.status {
        Status::Approved | Status::Authorized | Status::Captured | Status::Rejected => {
            format!("{}{by}", row.status)
        }
        Status::Pending
        | Status::Refunded
        | Status::Voided
        | Status::Denied
        | Status::Expired
        | Status::Cancelled
        | Status::Superseded
        | Status::Disputed
        | Status::Lapsed => row.status.to_string(),
    }
}
