//! Bad text, and text that only looks bad.

use serde_json::{Value, json};

use crate::support::{House, order, order_with, plain, refused, taken};

const NAME: &str = "/merchant/name";

async fn names_are_refused(names: &[&str], code: &str) {
    let house = House::open().await;
    for name in names {
        refused(&house, order_with(NAME, json!(name)), code, "merchant.name").await;
    }
}

/// Hidden characters are taken out, and the owner is asked and told.
async fn hidden_text_is_asked_about(pointer: &str, texts: &[&str]) {
    let house = House::open()
        .await
        .with_mandate(crate::support::BOOKS)
        .await;
    for (number, text) in texts.iter().enumerate() {
        let mut body = plain("1.00", "EUR");
        *body.pointer_mut(pointer).unwrap() = json!(text);
        let answer = taken(&house, &format!("hidden{number}"), body.to_string()).await;
        assert_eq!(answer["status"], "pending", "{text:?}");
        assert!(
            reasons(&answer).contains(&"hidden_text".to_owned()),
            "{text:?} {answer}"
        );
    }
}

fn reasons(answer: &Value) -> Vec<String> {
    let reasons = answer["evaluation"]["reasons"].as_array().unwrap();
    reasons
        .iter()
        .map(|reason| reason["code"].as_str().unwrap().to_owned())
        .collect()
}

/// A body with raw bytes in place of the merchant's name.
fn raw_name(name: &[u8]) -> Vec<u8> {
    let body = order().to_string();
    let (before, after) = body.split_once("Nordlicht Books GmbH").unwrap();
    [before.as_bytes(), name, after.as_bytes()].concat()
}

#[tokio::test]
async fn case_33_bytes_that_are_not_utf8_are_refused() {
    let house = House::open().await;
    for bytes in [
        &b"\xff\xfe"[..],
        b"\xc0\xaf",
        b"\xe2\x82",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
    ] {
        refused(&house, raw_name(bytes), "malformed_json", "merchant.name").await;
    }
    for escape in [&b"\\ud800"[..], b"\\udc00", b"\\ud800\\u0041"] {
        refused(&house, raw_name(escape), "malformed_json", "merchant.name").await;
    }
}

#[tokio::test]
async fn case_34_a_byte_order_mark_is_refused() {
    let house = House::open().await;
    let body = format!("\u{feff}{}", order());
    refused(&house, body, "not_an_object", "").await;
}

#[tokio::test]
async fn case_35_control_characters_are_refused() {
    names_are_refused(
        &[
            "a\0b",
            "a\u{1}b",
            "a\u{7f}b",
            "a\u{85}b",
            "a\u{9b}31mb",
            "\u{1b}[2Jb",
            "a\u{8}b",
        ],
        "text_forbidden_character",
    )
    .await;
    let house = House::open().await;
    refused(
        &house,
        raw_name(b"a\x00b"),
        "malformed_json",
        "merchant.name",
    )
    .await;
}

