//! How many long polls one agent may have open, so that it cannot take every seat from the others.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use counterfoil_domain::ids::AgentId;
use hyper::StatusCode;

use crate::problem::Problem;

/// The most long polls of one agent.
const MOST: u32 = 64;

/// The open long polls of all agents.
#[derive(Debug, Default)]
pub(crate) struct Polls(Mutex<BTreeMap<AgentId, u32>>);

impl Polls {
    /// Counts one more, until the guard is dropped.
    pub(crate) fn open(&self, agent: AgentId) -> Result<OpenPoll<'_>, Problem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(agent).or_default();
        if *count >= MOST {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_polls",
                format!("This agent has {MOST} long polls open."),
                "Wait for one of them to end, or read without wait.",
            )
            .retry_after(1));
        }
        *count = count.saturating_add(1);
        Ok(OpenPoll { polls: self, agent })
    }
}

/// An open long poll.
#[derive(Debug)]
pub(crate) struct OpenPoll<'a> {
    polls: &'a Polls,
    agent: AgentId,
}

impl Drop for OpenPoll<'_> {
    fn drop(&mut self) {
        let mut open = self.polls.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.agent) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.agent);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_agent_with_every_poll_open_leaves_room_for_another() {
        let polls = Polls::default();
        let (greedy, other) = (AgentId::from_bytes([1; 16]), AgentId::from_bytes([2; 16]));
        let mut open: Vec<_> = (0..MOST).map(|_| polls.open(greedy).unwrap()).collect();

        assert_eq!(polls.open(greedy).unwrap_err().code(), "too_many_polls");
        assert!(polls.open(other).is_ok());

        open.pop();
        assert!(polls.open(greedy).is_ok());
        drop(open);
        assert!(polls.0.lock().unwrap().is_empty());
    }
}
