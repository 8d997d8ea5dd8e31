//! Sellers that cheat: each is refused by name, and nothing is signed.

use counterfoil_domain::{Currency, Money};
use counterfoil_protocols::x402::{Asked, Network, gate};
use serde_json::{Value, json};

use crate::x402_fixtures::{
    NOW, URL, asked, judged, message, offer, option, policy, quote, v1_message, with_option,
};

fn code(message: &Value) -> &'static str {
    let refusal = judged(message).unwrap_err();
    assert!(refusal.hint().ends_with('.'));
    refusal.code()
}

#[test]
fn amounts_that_are_not_plain_whole_numbers_are_refused() {
    for amount in [
        "0",
        "-1",
        "+1",
        "1e6",
        "0x10",
        "010000",
        "1.0",
        " 1",
        "1 ",
        "",
        "1_000",
        "１００",
        "٣",
    ] {
        let message = with_option("amount", amount.into());
        assert_eq!(code(&message), "x402_amount_syntax", "{amount}");
    }
    let number = with_option("amount", 10000.into());
    assert_eq!(code(&number), "x402_amount_syntax");
}

#[test]
fn amounts_beyond_any_payment_are_refused() {
    let two_to_the_256 =
        "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    // One cent of a dollar with 18 decimals is ten thousand million dollars with six.
    for amount in [
        two_to_the_256,
        "10000000000000000000",
        "9223372036854775808",
    ] {
        let message = with_option("amount", amount.into());
        assert_eq!(code(&message), "x402_amount_too_large", "{amount}");
    }
}

#[test]
fn decimals_are_the_registrys_whatever_the_seller_says() {
    let extra = json!({"name": "USDC", "version": "2", "decimals": 18});
    let offer = offer(&with_option("extra", extra));
    assert_eq!(offer.amount().decimal(), "0.010000");
}

