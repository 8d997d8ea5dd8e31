//! The whole way of a purchase over HTTP.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_domain::entry::CounterOffer;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_engine::{Approve, How, Reject};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value, json};

use crate::support::{BOOKS, House, order, plain, taken};

impl House {
    /// What the owner does with the card: read it, tick, approve.
    pub async fn approve(&self, purchase: &str) {
        let purchase: PurchaseId = purchase.parse().unwrap();
        let card = self.owner.card(purchase).await.unwrap();
        self.owner.presented(purchase, card.hash).await.unwrap();
        let presence = self.presence().await;
        let approval = Approve {
            purchase,
            view_hash: card.hash,
            tick: card.view.tick.clone(),
            presence: Some(presence),
            how: How::Keys,
        };
        self.owner.approve(approval).await.unwrap();
    }
}

/// The claims of a compact JWS, after checking it with the published keys.
async fn verified(house: &House, jws: &str) -> Value {
    let keys = house
        .get("/.well-known/jwks.json")
        .without("Authorization")
        .send()
        .await
        .is_ok(200);
    let mut parts = jws.split('.');
    let (head, claims, signature) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    assert!(parts.next().is_none());
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let header: Value = serde_json::from_slice(&decode(head)).unwrap();
    assert_eq!(header["alg"], "ES256");
    let key = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == header["kid"]);
    let key = key.expect("the key is published");
    let coordinate = |name: &str| decode(key[name].as_str().unwrap());
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
    let signature = Signature::from_slice(&decode(signature)).unwrap();
    let signed = &jws[..head.len() + 1 + claims.len()];
    key.verify(signed.as_bytes(), &signature)
        .expect("the signature is good");
    assert!(
        key.verify(format!("{signed}x").as_bytes(), &signature)
            .is_err()
    );
    serde_json::from_slice(&decode(claims)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_is_asked_for_approved_authorized_captured_and_refunded() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let asked = house.buy("order-17", order().to_string()).send().await;
    let pending = asked.is_ok(201);
    assert_eq!(pending["status"], "pending");
    assert_eq!(pending["evaluation"]["result"], "ask");
    assert_eq!(pending["evaluation"]["reasons"][0]["code"], "over_auto");
    assert!(pending["next_poll_ms"].is_u64() && pending["expires_at"].is_string());
    assert!(pending["decision"].is_null() && pending["authorization"].is_null());
    let path = pending["links"]["self"].as_str().unwrap().to_owned();
    let id = pending["id"].as_str().unwrap();

    let waiting = house.get(&format!("{path}?wait=20"));
    let begun = Instant::now();
    let (answer, ()) = tokio::join!(waiting.send(), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        house.approve(id).await;
    });
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "the long poll ends with the decision"
    );
    let mut purchase = answer.is_ok(200);
    while purchase["next_poll_ms"].is_u64() {
        purchase = house.get(&format!("{path}?wait=5")).send().await.is_ok(200);
    }

    assert_eq!(purchase["status"], "authorized");
    assert_eq!(purchase["decision"]["by"], "owner");
    assert_eq!(purchase["decision"]["verdict"], "approve");
    let claims = verified(&house, purchase["authorization"].as_str().unwrap()).await;
    assert_eq!(claims["jti"], format!("{id}:1"));
    assert_eq!(claims["sub"], house.agent.to_string());
    assert_eq!(claims["aud"], "shop.nordlicht-books.example");
    assert_eq!(claims["purchase"]["amount"], "84.90");
    assert_eq!(claims["purchase"]["currency"], "EUR");
    assert!(claims["purchase"]["shown_hash"].is_string(), "{claims}");
    assert!(claims["ledger"]["checkpoint"].is_string(), "{claims}");

    let receipt = json!({"amount": "84.90", "currency": "EUR", "receipt": "INV-9"}).to_string();
    let captured = house
        .post(&format!("{path}/capture"), receipt)
        .send()
        .await
        .is_ok(200);
    assert_eq!(
        (&captured["status"], &captured["captured"]),
        (&json!("captured"), &json!("84.90"))
    );
    let part = json!({"amount": "9.95", "receipt": "CR-1"}).to_string();
    let refunded = house
        .post(&format!("{path}/refund"), part)
        .send()
        .await
        .is_ok(200);
    assert_eq!(refunded["refunded"], "9.95");
    let rest = json!({"receipt": "CR-2"}).to_string();
    let refunded = house
        .post(&format!("{path}/refund"), rest)
        .send()
        .await
        .is_ok(200);
    assert_eq!(
        (&refunded["status"], &refunded["refunded"]),
        (&json!("refunded"), &json!("84.90"))
    );

    let again = house.buy("order-17", order().to_string()).send().await;
    assert_eq!(
        (again.status, again.body),
        (200, asked.body),
        "the first answer, to the byte"
    );
}

