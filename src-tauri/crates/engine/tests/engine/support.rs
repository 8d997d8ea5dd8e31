//! A folder with an engine, an agent and helpers to ask and decide.

use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::request::{Draft, DraftItem, DraftMerchant, PurchaseRequest};
use counterfoil_engine::{
    AgentSession, Approve, Duties, Engine, EngineError, How, Keyring, ManualClock, NewAgent,
    Options, OwnerSession, Passphrase, Progress, PurchaseAnswer, SubmitRequest, VerifyReport,
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub const NOON: i64 = 1_795_348_800_000; // 2026-11-22T12:00:00Z
pub const PASSPHRASE: &str = "correct horse battery";

pub struct House {
    pub dir: TempDir,
    pub clock: Arc<ManualClock>,
    pub engine: Engine,
    pub owner: OwnerSession,
    pub agent: AgentSession,
    pub token: String,
    pub duties: Option<Duties>,
}

pub fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE).unwrap()
}

pub fn options(clock: &Arc<ManualClock>) -> Options {
    Options {
        clock: Arc::clone(clock) as Arc<dyn counterfoil_engine::Clock>,
        keyring: Keyring::Never,
        guard: Duration::from_millis(700),
        ..Options::default()
    }
}

impl House {
    pub async fn new() -> Self {
        Self::with_mandate(Some(&books("50.00", "200.00", "400.00"))).await
    }

    pub async fn with_mandate(document: Option<&str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
        Engine::init(dir.path(), &passphrase(), &options(&clock)).unwrap();
        let engine = Engine::open(dir.path(), options(&clock)).unwrap();
        let owner = engine.unlock(&passphrase()).await.unwrap();
        let presence = owner.present(&passphrase()).await.unwrap();
        let new = NewAgent {
            name: "Shopping agent".into(),
            controls_desktop: false,
            sandbox: false,
        };
        let (_, token) = owner.add_agent(new, presence).await.unwrap();
        if let Some(document) = document {
            let presence = owner.present(&passphrase()).await.unwrap();
            owner
                .add_mandate(document.as_bytes().to_vec(), presence)
                .await
                .unwrap();
        }
        let agent = engine.gate().authenticate(&token).unwrap();
        let duties = engine.take_duties().unwrap();
        Self {
            dir,
            clock,
            engine,
            owner,
            agent,
            token,
            duties,
        }
    }

    /// The same folder again, after everything was closed.
    pub async fn reopened(self) -> Self {
        let Self {
            dir,
            clock,
            engine,
            token,
            duties,
            owner,
            agent,
        } = self;
        drop((duties, owner, agent));
        engine.close().await.unwrap();
        let engine = Engine::open(dir.path(), options(&clock)).unwrap();
        let owner = engine.unlock(&passphrase()).await.unwrap();
        let agent = engine.gate().authenticate(&token).unwrap();
        let duties = engine.take_duties().unwrap();
        Self {
            dir,
            clock,
            engine,
            owner,
            agent,
            token,
            duties,
        }
    }

    pub async fn ask(&self, key: &str, amount: &str) -> PurchaseAnswer {
        self.try_ask(key, request(amount, "nordlicht-books.example"))
            .await
            .unwrap()
    }

    pub async fn try_ask(
        &self,
        key: &str,
        request: PurchaseRequest,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.agent
            .submit(submission(key, request))
            .await
            .map(|submitted| submitted.answer)
    }

    /// Reads the card, waits out the guard, ticks what must be ticked and approves.
    pub async fn approve(&self, id: PurchaseId) -> Result<(), EngineError> {
        let card = self.owner.card(id).await?;
        self.owner.presented(id, card.hash).await?;
        self.clock.advance(Duration::from_millis(701));
        let presence = self.owner.present(&passphrase()).await?;
        let approve = Approve {
            purchase: id,
            view_hash: card.hash,
            tick: card.view.tick.clone(),
            presence: Some(presence),
            how: How::Keys,
        };
        self.owner.approve(approve).await.map(|_| ())
    }

    pub async fn verify(&self) -> VerifyReport {
        self.engine
            .local()
            .verify(Arc::new(Progress::default()))
            .await
            .unwrap()
    }

    /// Moves the clock and waits until the duties have acted on it.
    pub async fn pass(&self, time: Duration) {
        self.clock.advance(time);
        tokio::time::sleep(Duration::from_millis(1300)).await;
    }
}

pub fn submission(key: &str, request: PurchaseRequest) -> SubmitRequest {
    let body = serde_json::to_vec(&request).unwrap();
    SubmitRequest {
        key: key.into(),
        body_hash: Sha256::digest(body).into(),
        request,
    }
}

pub fn request(amount: &str, domain: &str) -> PurchaseRequest {
    PurchaseRequest::from_draft(draft(amount, domain), Timestamp::from_millis(NOON)).unwrap()
}

pub fn draft(amount: &str, domain: &str) -> Draft {
    Draft {
        merchant: DraftMerchant {
            name: "Nordlicht Books GmbH".into(),
            domain: Some(domain.into()),
            country: Some("DE".into()),
            category: Some("books".into()),
        },
        items: vec![DraftItem {
            title: "Field Guide to Nordic Lichens".into(),
            quantity: Some(1),
            unit_amount: Some(amount.into()),
            amount: amount.into(),
            sku: None,
            url: None,
        }],
        amount: amount.into(),
        currency: "EUR".into(),
        reason: Some("Cheapest in-stock offer".into()),
        rail: Some("card".into()),
        ..Draft::default()
    }
}

pub fn books(auto: &str, deny: &str, month: &str) -> String {
    format!(
        r#"{{"name":"Books","agents":["Shopping agent"],"currency":"EUR",
            "limits":{{"auto_up_to":"{auto}","deny_above":"{deny}",
              "periods":[{{"window":"month","max":"{month}","when_used_up":"ask"}}]}},
            "always_ask":{{"new_merchant":false}},"undo_seconds":10,"time_zone":"Europe/Berlin"}}"#
    )
}
