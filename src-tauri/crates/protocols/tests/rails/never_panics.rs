//! Whatever comes in, the readers answer; they never panic, and read nothing that is not JSON.

use counterfoil_protocols::acp::Session;
use counterfoil_protocols::ap2::legacy::Legacy;
use counterfoil_protocols::ap2::{Checkout, Content, Receipt, Token, ucp};
use counterfoil_protocols::json::Json;
use counterfoil_protocols::jws::KeySet;
use counterfoil_protocols::local::{A402Needed, ClawtipOrder};
use counterfoil_protocols::x402::{Quote, Settlement, gate};
use proptest::prelude::*;

use crate::ap2_fixtures::{self, keys, time, vector};
use crate::x402_fixtures::{NOW, asked, message, policy, v1_message};

/// Real messages with bytes changed, cut out or repeated.
fn mangled(samples: Vec<String>) -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), any::<u8>(), 0_u8..4);
    (
        prop::sample::select(samples),
        prop::collection::vec(edit, 0..6),
    )
        .prop_map(|(text, edits)| {
            let mut bytes = text.into_bytes();
            for (place, byte, kind) in edits {
                if bytes.is_empty() {
                    break;
                }
                let at = place.index(bytes.len());
                match kind {
                    0 => bytes[at] = byte,
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, byte),
                    _ => bytes.truncate(at),
                }
            }
            bytes
        })
}

fn x402_samples() -> Vec<String> {
    let settlement = r#"{"success":true,"transaction":"0x12","network":"base","amount":"5"}"#;
    vec![
        message().to_string(),
        v1_message().to_string(),
        settlement.to_owned(),
    ]
}

fn ap2_samples() -> Vec<String> {
    let names = [
        "direct_checkout",
        "autonomous_payment_chain",
        "checkout_jwt",
        "payment_receipt",
    ];
    let mut samples: Vec<String> = names.into_iter().map(vector).collect();
    samples.push(ap2_fixtures::checkout_payload().to_string());
    samples.push(ap2_fixtures::vectors()["keys"]["agent"]["public"].to_string());
    samples
}

fn other_samples() -> Vec<String> {
    let session = r#"{"id":"c","status":"ready_for_payment","currency":"usd","line_items":[{"id":"l",
        "item":{"id":"i"},"quantity":2,"unit_amount":50,"totals":[]}],"totals":[
        {"type":"subtotal","amount":100},{"type":"total","amount":100}],"links":[]}"#;
    let order = r#"{"accepted":{"amount":"250","payTo":"x","extra":{"name":"FEN"}},
        "payload":{"signature":""},"extensions":{"orderNo":"1"}}"#;
    let needed = "eyJhbW91bnQiOiIwLjAxIiwiY3VycmVuY3kiOiJDTlkifQ";
    vec![session.to_owned(), order.to_owned(), needed.to_owned()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn x402_messages_never_make_the_reader_panic(bytes in mangled(x402_samples())) {
        if let Ok(quote) = Quote::of_json(&bytes) {
            let _outcome = gate(&quote, asked(), &policy(), NOW);
        }
        let text = String::from_utf8_lossy(&bytes);
        let _quote = Quote::parse(&text);
        let _settlement = Settlement::parse(&text);
        let _answer = Quote::of_answer(Some(&text), &bytes);
    }

    #[test]
    fn mandates_never_make_the_reader_panic(bytes in mangled(ap2_samples())) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(token) = Token::parse(&text) {
            let _verified = token.verify(&KeySet::new(), None, ap2_fixtures::NOW);
            for segment in token.segments() {
                let _content = Content::of(segment);
            }
        }
        let _checkout = Checkout::read(&text, &KeySet::new(), time());
        let _receipt = Receipt::read(&text, &KeySet::new());
        let _legacy = Legacy::read(&bytes);
        let _canonical = ucp::canonical(&bytes);
        let _keys = KeySet::parse(&bytes);
    }

    #[test]
    fn other_messages_never_make_the_reader_panic(bytes in mangled(other_samples())) {
        let now = time();
        if let Ok(session) = Session::read(&bytes, now) {
            let _draft = session.draft(None, b"", now);
            let _approved = session.approve(Some("m"), now);
        }
        let _order = ClawtipOrder::read(&bytes);
        let _needed = A402Needed::read(&String::from_utf8_lossy(&bytes), now);
    }

    #[test]
    fn changed_mandates_are_never_accepted(bytes in mangled(vec![vector("direct_payment")])) {
        let text = String::from_utf8_lossy(&bytes);
        if text != vector("direct_payment")
            && let Ok(token) = Token::parse(&text)
        {
            let verified = token.verify(&keys("trusted_surface"), None, ap2_fixtures::NOW);
            prop_assert!(verified.is_err());
        }
    }

    #[test]
    fn what_is_read_as_json_is_json_for_others_too(bytes in mangled(x402_samples())) {
        if let Ok(json) = Json::parse(&bytes, 1 << 20) {
            prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(json.raw()).is_ok());
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _json = Json::parse(&bytes, 1 << 20);
        let _quote = Quote::of_json(&bytes);
        let _header = Quote::parse(&String::from_utf8_lossy(&bytes));
    }
}
