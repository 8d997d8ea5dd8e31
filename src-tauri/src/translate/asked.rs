//! The card of a purchase that nobody approved: from what was asked, since nothing was shown.

use counterfoil_domain::checkout::Checkout;
use counterfoil_domain::{MerchantDomain, Money as Amount};
use counterfoil_engine::{AgentRow, PurchaseDetail};

use super::values::{self, money, time};
use crate::views::{
    Card, CardAgent, CardBudget, CardClaims, CardItem, CardMerchant, CardRecurrence, CardTotals,
    Money,
};

/// A card that can be read but, having no hash, not approved.
pub fn card(detail: &PurchaseDetail, agent: Option<&AgentRow>, guard_ms: u32) -> Card {
    let requested = &detail.requested;
    let request = &requested.request;
    let checkout = &request.checkout;
    Card {
        id: detail.summary.id.to_string(),
        revision: requested.revision,
        view_hash: String::new(),
        tier: values::tier(requested.evaluation.tier),
        agent: self::agent(detail, agent),
        amount: money(checkout.amount),
        merchant: merchant(checkout, detail),
        reasons: values::reasons(&requested.evaluation.reasons),
        again: None,
        tick: None,
        budget: budget(detail),
        items: checkout
            .items
            .iter()
            .map(|item| CardItem {
                title: item.title.as_str().to_owned(),
                quantity: item.quantity,
                amount: money(item.amount),
            })
            .collect(),
        totals: checkout.totals.as_ref().map(|totals| CardTotals {
            items: money(totals.items),
            discount: money(totals.discount),
            shipping: money(totals.shipping),
            tax: money(totals.tax),
        }),
        instrument: checkout
            .instrument
            .as_ref()
            .map(|text| text.as_str().to_owned()),
        rail: checkout.rail.as_str().to_owned(),
        facts: checkout
            .quote
            .as_ref()
            .map(|quote| super::card::facts(&quote.facts))
            .unwrap_or_default(),
        payment: detail.payment.as_ref().map(super::card::payment),
        recurrence: recurrence(checkout),
        claims: CardClaims {
            reason: request.reason.as_ref().map(|text| text.as_str().to_owned()),
            intent: request
                .intent
                .as_ref()
                .map(|intent| intent.text.as_str().to_owned()),
        },
        hidden_characters: request.hidden_characters,
        expires_at: Some(time(requested.expires_at)),
        undo_seconds: requested.evaluation.undo_ms.div_ceil(1000),
        guard_ms,
        previous: None,
        status: values::status(detail.summary.status),
    }
}

fn agent(detail: &PurchaseDetail, agent: Option<&AgentRow>) -> CardAgent {
    CardAgent {
        id: detail.summary.agent.to_string(),
        name: detail.summary.agent_name.clone(),
        paired_at: agent.map(|agent| time(agent.added_at)).unwrap_or_default(),
        key: agent.map(|agent| agent.key.clone()).unwrap_or_default(),
        controls_desktop: agent.is_some_and(|agent| agent.controls_desktop),
        sandbox: detail.summary.sandbox,
    }
}

fn merchant(checkout: &Checkout, detail: &PurchaseDetail) -> CardMerchant {
    let merchant = &checkout.merchant;
    let domain = merchant.domain.as_ref();
    let is_new = |reason: &counterfoil_domain::Reason| reason.code() == "new_merchant";
    CardMerchant {
        name: merchant.name.as_str().to_owned(),
        domain: domain.map(|domain| domain.host().to_owned()),
        registrable: domain.map(|domain| domain.registrable().to_owned()),
        unicode: domain
            .map(MerchantDomain::unicode)
            .filter(|unicode| !unicode.is_ascii()),
        country: merchant
            .country
            .as_ref()
            .map(|country| country.as_str().to_owned()),
        category: merchant
            .category
            .as_ref()
            .map(|category| category.as_str().to_owned()),
        known: !detail.requested.evaluation.reasons.iter().any(is_new),
        purchases_before: 0,
    }
}

fn budget(detail: &PurchaseDetail) -> Option<CardBudget> {
    let (_, name) = detail.summary.budget.as_ref()?;
    let evaluation = &detail.requested.evaluation;
    let decimal = |amount: &Option<String>| {
        amount.clone().map(|amount| Money {
            amount,
            ..money(detail.summary.amount)
        })
    };
    Some(CardBudget {
        name: name.clone(),
        window: None,
        max: None,
        spent: None,
        held: None,
        left_after: decimal(&evaluation.left_after),
        over_by: decimal(&evaluation.over),
        counted: None,
    })
}

fn recurrence(checkout: &Checkout) -> Option<CardRecurrence> {
    let recurrence = checkout.recurrence.as_ref()?;
    let yearly: Option<Amount> = recurrence.yearly(checkout.amount).ok();
    Some(CardRecurrence {
        interval: recurrence.interval.as_str().to_owned(),
        count: recurrence.count,
        trial_ends: recurrence.trial_ends.as_ref().map(ToString::to_string),
        yearly: yearly.map(money),
    })
}
