//! Tasks: issued by the owner, ended by anybody at this computer, read by the agent they are for.

use counterfoil_domain::entry::Actor;
use counterfoil_domain::ids::TaskId;
use counterfoil_domain::registry::TaskRecord;

use super::{AgentSession, LocalSession, OwnerSession, Presence};
use crate::error::EngineError;
use crate::ops;
use crate::ops::tasks::NewTask;
use crate::rails::tasks::pair;
use crate::writer::Desk;

/// A task as its agent presents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
    /// Its id.
    pub task: TaskId,
    /// What may be bought: the open checkout mandate.
    pub checkout: String,
    /// What may be paid: the open payment mandate.
    pub payment: String,
}

impl OwnerSession {
    /// Gives an agent a task to close itself, inside a mandate.
    pub async fn issue_task(
        &self,
        task: NewTask,
        _presence: Presence,
    ) -> Result<TaskId, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::tasks::issue(desk, &task);
        Ok(self.local.writer.run(work).await?.value)
    }
}

impl LocalSession {
    /// Every task, the oldest first.
    pub fn tasks(&self) -> Vec<(TaskId, TaskRecord)> {
        let registry = self.shared.registry();
        let tasks = registry.tasks.iter();
        tasks.map(|(id, record)| (*id, record.clone())).collect()
    }

    /// Ends a task: nothing more is closed under it.
    pub async fn revoke_task(&self, task: TaskId) -> Result<(), EngineError> {
        let by = if self.shared.is_unlocked() {
            Actor::Owner
        } else {
            Actor::Local
        };
        let work = move |desk: &mut Desk<'_>| ops::tasks::revoke(desk, task, by);
        self.writer.run(work).await?;
        Ok(())
    }
}

impl AgentSession {
    /// The tasks that this agent was given and that were not ended, with their open mandates.
    pub fn tasks(&self) -> Result<Vec<OpenTask>, EngineError> {
        let agent = self.still_connected()?;
        let (registry, keys) = (self.shared.registry(), self.shared.unlocked()?);
        let own = registry.tasks.iter();
        let own = own.filter(|(_, record)| record.agent == agent && !record.revoked);
        own.map(|(id, record)| {
            let pair = pair(&self.shared, &keys, record)?;
            Ok(OpenTask {
                task: *id,
                checkout: pair.checkout.compact(),
                payment: pair.payment.compact(),
            })
        })
        .collect()
    }
}
