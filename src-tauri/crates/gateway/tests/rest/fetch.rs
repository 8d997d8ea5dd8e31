//! `fetch_paid` against real servers: what is bought is paid once, and what cheats gets nothing.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use counterfoil_engine::{Clock, ManualClock, SystemClock};
use serde_json::{Value, json};

use self::seller::{
    HOST, Names, OTHER, Reply, Seller, asks, call, calls, honest, house, house_on, http, offer,
    open, receipt, report, said,
};
use crate::support::House;

mod durable;
mod hostile;
pub(crate) mod seller;

#[tokio::test]
async fn a_call_is_paid_for_and_its_answer_and_receipt_come_back() {
    let house = open().await;
    let seller = Seller::open(honest(report)).await;
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["status"], "done", "{done}");
    assert_eq!(done["answer"]["text"], "the report");
    assert_eq!(done["answer"]["http_status"], 200);
    assert!(done["untrusted"].as_str().unwrap().contains("data"));
    assert!(done["answer"]["receipt"].is_string());
    let purchase = &done["purchase"];
    assert_eq!(
        (&purchase["status"], &purchase["captured"]),
        (&json!("captured"), &json!("0.010000"))
    );
    assert_eq!(purchase["payment"], Value::Null);
    let paid = &seller.payments()[0]["payload"]["authorization"];
    assert_eq!(paid["value"], "10000");
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_calls_nobody_again() {
    let house = open().await;
    let seller = Seller::open(honest(report)).await;
    let first = house.does("fetch_paid", call("one", &seller.url)).await;
    let again = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(first, again);
    assert_eq!(seller.heard().len(), 2, "asked once, paid once");
    let other = house
        .refuses("fetch_paid", call("one", &format!("{}?x=1", seller.url)))
        .await;
    assert_eq!(other["code"], "idempotency_key_reused");
}

