//! Connecting, rotating and removing agents.

use counterfoil_domain::entry::{AgentAdded, AgentChanged, AgentRotated, Fact};
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::text::{Text, TextRule};

use crate::error::EngineError;
use crate::writer::Desk;

/// An agent to connect.
#[derive(Clone, Debug)]
pub struct NewAgent {
    /// Its name; unique among connected agents; at most 60 characters.
    pub name: String,
    /// Whether it can click in this desktop.
    pub controls_desktop: bool,
    /// Whether its money is play money.
    pub sandbox: bool,
}

const NAME: TextRule = TextRule {
    max_graphemes: 60,
    max_bytes: 240,
    multiline: false,
};

/// Connects an agent whose token has the given hash.
pub(crate) fn add(
    desk: &mut Desk<'_>,
    new: &NewAgent,
    token_hash: &str,
) -> Result<AgentId, EngineError> {
    let name = Text::clean(&new.name, NAME).map_err(|error| {
        EngineError::Invalid(format!("The agent's name cannot be used: {error}"))
    })?;
    let name = name.as_str().to_owned();
    if desk.registry().agent_named(&name).is_some() {
        return Err(EngineError::NameTaken(name));
    }
    let agent = AgentId::from_parts(desk.now(), crate::clock::random()?);
    desk.record(&Fact::AgentAdded(AgentAdded {
        agent,
        controls_desktop: new.controls_desktop,
        name,
        sandbox: new.sandbox,
        token_hash: token_hash.to_owned(),
    }))?;
    Ok(agent)
}

/// Replaces an agent's token; the old one is refused from the next decision on.
pub(crate) fn rotate(
    desk: &mut Desk<'_>,
    agent: AgentId,
    token_hash: &str,
) -> Result<(), EngineError> {
    connected(desk, agent)?;
    let token_hash = token_hash.to_owned();
    desk.record(&Fact::AgentRotated(AgentRotated { agent, token_hash }))?;
    Ok(())
}

/// Disconnects an agent for good.
pub(crate) fn remove(desk: &mut Desk<'_>, agent: AgentId) -> Result<(), EngineError> {
    connected(desk, agent)?;
    desk.record(&Fact::AgentRemoved(AgentChanged { agent }))?;
    Ok(())
}

fn connected(desk: &Desk<'_>, agent: AgentId) -> Result<(), EngineError> {
    if crate::reading::agent(desk.registry(), agent)?.removed {
        return Err(EngineError::NotFound { what: "agent" });
    }
    Ok(())
}
