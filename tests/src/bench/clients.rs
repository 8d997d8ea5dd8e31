//! The load: keep-alive clients on threads of their own runtime, each asking for one purchase after
//! another and reading the whole answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Sample;

/// How much load, and for how long.
#[derive(Clone, Copy)]
pub(super) struct Load {
    pub(super) clients: usize,
    pub(super) time: Duration,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) enum Asking {
    /// A plain purchase.
    Plain,
    /// A payment over x402.
    X402,
}

static NEXT_KEY: AtomicU64 = AtomicU64::new(1);

/// One keep-alive connection of an agent.
pub(super) struct Client {
    stream: TcpStream,
    address: SocketAddr,
    token: String,
    buffer: Vec<u8>,
}

impl Client {
    pub(super) async fn connect(address: SocketAddr, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address,
            token: token.to_owned(),
            buffer: vec![0; 16 * 1024],
        })
    }

    /// Asks for a purchase of `amount` and returns the status code and the body.
    pub(super) async fn buy(&mut self, amount: &str) -> Result<(u16, String)> {
        let (key, body) = purchase(amount);
        self.post("/v1/purchases", &key, &body).await
    }

    /// Asks to pay a seller over x402.
    async fn pay(&mut self) -> Result<(u16, String)> {
        let key = NEXT_KEY.fetch_add(1, Ordering::Relaxed);
        let body = payment(key).to_string();
        let path = "/v1/x402/payments";
        self.post(path, &format!("bench-{key}"), &body).await
    }

    async fn post(&mut self, path: &str, key: &str, body: &str) -> Result<(u16, String)> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Idempotency-Key: {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len(),
        );
        self.stream.write_all(request.as_bytes()).await?;
        let mut read = 0;
        loop {
            let more = self.stream.read(&mut self.buffer[read..]).await?;
            ensure!(more > 0, "the gateway closed the connection");
            read += more;
            if let Some(answer) = complete(&self.buffer[..read])? {
                return Ok(answer);
            }
        }
    }
}

/// Runs the load and measures it.
pub(super) fn run(
    address: SocketAddr,
    tokens: &[String],
    asking: Asking,
    load: Load,
) -> Result<Sample> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let begin = Instant::now();
    let mut latencies = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for token in tokens.iter().cycle().take(load.clients) {
            let token = token.clone();
            tasks.spawn(async move { one(address, &token, asking, load.time).await });
        }
        let mut all = Vec::new();
        while let Some(done) = tasks.join_next().await {
            all.extend(done??);
        }
        anyhow::Ok(all)
    })?;
    Ok(sample(&mut latencies, begin.elapsed()))
}

async fn one(
    address: SocketAddr,
    token: &str,
    asking: Asking,
    time: Duration,
) -> Result<Vec<Duration>> {
    let mut client = Client::connect(address, token).await?;
    let begin = Instant::now();
    let mut latencies = Vec::new();
    while begin.elapsed() < time {
        let asked = Instant::now();
        let (status, body) = match asking {
            Asking::Plain => client.buy("4.20").await?,
            Asking::X402 => client.pay().await?,
        };
        ensure!(status == 201, "status {status}: {body}");
        ensure!(body.contains("\"authorized\""), "not authorized: {body}");
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}

/// Rate and percentiles of some latencies.
pub(super) fn sample(latencies: &mut [Duration], time: Duration) -> Sample {
    latencies.sort_unstable();
    let at = |share: usize| {
        let index = latencies.len() * share / 100;
        latencies
            .get(index.min(latencies.len().saturating_sub(1)))
            .map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
    };
    let count = u32::try_from(latencies.len()).unwrap_or(u32::MAX);
    Sample {
        per_second: f64::from(count) / time.as_secs_f64(),
        p50_ms: at(50),
        p99_ms: at(99),
    }
}

/// A purchase that was not asked for before, with its key.
pub(super) fn purchase(amount: &str) -> (String, String) {
    let key = NEXT_KEY.fetch_add(1, Ordering::Relaxed);
    (format!("bench-{key}"), body(amount, key))
}

/// A cent for one page, as a seller on a test network asks for it.
fn payment(key: u64) -> Value {
    let url = format!("https://api{}.seller.example/page/{key}", key % 97);
    let required = json!({
        "x402Version": 2,
        "resource": {"url": url, "description": "one page"},
        "accepts": [{
            "scheme": "exact", "network": "eip155:84532", "amount": "10000",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 300, "extra": {"name": "USDC", "version": "2"},
        }],
    });
    let required = STANDARD.encode(required.to_string());
    json!({"resource": url, "method": "GET", "payment_required": required})
}

fn body(amount: &str, key: u64) -> String {
    format!(
        r#"{{"merchant":{{"name":"Nordlicht Books GmbH","domain":"shop{}.nordlicht-books.example","country":"DE","category":"books"}},"items":[{{"title":"Field Guide to Nordic Lichens, volume {key}","quantity":1,"unit_amount":"{amount}","amount":"{amount}","sku":"LI-{key}"}}],"amount":"{amount}","currency":"EUR","reason":"Cheapest in-stock offer","rail":"card","instrument":"Visa •••• 4242","metadata":{{"order":"A-{key}"}}}}"#,
        key % 97,
    )
}

/// The answer, once it is whole.
fn complete(bytes: &[u8]) -> Result<Option<(u16, String)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.split(' ').nth(1).context("no status")?.parse()?;
    let length: usize = head
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        })
        .context("no Content-Length")?;
    let body = &bytes[end + 4..];
    if body.len() < length {
        return Ok(None);
    }
    Ok(Some((status, String::from_utf8(body[..length].to_vec())?)))
}