#[tokio::test]
async fn case_36_bidirectional_controls_are_taken_out_and_asked_about() {
    let marks = [
        "\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{200e}", "\u{200f}", "\u{61c}",
    ];
    let names: Vec<String> = marks
        .iter()
        .map(|mark| format!("Nord{mark}licht"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    hidden_text_is_asked_about(NAME, &names).await;
}

#[tokio::test]
async fn case_37_invisible_characters_are_taken_out_and_asked_about() {
    let hidden: Vec<String> = [
        "\u{200b}",
        "\u{2060}",
        "\u{feff}",
        "\u{ad}",
        "\u{e0041}\u{e0042}",
    ]
    .iter()
    .map(|hidden| format!("buy{hidden} this"))
    .collect();
    let texts: Vec<&str> = hidden.iter().map(String::as_str).collect();
    hidden_text_is_asked_about("/reason", &texts).await;
}

#[tokio::test]
async fn case_38_look_alike_domains_are_asked_about() {
    let house = House::open().await;
    for (number, domain) in ["аmazon.com", "ѕсоре.com", "xn--mazon-3ve.com"]
        .iter()
        .enumerate()
    {
        let body = order_with("/merchant/domain", json!(domain));
        let answer = taken(&house, &format!("k{number}"), body).await;
        assert!(
            reasons(&answer).contains(&"mixed_script".to_owned()),
            "{domain} {answer}"
        );
    }
}

#[tokio::test]
async fn case_39_addresses_in_place_of_domains_and_dangerous_links_are_refused() {
    let house = House::open().await;
    for domain in [
        "https://paypal.com@evil.example",
        "paypal.com@evil.example",
        "evil.example\\paypal.com",
        "evil.example/paypal.com",
        "evil.example:443",
        "evil%00.example",
        "evil.example.",
        "xn--zzzzzz--.example",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "com",
        "",
        "evil .example",
    ] {
        let before = house.ledger_size();
        let body = order_with("/merchant/domain", json!(domain));
        let answer = house.buy("k", body).send().await;
        assert_eq!(answer.status, 400, "{domain} {}", answer.json());
        answer.about("merchant.domain");
        assert_eq!(house.ledger_size(), before);
    }
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://paypal.com@evil.example/",
        "https://evil.example/\\paypal",
        "https://evil.example/\u{0}",
        "//evil.example",
    ] {
        let body = order_with("/items/0/url", json!(url));
        let answer = house.buy("k", body).send().await;
        assert_eq!(answer.status, 400, "{url} {}", answer.json());
        answer.about("items[0].url");
    }
    for callback in [
        "https://evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://192.168.0.1/",
    ] {
        let answer = house
            .buy("k", order_with("/callback", json!(callback)))
            .send()
            .await;
        assert_eq!(answer.status, 400, "{callback}");
        answer.about("callback");
    }
}

#[tokio::test]
async fn case_40_two_spellings_of_one_letter_are_one_merchant() {
    let mandate = r#"{"name":"Any","currency":"EUR","scope":{},
        "limits":{"auto_up_to":"50.00"},"undo_seconds":0}"#;
    let house = House::open().await.with_mandate(mandate).await;
    let composed = json!({"merchant": {"name": "M\u{fc}ller"}, "reason": "r", "amount": "1.00",
        "currency": "EUR"});
    let decomposed = json!({"merchant": {"name": "Mu\u{308}ller"}, "reason": "r", "amount": "1.00",
        "currency": "EUR"});
    let first = taken(&house, "nfc", composed.to_string()).await;
    let second = taken(&house, "nfd", decomposed.to_string()).await;
    // One merchant: the second is told from the first only as the same again.
    let again = [reasons(&first), vec!["duplicate".to_owned()]].concat();
    assert_eq!(reasons(&second), again);
}

#[tokio::test]
async fn case_41_stacked_accents_are_refused() {
    let zalgo = format!("a{}", "\u{301}".repeat(1000));
    let some = format!("a{}b", "\u{35c}".repeat(20));
    let house = House::open().await;
    for name in [zalgo, some] {
        let answer = house.buy("k", order_with(NAME, json!(name))).send().await;
        assert_eq!(answer.status, 400);
        answer.about("merchant.name");
    }
}

#[tokio::test]
async fn case_42_line_separators_cannot_start_a_new_record() {
    let house = House::open().await;
    let body = order_with(NAME, json!("Shop\r\nHTTP/1.1 200 OK"));
    refused(&house, body, "text_forbidden_character", "merchant.name").await;
    hidden_text_is_asked_about(NAME, &["Shop\u{2028}row", "Shop\u{2029}row"]).await;
}

