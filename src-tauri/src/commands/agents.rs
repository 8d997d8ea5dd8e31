//! Agents: connecting, pausing, removing.

use super::{Answer, Core};
use crate::secret::Secret;
use crate::translate;
use crate::views::{AgentView, Connected};
use counterfoil_engine::NewAgent;

/// All agents.
#[tauri::command]
#[specta::specta]
pub async fn agents(core: Core<'_>) -> Answer<Vec<AgentView>> {
    let rows = core.local().await?.agents().await?;
    Ok(rows.iter().map(translate::agent).collect())
}

/// Connects an agent; its token is in the answer and nowhere else.
#[tauri::command]
#[specta::specta]
pub async fn connect_agent(
    core: Core<'_>,
    name: String,
    controls_desktop: bool,
    sandbox: bool,
    passphrase: Secret,
) -> Answer<Connected> {
    let owner = core.owner().await?;
    let presence = owner.present(&passphrase.given()?).await?;
    let new = NewAgent {
        name,
        controls_desktop,
        sandbox,
    };
    let (id, token) = owner.add_agent(new, presence).await?;
    core.connected(id, token).await
}

/// Pauses one agent, for a time or until it is resumed.
#[tauri::command]
#[specta::specta]
pub async fn pause_agent(core: Core<'_>, id: String, minutes: Option<u32>) -> Answer<()> {
    let until = translate::minutes_from(core.now(), minutes);
    core.local()
        .await?
        .pause_agent(translate::agent_id(&id)?, until)
        .await?;
    Ok(())
}

/// Lets a paused agent ask again.
#[tauri::command]
#[specta::specta]
pub async fn resume_agent(core: Core<'_>, id: String, passphrase: Secret) -> Answer<()> {
    let owner = core.owner().await?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner
        .resume_agent(translate::agent_id(&id)?, presence)
        .await?;
    Ok(())
}

/// Gives an agent a new token; the old one is dead at once.
#[tauri::command]
#[specta::specta]
pub async fn rotate_agent(core: Core<'_>, id: String, passphrase: Secret) -> Answer<Connected> {
    let (owner, id) = (core.owner().await?, translate::agent_id(&id)?);
    let presence = owner.present(&passphrase.given()?).await?;
    let token = owner.rotate_agent(id, presence).await?;
    core.connected(id, token).await
}

/// Removes an agent for good.
#[tauri::command]
#[specta::specta]
pub async fn remove_agent(core: Core<'_>, id: String, passphrase: Secret) -> Answer<()> {
    let owner = core.owner().await?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner
        .remove_agent(translate::agent_id(&id)?, presence)
        .await?;
    Ok(())
}

/// Pauses all agents, for a time or until they are resumed.
#[tauri::command]
#[specta::specta]
pub async fn pause_all(core: Core<'_>, minutes: Option<u32>) -> Answer<()> {
    let until = translate::minutes_from(core.now(), minutes);
    core.local().await?.pause_all(until).await?;
    Ok(())
}

/// Lets all agents ask again.
#[tauri::command]
#[specta::specta]
pub async fn resume_all(core: Core<'_>, passphrase: Secret) -> Answer<()> {
    let owner = core.owner().await?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner.resume_all(presence).await?;
    Ok(())
}