#[test]
fn a_contract_that_calls_itself_usdc_is_refused() {
    let spoofed = with_option("asset", "0x000000000000000000000000000000000000dEaD".into());
    assert_eq!(code(&spoofed), "x402_asset_unknown");
    let other_chains = with_option("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into());
    assert_eq!(code(&other_chains), "x402_asset_unknown");
}

#[test]
fn a_token_under_another_name_or_version_is_refused() {
    for extra in [
        json!({"name": "USDC", "version": "1"}),
        json!({"name": "USD Coin", "version": "2"}),
        json!({"name": "USDC"}),
        Value::Null,
    ] {
        assert_eq!(code(&with_option("extra", extra)), "x402_asset_terms");
    }
    let number = with_option("extra", json!({"name": "USDC", "version": 2}));
    assert_eq!(code(&number), "x402_incomplete");
}

#[test]
fn another_network_than_those_turned_on_is_refused() {
    let mainnet = with_option("network", "eip155:8453".into());
    assert_eq!(code(&mainnet), "x402_network_off");
    for unknown in [
        "eip155:56",
        "eip155:084532",
        "eip155:+84532",
        "solana:5eykt4",
        "BASE",
        "",
    ] {
        let message = with_option("network", unknown.into());
        assert_eq!(code(&message), "x402_network_unknown", "{unknown}");
    }
    let mut none = policy();
    let sepolia = Network::parse("base-sepolia").unwrap();
    none.networks = none.networks.without(sepolia);
    let refused = gate(&quote(&message()), asked(), &none, NOW).unwrap_err();
    assert_eq!(refused.code(), "x402_network_off");
}

#[test]
fn schemes_that_are_not_paid_are_refused_by_name() {
    for scheme in [
        "batch-settlement",
        "auth-capture",
        "cloudflare:402",
        "EXACT",
        "deferred",
    ] {
        let refusal = judged(&with_option("scheme", scheme.into())).unwrap_err();
        assert_eq!(refusal.code(), "x402_scheme");
        assert!(refusal.to_string().contains(scheme));
    }
    let erc7710 = json!({"name": "USDC", "version": "2", "assetTransferMethod": "erc7710"});
    assert_eq!(code(&with_option("extra", erc7710)), "x402_transfer_method");
    let mut v1 = v1_message();
    v1["accepts"][0]["scheme"] = "upto".into();
    assert_eq!(code(&v1), "x402_scheme");
}

#[test]
fn money_that_moves_first_or_waits_in_escrow_is_refused() {
    for flow in ["upfront", "escrow", "later"] {
        let extra = json!({"name": "USDC", "version": "2", "paymentFlow": flow});
        assert_eq!(code(&with_option("extra", extra)), "x402_payment_flow");
    }
    let extra = json!({"name": "USDC", "version": "2", "paymentFlow": "authorization"});
    offer(&with_option("extra", extra));
}

#[test]
fn a_payee_that_is_nobody_oneself_or_mistyped_is_refused() {
    let cases = [
        (
            "0x0000000000000000000000000000000000000000",
            "x402_payee_zero",
        ),
        (
            "0x1563915e194D8CfBA1943570603F7606A3115508",
            "x402_payee_self",
        ),
        (
            "0x209693bC6afc0C5328bA36FaF03C514EF312287C",
            "x402_payee_address",
        ),
        (
            "209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "x402_payee_address",
        ),
        (
            "0x209693Bc6afc0C5328bA36FaF03C514EF312287",
            "x402_payee_address",
        ),
        ("vitalik.eth", "x402_payee_address"),
    ];
    for (pay_to, expected) in cases {
        assert_eq!(
            code(&with_option("payTo", pay_to.into())),
            expected,
            "{pay_to}"
        );
    }
    offer(&with_option(
        "payTo",
        "0x209693bc6afc0c5328ba36faf03c514ef312287c".into(),
    ));
}

#[test]
fn a_payment_that_would_stay_money_for_long_is_refused() {
    let ten_years = with_option("maxTimeoutSeconds", 315_360_000.into());
    assert_eq!(code(&ten_years), "x402_timeout_too_long");
    assert_eq!(
        code(&with_option("maxTimeoutSeconds", 601.into())),
        "x402_timeout_too_long"
    );
    assert_eq!(
        code(&with_option("maxTimeoutSeconds", 9.into())),
        "x402_timeout_too_short"
    );
    for odd in [json!(0), json!(-5), json!("300"), json!(299.5), Value::Null] {
        let message = with_option("maxTimeoutSeconds", odd);
        assert_eq!(code(&message), "x402_timeout_syntax");
    }
}

#[test]
fn money_for_another_address_than_the_called_one_is_refused() {
    for other in [
        "https://api.seller.example/other",
        "https://api.seller.example.evil.test/paid",
        "http://api.seller.example/paid",
        "https://api.seller.example:8443/paid",
        "https://apі.seller.example/paid",
        "https://api.seller.example@evil.test/paid",
        "https://user@api.seller.example/paid",
        "https://api.seller.example/paid/",
        "not an address",
        "javascript:alert(1)",
    ] {
        let mut message = message();
        message["resource"]["url"] = other.into();
        assert_eq!(code(&message), "x402_resource_mismatch", "{other}");
        let mut v1 = v1_message();
        v1["accepts"][0]["resource"] = other.into();
        assert_eq!(code(&v1), "x402_resource_mismatch", "{other}");
    }
    for called in [
        "file:///etc/passwd",
        "https://me:secret@api.seller.example/paid",
        "paid",
    ] {
        let asked = Asked {
            url: called,
            method: "GET",
        };
        let refused = gate(&quote(&message()), asked, &policy(), NOW).unwrap_err();
        assert_eq!(refused.code(), "x402_called_address");
    }
}

#[test]
fn of_several_options_the_cheapest_is_taken_wherever_it_stands() {
    let mut dear = option();
    dear["amount"] = "5000000".into();
    for accepts in [json!([option(), dear]), json!([dear, option()])] {
        let mut message = message();
        message["accepts"] = accepts;
        assert_eq!(offer(&message).amount().minor(), 10_000);
    }
}

#[test]
fn what_was_approved_is_the_only_thing_that_may_be_paid() {
    let approved = offer(&message()).fingerprint();
    offer(&message()).require(&approved).unwrap();
    let later = [
        ("payTo", json!("0x857b06519E91e3A54538791bDbb0E22373e36b66")),
        ("amount", json!("10001")),
        ("maxTimeoutSeconds", json!(301)),
    ];
    for (field, value) in later {
        let changed = offer(&with_option(field, value)).require(&approved);
        assert_eq!(changed.unwrap_err().code(), "x402_terms_changed", "{field}");
    }
    let posted = Asked {
        url: URL,
        method: "POST",
    };
    let posted = gate(&quote(&message()), posted, &policy(), NOW).unwrap();
    assert!(posted.require(&approved).is_err());
}

#[test]
fn more_than_the_call_may_cost_is_refused() {
    let usdc = Currency::parse("USDC").unwrap();
    let mut policy = policy();
    policy.max_amount = Some(Money::new(9_999, usdc));
    let refused = gate(&quote(&message()), asked(), &policy, NOW).unwrap_err();
    assert_eq!(refused.code(), "x402_amount_above_cap");
    policy.max_amount = Some(Money::new(1_000, Currency::parse("EUR").unwrap()));
    assert!(gate(&quote(&message()), asked(), &policy, NOW).is_err());
    policy.max_amount = Some(Money::new(10_000, usdc));
    gate(&quote(&message()), asked(), &policy, NOW).unwrap();
}

#[test]
fn a_second_signature_is_never_given() {
    let extra = json!({"assetTransferMethod": "permit2"});
    let mut message = with_option("extra", extra);
    message["extensions"] = json!({"eip2612GasSponsoring": {"info": {}, "schema": {}}});
    assert_eq!(code(&message), "x402_second_signature");
    message["accepts"][0] = option();
    offer(&message);
}
