//! `counterfoil demo`: a sandbox agent buys through the real gateway, over real HTTP, in a folder
//! of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use counterfoil_engine::{Engine, Keyring, NewAgent, OwnerSession, Passphrase};
use counterfoil_gateway::{Gateway, GatewayConfig};
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::failure::Failure;

use self::agent::Agent;
use self::story::Story;

mod agent;
mod plot;
mod story;

/// What the sandbox agent may do by itself, and what it may never do.
const MANDATE: &str = r#"{"name":"Demo books","agents":["Sandbox agent"],"currency":"EUR",
"limits":{"auto_up_to":"20.00","deny_above":"200.00",
"periods":[{"window":"month","max":"150.00","when_used_up":"ask"}]},
"always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

pub(super) async fn run(context: &Context, keep: Option<PathBuf>) -> Result<(), Failure> {
    if let Some(dir) = keep {
        play(&context.elsewhere(dir.clone())).await?;
        return note(context, &dir);
    }
    let temporary = tempfile::Builder::new()
        .prefix("counterfoil-demo-")
        .tempdir();
    let temporary =
        temporary.map_err(|error| Failure::file("created", &std::env::temp_dir(), &error))?;
    play(&context.elsewhere(temporary.path().join("data"))).await
}

/// Somebody who takes part.
struct Cast {
    engine: Engine,
    owner: OwnerSession,
    passphrase: Passphrase,
    agent: Agent,
}

async fn play(context: &Context) -> Result<(), Failure> {
    let passphrase = passphrase()?;
    context.init(&passphrase, Keyring::Never).await?;
    let engine = context.open_with(Keyring::Never).await?;
    let done = on_stage(context, &engine, passphrase).await;
    super::closing(engine, done).await
}

async fn on_stage(
    context: &Context,
    engine: &Engine,
    passphrase: Passphrase,
) -> Result<(), Failure> {
    let owner = engine.unlock(&passphrase).await?;
    let duties = engine.take_duties()?;
    let gateway = Gateway::bind(GatewayConfig::at(SocketAddr::from(([127, 0, 0, 1], 0)))).await?;
    let address = gateway.address();
    let shutdown = CancellationToken::new();
    let serving = tokio::spawn(gateway.serve(engine.gate(), shutdown.clone()));
    let new = NewAgent {
        name: "Sandbox agent".into(),
        controls_desktop: false,
        sandbox: true,
    };
    let (_, token) = owner
        .add_agent(new, owner.present(&passphrase).await?)
        .await?;
    owner
        .add_mandate(
            MANDATE.as_bytes().to_vec(),
            owner.present(&passphrase).await?,
        )
        .await?;
    let agent = Agent { address, token };
    let cast = Cast {
        engine: engine.clone(),
        owner,
        passphrase,
        agent,
    };
    let mut story = Story::new(context.output);
    story.begin(&context.dir, &format!("http://{address}"))?;
    let played = plot::play(&cast, &mut story).await;
    shutdown.cancel();
    serving.await.map_err(|error| Failure::internal(&error))?;
    drop((duties, cast));
    played?;
    story.end()
}

fn note(context: &Context, dir: &Path) -> Result<(), Failure> {
    if context.output.is_json() {
        return Ok(());
    }
    context.output.say(
        || serde_json::Value::Null,
        |page| {
            page.line(format!(
                "The folder is kept: counterfoil --data-dir '{}' activity",
                dir.display()
            ));
        },
    )
}

/// Nobody needs to know it: nothing in the demo's folder is worth unlocking again.
fn passphrase() -> Result<Passphrase, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::internal(&error))?;
    Ok(Passphrase::new(&crate::shown::hex(&bytes))?)
}
