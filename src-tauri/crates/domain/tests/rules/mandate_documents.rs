use counterfoil_domain::{FieldError, MandateDocument, MandateId};
use proptest::prelude::*;

use crate::mandates::{BOOKS, LEAST};

const OVERALL: &str = r#"{"name":"All","currency":"EUR","overall":true,
 "limits":{"deny_above":"900","periods":[{"window":"rolling:30d","max":"1000"}],
   "max_purchases":{"window":"day","count":50},"rate_max_age_days":3,"rate_margin_percent":"1.5"},
 "warn_at_percent":[90],"valid":{"from":"2026-09-01"},"time_zone":"Europe/Berlin","first_weekday":"sunday"}"#;

pub const EVERYTHING: &str = r#"{"name":"Books","agents":["Shopping agent"],"currency":"EUR",
 "scope":{"merchants":["nordlicht-books.example","*.bahn.example"],"merchants_blocked":[],"categories":["books"],"rails":["card","x402"]},
 "limits":{"auto_up_to":"50.00","deny_above":"200.00",
   "periods":[{"window":"month","max":"400.00","when_used_up":"ask","rollover":"capped"},
              {"window":"rolling:24h","max":"100.00","when_used_up":"deny"}],
   "max_purchases":{"window":"day","count":10},
   "tolerance":{"amount":"2.00","percent":"3"},"rate_max_age_days":14,"rate_margin_percent":"2.5"},
 "always_ask":{"new_merchant":true,"subscription":true,"outside_hours":["07:00","22:00"],"price_rise_percent":"5"},
 "confirm_above":"250.00","warn_at_percent":[80,100],"undo_seconds":10,"learning_until":"2026-10-01",
 "valid":{"from":"2026-09-01","until":"2026-12-31"},"time_zone":"Europe/Berlin","first_weekday":"sunday"}"#;

fn refusal(document: &str) -> (String, &'static str) {
    let error = MandateDocument::parse(document.as_bytes()).unwrap_err();
    assert!(error.hint.ends_with('.'), "no remedy: {error:?}");
    (error.field, error.code)
}

fn at(field: &str, code: &'static str) -> (String, &'static str) {
    (field.to_owned(), code)
}

#[test]
fn a_document_is_written_canonically_and_read_back_the_same() {
    for text in [BOOKS, LEAST, OVERALL, EVERYTHING] {
        let document = MandateDocument::parse(text.as_bytes()).unwrap();
        let json = document.to_json();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json, serde_json_canonicalizer::to_string(&value).unwrap());
        assert_eq!(MandateDocument::parse(json.as_bytes()).unwrap(), document);
    }
}