#[tokio::test]
async fn what_costs_nothing_is_told_and_bought_nothing() {
    let house = open().await;
    let seller = Seller::open(|_, _| http("404 Not Found", &[], [0xff, 0x00])).await;
    let before = house.ledger_size();
    let done = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(done["answer"]["http_status"], 404);
    assert_eq!(done["answer"]["base64"], "/wA=");
    assert_eq!(done["purchase"], Value::Null);
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn without_the_owners_word_nothing_leaves_this_machine() {
    let names = Arc::new(Names::here());
    let mut mandate: Value = serde_json::from_str(&calls(&json!({}))).unwrap();
    mandate.as_object_mut().unwrap().remove("fetch");
    let house = house(Arc::clone(&names), &mandate.to_string()).await;
    let seller = Seller::open(honest(report)).await;
    let before = house.ledger_size();
    let refused = house.refuses("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(refused["code"], "fetch_not_allowed");
    assert_eq!(house.ledger_size(), before + 1, "the refusal is recorded");
    assert_eq!((seller.heard().len(), names.asked().len()), (0, 0));
}

#[tokio::test]
async fn a_paused_agent_calls_nobody() {
    let house = open().await;
    let seller = Seller::open(honest(report)).await;
    house.does("pause_me", json!({})).await;
    let refused = house.refuses("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(refused["code"], "paused");
    assert!(seller.heard().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_owner_is_asked_is_continued_with_the_same_key() {
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    let asking = calls(&fetch).replace("\"auto_up_to\":\"0.05\"", "\"auto_up_to\":\"0.001\"");
    let house = house(Arc::new(Names::here()), &asking).await;
    let seller = Seller::open(honest(report)).await;
    let began = Instant::now();
    let pending = house.does("fetch_paid", call("one", &seller.url)).await;
    assert!(began.elapsed() < Duration::from_secs(3));
    assert_eq!(pending["status"], "pending");
    assert_eq!(pending["purchase"]["payment"], Value::Null);
    let still = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(still["purchase"]["id"], pending["purchase"]["id"]);
    assert_eq!(
        seller.heard().len(),
        1,
        "nobody is called while the owner thinks"
    );
    house
        .approve(pending["purchase"]["id"].as_str().unwrap())
        .await;
    let done = house.fetched("one", &seller.url).await;
    assert_eq!(done["answer"]["text"], "the report");
    assert_eq!(seller.payments().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_owner_takes_long_the_seller_is_asked_again_and_paid_what_was_approved() {
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    let asking = calls(&fetch).replace("\"auto_up_to\":\"0.05\"", "\"auto_up_to\":\"0.001\"");
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let timed: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
    let house = house_on(timed, Arc::new(Names::here()), &asking).await;
    let seller = Seller::open(honest(report)).await;
    let pending = house.does("fetch_paid", call("one", &seller.url)).await;
    clock.advance(Duration::from_secs(90));
    let id = pending["purchase"]["id"].as_str().unwrap();
    house.approve(id).await;
    let done = house.fetched("one", &seller.url).await;
    assert_eq!(done["answer"]["text"], "the report");
    assert_eq!(done["purchase"]["id"], id);
    assert_eq!(seller.heard().len(), 3, "asked twice, paid once");
    assert_eq!(seller.payments().len(), 1);
}

#[tokio::test]
async fn what_the_owner_rejects_is_told_and_not_paid() {
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    let denying = calls(&fetch)
        .replace("1.00\"", "0.001\"")
        .replace("0.05", "0.001");
    let house = house(Arc::new(Names::here()), &denying).await;
    let seller = Seller::open(honest(report)).await;
    let told = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(told["status"], "refused", "{told}");
    assert_eq!(told["purchase"]["status"], "denied");
    assert!(seller.payments().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_seller_is_waited_for_behind_the_call() {
    let house = House::with(|config| {
        config.rate = None;
        config.fetch.resolve = Arc::new(Names::here());
    })
    .await;
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    let house = house.with_mandate(&calls(&fetch)).await;
    let seller = Seller::open(|_, _| {
        std::thread::sleep(Duration::from_millis(3_200));
        http("200 OK", &[], "late")
    })
    .await;
    let began = Instant::now();
    let first = house.does("fetch_paid", call("one", &seller.url)).await;
    assert!(began.elapsed() < Duration::from_secs(3));
    assert_eq!(first["status"], "fetching");
    let done = house.fetched("one", &seller.url).await;
    assert_eq!(done["answer"]["text"], "late");
    assert_eq!(seller.heard().len(), 1);
}

#[tokio::test]
async fn the_agent_chooses_method_body_and_three_headers_and_nothing_else() {
    let house = open().await;
    let seller = Seller::open(|_, _| http("200 OK", &[], "")).await;
    let mut post = call("post", &seller.url);
    post["method"] = "POST".into();
    post["body"] = "q=1".into();
    post["headers"] = json!({"content-type": "application/x-www-form-urlencoded"});
    house.does("fetch_paid", post).await;
    let heard = &seller.heard()[0];
    assert!(
        heard.head.starts_with("POST /paid HTTP/1.1\r\n"),
        "{}",
        heard.head
    );
    let lines = heard.head.to_ascii_lowercase();
    assert!(lines.contains("content-type: application/x-www-form-urlencoded"));
    assert!(lines.contains("accept-encoding: identity"));
    assert_eq!(heard.body, "q=1");
    let before = house.ledger_size();
    for (field, value, code) in [
        (
            "headers",
            json!({"authorization": "Bearer x"}),
            "unknown_field",
        ),
        ("headers", json!({"accept": "a\r\nx: y"}), "header_syntax"),
        ("method", json!("TRACE"), "method_unknown"),
        ("body", json!("x"), "body_unexpected"),
        ("url", json!("file:///etc/passwd"), "url_scheme"),
        (
            "url",
            json!("https://me:secret@api.seller.example/"),
            "url_user",
        ),
        ("url", json!("https://intranet/"), "url_host"),
        ("url", json!("api.seller.example"), "url_syntax"),
    ] {
        let mut odd = call("odd", &seller.url);
        odd[field] = value;
        assert_eq!(house.refuses("fetch_paid", odd).await["code"], code);
    }
    assert_eq!((seller.heard().len(), house.ledger_size()), (1, before));
}

impl House {
    /// Asks with the same key until it is over.
    async fn fetched(&self, key: &str, url: &str) -> Value {
        for _ in 0..40 {
            let told = self.does("fetch_paid", call(key, url)).await;
            if told["status"] == "done" {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the call did not end");
    }
}
