//! Serving the card: rendered from stored bytes and fresh balances, stored, hashed.

use std::collections::BTreeMap;

use counterfoil_domain::assess::{Ask, Evaluated, assess};
use counterfoil_domain::checkout::Checkout;
use counterfoil_domain::entry::{AgainOf, Requested};
use counterfoil_domain::evaluate::{Outcome, Reason, Tier, Verdict};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::merchant::{MerchantDomain, MerchantIdentity};
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::AgentRecord;
use counterfoil_domain::risk::Inspection;
use sha2::{Digest, Sha256};

use crate::error::EngineError;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::view::{
    Card, ViewAgain, ViewAgent, ViewBudget, ViewClaims, ViewDocument, ViewItem, ViewMerchant,
    ViewPrevious, ViewRecurrence, ViewTotals,
};
use crate::writer::Desk;

pub(crate) use payment::payment;

mod payment;

/// Renders what the owner is to see now, and stores it.
pub(crate) fn serve(desk: &mut Desk<'_>, id: PurchaseId) -> Result<Card, EngineError> {
    let row = desk.purchase(id)?;
    super::submit::require_waiting(&row, desk.now(), "decide on")?;
    let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let agent = crate::reading::agent(desk.registry(), row.purchase.agent)?;
    let view = render(desk, &row, &requested, &agent)?;
    let bytes = view.bytes()?;
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    let now = desk.shared().now();
    store::texts::put_view(desk.conn(), row.n, view.revision, &hash, &bytes, now)?;
    Ok(Card { view, hash })
}

/// Notes that the view is on screen from now on.
pub(crate) fn present(
    desk: &mut Desk<'_>,
    id: PurchaseId,
    hash: &[u8; 32],
) -> Result<(), EngineError> {
    let row = desk.purchase(id)?;
    let now = desk.shared().now();
    if store::texts::present_view(desk.conn(), row.n, hash, now)? {
        return Ok(());
    }
    Err(EngineError::ViewChanged)
}

fn render(
    desk: &mut Desk<'_>,
    row: &PurchaseRow,
    requested: &Requested,
    agent: &AgentRecord,
) -> Result<ViewDocument, EngineError> {
    let request = &requested.request;
    let checkout = &request.checkout;
    let hidden = request.hidden_characters;
    let ask = Ask {
        agent: agent.facts(desk.now()),
        request,
        inspection: &Inspection::of(request),
        own: Some(&row.purchase),
        agreed: super::amend::agreed(desk, row)?,
    };
    let evaluated = assess(desk, &ask)?;
    let budget = budget(desk, &evaluated);
    let Evaluated {
        outcome,
        tolerated,
        again_of,
        merchant: identity,
        ..
    } = evaluated;
    let tier = tier(&outcome);
    Ok(ViewDocument {
        again_of: again_of.map(|again| tried_before(desk, again)),
        agent: view_agent(agent),
        amount: checkout.amount,
        budget,
        checkout_hash: requested.checkout.clone(),
        claims: ViewClaims {
            intent: request
                .intent
                .as_ref()
                .map(|intent| intent.text.as_str().to_owned()),
            reason: request
                .reason
                .as_ref()
                .map(|reason| reason.as_str().to_owned()),
        },
        expires_at: row.purchase.expires_at,
        facts: facts(checkout),
        hidden_characters: hidden,
        instrument: checkout
            .instrument
            .as_ref()
            .map(|text| text.as_str().to_owned()),
        items: items(checkout),
        keeps_up_to: (tolerated != checkout.amount).then_some(tolerated),
        merchant: merchant(desk, checkout, &identity)?,
        over: outcome.over.map(Money::decimal),
        payment: payment(&desk.registry().rates, requested, desk.now()),
        previous: previous(desk, row)?,
        purchase: row.purchase.id,
        rail: checkout.rail.as_str().to_owned(),
        recurrence: recurrence(checkout),
        revision: row.purchase.revision,
        tick: tick(tier, &outcome),
        reasons: outcome.reasons,
        tier,
        totals: checkout.totals.as_ref().map(|totals| ViewTotals {
            discount: totals.discount,
            items: totals.items,
            shipping: totals.shipping,
            tax: totals.tax,
        }),
        undo_ms: u32::try_from(outcome.undo.as_millis()).unwrap_or(u32::MAX),
        v: 1,
    })
}

/// What a rule would refuse now cannot be approved; what it would approve now still takes a key.
fn tier(outcome: &Outcome) -> Tier {
    match outcome.verdict {
        Verdict::Refuse => Tier::T4,
        Verdict::Within | Verdict::Ask => outcome.tier.max(Tier::T1),
    }
}

