//! Sellers that answer with exact bytes, or not at all, and remember who called.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_engine::{Clock, PayerKey, SystemClock};
use counterfoil_gateway::{Addresses, Resolve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{House, passphrase};

pub const HOST: &str = "api.seller.example";
pub const OTHER: &str = "mirror.elsewhere.example";

/// What a seller heard.
#[derive(Clone, Debug)]
pub struct Heard {
    pub head: String,
    pub body: String,
}

impl Heard {
    pub fn payment(&self) -> Option<Value> {
        let line = self
            .head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("payment-signature:"))?;
        let (_, value) = line.split_once(':')?;
        let bytes = STANDARD.decode(value.trim()).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

/// What a seller does.
pub enum Reply {
    Bytes(Vec<u8>),
    /// These, and then nothing, with the connection open.
    Silence(Vec<u8>),
    /// These, again and again, after the first.
    Forever(Vec<u8>, Vec<u8>),
}

type Script = dyn Fn(&Heard, &str) -> Reply + Send + Sync;

/// A seller on a port of its own, under any name.
pub struct Seller {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Seller {
    /// The script gets what was heard and the seller's own address.
    pub async fn open(script: impl Fn(&Heard, &str) -> Reply + Send + Sync + 'static) -> Self {
        Self::named(HOST, script).await
    }

    pub async fn named(
        host: &str,
        script: impl Fn(&Heard, &str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://{host}:{}/paid",
            listener.local_addr().unwrap().port()
        );
        let heard = Arc::default();
        let (kept, own, script): (_, _, Arc<Script>) =
            (Arc::clone(&heard), url.clone(), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, own, script) = (Arc::clone(&kept), own.clone(), Arc::clone(&script));
                tokio::spawn(async move { serve(stream, &kept, &own, &script).await });
            }
        });
        Self { url, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    pub fn payments(&self) -> Vec<Value> {
        self.heard().iter().filter_map(Heard::payment).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    heard: &Mutex<Vec<Heard>>,
    own: &str,
    script: &Arc<Script>,
) -> Option<()> {
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    let (top, from) = loop {
        let count = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        read.extend_from_slice(&chunk[..count]);
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break (String::from_utf8(read[..end].to_vec()).unwrap(), end + 4);
        }
    };
    let body = String::from_utf8(read[from..].to_vec()).unwrap();
    let one = Heard { head: top, body };
    // A script may take its time, which is not to be the client's.
    let (script, own, asked) = (Arc::clone(script), own.to_owned(), one.clone());
    let reply = tokio::task::spawn_blocking(move || script(&asked, &own));
    let reply = reply.await.unwrap();
    heard.lock().unwrap().push(one);
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes).await.ok()?,
        Reply::Silence(bytes) => {
            stream.write_all(&bytes).await.ok()?;
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
        Reply::Forever(first, again) => {
            stream.write_all(&first).await.ok()?;
            loop {
                stream.write_all(&again).await.ok()?;
            }
        }
    }
    Some(())
}

/// An answer of HTTP with these header lines.
pub fn http(status: &str, headers: &[String], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        bytes.push_str(header);
        bytes.push_str("\r\n");
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}

pub fn offer(url: &str) -> Value {
    json!({
        "x402Version": 2, "error": "Payment required",
        "resource": {"url": url, "description": "one cent page"},
        "accepts": [{
            "scheme": "exact", "network": "eip155:84532", "amount": "10000",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 300, "extra": {"name": "USDC", "version": "2"},
        }],
    })
}

pub fn asks(offer: &Value) -> Reply {
    let required = STANDARD.encode(offer.to_string());
    http(
        "402 Payment Required",
        &[format!("PAYMENT-REQUIRED: {required}")],
        "{}",
    )
}

pub fn receipt() -> Value {
    json!({"success": true, "network": "eip155:84532",
        "transaction": format!("0x{}", "ab".repeat(32))})
}

/// The line with the seller's word about the payment.
pub fn said(receipt: &Value) -> String {
    format!("PAYMENT-RESPONSE: {}", STANDARD.encode(receipt.to_string()))
}

/// Asks, and answers whoever pays with what `sells` makes.
pub fn honest(sells: impl Fn() -> Reply) -> impl Fn(&Heard, &str) -> Reply {
    move |heard, own| match heard.payment() {
        Some(_) => sells(),
        None => asks(&offer(own)),
    }
}

pub fn report() -> Reply {
    let kind = "content-type: text/plain".to_owned();
    http("200 OK", &[kind, said(&receipt())], "the report")
}

/// Names that this test makes up; each look-up takes the next answer, the last for ever.
#[derive(Debug, Default)]
pub struct Names {
    answers: BTreeMap<String, Vec<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    pub fn here() -> Self {
        let here = vec![vec![IpAddr::from([127, 0, 0, 1])]];
        Self::of(HOST, here.clone()).and(OTHER, here)
    }

    pub fn of(host: &str, answers: Vec<Vec<IpAddr>>) -> Self {
        Self::default().and(host, answers)
    }

    pub fn and(mut self, host: &str, answers: Vec<Vec<IpAddr>>) -> Self {
        self.answers.insert(host.to_owned(), answers);
        self
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolve for Names {
    fn resolve(&self, host: String) -> Addresses {
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|one| **one == host).count();
        let answers = self.answers.get(&host);
        let found = answers.and_then(|all| all.get(before).or(all.last()).cloned());
        asked.push(host);
        Box::pin(async move { found.ok_or_else(|| std::io::Error::other("no such name")) })
    }
}

/// A budget for calls whose `fetch` is this.
pub fn calls(fetch: &Value) -> String {
    json!({"name": "Calls", "currency": "USDC",
        "limits": {"auto_up_to": "0.05", "deny_above": "1.00",
            "periods": [{"window": "month", "max": "1.00", "when_used_up": "ask"}]},
        "always_ask": {"new_merchant": false, "repeats": false}, "undo_seconds": 0,
        "fetch": fetch})
    .to_string()
}

/// A house that pays, with these names and this leave.
pub async fn house(names: Arc<Names>, mandate: &str) -> House {
    house_on(Arc::new(SystemClock), names, mandate).await
}

/// The same by a clock of the test's.
pub async fn house_on(clock: Arc<dyn Clock>, names: Arc<Names>, mandate: &str) -> House {
    let house = House::on(clock, |config| {
        config.rate = None;
        config.fetch.resolve = names;
        config.fetch.connect = Duration::from_millis(800);
        config.fetch.answer = Duration::from_millis(400);
        config.fetch.paid_answer = Duration::from_millis(400);
        config.fetch.stall = Duration::from_millis(300);
    })
    .await
    .with_mandate(mandate)
    .await;
    let key = PayerKey::import(&"22".repeat(32)).unwrap();
    let address = house.owner.set_payer(key, true, &passphrase()).await;
    assert!(address.unwrap().starts_with("0x1563915e"));
    house
}

/// One that may call the sellers of these tests.
pub async fn open() -> House {
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    house(Arc::new(Names::here()), &calls(&fetch)).await
}

pub fn call(key: &str, url: &str) -> Value {
    json!({"idempotency_key": key, "url": url})
}
