//! A data folder with an engine, a gateway on a free port, agents and a wide mandate.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use counterfoil_engine::{
    AgentSession, Clock, Duties, Engine, Keyring, LocalSession, NewAgent, Options, OwnerSession,
    Passphrase, PayerKey, Progress, SystemClock,
};
use counterfoil_gateway::{Gateway, GatewayConfig};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::Sample;
use super::clients::{self, Asking, Load};

const PASSPHRASE: &str = "only for measuring";

pub(super) struct House {
    folder: TempDir,
    engine: Engine,
    owner: OwnerSession,
    tokens: Vec<String>,
    pub(super) address: SocketAddr,
    stop: CancellationToken,
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl House {
    /// With one mandate that approves what the measurements buy.
    pub(super) async fn new(agents: usize) -> Result<Self> {
        let house = Self::bare(agents, Arc::new(SystemClock)).await?;
        let wide = r#"{"name":"Everything","currency":"EUR","limits":{"auto_up_to":"50.00",
            "deny_above":"200.00","periods":[{"window":"month","max":"999999999.00"}]},
            "always_ask":{"new_merchant":false,"repeats":false}}"#;
        house.mandate(wide).await?;
        Ok(house)
    }

    /// Without any mandate, and with a clock of its own.
    pub(super) async fn bare(agents: usize, clock: Arc<dyn Clock>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let options = Options {
            clock,
            keyring: Keyring::Never,
            // A benchmark does in a second what is suspicious in an agent.
            quarantine: false,
            ..Options::default()
        };
        Engine::init(folder.path(), &Passphrase::new(PASSPHRASE)?, &options)?;
        let engine = Engine::open(folder.path(), options)?;
        let owner = engine.unlock(&Passphrase::new(PASSPHRASE)?).await?;
        let config = GatewayConfig {
            rate: None,
            ..GatewayConfig::at(SocketAddr::from(([127, 0, 0, 1], 0)))
        };
        let gateway = Gateway::bind(config).await?;
        let address = gateway.address();
        let stop = CancellationToken::new();
        tokio::spawn(gateway.serve(engine.gate(), stop.clone()));
        let mut house = Self {
            folder,
            engine,
            owner,
            tokens: Vec::new(),
            address,
            stop,
        };
        for n in 0..agents {
            let token = house.agent(&format!("Agent {n}")).await?;
            house.tokens.push(token);
        }
        Ok(house)
    }

    pub(super) async fn agent(&self, name: &str) -> Result<String> {
        let presence = self.owner.present(&Passphrase::new(PASSPHRASE)?).await?;
        let new = NewAgent {
            name: name.to_owned(),
            controls_desktop: false,
            sandbox: false,
        };
        Ok(self.owner.add_agent(new, presence).await?.1)
    }

    pub(super) async fn mandate(&self, document: &str) -> Result<()> {
        let presence = self.owner.present(&Passphrase::new(PASSPHRASE)?).await?;
        self.owner
            .add_mandate(document.as_bytes().to_vec(), presence)
            .await?;
        Ok(())
    }

    /// Pays over x402 with this key.
    pub(super) async fn payer(&self, key: PayerKey) -> Result<()> {
        let passphrase = Passphrase::new(PASSPHRASE)?;
        self.owner.set_payer(key, false, &passphrase).await?;
        Ok(())
    }

    pub(super) fn sessions(&self) -> Result<Vec<AgentSession>> {
        let gate = self.engine.gate();
        self.tokens
            .iter()
            .map(|token| Ok(gate.authenticate(token)?))
            .collect()
    }

    pub(super) fn local(&self) -> LocalSession {
        self.engine.local()
    }

    /// Does what falls due, as long as it is held.
    pub(super) fn duties(&self) -> Result<Option<Duties>> {
        Ok(self.engine.take_duties()?)
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Says where the gateway is, as `counterfoil serve` does.
    pub(super) fn announce(&self) -> Result<()> {
        let running = json!({"url": format!("http://{}", self.address), "pid": std::process::id()});
        std::fs::write(self.folder().join("gateway.json"), running.to_string())?;
        Ok(())
    }

    pub(super) fn measure(&self, load: Load) -> Result<Sample> {
        self.measure_of(Asking::Plain, load)
    }

    pub(super) fn measure_of(&self, asking: Asking, load: Load) -> Result<Sample> {
        clients::run(self.address, &self.tokens, asking, load)
    }

    /// Waits until the work that was put off is done, so that it disturbs no other measurement.
    pub(super) async fn settle(&self) -> Result<()> {
        while self.engine.local().overview().await?.unindexed > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        Ok(())
    }

    /// Checks the whole record once, and how long that took.
    pub(super) async fn verify(&self) -> Result<Value> {
        let begin = Instant::now();
        let report = self
            .engine
            .local()
            .verify(Arc::new(Progress::default()))
            .await?;
        let seconds = begin.elapsed().as_secs_f64();
        Ok(json!({
            "entries": report.entries,
            "checkpoints": report.checkpoints,
            "seconds": seconds,
            "seconds_per_million_entries": seconds * 1e6 / f64::from(u32::try_from(report.entries)?),
            "problem": report.problem.map(|problem| problem.text),
        }))
    }
}
