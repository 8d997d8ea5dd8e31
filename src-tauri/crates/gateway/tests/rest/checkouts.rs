//! Checkouts of ACP and AP2 over HTTP, up to what the shop and the payment provider are given.

use std::fs;
use std::path::Path;

use counterfoil_domain::MerchantDomain;
use counterfoil_engine::read_merchant_keys;
use serde_json::{Value, json};

use crate::support::{House, add_agent};

const MANDATE: &str = r#"{"name":"Everything","currency":"USD",
    "limits":{"auto_up_to":"200.00","deny_above":"500.00",
        "periods":[{"window":"month","max":"2000.00","when_used_up":"ask"}]},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

/// Tokens that AP2's own SDK signed.
fn vectors() -> Value {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../protocols/tests/data/ap2_vectors.json"
    );
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn session(cents: u32) -> Value {
    json!({
        "id": "csn_1", "status": "ready_for_payment", "currency": "usd",
        "capabilities": {"payment": {"handlers": [{"config": {"merchant_id": "acme"}}]}},
        "line_items": [{
            "id": "li_1", "item": {"id": "sku_1"}, "quantity": 1, "name": "Headphones",
            "unit_amount": cents, "totals": [],
        }],
        "totals": [
            {"type": "subtotal", "display_text": "Subtotal", "amount": cents},
            {"type": "total", "display_text": "Total", "amount": cents},
        ],
        "links": [{"type": "terms_of_use", "url": "https://audio-shop.example/terms"}],
    })
}

impl House {
    async fn allowing() -> Self {
        Self::open().await.with_mandate(MANDATE).await
    }

    /// Trusts the key of the vectors' merchant.
    async fn trusting(self) -> Self {
        let public = vectors()["keys"]["merchant"]["public"].to_string();
        let keys = read_merchant_keys(public.as_bytes()).unwrap();
        let domain = MerchantDomain::parse("demo-merchant.example").unwrap();
        let presence = self.presence().await;
        let pinned = self.owner.pin_merchant_keys(domain, keys, presence);
        pinned.await.unwrap();
        self
    }

    /// Hands in the shop's session over `cents`.
    async fn session(&self, key: &str, cents: u32) -> crate::support::Answer {
        self.hand_in("/v1/acp/checkouts", key, &session(cents))
            .await
    }

    async fn hand_in(&self, route: &str, key: &str, body: &Value) -> crate::support::Answer {
        let call = self.post(route, body.to_string());
        call.set("Idempotency-Key", key).send().await
    }
}

/// What ACP's schema for an allowance demands (2026-04-17, `openapi.delegate_payment.yaml`): these
/// six members and no others, a whole amount, a lower-case currency, a time.
fn is_an_allowance(allowance: &Value) {
    let members: Vec<&str> = allowance
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut sorted = members.clone();
    sorted.sort_unstable();
    let six = [
        "checkout_session_id",
        "currency",
        "expires_at",
        "max_amount",
        "merchant_id",
        "reason",
    ];
    assert_eq!(sorted, six);
    assert_eq!(allowance["reason"], "one_time");
    assert!(allowance["max_amount"].as_u64().unwrap() > 0);
    let currency = allowance["currency"].as_str().unwrap();
    assert!(currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_lowercase()));
    assert!(allowance["merchant_id"].as_str().unwrap().len() <= 256);
    let end = allowance["expires_at"].as_str().unwrap();
    counterfoil_domain::Timestamp::parse(end).unwrap();
}

#[tokio::test]
async fn an_acp_session_in_the_budget_is_answered_with_its_allowance() {
    let house = House::allowing().await;
    let taken = house.session("k1", 1_999).await;
    let taken = taken.is_ok(201);
    assert_eq!(taken["status"], "authorized");
    let allowance = &taken["payment"]["allowance"];
    is_an_allowance(allowance);
    assert_eq!(allowance["max_amount"], 1_999);
    let again = house.session("k2", 1_999).await;
    assert_eq!(again.is_ok(200)["payment"], taken["payment"]);
    let changed = house.session("k3", 2_999).await;
    changed.is_problem(422, "already_open");
    let path = taken["links"]["self"].as_str().unwrap();
    assert_eq!(
        house.get(path).send().await.is_ok(200)["payment"],
        taken["payment"]
    );
}

