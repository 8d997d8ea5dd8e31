//! The owner lets one limit go over once: for the period it is in, and no longer.

use std::sync::Arc;

use counterfoil_domain::assess::Moment;
use counterfoil_domain::entry::{Fact, MandateRaised};
use counterfoil_domain::ids::MandateId;
use counterfoil_domain::money::Money;
use counterfoil_domain::period::Window;
use counterfoil_domain::purchase::Raise;

use crate::error::EngineError;
use crate::writer::Desk;

/// Raises the present period of a mandate's limit by a decimal amount in its currency.
pub(crate) fn raise(
    desk: &mut Desk<'_>,
    id: MandateId,
    window: Window,
    amount: &str,
) -> Result<(), EngineError> {
    let missing = EngineError::NotFound { what: "mandate" };
    let record = desk.registry().mandates.get(&id);
    let record = record.filter(|record| record.revoked_at.is_none());
    let record = Arc::clone(record.ok_or(missing)?);
    let amount = Money::parse(amount, record.mandate.currency)
        .map_err(|error| EngineError::BadAmount(error.to_string()))?;
    if amount.is_zero() {
        return Err(EngineError::BadAmount("a raise is more than zero".into()));
    }
    let now = desk.now();
    let standings = Moment::of(desk, &record, now, None)?.standings(desk)?;
    let mut standings = standings.iter();
    let standing = standings.find(|standing| standing.limit.window == window);
    let standing = standing.ok_or_else(|| {
        let name = &record.mandate.name;
        EngineError::Invalid(format!("{name} has no limit {} to raise.", window.per()))
    })?;
    desk.record(&Fact::MandateRaised(MandateRaised {
        amount: amount.decimal(),
        mandate: id,
        raise: Raise {
            minor: amount.minor(),
            slot: standing.slot,
        },
        window,
    }))?;
    Ok(())
}
