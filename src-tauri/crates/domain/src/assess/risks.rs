//! What the signals depend on, read from the records.

use super::{Ask, Records};
use crate::evaluate::Covering;
use crate::money::Money;
use crate::risk::{self, RiskQuestion, Signal};

/// Signs that the purchase is not what it seems. They are those of the moment it was asked for, so
/// that what the owner read on a card does not change because an hour went by.
pub(super) fn signals<R: Records>(
    records: &mut R,
    ask: &Ask<'_>,
    covering: &[Covering<'_>],
    merchant_known: bool,
) -> Result<Vec<Signal>, R::Error> {
    let merchant = records.merchant_memory(&ask.inspection.traits.merchant)?;
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
    let now = records.now();
    Ok(risk::signals(&RiskQuestion {
        agent: ask.agent.id,
        sandbox: ask.agent.sandbox,
        request: ask.request,
        inspection: ask.inspection,
        own: ask.own.map(|own| own.id),
        now: ask.own.map_or(now, |own| own.requested_at),
        time_zone: mandates()
            .next()
            .map_or(chrono_tz::UTC, |mandate| mandate.time_zone),
        automatic: &automatic,
        repeats_expected: !covering.is_empty() && mandates().all(|mandate| !mandate.ask_repeats),
        merchant: &merchant,
        history: &history,
        known: known.as_deref(),
    }))
}
