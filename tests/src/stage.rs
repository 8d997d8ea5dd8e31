//! A journey's stage: a prepared data folder, a desktop around it, the app unlocked, and an
//! agent that can reach it.

use anyhow::Result;
use serde_json::Value;
use tempfile::TempDir;

use crate::agent::{Agent, Answer};
use crate::desktop::{Desktop, Surroundings};
use crate::folder::{self, Folder, Kind, PASSPHRASE};
use crate::past::Past;

/// Everything a journey needs.
#[derive(Debug)]
pub struct Stage {
    /// The app; first, so that it ends before what it stands on.
    pub app: Desktop,
    /// The desktop around it.
    pub around: Surroundings,
    /// The data folder.
    pub folder: Folder,
    /// The first agent.
    pub agent: Agent,
    _home: TempDir,
}

/// The agent of a stage.
pub const AGENT: &str = "Shopping agent";

impl Stage {
    /// An agent with one mandate, and the app opened and unlocked.
    pub async fn open(kind: Kind, mandate: &Value) -> Result<Self> {
        Self::open_with_past(kind, mandate, &Past::NONE).await
    }

    /// The same, and the agent has bought things before.
    pub async fn open_with_past(kind: Kind, mandate: &Value, past: &Past) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let path = home.path().join("data");
        let (agents, mandates) = ([(AGENT, kind)], std::slice::from_ref(mandate));
        let folder = folder::prepare_with_past(&path, PASSPHRASE, &agents, mandates, past).await?;
        let around = Surroundings::new(&path).await?;
        let app = around.start().await?;
        let agent = agent_of(&app, &folder).await?;
        let stage = Self {
            app,
            around,
            folder,
            agent,
            _home: home,
        };
        stage.unlock().await?;
        Ok(stage)
    }

    /// Types the passphrase into the window that asks for it.
    pub async fn unlock(&self) -> Result<()> {
        let window = &self.app.window;
        window
            .fill("unlock-passphrase", &self.folder.passphrase)
            .await?;
        window.click("unlock-submit").await?;
        window.part("nav-inbox").await?;
        Ok(())
    }

    /// Ends the app and starts it again on the same folder, locked as after every start.
    pub async fn restart(self) -> Result<Self> {
        self.app.quit().await?;
        let app = self.around.start().await?;
        let agent = agent_of(&app, &self.folder).await?;
        Ok(Self { app, agent, ..self })
    }

    /// Lets the agent ask; returns the id of the purchase.
    pub async fn ask(&self, key: &str, request: &Value) -> Result<String> {
        let answer = self.agent.ask(key, request).await?.expect_status(201)?;
        Ok(answer.text_at("/id")?.to_owned())
    }

    /// Waits until a purchase has this state.
    pub async fn wait_for(&self, id: &str, state: &str) -> Result<Answer> {
        self.agent.wait_for(id, &[state]).await
    }
}

async fn agent_of(app: &Desktop, folder: &Folder) -> Result<Agent> {
    let token = folder
        .agents
        .first()
        .map_or("", |agent| agent.token.as_str());
    Ok(Agent::new(&app.gateway().await?, token))
}
