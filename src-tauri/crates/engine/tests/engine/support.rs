//! A folder with an engine, an agent and helpers to ask and decide.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_domain::ids::{MandateId, PurchaseId};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::{AgentId, Timestamp};
use counterfoil_engine::{
    AgentSession, Approve, Card, Duties, Engine, EngineError, How, Keyring, LimitPeriod,
    LimitsQuery, ManualClock, NewAgent, Options, OwnerSession, Passphrase, Presence, Progress,
    PurchaseAnswer, Settlement, SettlementKind, VerifyReport,
};
use counterfoil_protocols::authorization::{self, Claims};
use p256::ecdsa::VerifyingKey;
use tempfile::TempDir;

use crate::folders;

mod asks;

pub use asks::{books, draft, elsewhere, limited, parsed, request, submission, titled};

pub const NOON: i64 = 1_795_348_800_000; // 2026-11-22T12:00:00Z
pub const PASSPHRASE: &str = "correct horse battery";
pub const SHOP: &str = "nordlicht-books.example";

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
    let clock: Arc<dyn counterfoil_engine::Clock> = Arc::<ManualClock>::clone(clock);
    Options {
        clock,
        keyring: Keyring::Never,
        guard: Duration::from_millis(700),
        // Most tests do within a moment what is suspicious in an agent.
        quarantine: false,
        ..Options::default()
    }
}

impl House {
    pub async fn new() -> Self {
        Self::with_mandate(Some(&books("50.00", "200.00", "400.00"))).await
    }