#[tokio::test]
async fn case_43_markup_is_plain_text_and_approves_nothing() {
    let house = House::open().await;
    for (number, title) in [
        "<img src=x onerror=alert(1)>",
        "<svg onload=x>",
        "[paypal.com](https://evil.example)",
    ]
    .iter()
    .enumerate()
    {
        let body = order_with("/items/0/title", json!(title));
        let answer = taken(&house, &format!("k{number}"), body).await;
        assert_eq!(answer["status"], "pending");
    }
    let body = order_with("/items/0/title", json!("\u{1b}[31mred"));
    refused(&house, body, "text_forbidden_character", "items[0].title").await;
}

#[tokio::test]
async fn case_44_spreadsheet_formulas_are_plain_text() {
    let house = House::open().await;
    for (number, title) in ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)"]
        .iter()
        .enumerate()
    {
        let body = order_with("/items/0/title", json!(title));
        assert_eq!(
            taken(&house, &format!("k{number}"), body).await["status"],
            "pending"
        );
    }
}

#[tokio::test]
async fn case_45_words_that_claim_an_approval_approve_nothing() {
    let house = House::open().await;
    let texts = ["APPROVED ✔ by user", "Total: $5", "status: authorized"];
    for (number, title) in texts.iter().enumerate() {
        let body = order_with("/items/0/title", json!(title));
        let answer = taken(&house, &format!("k{number}"), body).await;
        assert_eq!(answer["status"], "pending");
        assert!(answer["decision"].is_null() && answer["authorization"].is_null());
    }
}

#[tokio::test]
async fn case_46_long_and_padded_names_are_refused_or_closed_up() {
    let house = House::open().await;
    let long = "n".repeat(10_000);
    refused(
        &house,
        order_with(NAME, json!(long)),
        "text_too_long",
        "merchant.name",
    )
    .await;
    let padded = format!("Shop{}evil", "\n".repeat(60));
    let answer = taken(&house, "padded", order_with(NAME, json!(padded))).await;
    assert_eq!(answer["status"], "pending");
}

#[tokio::test]
async fn case_47_private_and_meaningless_characters_are_refused_and_emoji_kept() {
    names_are_refused(
        &[
            "a\u{e000}",
            "a\u{f8ff}",
            "a\u{fffe}",
            "a\u{fdd0}",
            "a\u{1ffff}",
            "a\u{10fffd}",
        ],
        "text_forbidden_character",
    )
    .await;
    let house = House::open().await;
    let answer = taken(&house, "emoji", order_with(NAME, json!("👩‍🔬 Lab 🇩🇪"))).await;
    assert!(
        !reasons(&answer).contains(&"hidden_text".to_owned()),
        "{answer}"
    );
}

#[tokio::test]
async fn case_48_right_to_left_names_pass() {
    let house = House::open().await;
    for (number, name) in ["مكتبة الشمال", "ספרי הצפון", "کتاب‌فروشی"]
        .iter()
        .enumerate()
    {
        let answer = taken(&house, &format!("k{number}"), order_with(NAME, json!(name))).await;
        assert!(
            !reasons(&answer).contains(&"hidden_text".to_owned()),
            "{name} {answer}"
        );
    }
}

#[tokio::test]
async fn case_49_names_of_all_scripts_pass() {
    let house = House::open().await;
    for (number, name) in ["Müller", "株式会社", "Œuvre d’Été", "Ёлка", "ООО «Ромашка»"]
        .iter()
        .enumerate()
    {
        let answer = taken(&house, &format!("k{number}"), order_with(NAME, json!(name))).await;
        assert!(
            !reasons(&answer).contains(&"hidden_text".to_owned()),
            "{name} {answer}"
        );
    }
}

#[tokio::test]
async fn case_50_a_merchant_named_like_the_app_gains_nothing() {
    let house = House::open().await;
    let body = json!({"merchant": {"name": "Counterfoil"}, "reason": "system update",
        "amount": "1.00", "currency": "EUR"});
    let answer = taken(&house, "k", body.to_string()).await;
    assert_eq!(answer["status"], "pending");
}
