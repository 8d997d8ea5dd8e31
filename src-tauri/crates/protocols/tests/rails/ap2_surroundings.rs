//! What stands around mandates: tokens of others, receipts, UCP and the version before.

use counterfoil_protocols::ap2::direct::ClosedPair;
use counterfoil_protocols::ap2::legacy::{Kind, Legacy};
use counterfoil_protocols::ap2::receipt::Outcome;
use counterfoil_protocols::ap2::{Checkout, Receipt, Salts, ucp};
use counterfoil_protocols::encoding::to_base64_url;
use counterfoil_protocols::jws::{self, Jws};
use serde_json::{Value, json};

use crate::ap2_fixtures::{
    NOW, card, checkout, checkout_payload, checkout_token, counted, issuer, key, keys, time,
};

#[test]
fn bad_input_66_tokens_with_other_algorithms_or_headers_are_refused() {
    let payload = to_base64_url(checkout_payload().to_string().as_bytes());
    let signature = to_base64_url(&[1; 64]);
    let refused = |header: &str| {
        let token = format!("{}.{payload}.{signature}", to_base64_url(header.as_bytes()));
        Jws::parse(&token).unwrap_err().code()
    };
    for alg in [
        "none", "None", "HS256", "EdDSA", "RS256", "ES384", "ES256K", "es256",
    ] {
        let header = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
        assert_eq!(refused(&header), "jws_algorithm", "{alg}");
    }
    for extra in [
        r#""crit":["exp"]"#,
        r#""jku":"https://evil.example/keys""#,
        r#""jwk":{"kty":"EC"}"#,
        r#""x5u":"https://evil.example""#,
        r#""b64":false"#,
        r#""zip":"DEF""#,
        r#""kid":"../../etc/passwd""#,
        r#""kid":"https://evil.example/key""#,
        r#""kid":"""#,
        r#""kid":7"#,
    ] {
        let header = format!(r#"{{"alg":"ES256",{extra}}}"#);
        assert_eq!(refused(&header), "jws_header", "{extra}");
    }
    assert_eq!(refused(r#"{"alg":"none","alg":"ES256"}"#), "jws_form");
    assert_eq!(refused("[]"), "jws_form");
    let good = checkout_token(&checkout_payload());
    for token in [
        format!("{good}.{signature}"),
        format!("{good}="),
        good.replacen('.', "..", 1),
        format!(" {good}"),
        good.rsplit_once('.').unwrap().0.to_owned(),
        String::new(),
    ] {
        assert!(Jws::parse(&token).is_err(), "{token}");
    }
}

#[test]
fn receipts_are_read_in_both_spellings() {
    let checkout = checkout(&checkout_payload());
    let mut draw = counted();
    let owner = key("trusted_surface");
    let pair = ClosedPair::of(&checkout, card()).unwrap();
    let (bought, payment_token) = pair
        .sign(issuer(&owner), &mut Salts::new(&mut draw))
        .unwrap();
    let receipt = |payload: Value| {
        let token = jws::sign("JWT", "mpp-1", payload.to_string().as_bytes(), &key("mpp"));
        Receipt::read(&token, &keys("mpp"))
    };
    let [reference, _] = bought.references();
    let ordered = receipt(json!({
        "result": "success", "iss": "m", "iat": NOW, "reference": reference, "order_id": "o-1",
    }));
    let ordered = ordered.unwrap();
    assert_eq!(
        ordered.result,
        Outcome::Ordered {
            order: "o-1".into()
        }
    );
    assert!(ordered.is_about(&bought) && !ordered.is_about(&payment_token) && !ordered.releases());
    let refused = receipt(json!({
        "status": "Error", "iss": "m", "iat": NOW, "reference": payment_token.references()[1],
        "error": "unresolved_constraint",
    }));
    let refused = refused.unwrap();
    assert!(refused.releases() && refused.is_about(&payment_token));
    for odd in [
        json!({"status": "Success", "result": "error", "iat": NOW, "reference": "x", "order_id": "o"}),
        json!({"status": "Maybe", "iat": NOW, "reference": "x", "order_id": "o"}),
        json!({"status": "Success", "iat": NOW, "reference": "x"}),
        json!({"status": "Success", "iat": NOW, "order_id": "o"}),
    ] {
        assert!(receipt(odd.clone()).is_err(), "{odd}");
    }
}

#[test]
fn ucps_merchant_authorization_is_over_the_canonical_checkout() {
    let mut answer = checkout_payload();
    answer["note"] = "é \u{20ac}".into();
    let canonical = ucp::canonical(answer.to_string().as_bytes()).unwrap();
    let token = jws::sign("JWT", "merchant-1", &canonical, &key("merchant"));
    let mut parts = token.split('.');
    let (header, _, signature) = (parts.next().unwrap(), parts.next(), parts.next().unwrap());
    answer["ap2"] = json!({"merchant_authorization": format!("{header}..{signature}")});
    let pretty = serde_json::to_vec_pretty(&answer).unwrap();
    let attached = ucp::verify_authorization(&pretty, &keys("merchant")).unwrap();
    assert_eq!(attached, token);
    assert!(
        Checkout::read(&attached, &keys("merchant"), time())
            .unwrap()
            .verified
    );
    answer["totals"][1]["amount"] = 1.into();
    let changed = ucp::verify_authorization(answer.to_string().as_bytes(), &keys("merchant"));
    assert_eq!(changed.unwrap_err().code(), "jws_signature");
    answer["totals"][1]["amount"] = json!(9_007_199_254_740_993_u64);
    assert!(ucp::canonical(answer.to_string().as_bytes()).is_err());
}

#[test]
fn version_0_1_is_read_and_never_signed_from() {
    let cart = json!({
        "contents": {
            "id": "c", "merchant_name": "Shop", "cart_expiry": "2026-04-28T03:00:00Z",
            "payment_request": {"details": {
                "display_items": [{"label": "Shoes", "amount": {"currency": "USD", "value": 120.5}}],
                "total": {"label": "Total", "amount": {"currency": "USD", "value": 120.50}},
            }},
        },
        "merchant_authorization": "eyJ…",
    });
    let read = Legacy::read(cart.to_string().as_bytes()).unwrap();
    assert_eq!(read.kind, Kind::Cart);
    assert_eq!(read.total.unwrap().decimal(), "120.50");
    assert_eq!(read.items[0].0, "Shoes");
    assert_eq!(
        read.sign().unwrap_err().wire_code(),
        "mandates_not_supported"
    );
    let part = json!({"ap2.mandates.IntentMandate": {
        "natural_language_description": "red shoes", "merchants": ["Shop"],
        "intent_expiry": "2026-04-28T03:00:00Z",
    }});
    let read = Legacy::read(part.to_string().as_bytes()).unwrap();
    assert_eq!(
        (read.kind, read.wish.as_deref()),
        (Kind::Intent, Some("red shoes"))
    );
    let text = r#"{"paymentMandateContents":{"paymentDetailsTotal":{"amount":{"currency":"JPY","value":1200.00}}}}"#;
    let read = Legacy::read(text.as_bytes()).unwrap();
    assert_eq!(read.total.unwrap().to_string(), "1200 JPY");
    assert!(Legacy::read(b"{}").is_err());
}
