//! A house with an owner, an engine, a gateway and an agent, and a client that sends exact bytes.

use std::net::SocketAddr;
use std::sync::Arc;

use counterfoil_domain::ids::AgentId;
use counterfoil_engine::{
    Clock, Duties, Engine, NewAgent, Options, OwnerSession, Passphrase, Presence, SystemClock,
};
use counterfoil_gateway::{Gateway, GatewayConfig};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::folder::{Folder, options};

mod asked;

pub use asked::{order, order_with, plain, raw_amount};

pub const PASSPHRASE: &str = "tear along the dotted line";

/// A mandate that approves small purchases from one shop without asking.
pub const BOOKS: &str = r#"{"name":"Books","currency":"EUR",
    "scope":{"merchants":["nordlicht-books.example"]},
    "limits":{"auto_up_to":"50.00","deny_above":"500.00",
        "periods":[{"window":"month","max":"2000.00","when_used_up":"ask"}]},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

pub struct House {
    pub engine: Engine,
    pub owner: OwnerSession,
    pub agent: AgentId,
    pub token: String,
    pub address: SocketAddr,
    pub stop: CancellationToken,
    pub serving: JoinHandle<()>,
    duties: Duties,
    folder: Folder,
}

impl House {
    /// A house with one agent, no mandate and no rate limit.
    pub async fn open() -> Self {
        Self::with(|config| config.rate = None).await
    }

    pub async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        Self::on(Arc::new(SystemClock), change).await
    }

    /// One whose engine goes by this clock.
    pub async fn on(clock: Arc<dyn Clock>, change: impl FnOnce(&mut GatewayConfig)) -> Self {
        Self::over(Folder::fresh().await, clock, change).await
    }

    /// The gateway stopped, the folder closed, and both opened again.
    pub async fn restarted(self) -> Self {
        self.stop.cancel();
        self.serving.await.unwrap();
        let (engine, folder) = (self.engine, self.folder);
        drop((self.owner, self.duties));
        engine.close().await.unwrap();
        Self::over(folder, Arc::new(SystemClock), |config| config.rate = None).await
    }

    async fn over(
        folder: Folder,
        clock: Arc<dyn Clock>,
        change: impl FnOnce(&mut GatewayConfig),
    ) -> Self {
        let data = folder.data.clone();
        let options = Options { clock, ..options() };
        let engine = tokio::task::spawn_blocking(move || Engine::open(&data, options));
        let engine = engine.await.unwrap().unwrap();
        let owner = engine.unlock(&passphrase()).await.unwrap();
        let duties = engine.take_duties().unwrap().expect("nobody else has them");
        let mut config = GatewayConfig::at(SocketAddr::from(([127, 0, 0, 1], 0)));
        change(&mut config);
        let gateway = Gateway::bind(config).await.unwrap();
        let address = gateway.address();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(gateway.serve(engine.gate(), stop.clone()));
        Self {
            engine,
            owner,
            agent: folder.agent,
            token: folder.token.clone(),
            address,
            stop,
            serving,
            duties,
            folder,
        }
    }

    /// Where the data is.
    pub fn data_folder(&self) -> std::path::PathBuf {
        self.folder.data.clone()
    }

    pub async fn presence(&self) -> Presence {
        self.owner.present(&passphrase()).await.unwrap()
    }

    pub async fn with_mandate(self, document: &str) -> Self {
        let presence = self.presence().await;
        self.owner
            .add_mandate(document.as_bytes().to_vec(), presence)
            .await
            .unwrap();
        self
    }

    /// How many entries the ledger has: a refused request must not add one.
    pub fn ledger_size(&self) -> u64 {
        self.engine.gate().health().unwrap().ledger_size
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    pub fn post(&self, path: &str, body: impl Into<Vec<u8>>) -> Call<'_> {
        self.call("POST", path)
            .set("Content-Type", "application/json")
            .body(body)
    }

    /// A purchase request under a key.
    pub fn buy(&self, key: &str, body: impl Into<Vec<u8>>) -> Call<'_> {
        self.post("/v1/purchases", body).set("Idempotency-Key", key)
    }

    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        Call {
            house: self,
            line: format!("{method} {path} HTTP/1.1"),
            headers: vec![
                ("Host".into(), self.address.to_string().into()),
                (
                    "Authorization".into(),
                    format!("Bearer {}", self.token).into(),
                ),
                ("Connection".into(), "close".into()),
            ],
            body: Vec::new(),
        }
    }

    /// Sends bytes on a connection of their own and reads one answer.
    pub async fn raw(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut stream = self.connect().await;
        exchange(&mut stream, bytes.as_ref()).await
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Sends bytes and reads one answer on a connection that may stay open.
pub async fn exchange(stream: &mut TcpStream, bytes: &[u8]) -> Answer {
    // The gateway may answer and hang up before it has read everything.
    drop(stream.write_all(bytes).await);
    Answer::read(stream, bytes.starts_with(b"HEAD ")).await
}

pub fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE).unwrap()
}

