//! Stopping is one step for anybody at this computer; going on is the owner's.

use counterfoil_domain::assess::Records;
use counterfoil_domain::entry::{Actor, AgentChanged, AgentPaused, Fact, Paused, Resumed};
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::registry::AgentRecord;
use counterfoil_domain::risk::quarantine;
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
    desk.record(&Fact::AgentPaused(AgentPaused {
        agent,
        by,
        reason: None,
        until,
    }))?;
    Ok(())
}

/// Stops an agent that does what no honest one does, until the owner has looked. Returns whether
/// it did.
pub(crate) fn quarantine_if_due(
    desk: &mut Desk<'_>,
    agent: &AgentRecord,
) -> Result<bool, EngineError> {
    let now = desk.now();
    let whole = desk.registry().all_paused(now);
    if !desk.shared().options.quarantine || agent.sandbox || whole || agent.facts(now).paused {
        return Ok(false);
    }
    let resumed = agent.resumed_at.max(desk.registry().resumed_at);
    let reuses = desk.key_reuses(agent.id, resumed);
    let memory = desk.agent_memory(agent.id)?;
    let Some(reason) = quarantine(&memory, reuses, resumed, now) else {
        return Ok(false);
    };
    drop(memory);
    desk.record(&Fact::AgentPaused(AgentPaused {
        agent: agent.id,
        by: Actor::Rule,
        reason: Some(reason),
        until: None,
    }))?;
    Ok(true)
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