#[tokio::test]
async fn an_acp_session_that_is_refused_comes_back_with_a_trace_for_the_shop() {
    let house = House::allowing().await;
    let denied = house.session("k1", 90_000).await;
    let denied = denied.is_ok(201);
    assert_eq!(denied["status"], "denied");
    let expected = json!({"intent_trace": {
        "reason_code": "price_sensitivity",
        "trace_summary": "The buyer does not spend this much here now.",
    }});
    assert_eq!(denied["payment"], expected);
}

#[tokio::test]
async fn a_card_number_is_answered_with_a_problem_that_does_not_repeat_it() {
    let house = House::allowing().await;
    let mut with_card = session(1_999);
    with_card["payment_data"] = json!({"number": "4242424242424242", "cvc": "123"});
    let refused = house.hand_in("/v1/acp/checkouts", "k1", &with_card).await;
    refused.is_problem(422, "card_number");
    assert!(!String::from_utf8_lossy(&refused.body).contains("4242"));
    let broken = house.post("/v1/acp/checkouts", "{\"n\":4242424242424242");
    let refused = broken.set("Idempotency-Key", "k2").send().await;
    refused.is_problem(422, "card_number");
    assert!(!String::from_utf8_lossy(&refused.body).contains("4242"));
    let folder = house.data_folder();
    assert!(!contains(&folder, b"42424242") && contains(&folder, b"card_number"));
}

fn contains(dir: &Path, needle: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return contains(&path, needle);
        }
        let bytes = fs::read(&path).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[tokio::test]
async fn a_checkout_that_ap2s_own_sdk_signed_is_closed_in_two_mandates() {
    let house = House::allowing().await.trusting().await;
    let signed = vectors()["checkout_jwt"].clone();
    let body = json!({"checkout_jwt": signed, "audience": "merchant", "nonce": "n-1"});
    let taken = house
        .hand_in("/v1/ap2/checkouts", "k1", &body)
        .await
        .is_ok(201);
    assert_eq!(taken["status"], "authorized");
    assert_eq!(
        (&taken["amount"], &taken["currency"]),
        (&json!("199.00"), &json!("USD"))
    );
    for mandate in ["checkout_mandate", "payment_mandate"] {
        let mandate = taken["payment"][mandate].as_str().unwrap();
        assert!(
            mandate.ends_with('~') && mandate.split('.').count() == 3,
            "{mandate}"
        );
    }
    let other = add_agent(&house.owner, "Another").await.1;
    let path = taken["links"]["self"].as_str().unwrap();
    let foreign = house
        .get(path)
        .set("Authorization", format!("Bearer {other}"));
    foreign.send().await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_checkout_that_was_altered_anywhere_is_refused() {
    let house = House::allowing().await.trusting().await;
    let token = vectors()["checkout_jwt"].as_str().unwrap().to_owned();
    let step = token.len() / 40;
    for place in (0..token.len()).step_by(step) {
        let mut altered = token.clone().into_bytes();
        let other = if altered[place] == b'A' { b'B' } else { b'A' };
        altered[place] = other;
        let altered = String::from_utf8(altered).unwrap();
        let body = json!({"checkout_jwt": altered});
        let refused = house.hand_in("/v1/ap2/checkouts", "k1", &body).await;
        assert_eq!(refused.status, 422, "{place}: {}", refused.head);
    }
    let limits = house.get("/v1/limits").send().await.is_ok(200);
    assert_eq!(limits["items"][0]["periods"][0]["held"], "0.00", "{limits}");
}

#[tokio::test]
async fn an_agents_mandates_of_another_are_not_taken_as_a_checkout() {
    let house = House::allowing().await.trusting().await;
    for name in [
        "direct_checkout",
        "direct_payment",
        "payment_receipt",
        "open_checkout",
    ] {
        let body = json!({"checkout_jwt": vectors()[name]});
        let refused = house.hand_in("/v1/ap2/checkouts", "k1", &body).await;
        assert_eq!(refused.status, 422, "{name}");
    }
    let key = house.post("/v1/ap2/checkouts", "{}").send().await;
    key.is_problem(400, "idempotency_key_missing");
}
