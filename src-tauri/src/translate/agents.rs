//! Agents.

use counterfoil_engine::AgentRow;

use super::values::{count, money, time};
use crate::views::{AgentClaim, AgentState, AgentView};

/// One agent.
pub fn agent(row: &AgentRow) -> AgentView {
    let state = match (row.removed, &row.pause) {
        (true, _) => AgentState::Removed,
        (false, Some(_)) => AgentState::Paused,
        (false, None) => AgentState::Active,
    };
    AgentView {
        id: row.id.to_string(),
        name: row.name.clone(),
        state,
        paused_until: row.pause.and_then(|pause| pause.until).map(time),
        sandbox: row.sandbox,
        controls_desktop: row.controls_desktop,
        key: row.key.clone(),
        code: row.code.clone(),
        paired_at: time(row.added_at),
        last_seen: row.last_seen.map(time),
        auto: count(row.automatic),
        asked: count(row.asked),
        denied: count(row.denied),
        spent_this_month: row.spent_this_month.iter().copied().map(money).collect(),
        budgets: row.budgets.clone(),
        claims: row.claims.iter().map(claim).collect(),
    }
}

fn claim((name, said): (&String, &String)) -> AgentClaim {
    AgentClaim {
        name: name.clone(),
        said: said.clone(),
    }
}