pub async fn add_agent(owner: &OwnerSession, name: &str) -> (AgentId, String) {
    let presence = owner.present(&passphrase()).await.unwrap();
    let agent = NewAgent {
        name: name.to_owned(),
        controls_desktop: false,
        sandbox: false,
    };
    owner.add_agent(agent, presence).await.unwrap()
}

/// One request; headers go out in the order and spelling they were given.
#[derive(Clone)]
pub struct Call<'a> {
    house: &'a House,
    line: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Call<'_> {
    /// Replaces a header.
    pub fn set(self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.without(name).add(name, value)
    }

    /// Adds a header beside any of the same name.
    pub fn add(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.set("Content-Length", length)
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut wire = format!("{}\r\n", self.line).into_bytes();
        for (name, value) in &self.headers {
            wire.extend_from_slice(name.as_bytes());
            wire.extend_from_slice(b": ");
            wire.extend_from_slice(value);
            wire.extend_from_slice(b"\r\n");
        }
        wire.extend_from_slice(b"\r\n");
        wire.extend_from_slice(&self.body);
        wire
    }

    pub async fn send(&self) -> Answer {
        self.house.raw(self.bytes()).await
    }
}

/// What came back; status 0 when the connection ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads one answer; the answer to HEAD has no body whatever length it names.
    pub async fn read(stream: &mut TcpStream, to_head: bool) -> Self {
        let mut all = Vec::new();
        let mut chunk = vec![0; 16 * 1024];
        loop {
            if let Some(answer) = Self::parse(&all, to_head) {
                return answer;
            }
            match stream.read(&mut chunk).await {
                Ok(0) | Err(_) => {
                    return Self {
                        status: 0,
                        head: String::new(),
                        body: all,
                    };
                }
                Ok(read) => all.extend_from_slice(&chunk[..read]),
            }
        }
    }

    fn parse(all: &[u8], to_head: bool) -> Option<Self> {
        let end = all.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(all[..end].to_vec()).unwrap();
        let status: u16 = head[9..12].parse().unwrap();
        let mut answer = Self {
            status,
            head,
            body: Vec::new(),
        };
        if status == 100 {
            return Self::parse(&all[end + 4..], to_head);
        }
        let length = answer.header("content-length").filter(|_| !to_head);
        let length = length.map_or(0, |text| text.parse().unwrap());
        answer.body = all.get(end + 4..end + 4 + length)?.to_vec();
        Some(answer)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (present, value) = line.split_once(':')?;
            present.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "{error}: {} {:?}",
                self.head,
                String::from_utf8_lossy(&self.body)
            )
        })
    }

    pub fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_default().to_owned()
    }

    /// Asserts a problem answer and that it is complete.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> &Self {
        assert_eq!(
            self.status,
            status,
            "{} {}",
            self.head,
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status, "{body}");
        for words in ["detail", "hint", "title", "type"] {
            assert!(!body[words].as_str().unwrap().is_empty(), "{body}");
        }
        self
    }

    #[track_caller]
    pub fn about(&self, field: &str) -> &Self {
        assert_eq!(self.text("field"), field, "{}", self.json());
        self
    }

    #[track_caller]
    pub fn is_ok(&self, status: u16) -> Value {
        assert_eq!(
            self.status,
            status,
            "{} {}",
            self.head,
            String::from_utf8_lossy(&self.body)
        );
        self.json()
    }
}

/// Sends a purchase that must be refused at `field`, and asserts that nothing was written.
#[track_caller]
pub fn refused<'a>(
    house: &'a House,
    body: impl Into<Vec<u8>>,
    code: &'a str,
    field: &'a str,
) -> impl Future<Output = ()> + 'a {
    let body = body.into();
    async move {
        let before = house.ledger_size();
        let shown = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        let answer = house.buy("bad-input", body).send().await;
        answer.is_problem(400, code).about(field);
        assert_eq!(
            house.ledger_size(),
            before,
            "something was written for {shown}"
        );
    }
}

/// Sends a purchase that must be taken.
pub async fn taken(house: &House, key: &str, body: impl Into<Vec<u8>>) -> Value {
    house.buy(key, body).send().await.is_ok(201)
}
