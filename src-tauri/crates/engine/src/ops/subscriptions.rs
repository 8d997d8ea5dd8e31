//! Purchases that repeat: renewed when they are authorized, ended by whoever is at this computer,
//! and taken up again by the owner alone.

use counterfoil_domain::entry::{Actor, Fact, SubscriptionAllowed, SubscriptionCancelled};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::subscription::{Plan, Subscription};

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// Begins or renews the subscription of a purchase that was just authorized.
pub(crate) fn renew(
    desk: &mut Desk<'_>,
    row: &PurchaseRow,
    plan: &Plan,
) -> Result<(), EngineError> {
    let known = desk.subscription(&plan.key)?;
    let renewed = Subscription::authorized(known, plan, &row.purchase, desk.now());
    desk.stage_subscription(plan.key.clone(), renewed);
    Ok(())
}

/// Ends the subscription that began with purchase `first`. Its renewals are refused from now on.
pub(crate) fn cancel(desk: &mut Desk<'_>, first: PurchaseId, by: Actor) -> Result<(), EngineError> {
    let found = desk.subscription_begun_with(first)?;
    let (key, mut known) = found.ok_or(EngineError::NotFound {
        what: "subscription",
    })?;
    if known.cancelled_at.is_some() {
        return Ok(());
    }
    desk.record(&Fact::SubscriptionCancelled(SubscriptionCancelled {
        by,
        currency: key.currency,
        merchant: key.merchant.clone(),
        plan: key.plan.clone(),
    }))?;
    known.cancelled_at = Some(desk.now());
    desk.stage_subscription(key, known);
    Ok(())
}

/// Lets a cancelled subscription be renewed again, on the terms that were agreed to.
pub(crate) fn allow(desk: &mut Desk<'_>, first: PurchaseId) -> Result<(), EngineError> {
    let found = desk.subscription_begun_with(first)?;
    let (key, mut known) = found.ok_or(EngineError::NotFound {
        what: "subscription",
    })?;
    if known.cancelled_at.take().is_none() {
        return Ok(());
    }
    desk.record(&Fact::SubscriptionAllowed(SubscriptionAllowed {
        subscription: key.clone(),
    }))?;
    desk.stage_subscription(key, known);
    Ok(())
}