#[test]
fn bad_input_51_to_58_a_document_is_one_strict_object() {
    for (document, field, code) in [
        ("", "", "json_syntax"),
        ("[]", "", "json_syntax"),
        ("\u{FEFF}{}", "", "json_syntax"),
        (r#"{"name":"A","currency":"EUR",}"#, "", "json_syntax"),
        (r#"{"name":"A","currency":"EUR"} {}"#, "", "json_syntax"),
        (r#"{"name":"A","currency":"EUR"}//"#, "", "json_syntax"),
        (r#"{"name":"A"}"#, "", "missing_field"),
        (
            r#"{"name":"A","currency":"EUR","n\u0061me":"B"}"#,
            "name",
            "duplicate_field",
        ),
        (
            r#"{"name":"A","currency":"EUR","Name":"B"}"#,
            "Name",
            "unknown_field",
        ),
        (
            r#"{"name":"A","currency":"EUR","__proto__":{}}"#,
            "__proto__",
            "unknown_field",
        ),
        (
            r#"{"name":"A","currency":"EUR","scope":[null]}"#,
            "scope",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","scope":null}"#,
            "scope",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","agents":null}"#,
            "agents",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","scope":{"merchants":null}}"#,
            "scope.merchants",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","limits":{"auto_up_to":50}}"#,
            "limits.auto_up_to",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","limits":{"periods":[["1","month"]]}}"#,
            "limits.periods[0]",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","undo_seconds":-1}"#,
            "undo_seconds",
            "wrong_type",
        ),
        (
            r#"{"name":"A","currency":"EUR","undo_seconds":1.5}"#,
            "undo_seconds",
            "wrong_type",
        ),
    ] {
        let refused = refusal(document);
        assert_eq!(refused.1, code, "{document}: {refused:?}");
        if code == "wrong_type" {
            assert_eq!(refused.0, field, "{document}");
        }
    }
}

#[test]
fn a_field_that_cannot_mean_anything_on_an_overall_limit_is_refused() {
    for (part, field) in [
        (r#""agents":["A"]"#, "agents"),
        (r#""scope":{}"#, "scope"),
        (r#""fetch":{}"#, "fetch"),
        (r#""always_ask":{}"#, "always_ask"),
        (r#""confirm_above":"1.00""#, "confirm_above"),
        (r#""undo_seconds":10"#, "undo_seconds"),
        (r#""learning_until":"2026-12-01""#, "learning_until"),
        (r#""limits":{"auto_up_to":"1.00"}"#, "limits.auto_up_to"),
        (r#""limits":{"tolerance":{}}"#, "limits.tolerance"),
    ] {
        let document = format!(r#"{{"name":"A","currency":"EUR","overall":true,{part}}}"#);
        assert_eq!(refusal(&document), at(field, "overall_field"));
    }
    let whole = MandateDocument::parse(OVERALL.as_bytes()).unwrap();
    assert!(whole.is_overall());
}

#[test]
fn terms_that_make_no_sense_are_refused_by_field() {
    for (part, field, code) in SENSELESS_TERMS {
        let document = format!(r#"{{"name":"A","currency":"EUR",{part}}}"#);
        assert_eq!(refusal(&document), at(field, code));
    }
    assert_eq!(
        refusal(r#"{"name":"","currency":"EUR"}"#),
        at("name", "text_empty")
    );
    assert_eq!(
        refusal(r#"{"name":"A","currency":"eur"}"#),
        at("currency", "currency_syntax")
    );
}

#[test]
fn an_agent_that_is_not_there_is_named() {
    let document = MandateDocument::parse(BOOKS.as_bytes()).unwrap();
    let error: FieldError = document
        .resolve(MandateId::from_bytes([1; 16]), 1, &|_| None)
        .unwrap_err();
    assert_eq!(
        (error.field.as_str(), error.code),
        ("agents[0]", "agent_unknown")
    );
}

fn any_document() -> impl Strategy<Value = String> {
    let amount = (1_u32..100_000).prop_map(|minor| format!("{}.{:02}", minor / 100, minor % 100));
    let maybe = prop::option::of(amount.clone());
    let list = prop::option::of(prop::collection::vec("[a-z]{1,8}\\.example", 0..3));
    (
        "[A-Za-zäß東\"\\\\]{1,20}",
        maybe.clone(),
        maybe,
        list,
        prop::option::of(0..=60_u32),
        amount,
    )
        .prop_map(|(name, auto, confirm, merchants, undo, max)| {
            let mut document = serde_json::json!({
                "name": name, "currency": "EUR",
                "limits": {"periods": [{"window": "week", "max": max, "when_used_up": "deny"}]},
            });
            let fields = [
                ("confirm_above", confirm.map(serde_json::Value::from)),
                ("undo_seconds", undo.map(serde_json::Value::from)),
                (
                    "scope",
                    merchants.map(|list| serde_json::json!({"merchants": list})),
                ),
            ];
            for (field, value) in fields {
                if let Some(value) = value {
                    document[field] = value;
                }
            }
            if let Some(auto) = auto {
                document["limits"]["auto_up_to"] = auto.into();
            }
            document.to_string()
        })
}

proptest! {
    #[test]
    fn any_document_that_is_read_is_written_canonically_and_read_again(text in any_document()) {
        let document = MandateDocument::parse(text.as_bytes()).unwrap();
        let json = document.to_json();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&json, &serde_json_canonicalizer::to_string(&value).unwrap());
        let again = MandateDocument::parse(json.as_bytes()).unwrap();
        prop_assert_eq!(again.to_json(), json);
        prop_assert_eq!(again, document);
    }

    #[test]
    fn whatever_bytes_come_a_document_is_read_or_refused_with_a_remedy(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Err(error) = MandateDocument::parse(&bytes) {
            prop_assert!(!error.hint.is_empty());
        }
    }
}

const SENSELESS_TERMS: [(&str, &str, &str); 14] = [
    (
        r#""limits":{"auto_up_to":"5,00"}"#,
        "limits.auto_up_to",
        "amount_syntax",
    ),
    (
        r#""limits":{"auto_up_to":"9.00","deny_above":"8.00"}"#,
        "limits.auto_up_to",
        "limits_contradict",
    ),
    (
        r#""limits":{"periods":[{"window":"decade","max":"1.00"}]}"#,
        "limits.periods[0].window",
        "window_unknown",
    ),
    (
        r#""limits":{"periods":[{"window":"day","max":"1.000"}]}"#,
        "limits.periods[0].max",
        "amount_decimals",
    ),
    (
        r#""limits":{"periods":[{"window":"day","max":"1"},{"window":"day","max":"2"}]}"#,
        "limits.periods[1].window",
        "window_twice",
    ),
    (
        r#""limits":{"periods":[{"window":"day","max":"1","when_used_up":"allow"}]}"#,
        "limits.periods[0].when_used_up",
        "choice_unknown",
    ),
    (
        r#""scope":{"merchants":["*.co.uk"]}"#,
        "scope.merchants[0]",
        "domain_public_suffix",
    ),
    (
        r#""scope":{"merchants_blocked":["https://x.example"]}"#,
        "scope.merchants_blocked[0]",
        "domain_not_bare",
    ),
    (
        r#""scope":{"rails":["card","cash"]}"#,
        "scope.rails[1]",
        "rail_unknown",
    ),
    (
        r#""scope":{"categories":[""]}"#,
        "scope.categories[0]",
        "text_empty",
    ),
    (r#""undo_seconds":61"#, "undo_seconds", "undo_range"),
    (r#""time_zone":"Berlin""#, "time_zone", "time_zone_unknown"),
    (
        r#""valid":{"from":"2026-12-01T00:00:00Z"}"#,
        "valid.from",
        "date_syntax",
    ),
    (
        r#""valid":{"from":"2026-12-02","until":"2026-12-01"}"#,
        "valid.until",
        "validity_contradicts",
    ),
];
