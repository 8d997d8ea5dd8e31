//! JSON that two readers could understand differently.

use counterfoil_protocols::encoding::{base64_url, hex};
use counterfoil_protocols::json::Json;

fn refused(text: &[u8]) -> &'static str {
    Json::parse(text, 1 << 20).unwrap_err().code()
}

#[test]
fn bad_input_51_a_name_twice_in_any_spelling_is_refused() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"amount":1,"am\u006funt":2}"#,
        r#"{"amount":1,"Amount":2}"#,
        "{\"\u{e9}\":1,\"e\u{301}\":2}",
        r#"[{"x":{"a":1,"a":1}}]"#,
    ] {
        assert_eq!(refused(text.as_bytes()), "json_repeated_name", "{text}");
    }
}

#[test]
fn bad_input_53_depth_is_bounded() {
    for depth in [33, 200, 100_000] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(refused(text.as_bytes()), "json_too_complex");
    }
}

#[test]
fn bad_input_54_size_is_bounded() {
    let many = format!("[{}1]", "1,".repeat(20_000));
    assert_eq!(refused(many.as_bytes()), "json_too_complex");
    assert_eq!(Json::parse(b"[1]", 2).unwrap_err().code(), "json_too_long");
}

#[test]
fn bad_input_55_and_56_what_is_not_one_object_is_refused() {
    for text in [
        "",
        " ",
        "{",
        "{}{}",
        "{} x",
        "{}//",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "nul",
        "+1",
        "01",
        "NaN",
        "\u{feff}{}",
    ] {
        assert!(Json::parse_object(text.as_bytes(), 99).is_err(), "{text}");
    }
    for text in ["[]", "\"x\"", "1", "null", "true"] {
        assert_eq!(
            Json::parse_object(text.as_bytes(), 99).unwrap_err().code(),
            "json_kind"
        );
    }
}

#[test]
fn bad_input_33_broken_text_is_refused() {
    assert_eq!(refused(b"\"\xff\""), "json_encoding");
    assert_eq!(refused(br#""\ud800""#), "json_syntax");
    assert_eq!(refused(b"\"a\nb\""), "json_syntax");
}

#[test]
fn numbers_stay_what_was_written() {
    let text = b"[1, 1.0, 1e2, -0, 99999999999999999999999999, 1e400]";
    let json = Json::parse(text, 99).unwrap();
    let read: Vec<_> = json
        .as_list()
        .unwrap()
        .iter()
        .map(Json::as_integer)
        .collect();
    let huge = Some(99_999_999_999_999_999_999_999_999);
    assert_eq!(read, [Some(1), None, None, None, huge, None]);
    let raw: Vec<_> = json.as_list().unwrap().iter().map(Json::raw).collect();
    assert_eq!(raw[1..3], ["1.0", "1e2"]);
}

#[test]
fn bad_input_66_base64url_has_one_spelling() {
    assert_eq!(base64_url("_-8").unwrap(), [0xff, 0xef]);
    for text in ["_-8=", "/+8", "_-9", "_ 8", "_-8\n"] {
        assert!(base64_url(text).is_err(), "{text}");
    }
}

#[test]
fn hexadecimal_has_its_prefix_and_its_length() {
    assert_eq!(hex::<2>("0xAb01").unwrap(), [0xab, 1]);
    for text in ["ab01", "0Xab01", "0xab0", "0xab0101", "0xab0g", ""] {
        assert!(hex::<2>(text).is_err(), "{text}");
    }
}
