//! What time alone brings, the same in the engine and in a back-test.

use super::{Purchase, Status, Step, UNSIGNED_LIFE};
use crate::registry::AgentRecord;
use crate::time::Timestamp;

/// What is to be done with a purchase by itself.
#[expect(
    clippy::large_enum_variant,
    reason = "it is matched where it is made and kept nowhere"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing now.
    Nothing,
    /// An edge that needs no signature.
    Take(Step),
    /// It is approved and its authorization may leave.
    Sign,
    /// It would be signed if its agent, or everything, were not paused.
    Paused,
}

impl Purchase {
    /// What is to be done at `now`, asked for by `agent`; `all_paused` when every agent is.
    pub fn due(&self, agent: &AgentRecord, all_paused: bool, now: Timestamp) -> Due {
        let Some(due_at) = self.due_at.filter(|due| *due <= now) else {
            return Due::Nothing;
        };
        match self.status {
            Status::Pending => Due::Take(Step::Expire),
            Status::Approved if agent.removed => Due::Take(Step::Cancel),
            Status::Approved if now >= due_at.plus(UNSIGNED_LIFE) => Due::Take(Step::Expire),
            Status::Approved if all_paused || agent.facts(now).paused => Due::Paused,
            Status::Approved => Due::Sign,
            Status::Authorized => Due::Take(Step::Lapse),
            Status::Voided | Status::Captured | Status::Disputed => Due::Take(Step::Release),
            Status::Refunded
            | Status::Denied
            | Status::Rejected
            | Status::Expired
            | Status::Cancelled
            | Status::Superseded
            | Status::Lapsed => Due::Nothing,
        }
    }
}
