//! A data folder with agents and mandates in it, made through the engine as the command line
//! and the window make theirs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use counterfoil_engine::{
    Clock, Engine, Keyring, ManualClock, NewAgent, Options, Passphrase, SystemClock,
};
use serde_json::{Value, json};

use crate::past::Past;

/// The owner's passphrase in every journey.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// Who is to be connected.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Buys for real, from a machine of its own.
    Real,
    /// Buys for real and can click on this desktop.
    ControlsDesktop,
    /// Never buys for real.
    Sandbox,
}

/// A connected agent.
#[derive(Clone, Debug)]
pub struct Paired {
    /// Its name.
    pub name: String,
    /// Its token, shown once.
    pub token: String,
}

/// A data folder that is ready to be opened.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// What unlocks it.
    pub passphrase: String,
    /// In the order in which they were connected.
    pub agents: Vec<Paired>,
}

/// Makes the folder, connects the agents and adds the mandates.
pub async fn prepare(
    path: &Path,
    passphrase: &str,
    agents: &[(&str, Kind)],
    mandates: &[Value],
) -> Result<Folder> {
    prepare_with_past(path, passphrase, agents, mandates, &Past::NONE).await
}

/// The same some time ago, and the agents have bought things since.
pub async fn prepare_with_past(
    path: &Path,
    passphrase: &str,
    agents: &[(&str, Kind)],
    mandates: &[Value],
    past: &Past,
) -> Result<Folder> {
    let clock = Arc::new(ManualClock::at(SystemClock.now().minus(past.length())));
    let options = || {
        let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        Options {
            clock,
            keyring: Keyring::Never,
            // Many purchases in a moment are what this is for.
            quarantine: false,
            ..Options::default()
        }
    };
    let secret = Passphrase::new(passphrase)?;
    let engine = {
        let path = path.to_path_buf();
        let secret = Passphrase::new(passphrase)?;
        let (first, then) = (options(), options());
        tokio::task::spawn_blocking(move || {
            Engine::init(&path, &secret, &first)?;
            Engine::open(&path, then)
        })
        .await??
    };
    let owner = engine.unlock(&secret).await?;
    let mut paired = Vec::new();
    for (name, kind) in agents {
        let presence = owner.present(&secret).await?;
        let agent = NewAgent {
            name: (*name).to_owned(),
            controls_desktop: matches!(kind, Kind::ControlsDesktop),
            sandbox: matches!(kind, Kind::Sandbox),
        };
        let (_, token) = owner.add_agent(agent, presence).await?;
        paired.push(Paired {
            name: (*name).to_owned(),
            token,
        });
    }
    for mandate in mandates {
        let presence = owner.present(&secret).await?;
        owner
            .add_mandate(mandate.to_string().into_bytes(), presence)
            .await
            .with_context(|| mandate.to_string())?;
    }
    let sessions = paired
        .iter()
        .map(|agent| engine.gate().authenticate(&agent.token));
    let sessions = sessions.collect::<Result<Vec<_>, _>>()?;
    past.happen(&sessions, &clock).await?;
    drop((owner, sessions));
    engine.close().await?;
    Ok(Folder {
        path: path.to_path_buf(),
        passphrase: passphrase.to_owned(),
        agents: paired,
    })
}

/// A mandate for euros: automatic up to 50, asked up to 1000, with the passphrase above 250.
pub fn mandate(name: &str, agent: &str, undo_seconds: u32) -> Value {
    json!({
        "name": name,
        "agents": [agent],
        "currency": "EUR",
        "limits": {
            "auto_up_to": "50.00",
            "deny_above": "1000.00",
            "periods": [{"window": "month", "max": "2000.00", "when_used_up": "ask"}],
        },
        "always_ask": {"new_merchant": false, "repeats": false},
        "confirm_above": "250.00",
        "undo_seconds": undo_seconds,
        "time_zone": "Europe/Berlin",
    })
}

/// The same mandate, asking about every shop that has not sold anything yet.
pub fn wary(mandate: &Value) -> Value {
    let mut mandate = mandate.clone();
    mandate["always_ask"]["new_merchant"] = json!(true);
    mandate
}
