//! What a seller says became of a payment, and what is believed of it.

use counterfoil_protocols::encoding::to_base64;
use counterfoil_protocols::x402::{Outcome, Settlement, explain};
use serde_json::{Value, json};

use crate::x402_fixtures::{message, offer, payer, with_option};

/// A receipt as viem signs it with the key 32 × 0x33.
const SIGNED: &str = "0x23112a057b75369a30d8d56b4419a4f46fd66fddcdc1fcb558b40f0e220d7803\
4a07fb87b03ed69d84dbea2d03584f1f29b8e94060d41aa5b770a88c7f2a8e591c";
const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

fn success() -> Value {
    json!({
        "success": true, "transaction": TRANSACTION, "network": "eip155:84532",
        "payer": "0x1563915e194d8cfba1943570603f7606a3115508",
    })
}

fn outcome(response: &Value) -> Result<Outcome, &'static str> {
    let offer = offer(&message());
    let settlement = read(response);
    settlement
        .outcome(&offer, payer())
        .map_err(|error| error.code())
}

fn read(response: &Value) -> Settlement {
    Settlement::parse(&to_base64(response.to_string().as_bytes())).unwrap()
}

fn changed(field: &str, value: Value) -> Result<Outcome, &'static str> {
    let mut response = success();
    response[field] = value;
    outcome(&response)
}

#[test]
fn success_settles_the_whole_amount() {
    let Ok(Outcome::Settled {
        amount,
        transaction,
    }) = outcome(&success())
    else {
        panic!("not settled");
    };
    assert_eq!(amount.minor(), 10_000);
    assert_eq!(transaction, TRANSACTION);
    let Ok(Outcome::Settled { .. }) = changed("network", "base-sepolia".into()) else {
        panic!("the name of version 1 is the same network");
    };
}

#[test]
fn a_settlement_of_another_payment_is_not_believed() {
    let other = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    assert_eq!(
        changed("payer", other.into()),
        Err("x402_settlement_mismatch")
    );
    assert_eq!(
        changed("network", "eip155:8453".into()),
        Err("x402_settlement_mismatch")
    );
    assert_eq!(
        changed("amount", "9999".into()),
        Err("x402_settlement_mismatch")
    );
    assert_eq!(
        changed("amount", "10001".into()),
        Err("x402_settlement_amount")
    );
    assert_eq!(
        changed("amount", "-1".into()),
        Err("x402_settlement_amount")
    );
    assert_eq!(
        changed("transaction", "".into()),
        Err("x402_settlement_no_transaction")
    );
    assert_eq!(
        changed("transaction", "0x12".into()),
        Err("x402_settlement_no_transaction")
    );
}

#[test]
fn a_pending_settlement_keeps_its_transaction_and_is_no_failure() {
    let mut response = success();
    response["success"] = false.into();
    response["errorReason"] = "settlement_pending".into();
    let transaction = TRANSACTION.to_owned();
    assert_eq!(outcome(&response), Ok(Outcome::Pending { transaction }));
}

#[test]
fn a_failure_keeps_the_sellers_code() {
    let failed = json!({
        "success": false, "transaction": "", "network": "", "payer": "",
        "errorReason": "invalid_exact_evm_insufficient_balance",
    });
    let reason = "invalid_exact_evm_insufficient_balance".to_owned();
    assert_eq!(
        outcome(&failed),
        Ok(Outcome::Failed {
            reason: reason.clone()
        })
    );
    assert!(explain(&reason).contains("too little"));
    for code in [
        "invalid_exact_evm_payload_signature",
        "invalid_exact_evm_nonce_already_used",
        "PERMIT2_ALLOWANCE_REQUIRED",
        "brand_new_code",
    ] {
        assert!(explain(code).ends_with('.'));
    }
}

#[test]
fn an_upto_payment_settles_what_was_taken_and_never_more() {
    let facilitator = json!({"facilitatorAddress": "0x857b06519E91e3A54538791bDbb0E22373e36b66"});
    let mut upto = with_option("extra", facilitator);
    upto["accepts"][0]["scheme"] = "upto".into();
    let offer = offer(&upto);
    let settle = |amount: &str| {
        let mut response = success();
        response["amount"] = amount.into();
        let settlement = Settlement::parse(&response.to_string()).unwrap();
        settlement
            .outcome(&offer, payer())
            .map_err(|error| error.code())
    };
    let Ok(Outcome::Settled { amount, .. }) = settle("2500") else {
        panic!("less than the maximum is fine");
    };
    assert_eq!(amount.minor(), 2_500);
    assert_eq!(settle("10001"), Err("x402_settlement_amount"));
}

#[test]
fn a_response_that_is_no_response_is_refused() {
    for text in [
        "",
        "{}",
        "e30=",
        "[]",
        r#"{"success":"true"}"#,
        "%%%",
        r#"{"success":true"#,
    ] {
        assert!(Settlement::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_signed_receipt_is_kept() {
    let mut response = success();
    let receipt = json!({"format": "eip712", "signature": SIGNED, "payload": {
        "version": 1, "network": "eip155:84532", "resourceUrl": "https://api.seller.example/paid",
        "payer": "0x1563915e194D8CfBA1943570603F7606A3115508", "issuedAt": 1, "transaction": "",
    }});
    response["extensions"] = json!({"offer-receipt": {"info": {"receipt": receipt}}});
    let settlement = Settlement::parse(&response.to_string()).unwrap();
    let kept = settlement.receipt.unwrap();
    assert_eq!(kept.resource_url, "https://api.seller.example/paid");
    assert_eq!(kept.transaction, None);
    let signer = "0x5CbDd86a2FA8Dc4bDdd8a8f69dBa48572EeC07FB";
    assert_eq!(
        kept.signer.map(|one| one.to_string()).as_deref(),
        Some(signer)
    );
    response["extensions"]["offer-receipt"]["info"]["receipt"]["payload"]["issuedAt"] = 2.into();
    let altered = Settlement::parse(&response.to_string()).unwrap();
    let altered = altered.receipt.unwrap().signer.map(|one| one.to_string());
    assert_ne!(altered.as_deref(), Some(signer));
}
