//! The card: everything the owner is shown before deciding, in the order of the window's card.

use counterfoil_domain::Money;
use counterfoil_domain::evaluate::{Reason, Tier};
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Card, ViewBudget, ViewDocument};
use serde_json::{Value, json};

use super::{decimal, hex, local, reasons, shown, tier};
use crate::output::Page;

/// The card, for programs.
pub(crate) fn value(card: &Card) -> Value {
    let view = &card.view;
    json!({
        "id": view.purchase,
        "revision": view.revision,
        "view_hash": hex(&card.hash),
        "checkout_hash": view.checkout_hash,
        "tier": tier(view.tier),
        "agent": {
            "id": view.agent.id,
            "name": view.agent.name,
            "controls_desktop": view.agent.controls_desktop,
            "sandbox": view.agent.sandbox,
        },
        "amount": view.amount.decimal(),
        "currency": view.amount.currency().code(),
        "merchant": view.merchant,
        "reasons": reasons(&view.reasons),
        "again_of": view.again_of,
        "items": view.items.iter().map(|item| json!({
            "title": item.title,
            "quantity": item.quantity,
            "amount": item.amount.decimal(),
        })).collect::<Vec<Value>>(),
        "budget": view.budget.as_ref().map(|found| budget(found, view)),
        "instrument": view.instrument,
        "rail": view.rail,
        "facts": view.facts,
        "payment": view.payment,
        "claims": view.claims,
        "hidden_characters": view.hidden_characters,
        "expires_at": view.expires_at,
        "undo_seconds": view.undo_ms.div_ceil(1000),
    })
}

/// The card, for people.
pub(crate) fn page(page: &mut Page, view: &ViewDocument) {
    let most = view.payment.as_ref().is_some_and(|one| one.at_most);
    let up_to = if most { "up to " } else { "" };
    page.title(format!("{up_to}{} to {}", view.amount, merchant(view)));
    let mut facts = vec![("Agent", agent(view)), ("Shop", shop(view))];
    if let Some(previous) = &view.previous {
        let words = format!("was {} in revision {}", previous.amount, previous.revision);
        facts.push(("Price", words));
    }
    let why: Vec<String> = view
        .reasons
        .iter()
        .map(|reason| shown(&reason.text()))
        .collect();
    facts.push(("Why", why.join("\n")));
    facts.push(("Counts", uncounted(view)));
    facts.push(("Again", again(view)));
    facts.push(("Items", items(view)));
    facts.push(("Total", totals(view)));
    facts.push(("Repeats", recurrence(view)));
    if let Some(found) = &view.budget {
        facts.push(("Budget", budget_line(found, view)));
    }
    facts.push(("Paid by", paid_by(view)));
    facts.push(("Payment", payment(view)));
    facts.push(("Details", super::rail_facts(&view.facts)));
    facts.push(("Until", local(view.expires_at)));
    page.facts(&facts);
    claims(page, view);
    if view.tier == Tier::T4 {
        page.line("  A rule refuses this; it can only be rejected.");
    }
    page.line(format!("  {} revision {}", view.purchase, view.revision));
}

fn merchant(view: &ViewDocument) -> String {
    let merchant = &view.merchant;
    let known = merchant.registrable.as_ref().or(merchant.domain.as_ref());
    known.map_or_else(
        || format!("{} (no domain)", shown(&merchant.name)),
        |domain| shown(domain),
    )
}

fn shop(view: &ViewDocument) -> String {
    let merchant = &view.merchant;
    let mut lines = vec![shown(&merchant.name)];
    if let Some(domain) = &merchant.domain {
        lines.push(match &merchant.unicode {
            Some(unicode) => format!("{} (written {})", shown(domain), shown(unicode)),
            None => shown(domain),
        });
    }
    let place = [&merchant.country, &merchant.category];
    let place: Vec<String> = place
        .into_iter()
        .flatten()
        .map(|text| shown(text))
        .collect();
    if !place.is_empty() {
        lines.push(place.join(", "));
    }
    lines.push(match merchant.purchases_before {
        0 => "no purchases here before".to_owned(),
        1 => "1 purchase here before".to_owned(),
        more => format!("{more} purchases here before"),
    });
    lines.join("\n")
}

fn agent(view: &ViewDocument) -> String {
    let agent = &view.agent;
    let play = if agent.sandbox {
        ", sandbox: play money"
    } else {
        ""
    };
    let desktop = if agent.controls_desktop {
        ", controls this desktop"
    } else {
        ""
    };
    format!("{}{play}{desktop}", shown(&agent.name))
}