    pub async fn with_mandate(document: Option<&str>) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
        let options = options(&clock);
        Self::with_options(document, clock, options).await
    }

    /// One that stops agents by rule.
    pub async fn watched(document: &str) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
        let options = Options {
            quarantine: true,
            ..options(&clock)
        };
        Self::with_options(Some(document), clock, options).await
    }

    async fn with_options(
        document: Option<&str>,
        clock: Arc<ManualClock>,
        options: Options,
    ) -> Self {
        let dir = folders::fresh();
        let engine = Engine::open(dir.path(), options).unwrap();
        let owner = engine.unlock(&passphrase()).await.unwrap();
        let (_, token) = connect(&owner, "Shopping agent").await;
        let agent = engine.gate().authenticate(&token).unwrap();
        let duties = engine.take_duties().unwrap();
        let house = Self {
            dir,
            clock,
            engine,
            owner,
            agent,
            token,
            duties,
        };
        if let Some(document) = document {
            house.mandate(document).await;
        }
        house
    }

    /// Ends everything that has the folder open.
    pub async fn closed(self) -> (TempDir, Arc<ManualClock>, String) {
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
        no_longer_open(dir.path()).await;
        (dir, clock, token)
    }

    /// The same folder again, after everything was closed.
    pub async fn reopened(self) -> Self {
        let (dir, clock, token) = self.closed().await;
        Self::reopen(dir, clock, token).await
    }

    pub async fn reopen(dir: TempDir, clock: Arc<ManualClock>, token: String) -> Self {
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

    pub async fn presence(&self) -> Presence {
        self.owner.present(&passphrase()).await.unwrap()
    }

    pub async fn mandate(&self, document: &str) -> MandateId {
        let document = document.as_bytes().to_vec();
        self.owner
            .add_mandate(document, self.presence().await)
            .await
            .unwrap()
    }

    pub async fn amend_mandate(&self, document: &str) {
        let id = self.owner.mandates().await.unwrap()[0].mandate.id;
        let document = document.as_bytes().to_vec();
        let presence = Some(self.presence().await);
        self.owner
            .amend_mandate(id, document, presence)
            .await
            .unwrap();
    }

    /// Another agent with its session.
    pub async fn another(&self, name: &str) -> (AgentId, AgentSession) {
        let (id, token) = connect(&self.owner, name).await;
        (id, self.engine.gate().authenticate(&token).unwrap())
    }

    /// An agent whose money is play money.
    pub async fn toy(&self) -> AgentSession {
        let new = NewAgent {
            name: "Toy".into(),
            controls_desktop: false,
            sandbox: true,
        };
        let added = self.owner.add_agent(new, self.presence().await).await;
        self.engine.gate().authenticate(&added.unwrap().1).unwrap()
    }

    pub async fn ask(&self, key: &str, amount: &str) -> PurchaseAnswer {
        self.try_ask(key, request(amount, SHOP)).await.unwrap()
    }

    pub async fn try_ask(
        &self,
        key: &str,
        request: PurchaseRequest,
    ) -> Result<PurchaseAnswer, EngineError> {
        let submitted = self.agent.submit(submission(key, request)).await;
        submitted.map(|submitted| submitted.answer)
    }

    /// The card, on screen for long enough.
    pub async fn read_card(&self, id: PurchaseId) -> Result<Card, EngineError> {
        let card = self.owner.card(id).await?;
        self.owner.presented(id, card.hash).await?;
        self.clock.advance(Duration::from_millis(701));
        Ok(card)
    }

    /// An approval of exactly this card, with all that it asks for.
    pub async fn approval(&self, card: &Card) -> Approve {
        Approve {
            purchase: card.view.purchase,
            view_hash: card.hash,
            tick: card.view.tick.clone(),
            presence: Some(self.presence().await),
            how: How::Keys,
        }
    }

    /// Reads the card, waits out the guard, ticks what must be ticked and approves.
    pub async fn approve(&self, id: PurchaseId) -> Result<(), EngineError> {
        let card = self.read_card(id).await?;
        let approve = self.approval(&card).await;
        self.owner.approve(approve).await.map(|_| ())
    }

    pub async fn verify(&self) -> VerifyReport {
        verify(&self.engine).await
    }

    /// What a check finds after somebody changed one row of the closed database.
    pub async fn finding_after(self, sql: &str) -> String {
        self.is_intact().await;
        let (dir, clock, token) = self.closed().await;
        let conn = rusqlite::Connection::open(dir.path().join("counterfoil.db")).unwrap();
        assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
        drop(conn);
        let house = Self::reopen(dir, clock, token).await;
        house.verify().await.problem.unwrap().text
    }

    pub async fn is_intact(&self) {
        assert_eq!(self.verify().await.problem, None);
    }

    pub async fn status(&self, id: PurchaseId) -> Status {
        self.engine
            .local()
            .purchase(id)
            .await
            .unwrap()
            .summary
            .status
    }

    /// Moves the clock and gives the duties time to act on it.
    pub async fn pass(&self, time: Duration) {
        self.clock.advance(time);
        for _ in 0..3 {
            self.wake().await;
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Moves the clock and waits until the purchase stands there.
    pub async fn pass_until(&self, time: Duration, id: PurchaseId, status: Status) {
        self.clock.advance(time);
        for _ in 0..500 {
            if self.status(id).await == status {
                return;
            }
            self.wake().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{id} is {}, not {status}", self.status(id).await);
    }

    /// The duties look at the clock whenever something was recorded.
    async fn wake(&self) {
        self.engine
            .local()
            .note_export(String::new(), "csv".into(), 0)
            .await
            .unwrap();
    }

    pub async fn settle(
        &self,
        id: PurchaseId,
        kind: SettlementKind,
        amount: Option<&str>,
        receipt: Option<&str>,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.agent
            .settle(id, settlement(kind, amount, receipt))
            .await
    }

    /// What of the first mandate's first period is held, spent and left.
    pub async fn budget(&self) -> (String, String, String) {
        let period = self.period(0).await;
        (
            period.held.decimal(),
            period.spent.decimal(),
            period.left.decimal(),
        )
    }

    pub async fn period(&self, nth: usize) -> LimitPeriod {
        let limits = self.agent.limits(LimitsQuery::default()).await.unwrap();
        limits[0].periods[nth].clone()
    }
}

/// Waits until nobody has the folder open, and leaves the database in one file.
pub async fn no_longer_open(dir: &Path) {
    for _ in 0..500 {
        // The last connection that may write takes the log with it.
        let last = rusqlite::Connection::open(dir.join("counterfoil.db")).unwrap();
        let read = last.query_row("SELECT count(*) FROM setting", [], |_| Ok(()));
        drop(last);
        if read.is_ok() && !dir.join("counterfoil.db-wal").exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the folder is still open");
}

pub async fn connect(owner: &OwnerSession, name: &str) -> (AgentId, String) {
    let new = NewAgent {
        name: name.into(),
        controls_desktop: false,
        sandbox: false,
    };
    let presence = owner.present(&passphrase()).await.unwrap();
    owner.add_agent(new, presence).await.unwrap()
}

pub async fn verify(engine: &Engine) -> VerifyReport {
    engine
        .local()
        .verify(Arc::new(Progress::default()))
        .await
        .unwrap()
}

pub fn settlement(kind: SettlementKind, amount: Option<&str>, receipt: Option<&str>) -> Settlement {
    let (amount, receipt) = (amount.map(Into::into), receipt.map(Into::into));
    Settlement {
        kind,
        amount,
        currency: None,
        receipt,
    }
}

/// What an authorization says, after its signature was checked with the published key.
pub fn claims(engine: &Engine, token: &str) -> Claims {
    let keys: serde_json::Value = serde_json::from_str(&engine.gate().jwks()).unwrap();
    let mut point = vec![4];
    for name in ["x", "y"] {
        point.extend(
            URL_SAFE_NO_PAD
                .decode(keys["keys"][0][name].as_str().unwrap())
                .unwrap(),
        );
    }
    authorization::open(token, &VerifyingKey::from_sec1_bytes(&point).unwrap()).unwrap()
}
