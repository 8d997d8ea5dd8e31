//! Stopping is one step for anybody at this computer; going on is the owner's.

use counterfoil_domain::entry::{Actor, AgentChanged, AgentPaused, Fact, Paused, Resumed};
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::writer::Desk;

/// Pauses everything. A pause that is already longer stays as it is.
pub(crate) fn pause_all(
    desk: &mut Desk<'_>,
    by: Actor,
    until: Option<Timestamp>,
) -> Result<(), EngineError> {
    let now = desk.now();
    let present = desk.registry().pause.filter(|pause| pause.holds(now));
    if present.is_some_and(|pause| lasts_as_long(pause.until, until)) {
        return Ok(());
    }
    desk.record(&Fact::Paused(Paused { by, until }))?;
    Ok(())
}

/// Lifts the pause of everything.
pub(crate) fn resume_all(desk: &mut Desk<'_>) -> Result<(), EngineError> {
    if desk.registry().pause.is_none() {
        return Ok(());
    }
    desk.record(&Fact::Resumed(Resumed { by: Actor::Owner }))?;
    Ok(())
}

/// Pauses one agent. A pause that is already longer stays as it is.
pub(crate) fn pause_agent(
    desk: &mut Desk<'_>,
    agent: AgentId,
    by: Actor,
    until: Option<Timestamp>,
) -> Result<(), EngineError> {
    let now = desk.now();
    let record = crate::reading::agent(desk.registry(), agent)?;
    let present = record.pause.filter(|pause| pause.holds(now));
    if present.is_some_and(|pause| lasts_as_long(pause.until, until)) {
        return Ok(());
    }
    desk.record(&Fact::AgentPaused(AgentPaused { agent, by, until }))?;
    Ok(())
}

/// Lifts the pause of one agent.
pub(crate) fn resume_agent(desk: &mut Desk<'_>, agent: AgentId) -> Result<(), EngineError> {
    if crate::reading::agent(desk.registry(), agent)?
        .pause
        .is_none()
    {
        return Ok(());
    }
    desk.record(&Fact::AgentResumed(AgentChanged { agent }))?;
    Ok(())
}

/// Whether a pause until `present` covers one until `wanted`; nothing may shorten a pause here.
fn lasts_as_long(present: Option<Timestamp>, wanted: Option<Timestamp>) -> bool {
    match (present, wanted) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(present), Some(wanted)) => present >= wanted,
    }
}
