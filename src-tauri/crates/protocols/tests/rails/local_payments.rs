//! A402 and Clawtip: recognised and read in their own units.

use counterfoil_domain::{PurchaseRequest, Timestamp};
use counterfoil_protocols::encoding::to_base64_url;
use counterfoil_protocols::local::{A402Needed, ClawtipOrder};
use serde_json::{Value, json};

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:00:00Z").unwrap()
}

fn needed() -> Value {
    json!({
        "protocol": {
            "out_trade_no": "T-1", "amount": "0.01", "currency": "CNY", "resource_id": "res-1",
            "pay_before": "2026-11-22T17:05:00+08:00", "seller_signature": "AAAA",
            "seller_sign_type": "RSA2", "seller_unique_id": "2088000000000000",
        },
        "method": {
            "seller_name": "天气服务", "seller_id": "2088000000000000", "seller_app_id": "2021",
            "goods_name": "Forecast", "seller_unique_id_key": "seller_id", "service_id": "s",
        },
    })
}

fn read(message: &Value) -> Result<A402Needed, &'static str> {
    let header = to_base64_url(message.to_string().as_bytes());
    A402Needed::read(&header, now()).map_err(|error| error.code())
}

fn changed(name: &str, value: Value) -> &'static str {
    let mut message = needed();
    message["protocol"][name] = value;
    read(&message).unwrap_err()
}

#[test]
fn an_order_of_a402_is_in_yuan() {
    let order = read(&needed()).unwrap();
    let request =
        PurchaseRequest::from_draft(order.draft(Some("api.tianqi.example"), b"", now()), now());
    let request = request.unwrap();
    assert_eq!(request.checkout.amount.to_string(), "0.01 CNY");
    assert_eq!(request.checkout.merchant.label(), "tianqi.example");
    assert_eq!(request.checkout.quote.unwrap().facts["a402.order"], "T-1");
}

#[test]
fn older_orders_of_a402_are_flat() {
    let nested = needed();
    let mut flat = nested["protocol"].clone();
    for (name, value) in nested["method"].as_object().unwrap() {
        flat[name] = value.clone();
    }
    assert_eq!(read(&flat).unwrap(), read(&nested).unwrap());
}

#[test]
fn odd_orders_of_a402_are_refused() {
    for amount in [
        json!("0"),
        json!("-0.01"),
        json!("0.001"),
        json!("1e2"),
        json!("1,00"),
    ] {
        assert_eq!(
            changed("amount", amount.clone()),
            "local_amount",
            "{amount}"
        );
    }
    assert_eq!(changed("amount", json!(0.01)), "json_kind");
    assert_eq!(changed("currency", "USD".into()), "local_currency");
    assert_eq!(
        changed("pay_before", "2026-11-22T08:59:59Z".into()),
        "local_expired"
    );
    assert_eq!(
        changed("pay_before", "2026-11-22 17:05".into()),
        "local_expired"
    );
    assert!(A402Needed::read("%%%", now()).is_err());
    assert!(A402Needed::read(&"A".repeat(20_000), now()).is_err());
}

#[test]
fn the_validation_of_a402_must_be_about_the_order() {
    let order = read(&needed()).unwrap();
    let validation = |order_no: &str| {
        let answer = json!({
            "trade_no": "2026", "out_trade_no": order_no, "validated": true, "resource_id": "res-1",
        });
        to_base64_url(answer.to_string().as_bytes())
    };
    assert!(order.validation(&validation("T-1")).unwrap().validated);
    let other = order.validation(&validation("T-2")).unwrap_err();
    assert_eq!(other.code(), "local_mismatch");
}

fn clawtip() -> Value {
    json!({
        "x402Version": 2,
        "accepted": {
            "scheme": "exact", "network": "eip155:84532", "amount": "250",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "maxTimeoutSeconds": 60,
            "extra": {"name": "FEN(分)", "version": "2"},
        },
        "payload": {"signature": "", "authorization": {
            "from": "an encrypted token of the user", "to": "x", "value": "250", "nonce": "n",
        }},
        "resource": {"url": "https://skill.example"},
        "extensions": {"orderNo": "O-9", "skillName": "Poems", "askedContents": "a poem"},
    })
}

#[test]
fn an_order_of_clawtip_is_in_fen_and_keeps_no_token() {
    let bytes = clawtip().to_string();
    assert!(ClawtipOrder::recognises(bytes.as_bytes()));
    let order = ClawtipOrder::read(bytes.as_bytes()).unwrap();
    assert!(!format!("{order:?}").contains("encrypted"));
    let request = PurchaseRequest::from_draft(order.draft(b""), now()).unwrap();
    assert_eq!(request.checkout.amount.to_string(), "2.50 CNY");
    assert_eq!(request.checkout.rail.as_str(), "clawtip");
}

#[test]
fn what_is_not_clawtip_is_not_taken_for_it() {
    let mut signed = clawtip();
    signed["payload"]["signature"] = "0x12".into();
    assert!(!ClawtipOrder::recognises(signed.to_string().as_bytes()));
    let mut dollars = clawtip();
    dollars["accepted"]["extra"]["name"] = "USDC".into();
    let error = ClawtipOrder::read(dollars.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.code(), "local_form");
    for amount in ["0", "-1", "1.5", "007", ""] {
        let mut odd = clawtip();
        odd["accepted"]["amount"] = amount.into();
        let error = ClawtipOrder::read(odd.to_string().as_bytes()).unwrap_err();
        assert_eq!(error.code(), "local_amount", "{amount}");
    }
}