/// The one fact to tick: the first in the order of priority.
fn tick(tier: Tier, outcome: &Outcome) -> Option<String> {
    if tier != Tier::T2 {
        return None;
    }
    let ranked = outcome
        .reasons
        .iter()
        .filter_map(|reason| Some((reason.tick_rank()?, reason)));
    let top = ranked.min_by_key(|(rank, _)| *rank);
    top.map(|(_, reason)| reason)
        .or(outcome.reasons.first())
        .map(|top: &Reason| top.code().to_owned())
}

/// The refused purchase that this one tries again, whoever asked then.
fn tried_before(desk: &Desk<'_>, again: AgainOf) -> ViewAgain {
    let agent = crate::reading::agent(desk.registry(), again.agent);
    ViewAgain {
        agent: agent.map(|agent| agent.name).unwrap_or_default(),
        on: again.on,
        purchase: again.purchase,
        status: again.status,
    }
}

fn view_agent(agent: &AgentRecord) -> ViewAgent {
    ViewAgent {
        controls_desktop: agent.controls_desktop,
        id: agent.id,
        key: crate::reading::short_key(&agent.token_hash),
        name: agent.name.clone(),
        paired_at: agent.added_at,
        sandbox: agent.sandbox,
    }
}

fn facts(checkout: &Checkout) -> BTreeMap<String, String> {
    let quote = checkout.quote.as_ref();
    quote.map(|quote| quote.facts.clone()).unwrap_or_default()
}

fn items(checkout: &Checkout) -> Vec<ViewItem> {
    let item = |item: &counterfoil_domain::checkout::Item| ViewItem {
        amount: item.amount,
        quantity: item.quantity,
        title: item.title.as_str().to_owned(),
    };
    checkout.items.iter().map(item).collect()
}

fn merchant(
    desk: &mut Desk<'_>,
    checkout: &Checkout,
    identity: &MerchantIdentity,
) -> Result<ViewMerchant, EngineError> {
    let merchant = &checkout.merchant;
    let domain = merchant.domain.as_ref();
    let unicode = domain.map(MerchantDomain::unicode);
    Ok(ViewMerchant {
        category: merchant
            .category
            .as_ref()
            .map(|category| category.as_str().to_owned()),
        country: merchant
            .country
            .as_ref()
            .map(|country| country.as_str().to_owned()),
        domain: domain.map(|domain| domain.host().to_owned()),
        known: desk.merchant_known(identity)?,
        name: merchant.name.as_str().to_owned(),
        purchases_before: store::parties::authorized(desk.conn(), identity)?,
        registrable: domain.map(|domain| domain.registrable().to_owned()),
        unicode: unicode.filter(|text| domain.is_some_and(|domain| domain.host() != text)),
    })
}

fn recurrence(checkout: &Checkout) -> Option<ViewRecurrence> {
    let recurrence = checkout.recurrence.as_ref()?;
    Some(ViewRecurrence {
        count: recurrence.count,
        interval: recurrence.interval.as_str().to_owned(),
        trial_ends: recurrence.trial_ends.as_ref().map(ToString::to_string),
        yearly: recurrence.yearly(checkout.amount).ok(),
    })
}

fn previous(desk: &Desk<'_>, row: &PurchaseRow) -> Result<Option<ViewPrevious>, EngineError> {
    if row.purchase.revision == 1 {
        return Ok(None);
    }
    let before = desk.stored_entry(row.asked_seq)?.before;
    let Some(seq) = before else { return Ok(None) };
    for entry in crate::reading::chain_of(seq, |seq| desk.stored_entry(seq))? {
        if let Some(earlier) = crate::reading::as_requested(&entry.fact) {
            let checkout = &earlier.request.checkout;
            let previous = ViewPrevious {
                amount: checkout.amount,
                items: items(checkout),
                revision: earlier.revision,
            };
            return Ok((previous.amount != row.purchase.amount).then_some(previous));
        }
    }
    Ok(None)
}

/// The budget as it is without this purchase, in the period with the least left.
fn budget(desk: &Desk<'_>, evaluated: &Evaluated) -> Option<ViewBudget> {
    let mandate = &desk
        .registry()
        .mandates
        .get(&evaluated.outcome.charged?)?
        .mandate;
    let money = |minor: i128| {
        let minor = i64::try_from(minor.max(0)).unwrap_or(i64::MAX);
        Money::new(minor, mandate.currency)
    };
    let tightest = evaluated.standings.iter().min_by_key(|one| one.left());
    let counted = evaluated.price.map(|price| i128::from(price.minor()));
    let rate = evaluated.charge.and_then(|charge| charge.rate);
    Some(ViewBudget {
        held: tightest.map(|one| money(one.balance.held.into())),
        left_after: tightest
            .zip(counted)
            .map(|(one, counted)| money(one.left().saturating_sub(counted))),
        mandate: mandate.id,
        max: tightest.map(|one| money(one.most())),
        name: mandate.name.clone(),
        price: evaluated.price.filter(|_| rate.is_some()),
        rate,
        spent: tightest.map(|one| money(one.balance.spent.into())),
        window: tightest.map(|one| one.limit.window),
    })
}
