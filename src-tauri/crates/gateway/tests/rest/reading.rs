//! What an agent can look up.

use std::time::{Duration, Instant};

use counterfoil_engine::{Clock, SystemClock};
use serde_json::json;

use crate::support::{BOOKS, House, order, order_with, plain, taken};

#[tokio::test]
async fn own_purchases_are_listed_newest_first_in_pages() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let body = plain(&format!("{}.00", 100 + number), "EUR").to_string();
        ids.push(taken(&house, &format!("k{number}"), body).await["id"].clone());
    }
    taken(&house, "small", plain("1.00", "EUR").to_string()).await;
    ids.reverse();
    let mut seen = Vec::new();
    let mut next = String::from("/v1/purchases?status=pending&limit=2");
    loop {
        let page = house.get(&next).send().await.is_ok(200);
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].clone()),
        );
        match page["next"].as_str() {
            Some(cursor) => next = format!("/v1/purchases?status=pending&limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn limits_tell_what_is_left() {
    let house = House::open().await.with_mandate(BOOKS).await;
    taken(&house, "k", order().to_string()).await;
    let limits = house.get("/v1/limits").send().await.is_ok(200);
    let mandate = &limits["items"][0];
    assert_eq!(mandate["name"], "Books");
    assert_eq!(
        (&mandate["auto_up_to"], &mandate["currency"]),
        (&json!("50.00"), &json!("EUR"))
    );
    let period = &mandate["periods"][0];
    assert_eq!(
        (&period["window"], &period["max"]),
        (&json!("month"), &json!("2000.00"))
    );
    assert_eq!(
        (&period["held"], &period["left"]),
        (&json!("84.90"), &json!("1915.10"))
    );
    assert!(period["ends"].is_string());
    for (query, count) in [
        ("merchant=nordlicht-books.example", 1),
        ("merchant=other.example", 0),
        ("currency=USD", 0),
    ] {
        let limits = house
            .get(&format!("/v1/limits?{query}"))
            .send()
            .await
            .is_ok(200);
        assert_eq!(limits["items"].as_array().unwrap().len(), count, "{query}");
    }
    for (query, field) in [
        ("merchant=127.0.0.1", "merchant"),
        ("currency=euro", "currency"),
    ] {
        let answer = house.get(&format!("/v1/limits?{query}")).send().await;
        assert_eq!(answer.status, 400, "{query}");
        answer.about(field);
    }
}

#[tokio::test]
async fn health_keys_and_checkpoint_need_no_token() {
    let house = House::open().await;
    let open = |path: &str| house.get(path).without("Authorization");
    let health = open("/healthz").send().await.is_ok(200);
    assert_eq!(
        (&health["status"], &health["unlocked"]),
        (&json!("ok"), &json!(true))
    );
    let note = open("/v1/ledger/checkpoint").send().await;
    assert_eq!(
        (note.status, note.header("content-type")),
        (200, Some("text/plain; charset=utf-8"))
    );
    let note = String::from_utf8(note.body).unwrap();
    assert!(
        note.lines().count() >= 4 && note.contains('\u{2014}'),
        "{note}"
    );
    let keys = open("/.well-known/jwks.json").send().await.is_ok(200);
    let key = &keys["keys"][0];
    assert_eq!((&key["kty"], &key["crv"]), (&json!("EC"), &json!("P-256")));
    assert!(key.get("d").is_none(), "only the public half");
}

#[tokio::test]
async fn a_long_poll_without_a_change_ends_on_time() {
    let house = House::open().await;
    let asked = taken(&house, "k", order().to_string()).await;
    let path = asked["links"]["self"].as_str().unwrap();
    let begun = Instant::now();
    let answer = house.get(&format!("{path}?wait=1")).send().await.is_ok(200);
    assert_eq!(answer["status"], "pending");
    let elapsed = begun.elapsed();
    assert!(elapsed > Duration::from_millis(900) && elapsed < Duration::from_secs(3));
}

#[tokio::test]
async fn the_offers_end_is_kept() {
    let house = House::open().await;
    let ends = SystemClock.now().plus(Duration::from_hours(1)).to_string();
    let answer = taken(&house, "k", order_with("/expires_at", json!(ends))).await;
    assert_eq!(answer["expires_at"], ends);
}

#[test]
fn only_loopback_is_listened_on() {
    use counterfoil_gateway::{Gateway, GatewayConfig};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for address in [
        "0.0.0.0:0",
        "[::]:0",
        "192.168.1.5:0",
        "127.0.0.2:0",
        "[::ffff:127.0.0.1]:0",
    ] {
        let config = GatewayConfig::at(address.parse().unwrap());
        let error = runtime.block_on(Gateway::bind(config)).unwrap_err();
        assert_eq!(error.code(), "not_loopback", "{address}");
    }
    let first = runtime.block_on(Gateway::bind(GatewayConfig::at(
        "127.0.0.1:0".parse().unwrap(),
    )));
    let taken = GatewayConfig::at(first.as_ref().unwrap().address());
    assert_eq!(
        runtime.block_on(Gateway::bind(taken)).unwrap_err().code(),
        "port_unavailable"
    );
}
