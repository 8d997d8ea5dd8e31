//! From approved to authorized: the claims become durable; the signature follows from them.

use counterfoil_domain::entry::{Ap2Payment, Authorized, Fact, Payment, Requested};
use counterfoil_domain::merchant::Merchant;
use counterfoil_domain::purchase::{AUTHORIZATION_LIFE, Step};
use counterfoil_domain::registry::AgentRecord;
use counterfoil_domain::subscription::Plan;
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// Records that the authorization may leave. Its `jti` is purchase and revision, so after a crash
/// the same one is issued again and at most one can settle.
pub(crate) fn authorize(
    desk: &mut Desk<'_>,
    row: PurchaseRow,
    requested: &Requested,
    agent: &AgentRecord,
) -> Result<(PurchaseRow, Authorized), EngineError> {
    let shown = crate::reading::shown_hash(desk, &row)?;
    let now = desk.now();
    let payment = crate::rails::prepare(desk, &row, requested, agent)?;
    let mut claims = claims(desk, &row, requested, agent, shown, now);
    if let Some(payment) = payment {
        claims.ends = crate::rails::ends(&payment).unwrap_or(claims.ends);
        claims.payment = Some(payment);
    }
    let step = Step::Authorize { ends: claims.ends };
    let fact = Fact::PurchaseAuthorized(claims.clone());
    let row = desk.step(row, &step, |_, _| fact)?;
    for name in claims.payment.iter().flat_map(crate::rails::names_of) {
        desk.refer(name, row.purchase.id);
    }
    if let Some(Payment::Ap2(Ap2Payment {
        task: Some(task), ..
    })) = &claims.payment
    {
        desk.close_under(*task, row.purchase.id);
    }
    // What a sandbox repeats with play money is nothing the owner agreed to.
    if let Some(plan) = Plan::of(&requested.request.checkout).filter(|_| !agent.sandbox) {
        super::subscriptions::renew(desk, &row, &plan)?;
    }
    Ok((row, claims))
}

fn claims(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    requested: &Requested,
    agent: &AgentRecord,
    shown_hash: Option<String>,
    now: Timestamp,
) -> Authorized {
    let checkout = &requested.request.checkout;
    Authorized {
        aud: audience(&checkout.merchant),
        ends: now.plus(AUTHORIZATION_LIFE),
        items_hash: hex::encode(checkout.items_hash()),
        kid: desk.shared().authorization_kid().to_owned(),
        mandate: row.purchase.charge.map(|charge| charge.mandate),
        payment: None,
        purchase: row.purchase.id,
        revision: row.purchase.revision,
        sandbox: agent.sandbox,
        shown_hash,
        starts: now,
    }
}

fn audience(merchant: &Merchant) -> String {
    match &merchant.domain {
        Some(domain) => domain.host().to_owned(),
        None => merchant.name.as_str().to_owned(),
    }
}
