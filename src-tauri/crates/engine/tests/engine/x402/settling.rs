//! What sellers answer to payments: believed where money moved, never where it did not.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_domain::purchase::Status;
use serde_json::{Value, json};

use super::code;
use super::seller::{PAYER, Seller, URL, calls, first_call, open, pay};
use crate::support::House;
use counterfoil_domain::PurchaseId;
use counterfoil_engine::{Check, EngineError, PurchaseAnswer};

const TRANSACTION: &str = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";

const SIGNED: &str = "0x23112a057b75369a30d8d56b4419a4f46fd66fddcdc1fcb558b40f0e220d7803\
4a07fb87b03ed69d84dbea2d03584f1f29b8e94060d41aa5b770a88c7f2a8e591c";

fn settled() -> Value {
    json!({"success": true, "transaction": TRANSACTION, "network": "eip155:84532", "payer": PAYER})
}

async fn tell(house: &House, id: PurchaseId, said: &Value) -> Result<PurchaseAnswer, EngineError> {
    let header = STANDARD.encode(said.to_string());
    house.agent.settle_x402(id, header).await
}

#[tokio::test]
async fn success_turns_the_hold_into_spending_once() {
    let house = open(&calls("0.05")).await;
    let id = first_call(&house).await.id;
    for _ in 0..2 {
        let answer = tell(&house, id, &settled()).await.unwrap();
        assert_eq!(answer.status, Status::Captured);
        assert_eq!(
            (answer.captured.decimal().as_str(), answer.payment),
            ("0.010000", None)
        );
    }
    let (held, spent, _) = house.budget().await;
    assert_eq!((held.as_str(), spent.as_str()), ("0.000000", "0.010000"));
    house.is_intact().await;
}

#[tokio::test]
async fn pending_and_failure_keep_the_hold_until_the_signature_has_ended() {
    for (said, success) in [("settlement_pending", false), ("insufficient_funds", false)] {
        let house = open(&calls("0.05")).await;
        let id = first_call(&house).await.id;
        let answer = json!({"success": success, "errorReason": said, "network": "eip155:84532",
            "transaction": if said == "settlement_pending" { TRANSACTION } else { "" }});
        let told = tell(&house, id, &answer).await.unwrap();
        assert_eq!(told.status, Status::Authorized, "{said}");
        assert_eq!(house.budget().await.0, "0.010000", "{said}");
        let timeline = house.engine.local().purchase(id).await.unwrap().timeline;
        assert_eq!(timeline.last().unwrap().kind, "purchase.reported");
        house
            .pass_until(Duration::from_mins(20), id, Status::Lapsed)
            .await;
        assert_eq!(house.budget().await.0, "0.000000", "{said}");
        house.is_intact().await;
    }
}

#[tokio::test]
async fn an_upto_payment_counts_what_was_taken_and_frees_the_rest_when_no_more_can_be() {
    let house = open(&calls("0.05")).await;
    let seller = Seller::with(|option| {
        option["scheme"] = "upto".into();
        option["extra"] =
            json!({"facilitatorAddress": "0x857b06519E91e3A54538791bDbb0E22373e36b66"});
    });
    let paid = pay(&house, "call-1", &seller).await.unwrap();
    assert_eq!(house.budget().await.0, "0.010000");
    let mut said = settled();
    said["amount"] = "4000".into();
    let answer = tell(&house, paid.id, &said).await.unwrap();
    assert_eq!(answer.captured.decimal(), "0.004000");
    assert_eq!(house.budget().await.0, "0.006000");
    house.pass(Duration::from_mins(20)).await;
    let (held, spent, _) = house.budget().await;
    assert_eq!((held.as_str(), spent.as_str()), ("0.000000", "0.004000"));
    house.is_intact().await;
}

#[tokio::test]
async fn what_sellers_answered_is_kept_and_its_loss_or_change_is_noticed() {
    for change in [
        "DELETE FROM response",
        "UPDATE response SET bytes = x'7b7d'",
    ] {
        let house = open(&calls("0.05")).await;
        let id = first_call(&house).await.id;
        tell(&house, id, &settled()).await.unwrap();
        let found = house.finding_after(change).await;
        assert!(found.contains("payment"), "{found}");
    }
}

#[tokio::test]
async fn an_answer_about_another_payment_is_not_believed() {
    let house = open(&calls("0.05")).await;
    let id = first_call(&house).await.id;
    let cases = [
        ("network", json!("eip155:8453"), "x402_settlement_mismatch"),
        (
            "payer",
            json!("0x857b06519E91e3A54538791bDbb0E22373e36b66"),
            "x402_settlement_mismatch",
        ),
        ("amount", json!("10001"), "x402_settlement_amount"),
        ("amount", json!("9999"), "x402_settlement_mismatch"),
        ("transaction", json!(""), "x402_settlement_no_transaction"),
        ("success", json!("yes"), "json_kind"),
    ];
    for (field, value, expected) in cases {
        let mut said = settled();
        said[field] = value;
        assert_eq!(code(tell(&house, id, &said).await), expected, "{field}");
    }
    assert_eq!(house.budget().await.0, "0.010000");
    let card = house.ask("plain", "0.01").await;
    assert_eq!(
        code(tell(&house, card.id, &settled()).await),
        "x402_not_paid"
    );
}

/// A receipt over this seller's address, signed with the key 32 × 0x33.
fn receipt(issued_at: u64) -> Value {
    json!({"format": "eip712", "signature": SIGNED, "payload": {
        "version": 1, "network": "eip155:84532", "resourceUrl": URL, "payer": PAYER,
        "issuedAt": issued_at, "transaction": "",
    }})
}

#[tokio::test]
async fn a_sellers_signed_receipt_is_evidence_and_one_that_was_altered_is_not_the_payees() {
    for (issued_at, expected) in [(1, Check::Verified), (2, Check::Claimed)] {
        let house = open(&calls("0.05")).await;
        let seller = Seller::with(|option| {
            option["payTo"] = "0x5CbDd86a2FA8Dc4bDdd8a8f69dBa48572EeC07FB".into();
        });
        let id = pay(&house, "call-1", &seller).await.unwrap().id;
        let mut said = settled();
        said["extensions"] = json!({"offer-receipt": {"info": {"receipt": receipt(issued_at)}}});
        tell(&house, id, &said).await.unwrap();
        let evidence = house.owner.purchase(id).await.unwrap().evidence;
        let of = |name: &str| evidence.iter().find(|piece| piece.name == name).unwrap();
        assert_eq!(of("signed_receipt").check, expected);
        assert_eq!(of("quote").check, Check::Verified);
        assert_eq!(of("response").check, Check::Verified);
    }
}
