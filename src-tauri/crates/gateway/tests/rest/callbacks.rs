//! What an agent's own address is told, when, and how often.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_engine::Reject;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{BOOKS, House, order};

/// An address of the agent's that answers as it is told, and remembers what it got.
struct Listener {
    url: String,
    got: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    /// The last answer is given for ever; an empty one stalls.
    async fn open(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/decided?x=1", listener.local_addr().unwrap());
        let got: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&got);
        tokio::spawn(async move {
            for n in 0.. {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 16 * 1024];
                let mut filled = 0;
                while !String::from_utf8_lossy(&request[..filled]).ends_with('}') {
                    let more = stream.read(&mut request[filled..]).await.unwrap();
                    assert!(more > 0);
                    filled += more;
                }
                let text = String::from_utf8_lossy(&request[..filled]).into_owned();
                seen.lock().unwrap().push(text);
                let answer = answers[n.min(answers.len() - 1)];
                if answer.is_empty() {
                    // Held open, so that the sender waits.
                    std::mem::forget(stream);
                } else {
                    let head = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");
                    stream.write_all(head.as_bytes()).await.unwrap();
                }
            }
        });
        Self { url, got }
    }

    /// Everything that came, once there are so many.
    async fn after(&self, count: usize) -> Vec<String> {
        for _ in 0..200 {
            let got = self.got.lock().unwrap().clone();
            if got.len() >= count {
                return got;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("only {:?}", self.got.lock().unwrap());
    }

    fn count(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

async fn asked(house: &House, key: &str, url: &str) -> Value {
    let mut body = order();
    body["callback"] = json!(url);
    house.buy(key, body.to_string()).send().await.is_ok(201)
}

async fn reject(house: &House, purchase: &Value) {
    let reject = Reject {
        purchase: purchase["id"].as_str().unwrap().parse().unwrap(),
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
}

fn part(token: &str, n: usize) -> Vec<u8> {
    URL_SAFE_NO_PAD
        .decode(token.split('.').nth(n).unwrap())
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_is_told_of_the_decision_in_words_that_it_can_check() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let listener = Listener::open(&["204 No Content"]).await;
    let purchase = asked(&house, "k", &listener.url).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(listener.count(), 0, "the first answer said where it stands");

    reject(&house, &purchase).await;
    let got = listener.after(1).await.remove(0);
    let (head, body) = got.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /decided?x=1 HTTP/1.1\r\n"), "{head}");
    assert!(
        !head.to_ascii_lowercase().contains("authorization:"),
        "{head}"
    );
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        told,
        json!({"purchase": purchase["id"], "revision": 1, "status": "rejected"})
    );

    let signature = head
        .lines()
        .find_map(|line| line.strip_prefix("counterfoil-signature: "))
        .unwrap();
    let header: Value = serde_json::from_slice(&part(signature, 0)).unwrap();
    assert_eq!(
        (&header["alg"], &header["typ"]),
        (&json!("ES256"), &json!("counterfoil-notice+jwt"))
    );
    let claims: Value = serde_json::from_slice(&part(signature, 1)).unwrap();
    assert_eq!(claims["aud"], house.agent.to_string());
    let hash = hex::encode(Sha256::digest(body));
    assert_eq!(claims["body_sha256"], hash);
    let keys = house.get("/.well-known/jwks.json").send().await.json();
    let half = |name: &str| {
        URL_SAFE_NO_PAD
            .decode(keys["keys"][0][name].as_str().unwrap())
            .unwrap()
    };
    let point = [vec![4], half("x"), half("y")].concat();
    let signed = signature.rsplit_once('.').unwrap().0;
    let signature = Signature::from_slice(&part(signature, 2)).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_is_sent_again_and_what_is_taken_is_not() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let listener = Listener::open(&[
        "500 Oops",
        "302 Found\r\nLocation: http://127.0.0.1:1/",
        "200 OK",
    ])
    .await;
    let purchase = asked(&house, "k", &listener.url).await;
    reject(&house, &purchase).await;
    let got = listener.after(3).await;
    let bodies: Vec<&str> = got
        .iter()
        .map(|one| one.split_once("\r\n\r\n").unwrap().1)
        .collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(listener.count(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_is_told_also_of_what_waited_while_the_gateway_was_down() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let listener = Listener::open(&["500 Oops", "200 OK"]).await;
    let purchase = asked(&house, "k", &listener.url).await;
    let house = house.restarted().await;
    // The gateway that started now looks at what waits before it hears of anything.
    house.get("/v1/limits").send().await.is_ok(200);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(listener.count(), 0, "nothing has changed");
    reject(&house, &purchase).await;
    let got = listener.after(2).await;
    for one in got {
        assert!(one.contains("counterfoil-signature: "), "{one}");
        let body = one.split_once("\r\n\r\n").unwrap().1;
        let told: Value = serde_json::from_str(body).unwrap();
        assert_eq!(
            told,
            json!({"purchase": purchase["id"], "revision": 1, "status": "rejected"})
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_stalls_or_is_not_there_keeps_nothing_waiting() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let stalls = Listener::open(&[""]).await;
    for n in 0..20 {
        let url = if n % 2 == 0 {
            stalls.url.as_str()
        } else {
            "http://127.0.0.1:1/"
        };
        let purchase = asked(&house, &format!("k{n}"), url).await;
        reject(&house, &purchase).await;
    }
    stalls.after(2).await;
    assert!(
        stalls.count() <= 4,
        "one agent has two places at once: {}",
        stalls.count()
    );
    let begun = std::time::Instant::now();
    house
        .buy("quick", crate::support::plain("1.00", "EUR").to_string())
        .send()
        .await
        .is_ok(201);
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn an_address_elsewhere_is_refused_when_it_is_named() {
    let house = House::open().await;
    for url in [
        "http://example.com/",
        "https://127.0.0.1:9000/",
        "http://127.0.0.1.evil.test:80/",
        "http://user@127.0.0.1:9000/",
        "http://0.0.0.0:9000/",
        "file:///etc/passwd",
    ] {
        let mut body = order();
        body["callback"] = json!(url);
        let answer = house.buy("k", body.to_string()).send().await;
        assert_eq!(answer.status, 400, "{url}");
        assert_eq!(answer.text("field"), "callback");
    }
}