#[tokio::test]
async fn a_small_purchase_is_authorized_without_asking() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let answer = taken(&house, "small", plain("12.00", "EUR").to_string()).await;
    assert_eq!(answer["evaluation"]["result"], "within");
    let path = answer["links"]["self"].as_str().unwrap();
    let begun = Instant::now();
    let answer = house
        .get(&format!("{path}?wait=10"))
        .send()
        .await
        .is_ok(200);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "there is nothing to wait for"
    );
    assert_eq!(answer["status"], "authorized");
    assert_eq!(answer["decision"]["by"], "rule");
    assert!(answer.get("next_poll_ms").is_none());
    let claims = verified(&house, answer["authorization"].as_str().unwrap()).await;
    assert_eq!(claims["purchase"]["amount"], "12.00");
}

#[tokio::test]
async fn a_rejected_purchase_carries_the_owners_counter_offer() {
    let house = House::open().await;
    let asked = taken(&house, "k", order().to_string()).await;
    let offer = CounterOffer {
        max_amount: Some("60.00".to_owned()),
        merchant: None,
        not_before: None,
        note: Some("only one guide".to_owned()),
    };
    let reject = Reject {
        purchase: asked["id"].as_str().unwrap().parse().unwrap(),
        note: Some("too much".to_owned()),
        counter_offer: Some(offer),
    };
    house.owner.reject(reject).await.unwrap();
    let answer = house
        .get(asked["links"]["self"].as_str().unwrap())
        .send()
        .await
        .is_ok(200);
    assert_eq!(answer["status"], "rejected");
    let decision = &answer["decision"];
    assert_eq!(
        (&decision["by"], &decision["verdict"]),
        (&json!("owner"), &json!("reject"))
    );
    assert_eq!(decision["reason"], "too much");
    assert_eq!(decision["counter_offer"]["max_amount"], "60.00");
    assert_eq!(decision["counter_offer"]["note"], "only one guide");
}

#[tokio::test]
async fn a_purchase_above_the_bound_is_denied_by_rule() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let answer = taken(&house, "k", plain("500.01", "EUR").to_string()).await;
    assert_eq!(answer["status"], "denied");
    assert_eq!(answer["evaluation"]["result"], "refuse");
    assert_eq!(answer["evaluation"]["reasons"][0]["code"], "above_deny");
    assert!(answer.get("next_poll_ms").is_none());
}

#[tokio::test]
async fn a_withdrawn_purchase_stays_withdrawn() {
    let house = House::open().await;
    let asked = taken(&house, "k", order().to_string()).await;
    let path = asked["links"]["self"].as_str().unwrap();
    let no_body = house.call("POST", &format!("{path}/cancel"));
    let no_body = no_body
        .set("Content-Type", "application/json")
        .set("Content-Length", "0");
    assert_eq!(no_body.send().await.is_ok(200)["status"], "cancelled");
    let again = house.post(&format!("{path}/cancel"), "{}").send().await;
    assert!([200, 409].contains(&again.status));
    let late = house
        .post(&format!("{path}/amend"), order().to_string())
        .send()
        .await;
    late.is_problem(409, "already_decided");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_73_withdrawing_and_approving_at_once_has_one_winner() {
    let house = House::open().await;
    for round in 0..10 {
        let asked = taken(
            &house,
            &format!("k{round}"),
            plain("1.00", "EUR").to_string(),
        )
        .await;
        let id: PurchaseId = asked["id"].as_str().unwrap().parse().unwrap();
        let path = asked["links"]["self"].as_str().unwrap().to_owned();
        let card = house.owner.card(id).await.unwrap();
        house.owner.presented(id, card.hash).await.unwrap();
        let approval = Approve {
            purchase: id,
            view_hash: card.hash,
            tick: card.view.tick.clone(),
            presence: Some(house.presence().await),
            how: How::Keys,
        };
        let cancel = house.post(&format!("{path}/cancel"), "{}");
        let (approved, cancelled) = tokio::join!(house.owner.approve(approval), cancel.send());
        let status = house.get(&path).send().await.is_ok(200)["status"].clone();
        match (approved.is_ok(), cancelled.status) {
            // Withdrawn within the undo window.
            (_, 200) => assert_eq!(status, "cancelled"),
            (true, 409) => assert_ne!(status, "cancelled"),
            other => panic!("{other:?} {status}"),
        }
    }
}
