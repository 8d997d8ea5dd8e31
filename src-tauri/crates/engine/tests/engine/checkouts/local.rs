//! Payments that others make: Alipay's A402 and JD's Clawtip.

use counterfoil_domain::purchase::Status;
use counterfoil_engine::SettlementKind;
use counterfoil_protocols::encoding::to_base64_url;
use serde_json::{Value, json};

use super::{code, handed};
use crate::support::House;

pub const YUAN: &str = r#"{"name":"Yuan","currency":"CNY",
    "limits":{"auto_up_to":"5.00","deny_above":"50.00",
        "periods":[{"window":"month","max":"100.00","when_used_up":"ask"}]},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":10}"#;

pub fn needed(amount: &str) -> String {
    let message = json!({
        "protocol": {"out_trade_no": "T-1", "amount": amount, "currency": "CNY",
            "resource_id": "weather", "pay_before": "2026-11-22T12:05:00Z",
            "seller_signature": "c2ln", "seller_sign_type": "RSA2", "seller_unique_id": "1"},
        "method": {"seller_name": "Tianqi", "seller_id": "2088001", "seller_app_id": "1",
            "goods_name": "Forecast", "seller_unique_id_key": "seller_id", "service_id": "s"},
    });
    to_base64_url(message.to_string().as_bytes())
}

pub fn order(fen: &str) -> Value {
    json!({
        "x402Version": 2,
        "accepted": {"scheme": "exact", "network": "eip155:84532", "asset": "0x0", "amount": fen,
            "payTo": "jd-merchant", "maxTimeoutSeconds": 60,
            "extra": {"name": "FEN(分)", "version": "2"}},
        "payload": {"signature": "", "authorization": {"from": "owners-secret-token",
            "to": "jd-merchant", "value": fen, "nonce": "1"}},
        "extensions": {"orderNo": "O-9", "askedContents": "a poem", "skillName": "Poet"},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_alipay_counts_in_yuan_and_is_settled_by_alipay() {
    let house = House::with_mandate(Some(YUAN)).await;
    let taken = house
        .agent
        .pay_a402(handed("k1", &needed("0.01")), Some("tianqi.example"));
    let taken = taken.await.unwrap().answer;
    assert_eq!((taken.status, taken.payment), (Status::Authorized, None));
    assert_eq!(taken.amount.to_string(), "0.01 CNY");
    assert_eq!(house.budget().await.0, "0.01");
    let settled = house.settle(
        taken.id,
        SettlementKind::Capture,
        None,
        Some("2026112200001"),
    );
    assert_eq!(settled.await.unwrap().status, Status::Captured);
    assert_eq!(house.budget().await.1, "0.01");
    let again = house
        .agent
        .pay_a402(handed("k2", &needed("0.01")), Some("tianqi.example"));
    assert_eq!(
        again.await.unwrap().answer.id,
        taken.id,
        "an order is paid once"
    );
    let dearer = house
        .agent
        .pay_a402(handed("k3", &needed("0.02")), Some("tianqi.example"));
    assert_eq!(code(dearer.await), "already_open");
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_budget_nobody_is_asked_to_pay() {
    let house = House::with_mandate(Some(YUAN)).await;
    let denied = house.agent.pay_a402(handed("k1", &needed("60.00")), None);
    assert_eq!(denied.await.unwrap().answer.status, Status::Denied);
    for (expected, header) in [
        ("local_amount", needed("0")),
        ("local_amount", needed("1e2")),
        ("local_amount", needed("0.001")),
        ("encoding_base64url", "%%%".to_owned()),
    ] {
        let before = house.entries();
        let refused = house.agent.pay_a402(handed("k2", &header), None).await;
        assert_eq!(code(refused), expected);
        assert_eq!(house.entries(), before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_clawtip_counts_in_fen_and_the_owners_token_is_not_kept() {
    let house = House::with_mandate(Some(YUAN)).await;
    let taken = house
        .agent
        .pay_clawtip(handed("k1", &order("250").to_string()));
    let taken = taken.await.unwrap().answer;
    assert_eq!(taken.amount.to_string(), "2.50 CNY");
    assert_eq!(
        code(house.agent.pay_clawtip(handed("k2", "{}")).await),
        "local_form"
    );
    house.is_intact().await;
    let (dir, ..) = house.closed().await;
    assert!(!super::in_folder(dir.path(), b"owners-secret-token"));
    assert!(super::in_folder(dir.path(), b"O-9"));
}