/// Where a rate is missing the purchase counts in no limit that needs it.
fn uncounted(view: &ViewDocument) -> String {
    let mut lines = Vec::new();
    for reason in &view.reasons {
        if let Reason::NoRate {
            currency,
            into,
            mandate_name,
            ..
        } = reason
        {
            let name = shown(mandate_name);
            lines.push(format!(
                "in no limit of {name}: there is no rate from {currency} to {into}"
            ));
            lines.push(format!(
                "(to have it counted, first: counterfoil rates set {currency} {into} RATE)"
            ));
        }
    }
    lines.join("\n")
}

fn again(view: &ViewDocument) -> String {
    let Some(again) = &view.again_of else {
        return String::new();
    };
    let (day, id) = (local(again.on), again.purchase);
    let who = shown(&again.agent);
    format!(
        "tried before, {} on {day} ({who}, {id})",
        refused(again.status)
    )
}

/// What became of a refused purchase.
pub(super) fn refused(status: Status) -> &'static str {
    if status == Status::Denied {
        "a rule refused it"
    } else {
        "you rejected it"
    }
}

fn items(view: &ViewDocument) -> String {
    let line = |item: &counterfoil_engine::ViewItem| {
        format!(
            "{} × {}  {}",
            item.quantity,
            shown(&item.title),
            item.amount
        )
    };
    let lines: Vec<String> = view.items.iter().map(line).collect();
    lines.join("\n")
}

fn totals(view: &ViewDocument) -> String {
    let Some(totals) = &view.totals else {
        return String::new();
    };
    let parts = [
        ("items", totals.items),
        ("discount", totals.discount),
        ("shipping", totals.shipping),
        ("tax", totals.tax),
    ];
    let shown = parts.iter().filter(|(_, amount)| !amount.is_zero());
    let parts: Vec<String> = shown
        .map(|(name, amount)| format!("{name} {amount}"))
        .collect();
    parts.join(", ")
}

fn recurrence(view: &ViewDocument) -> String {
    let Some(recurrence) = &view.recurrence else {
        return String::new();
    };
    let mut text = format!("every {}", shown(&recurrence.interval));
    if let Some(count) = recurrence.count {
        text = format!("{text}, {count} times");
    }
    if let Some(yearly) = recurrence.yearly {
        text = format!("{text}, {yearly} a year");
    }
    if let Some(ends) = &recurrence.trial_ends {
        text = format!("{text}, trial ends {}", shown(ends));
    }
    text
}

fn budget_line(budget: &ViewBudget, view: &ViewDocument) -> String {
    let mut text = shown(&budget.name);
    if let (Some(max), Some(window)) = (budget.max, budget.window) {
        let (spent, held) = (
            budget.spent.map(Money::decimal),
            budget.held.map(Money::decimal),
        );
        let (spent, held) = (spent.unwrap_or_default(), held.unwrap_or_default());
        text = format!("{text}: {max} per {window}, {spent} spent, {held} held");
    }
    if let (Some(price), Some(rate)) = (budget.price, &budget.rate) {
        text = format!("{text}\n{}, counted as {price} at {rate}", view.amount);
    }
    match (&view.over, budget.left_after) {
        (Some(over), _) => {
            let code = view.amount.currency().code();
            format!("{text}\nover it by {over} {code}; approving raises it once by that")
        }
        (None, Some(left)) => format!("{text}\n{left} left after this"),
        (None, None) => text,
    }
}

fn paid_by(view: &ViewDocument) -> String {
    match &view.instrument {
        Some(instrument) => format!("{} ({})", shown(instrument), view.rail),
        None => view.rail.clone(),
    }
}

fn payment(view: &ViewDocument) -> String {
    let Some(payment) = &view.payment else {
        return String::new();
    };
    let mut lines = Vec::new();
    if let Some(about) = &payment.about {
        let less = if about.less { "less than" } else { "about" };
        let by = match &about.rate {
            Some(rate) => format!("by the rate {rate}"),
            None => "as its issuer promises".to_owned(),
        };
        lines.push(format!("{less} {}, {by}", about.amount));
    }
    lines.extend(payment.lines.iter().map(|line| shown(&line.text)));
    lines.join("\n")
}

fn claims(page: &mut Page, view: &ViewDocument) {
    let claims = [
        ("asked for", &view.claims.intent),
        ("reason", &view.claims.reason),
    ];
    for (name, text) in claims {
        if let Some(text) = text {
            page.line(format!("  The agent says ({name}): \"{}\"", shown(text)));
        }
    }
}

fn budget(budget: &ViewBudget, view: &ViewDocument) -> Value {
    json!({
        "id": budget.mandate,
        "name": budget.name,
        "window": budget.window,
        "max": decimal(budget.max),
        "spent": decimal(budget.spent),
        "held": decimal(budget.held),
        "left_after": decimal(budget.left_after),
        "over_by": view.over,
    })
}
