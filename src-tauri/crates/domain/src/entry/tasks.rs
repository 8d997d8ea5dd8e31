//! Facts about tasks that the owner gives agents to close themselves. Fields are in alphabetical
//! order.

use serde::{Deserialize, Serialize};

use super::Actor;
use crate::ids::{AgentId, MandateId, TaskId};

/// Data of [`Fact::TaskIssued`](super::Fact::TaskIssued): its open mandates follow from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskIssued {
    /// Who may close it.
    pub agent: AgentId,
    /// The task's document, canonical JSON in a string.
    pub document: String,
    /// Which key signs the open mandates.
    pub kid: String,
    /// The mandate that must be in force for it.
    pub mandate: MandateId,
    /// 32 random bytes, hex, from which the salts of the disclosures follow.
    pub seed: String,
    /// The task.
    pub task: TaskId,
}

/// Data of [`Fact::TaskRevoked`](super::Fact::TaskRevoked).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRevoked {
    /// The owner, or somebody at this computer.
    pub by: Actor,
    /// The task.
    pub task: TaskId,
}
