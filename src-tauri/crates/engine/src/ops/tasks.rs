//! Tasks that the owner gives agents to close themselves, inside a mandate that is in force.

use counterfoil_domain::entry::{Actor, Fact, TaskIssued, TaskRevoked};
use counterfoil_domain::ids::{AgentId, MandateId, TaskId};
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::registry::TaskRecord;
use counterfoil_protocols::ap2::task::Task;
use counterfoil_protocols::ap2::ucp::canonical;

use crate::error::EngineError;
use crate::rails::RailProblem;
use crate::rails::tasks::pair;
use crate::writer::Desk;

/// A task to give an agent.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Who may close it.
    pub agent: AgentId,
    /// The mandate that stands behind it.
    pub mandate: MandateId,
    /// The task's document.
    pub document: Vec<u8>,
}

/// Issues the task. It can allow no more than its mandate does.
pub(crate) fn issue(desk: &mut Desk<'_>, new: &NewTask) -> Result<TaskId, EngineError> {
    let agent = crate::reading::agent(desk.registry(), new.agent)?;
    let mandate = desk.registry().mandates.get(&new.mandate);
    let mandate = mandate.filter(|record| !agent.removed && record.revoked_at.is_none());
    let mandate = mandate.ok_or(EngineError::NotFound { what: "mandate" })?;
    let now = desk.now();
    if !mandate.mandate.is_for(&agent.facts(now)) || mandate.mandate.overall {
        let text = "The mandate is not one of this agent's, or one that approves nothing.";
        return Err(EngineError::Invalid(text.to_owned()));
    }
    let task = Task::read(&new.document).map_err(RailProblem::from)?;
    require_within(&task, &mandate.mandate)?;
    let document = canonical(&new.document).map_err(RailProblem::from)?;
    let document =
        String::from_utf8(document).map_err(|error| EngineError::Internal(error.to_string()))?;
    let issued = TaskIssued {
        agent: agent.id,
        document,
        kid: desk.shared().authorization_kid().to_owned(),
        mandate: new.mandate,
        seed: hex::encode(crate::clock::random::<32>()?),
        task: TaskId::from_parts(now, crate::clock::random()?),
    };
    let record = TaskRecord {
        agent: issued.agent,
        document: issued.document.clone(),
        issued: now,
        kid: issued.kid.clone(),
        mandate: issued.mandate,
        seed: issued.seed.clone(),
        revoked: false,
    };
    // What cannot be issued is not recorded.
    pair(desk.shared(), &*desk.shared().unlocked()?, &record)?;
    let id = issued.task;
    desk.record(&Fact::TaskIssued(issued))?;
    Ok(id)
}

/// Ends a task: nothing more is closed under it.
pub(crate) fn revoke(desk: &mut Desk<'_>, task: TaskId, by: Actor) -> Result<(), EngineError> {
    let record = desk.registry().tasks.get(&task);
    let record = record.ok_or(EngineError::NotFound { what: "task" })?;
    if !record.revoked {
        desk.record(&Fact::TaskRevoked(TaskRevoked { by, task }))?;
    }
    Ok(())
}

fn require_within(task: &Task, mandate: &Mandate) -> Result<(), EngineError> {
    let same = task.max_amount.currency() == mandate.currency;
    let most = mandate.limits.deny_above;
    let below = most.is_none_or(|most| task.max_amount.minor() <= most.minor());
    if same && below {
        return Ok(());
    }
    let text = "The task is in another currency than its mandate, or allows more than it.";
    Err(EngineError::Invalid(text.to_owned()))
}
