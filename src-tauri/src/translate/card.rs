//! The card, from the view that the core rendered.

use std::collections::BTreeMap;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{
    Guard, Tone, ViewAgain, ViewBudget, ViewDocument, ViewItem, ViewLine, ViewPayment,
    ViewRecurrence, ViewTotals,
};

use super::values::{self, count, money, time};
use crate::views::{
    Card, CardAbout, CardAgain, CardAgent, CardBudget, CardClaims, CardCounted, CardFact, CardItem,
    CardLine, CardMerchant, CardPayment, CardPrevious, CardRecurrence, CardTick, CardTone,
    CardTotals, Money, Presented,
};

/// The card of a stored view.
pub fn view(view: &ViewDocument, hash: &[u8; 32], status: Status, guard_ms: u32) -> Card {
    Card {
        id: view.purchase.to_string(),
        revision: view.revision,
        view_hash: hex::encode(hash),
        tier: values::tier(view.tier),
        agent: agent(view),
        amount: money(view.amount),
        merchant: merchant(view),
        reasons: values::reasons(&view.reasons),
        again: view.again_of.as_ref().map(again),
        tick: view.tick.clone().map(|code| CardTick { code }),
        budget: view.budget.as_ref().map(|found| budget(found, view)),
        items: items(&view.items),
        totals: view.totals.as_ref().map(totals),
        instrument: view.instrument.clone(),
        rail: view.rail.clone(),
        facts: facts(&view.facts),
        payment: view.payment.as_ref().map(payment),
        recurrence: view.recurrence.as_ref().map(recurrence),
        claims: CardClaims {
            reason: view.claims.reason.clone(),
            intent: view.claims.intent.clone(),
        },
        hidden_characters: view.hidden_characters,
        expires_at: Some(time(view.expires_at)),
        undo_seconds: view.undo_ms.div_ceil(1000),
        guard_ms,
        previous: view.previous.as_ref().map(|previous| CardPrevious {
            amount: money(previous.amount),
            items: items(&previous.items),
            revision: previous.revision,
        }),
        status: values::status(status),
    }
}

/// From when an approval is accepted.
pub fn presented(guard: &Guard) -> Presented {
    Presented {
        approve_in_ms: count(guard.approve_in.as_millis()),
    }
}

/// What the seller asked on the rail.
pub(super) fn facts(facts: &BTreeMap<String, String>) -> Vec<CardFact> {
    let fact = |(name, value): (&String, &String)| CardFact {
        name: name.clone(),
        value: value.clone(),
    };
    facts.iter().map(fact).collect()
}

/// How the money would move.
pub(super) fn payment(payment: &ViewPayment) -> CardPayment {
    let line = |line: &ViewLine| CardLine {
        code: line.code.clone(),
        params: line.params.clone(),
        text: line.text.clone(),
        tone: match line.tone {
            Tone::Verified => CardTone::Verified,
            Tone::Plain => CardTone::Plain,
            Tone::Warn => CardTone::Warn,
        },
    };
    CardPayment {
        about: payment.about.as_ref().map(|about| CardAbout {
            amount: money(about.amount),
            less: about.less,
            date: about.rate.map(|rate| rate.date.to_string()),
        }),
        at_most: payment.at_most,
        lines: payment.lines.iter().map(line).collect(),
        network: payment.network.clone(),
    }
}

fn again(again: &ViewAgain) -> CardAgain {
    CardAgain {
        id: again.purchase.to_string(),
        agent: again.agent.clone(),
        at: time(again.on),
        status: values::status(again.status),
    }
}

fn agent(view: &ViewDocument) -> CardAgent {
    CardAgent {
        id: view.agent.id.to_string(),
        name: view.agent.name.clone(),
        paired_at: time(view.agent.paired_at),
        key: view.agent.key.clone(),
        controls_desktop: view.agent.controls_desktop,
        sandbox: view.agent.sandbox,
    }
}

fn merchant(view: &ViewDocument) -> CardMerchant {
    let merchant = &view.merchant;
    CardMerchant {
        name: merchant.name.clone(),
        domain: merchant.domain.clone(),
        registrable: merchant.registrable.clone(),
        unicode: merchant.unicode.clone(),
        country: merchant.country.clone(),
        category: merchant.category.clone(),
        known: merchant.known,
        purchases_before: count(merchant.purchases_before),
    }
}

fn items(items: &[ViewItem]) -> Vec<CardItem> {
    items
        .iter()
        .map(|item| CardItem {
            title: item.title.clone(),
            quantity: item.quantity,
            amount: money(item.amount),
        })
        .collect()
}

fn totals(totals: &ViewTotals) -> CardTotals {
    CardTotals {
        items: money(totals.items),
        discount: money(totals.discount),
        shipping: money(totals.shipping),
        tax: money(totals.tax),
    }
}

fn recurrence(recurrence: &ViewRecurrence) -> CardRecurrence {
    CardRecurrence {
        interval: recurrence.interval.clone(),
        count: recurrence.count,
        trial_ends: recurrence.trial_ends.clone(),
        yearly: recurrence.yearly.map(money),
    }
}

fn budget(budget: &ViewBudget, view: &ViewDocument) -> CardBudget {
    let over = view.over.as_ref().map(|amount| Money {
        amount: amount.clone(),
        currency: view.amount.currency().code().to_owned(),
        exponent: view.amount.currency().exponent(),
    });
    CardBudget {
        name: budget.name.clone(),
        window: budget.window.map(|window| window.as_str().to_owned()),
        max: budget.max.map(money),
        spent: budget.spent.map(money),
        held: budget.held.map(money),
        left_after: budget.left_after.map(money),
        over_by: over,
        counted: counted(budget),
    }
}

fn counted(budget: &ViewBudget) -> Option<CardCounted> {
    let (price, rate) = budget.price.zip(budget.rate)?;
    Some(CardCounted {
        amount: money(price),
        rate: rate.rate.to_string(),
        date: rate.date.to_string(),
    })
}
