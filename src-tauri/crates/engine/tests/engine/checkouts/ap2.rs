//! AP2's checkouts, closed directly by what the owner approves.

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_protocols::ap2::Content;
use counterfoil_protocols::encoding::{sha256_url, to_base64_url};
use counterfoil_protocols::jws;
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use super::code;
use super::mandates::{NOON_SECS, body, both, checkout, content, merchant_key, signed};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_within_the_budget_is_closed_in_two_mandates_over_what_was_shown() {
    let house = House::new().await.trusting().await;
    let taken = house.ap2("k1", &body(&checkout(2_490))).await.unwrap();
    assert_eq!(taken.answer.status, Status::Authorized);
    let (bought, paid) = both(taken.answer.payment);
    let keys = house.published();
    bought.verify(&keys, None, NOON_SECS).unwrap();
    paid.verify(&keys, None, NOON_SECS).unwrap();
    paid.verify(&keys, None, NOON_SECS + 599).unwrap();
    let late = paid.verify(&keys, None, NOON_SECS + 600);
    assert_eq!(late.unwrap_err().code(), "ap2_time");
    let hash = sha256_url(signed(&checkout(2_490)).as_bytes());
    let (Content::Checkout(bought), Content::Payment(paid)) = (content(&bought), content(&paid))
    else {
        panic!("two closed mandates")
    };
    assert_eq!(bought.checkout_jwt, signed(&checkout(2_490)));
    assert_eq!(
        (&bought.checkout_hash, &paid.transaction_id),
        (&hash, &hash)
    );
    assert_eq!(
        (paid.amount.amount, paid.amount.currency.as_str()),
        (2_490, "EUR")
    );
    assert_eq!(
        paid.payee.website.as_deref(),
        Some("https://shop.nordlicht-books.example")
    );
    assert_eq!(paid.instrument.id, "card_1");
    assert_eq!(house.budget().await.0, "24.90");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mandates_are_the_same_bytes_after_a_restart_and_for_the_same_checkout() {
    let house = House::new().await.trusting().await;
    let first = house.handed_in(2_490).await;
    let house = house.reopened().await;
    let now = house.agent.get(first.id).await.unwrap();
    assert_eq!(now.payment, first.payment);
    let again = house.ap2("k2", &body(&checkout(2_490))).await.unwrap();
    assert_eq!((again.answer.id, again.replayed), (first.id, true));
    assert_eq!(again.answer.payment, first.payment);
    assert_eq!(house.budget().await.0, "24.90", "held once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_is_asked_and_nothing_is_signed_before() {
    let house = House::new().await.trusting().await;
    let asked = house.handed_in(8_490).await;
    assert_eq!((asked.status, asked.payment), (Status::Pending, None));
    let card = house.owner.card(asked.id).await.unwrap();
    assert_eq!(card.view.facts["ap2.verified"], "true");
    assert_eq!(card.view.instrument.as_deref(), Some("Visa •••• 4242"));
    house.approved(asked.id).await;
    let (bought, _) = both(house.agent.get(asked.id).await.unwrap().payment);
    let later = NOON_SECS + 60;
    bought.verify(&house.published(), None, later).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_pinned_key_the_card_says_that_nobody_vouches_for_the_checkout() {
    let house = House::new().await;
    let asked = house.handed_in(8_490).await;
    let card = house.owner.card(asked.id).await.unwrap();
    assert_eq!(card.view.facts["ap2.verified"], "false");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tampered_checkout_is_refused_recorded_and_never_signed() {
    let house = House::new().await.trusting().await;
    let good = signed(&checkout(2_490));
    let parts: Vec<&str> = good.split('.').collect();
    let payload = |checkout: &Value| to_base64_url(checkout.to_string().as_bytes());
    let swapped = format!("{}.{}.{}", parts[0], payload(&checkout(1)), parts[2]);
    let bytes = serde_json::to_vec(&checkout(2_490)).unwrap();
    let stranger = SigningKey::from_slice(&[0x52; 32]).unwrap();
    let forged = jws::sign("JWT", "merchant-1", &bytes, &stranger);
    let renamed = jws::sign("JWT", "merchant-2", &bytes, &merchant_key());
    let none = format!("{}.{}.", to_base64_url(br#"{"alg":"none"}"#), parts[1]);
    let with = |pointer: &str, value: Value| {
        let mut changed = checkout(2_490);
        *changed.pointer_mut(pointer).unwrap() = value;
        let bytes = serde_json::to_vec(&changed).unwrap();
        jws::sign("JWT", "merchant-1", &bytes, &merchant_key())
    };
    for (expected, jws) in [
        ("jws_signature", swapped),
        ("jws_signature", forged),
        ("jws_unknown_key", renamed),
        ("jws_algorithm", none),
        ("jws_form", parts[1].to_owned()),
        ("ap2_sums", with("/totals/1/amount", json!(1))),
        ("ap2_sums", with("/line_items/0/quantity", json!(2))),
        ("ap2_money", with("/currency", json!("EURO"))),
        ("ap2_checkout", with("/status", json!("completed"))),
        ("ap2_checkout", with("/merchant", Value::Null)),
        ("json_kind", with("/totals/1/amount", json!(24.9))),
    ] {
        let before = house.entries();
        let refused = house.ap2("k1", &json!({"checkout_jwt": jws})).await;
        assert_eq!(code(refused), expected, "{jws}");
        assert_eq!(house.entries(), before + 1, "{expected}");
    }
    assert_eq!(house.budget().await.0, "0.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_taken_away_before_the_signature_stops_it() {
    let house = House::new().await.trusting().await;
    let asked = house.handed_in(8_490).await;
    house.approve(asked.id).await.unwrap();
    let domain = counterfoil_domain::MerchantDomain::parse("nordlicht-books.example").unwrap();
    let removed =
        house
            .owner
            .remove_merchant_key(domain, "merchant-1".to_owned(), house.presence().await);
    removed.await.unwrap();
    house.pass(Duration::from_secs(11)).await;
    let now = house.agent.get(asked.id).await.unwrap();
    assert_eq!((now.status, now.payment), (Status::Approved, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_of_ucp_is_taken_with_the_merchants_own_signature() {
    let house = House::new().await.trusting().await;
    let jws = signed(&checkout(2_490));
    let (header, rest) = jws.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let mut ucp = checkout(2_490);
    ucp["ap2"] = json!({"merchant_authorization": format!("{header}..{signature}")});
    let taken = house.ap2("k1", &json!({"checkout": ucp})).await.unwrap();
    let (bought, _) = both(taken.answer.payment.clone());
    let Content::Checkout(bought) = content(&bought) else {
        panic!("a checkout mandate")
    };
    assert_eq!(bought.checkout_jwt, jws);
    ucp["totals"][1]["amount"] = json!(1);
    assert_eq!(
        code(house.ap2("k2", &json!({"checkout": ucp})).await),
        "ap2_sums"
    );
    let of_a2a = json!({"ap2.checkout": {"checkout_jwt": jws, "amount_cents": 1}});
    let same = house.ap2("k3", &of_a2a).await.unwrap();
    assert_eq!((same.answer.id, same.replayed), (taken.answer.id, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn version_0_1_is_shown_and_never_signed_from() {
    let house = House::new().await;
    let cart = json!({"ap2.mandates.CartMandate": {"contents": {
        "merchant_name": "Nordlicht Books", "payment_request": {"details": {
            "display_items": [{"label": "Field Guide", "amount": {"currency": "EUR", "value": 24.9}}],
            "total": {"label": "Total", "amount": {"currency": "EUR", "value": 24.9}}}}}}});
    let asked = house.ap2("k1", &cart).await.unwrap().answer;
    assert_eq!(
        (asked.status, asked.amount.decimal()),
        (Status::Pending, "24.90".to_owned())
    );
    house.approved(asked.id).await;
    let now = house.agent.get(asked.id).await.unwrap();
    assert!(now.authorization.is_some() && now.payment.is_none());
    let wish = json!({"natural_language_description": "a guide", "intent_expiry": "2026-12-01"});
    assert_eq!(code(house.ap2("k2", &wish).await), "ap2_legacy");
}
