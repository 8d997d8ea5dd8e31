//! Whatever comes in, the readers answer; they never panic, and read nothing that is not JSON.

use counterfoil_protocols::json::Json;
use counterfoil_protocols::x402::{Quote, Settlement, gate};
use proptest::prelude::*;

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
