//! What the signals depend on, read from the records.

use super::{Ask, Records};
use crate::entry::AgainOf;
use crate::evaluate::Covering;
use crate::money::Money;
use crate::risk::{self, RiskQuestion, Signal};

/// Signs that the purchase is not what it seems, and the refused one that it tries again. They are
/// those of the moment it was asked for, so that what the owner read on a card does not change
/// because an hour went by.
pub(super) fn signals<R: Records>(
    records: &mut R,
    ask: &Ask<'_>,
    covering: &[Covering<'_>],
    merchant_known: bool,
) -> Result<(Vec<Signal>, Option<AgainOf>), R::Error> {
    let merchant = records.merchant_memory(&ask.merchant())?;
    let history = records.agent_memory(ask.agent.id)?;
    let known = if merchant_known {
        None
    } else {
        Some(records.known_merchants()?)
    };
    let mandates = || covering.iter().map(|covering| covering.mandate);
    let limits = mandates().filter_map(|mandate| {
        let limit = mandate.limits.auto_up_to?;
        Some((limit, mandate.name.as_str()))
    });
    let automatic: Vec<(Money, &str)> = limits.collect();
    let now = ask.own.map_or(records.now(), |own| own.requested_at);
    let checkout = &ask.request.checkout;
    let basket = &ask.inspection.traits.basket;
    let refused = risk::tried_before(&merchant, checkout, basket, ask.agent.sandbox, now);
    let again_of = refused.map(|facts| AgainOf {
        agent: facts.agent,
        on: facts.at,
        purchase: facts.id,
        status: facts.status,
    });
    let signals = risk::signals(&RiskQuestion {
        agent: ask.agent.id,
        sandbox: ask.agent.sandbox,
        request: ask.request,
        inspection: ask.inspection,
        own: ask.own.map(|own| own.id),
        now,
        time_zone: mandates()
            .next()
            .map_or(chrono_tz::UTC, |mandate| mandate.time_zone),
        automatic: &automatic,
        repeats_expected: !covering.is_empty() && mandates().all(|mandate| !mandate.ask_repeats),
        merchant: &merchant,
        history: &history,
        known: known.as_deref(),
    });
    Ok((signals, again_of))
}
