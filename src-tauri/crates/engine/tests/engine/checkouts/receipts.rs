//! Receipts of merchants and processors, under keys that the owner pinned.

use std::time::Duration;

use counterfoil_domain::MerchantDomain;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Check, SettlementKind};
use counterfoil_protocols::jws::{self, KeySet};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use super::mandates::{both, merchant_key};
use crate::support::House;

fn receipt(claims: &Value, kid: &str, key: &SigningKey) -> String {
    jws::sign("JWT", kid, claims.to_string().as_bytes(), key)
}

fn paid(reference: &str) -> Value {
    json!({"status": "Success", "iss": "https://psp.example", "iat": 1_795_348_900,
        "reference": reference, "payment_id": "pay_1", "psp_confirmation_id": "psp_1"})
}

fn refused(reference: &str) -> Value {
    json!({"status": "Error", "iss": "https://shop.nordlicht-books.example", "iat": 1_795_348_900,
        "reference": reference, "error": "invalid_mandate"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_receipt_counts_once_under_either_hash_of_the_payment_mandate() {
    for form in 0..2 {
        let house = House::new().await.trusting().await;
        let taken = house.handed_in(2_490).await;
        let reference = both(taken.payment).1.references()[form].clone();
        let jws = receipt(&paid(&reference), "merchant-1", &merchant_key());
        let answer = house.agent.receipt_ap2(jws.clone()).await.unwrap();
        assert_eq!(
            (answer.status, answer.captured.decimal()),
            (Status::Captured, "24.90".into())
        );
        let before = house.entries();
        house.agent.receipt_ap2(jws).await.unwrap();
        assert_eq!(house.entries(), before, "the same receipt again");
        assert_eq!(house.budget().await.1, "24.90");
        house.is_intact().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mandate_is_void_and_its_hold_free_only_when_it_has_ended() {
    let house = House::new().await.trusting().await;
    let taken = house.handed_in(2_490).await;
    let reference = both(taken.payment).0.references()[0].clone();
    let jws = receipt(&refused(&reference), "merchant-1", &merchant_key());
    let answer = house.agent.receipt_ap2(jws).await.unwrap();
    assert_eq!(answer.status, Status::Voided);
    assert_eq!(house.budget().await.0, "24.90");
    house.pass(Duration::from_mins(12)).await;
    assert_eq!(house.budget().await.0, "0.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_receipt_is_recorded_once_and_moves_no_money() {
    let house = House::new().await.trusting().await;
    let taken = house.handed_in(2_490).await;
    let reference = both(taken.payment).0.references()[0].clone();
    let ordered = json!({"status": "Success", "iss": "https://shop.nordlicht-books.example",
        "iat": 1_795_348_900, "reference": reference, "order_id": "N-4711"});
    let jws = receipt(&ordered, "merchant-1", &merchant_key());
    let before = house.entries();
    for _ in 0..2 {
        let answer = house.agent.receipt_ap2(jws.clone()).await.unwrap();
        assert_eq!(answer.status, Status::Authorized);
        assert_eq!(house.entries(), before + 1);
    }
    assert_eq!(house.budget().await.0, "24.90");
    let detail = house.owner.purchase(taken.id).await.unwrap();
    let last = detail.timeline.last().unwrap();
    assert_eq!(last.text, "Says it is ordered: N-4711");
    let kept = |name: &str| {
        let piece = detail.evidence.iter().find(|piece| piece.name == name);
        piece.unwrap().check
    };
    assert_eq!(kept("response"), Check::Verified);
    assert_eq!(kept("merchant_signature"), Check::Verified);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_nobody_trusted_or_about_nothing_moves_nothing() {
    let house = House::new().await.trusting().await;
    let taken = house.handed_in(2_490).await;
    let reference = both(taken.payment).1.references()[0].clone();
    let stranger = SigningKey::from_slice(&[0x52; 32]).unwrap();
    for (expected, jws) in [
        (
            "jws_signature",
            receipt(&paid(&reference), "merchant-1", &stranger),
        ),
        (
            "jws_unknown_key",
            receipt(&paid(&reference), "stranger", &stranger),
        ),
        (
            "not_found",
            receipt(&paid("nothing"), "merchant-1", &merchant_key()),
        ),
        ("jws_form", "receipt".to_owned()),
    ] {
        let error = house.agent.receipt_ap2(jws).await.unwrap_err();
        assert_eq!(error.code(), expected);
    }
    let (_, other) = house.another("Another").await;
    let jws = receipt(&paid(&reference), "merchant-1", &merchant_key());
    assert_eq!(
        other.receipt_ap2(jws).await.unwrap_err().code(),
        "not_found"
    );
    assert_eq!(house.status(taken.id).await, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_trusted_signer_may_say_paid_but_never_that_a_mandate_was_refused() {
    let house = House::new().await.trusting().await;
    let processor = SigningKey::from_slice(&[0x53; 32]).unwrap();
    let keys = KeySet::new().with("psp-1", *processor.verifying_key());
    let domain = MerchantDomain::parse("psp.example").unwrap();
    let pinned = house
        .owner
        .pin_merchant_keys(domain, keys, house.presence().await);
    pinned.await.unwrap();
    let taken = house.handed_in(2_490).await;
    let reference = both(taken.payment).1.references()[1].clone();
    let lie = receipt(&refused(&reference), "psp-1", &processor);
    let error = house.agent.receipt_ap2(lie).await.unwrap_err();
    assert_eq!(error.code(), "jws_unknown_key");
    let jws = receipt(&paid(&reference), "psp-1", &processor);
    let answer = house.agent.receipt_ap2(jws).await.unwrap();
    assert_eq!(answer.status, Status::Captured);
    let late = receipt(&refused(&reference), "merchant-1", &merchant_key());
    assert_eq!(
        house.agent.receipt_ap2(late).await.unwrap_err().code(),
        "already_decided"
    );
    let again = house
        .settle(taken.id, SettlementKind::Capture, Some("0.01"), None)
        .await;
    assert_eq!(again.unwrap_err().code(), "amount_exceeds");
}
