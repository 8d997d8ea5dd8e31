//! Bad JSON, and the fields of other protocols.

use serde_json::json;

use crate::support::{House, exchange, order, order_with, raw_amount, refused};

/// `order()` with raw JSON put before its first field.
fn with_raw(start: &str) -> String {
    order().to_string().replacen('{', &format!("{{{start},"), 1)
}

#[tokio::test]
async fn case_51_a_field_given_twice_is_refused_however_it_is_spelled() {
    let house = House::open().await;
    refused(
        &house,
        with_raw("\"amount\":\"1.00\""),
        "duplicate_field",
        "amount",
    )
    .await;
    refused(
        &house,
        with_raw("\"am\\u006funt\":\"1.00\""),
        "duplicate_field",
        "amount",
    )
    .await;
    refused(
        &house,
        with_raw("\"Amount\":\"1.00\""),
        "unknown_field",
        "Amount",
    )
    .await;
    refused(
        &house,
        with_raw("\"amou\u{ff4e}t\":\"1.00\""),
        "unknown_field",
        "amou\u{ff4e}t",
    )
    .await;
    let nested = order()
        .to_string()
        .replacen("\"title\"", "\"title\":\"x\",\"title\"", 1);
    refused(&house, nested, "duplicate_field", "items[0].title").await;
    let metadata = r#""metadata":{"a":"1","\u0061":"2"}"#;
    refused(&house, with_raw(metadata), "duplicate_field", "metadata.a").await;
}

#[tokio::test]
async fn case_52_unknown_fields_are_refused_at_every_level() {
    let house = House::open().await;
    for (pointer, field) in [
        ("/colour", "colour"),
        ("/__proto__", "__proto__"),
        ("/merchant/iban", "merchant.iban"),
        ("/items/1/discount", "items[1].discount"),
        ("/totals/fees", "totals.fees"),
    ] {
        refused(
            &house,
            order_with(pointer, json!("x")),
            "unknown_field",
            field,
        )
        .await;
    }
    let intent = json!({"text": "t", "conversation": [{"role": "user", "text": "t", "id": 1}]});
    let body = order_with("/intent", intent);
    refused(&house, body, "unknown_field", "intent.conversation[0].id").await;
}

#[tokio::test]
async fn case_53_deep_nesting_is_refused_without_harm() {
    let house = House::open().await;
    for depth in [200, 30_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let body = raw_amount(&deep);
        refused(&house, body, "amount_not_a_string", "amount").await;
        let deep = format!("{}1{}", "{\"a\":".repeat(depth / 5), "}".repeat(depth / 5));
        refused(
            &house,
            with_raw(&format!("\"x\":{deep}")),
            "unknown_field",
            "x",
        )
        .await;
    }
}

#[tokio::test]
async fn case_54_huge_strings_and_lists_are_refused() {
    let house = House::open().await;
    let before = house.ledger_size();
    let megabyte = order_with("/reason", json!("x".repeat(1_000_000)));
    house
        .buy("k", megabyte)
        .send()
        .await
        .is_problem(413, "body_too_large");
    let many: Vec<_> = (0..100_000).map(|_| json!({})).collect();
    house
        .buy("k", order_with("/items", json!(many)))
        .send()
        .await
        .is_problem(413, "body_too_large");
    let items: Vec<_> = (0..101)
        .map(|_| json!({"title": "t", "amount": "0.10"}))
        .collect();
    refused(
        &house,
        order_with("/items", json!(items)),
        "too_many_items",
        "items",
    )
    .await;
    let keys: serde_json::Map<_, _> = (0..3000).map(|n| (format!("k{n}"), json!("v"))).collect();
    refused(
        &house,
        order_with("/metadata", json!(keys)),
        "too_much_metadata",
        "metadata",
    )
    .await;
    refused(
        &house,
        order_with("/reason", json!("x".repeat(60_000))),
        "text_too_long",
        "reason",
    )
    .await;
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn case_55_only_an_object_is_a_request() {
    let house = House::open().await;
    for body in [
        "", "[]", "null", "1", "\"x\"", "true", " {}", "\n{}", "[{}]",
    ] {
        refused(&house, body, "not_an_object", "").await;
    }
    refused(&house, "{}", "missing_field", "merchant").await;
}

#[tokio::test]
async fn case_55_a_list_is_never_taken_for_an_object() {
    let house = House::open().await;
    for (pointer, list, field) in [
        ("/merchant", json!(["Shop", "shop.example"]), "merchant"),
        ("/items/0", json!(["Book", 1, "1.00", "1.00"]), "items[0]"),
        ("/totals", json!(["79.95", "0", "4.95", "0"]), "totals"),
        ("/intent", json!(["two books"]), "intent"),
        ("/recurrence", json!(["month", 12]), "recurrence"),
        ("/metadata", json!([["a", "b"]]), "metadata"),
    ] {
        refused(&house, order_with(pointer, list), "wrong_type", field).await;
    }
    let intent = json!({"text": "t", "conversation": [["user", "t"]]});
    refused(
        &house,
        order_with("/intent", intent),
        "wrong_type",
        "intent.conversation[0]",
    )
    .await;
}

#[tokio::test]
async fn case_56_anything_around_the_object_is_refused() {
    let house = House::open().await;
    let good = order().to_string();
    for body in [
        format!("{good}x"),
        format!("{good}{good}"),
        format!("{good},"),
        format!("{good}\0"),
        format!("/* a */{good}"),
        good.replacen(',', ",/* a */", 1),
        good.replacen('{', "{//\n", 1),
        good.replace("\"rail\"", "rail"),
        good.replace('"', "'"),
        format!("{},}}", good.strip_suffix('}').unwrap()),
        good[..good.len() - 1].to_owned(),
    ] {
        let before = house.ledger_size();
        let answer = house.buy("k", body.clone()).send().await;
        assert_eq!(answer.status, 400, "{body}");
        let code = answer.text("code");
        assert!(
            ["malformed_json", "not_an_object"].contains(&code.as_str()),
            "{code} {body}"
        );
        assert_eq!(house.ledger_size(), before);
    }
}

#[tokio::test]
async fn case_57_null_is_not_the_same_as_absent() {
    let house = House::open().await;
    for (pointer, field) in [
        ("/reason", "reason"),
        ("/totals", "totals"),
        ("/items", "items"),
        ("/rail", "rail"),
        ("/merchant/domain", "merchant.domain"),
        ("/items/0/sku", "items[0].sku"),
        ("/expires_at", "expires_at"),
        ("/metadata", "metadata"),
        ("/currency", "currency"),
    ] {
        let before = house.ledger_size();
        let answer = house
            .buy("k", order_with(pointer, json!(null)))
            .send()
            .await;
        answer.is_problem(400, "wrong_type").about(field);
        assert!(answer.text("hint").contains("null"), "{}", answer.json());
        assert_eq!(house.ledger_size(), before);
    }
    let amount = order_with("/amount", json!(null));
    refused(&house, amount, "amount_not_a_string", "amount").await;
}

#[tokio::test]
async fn case_58_wrong_types_are_refused() {
    let house = House::open().await;
    for (pointer, value, field) in [
        ("/merchant/name", json!(5), "merchant.name"),
        ("/merchant", json!("Shop"), "merchant"),
        ("/items", json!({}), "items"),
        ("/items", json!("book"), "items"),
        ("/items/0/title", json!(["a"]), "items[0].title"),
        ("/currency", json!(978), "currency"),
        ("/reason", json!({"text": "x"}), "reason"),
        ("/rail", json!(true), "rail"),
        ("/metadata", json!({"a": 1}), "metadata.a"),
        ("/metadata", json!({"a": {"b": "c"}}), "metadata.a"),
    ] {
        refused(&house, order_with(pointer, value), "wrong_type", field).await;
    }
    refused(
        &house,
        order_with("/rail", json!("cash")),
        "rail_unknown",
        "rail",
    )
    .await;
    let country = order_with("/merchant/country", json!("Germany"));
    refused(&house, country, "country_unknown", "merchant.country").await;
}

#[tokio::test]
async fn case_59_a_remote_procedure_call_is_not_a_purchase() {
    let house = House::open().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call"});
    let answer = house.buy("k", call.to_string()).send().await;
    answer.is_problem(400, "unknown_field");
    refused(&house, json!([call]).to_string(), "not_an_object", "").await;
}

#[tokio::test]
async fn case_65_fields_of_other_protocols_are_refused() {
    let house = House::open().await;
    for field in [
        "payment_required",
        "checkout_jwt",
        "line_items",
        "payment_data",
        "cart_mandate",
        "max_amount_required",
    ] {
        refused(
            &house,
            order_with(&format!("/{field}"), json!("x")),
            "unknown_field",
            field,
        )
        .await;
    }
}

#[tokio::test]
async fn missing_fields_are_named() {
    let house = House::open().await;
    for field in ["merchant", "amount", "currency"] {
        let mut body = order();
        body.as_object_mut().unwrap().remove(field);
        refused(&house, body.to_string(), "missing_field", field).await;
    }
    let body = order_with("/merchant", json!({"domain": "shop.example"}));
    refused(&house, body, "missing_field", "merchant.name").await;
    let body = json!({"merchant": {"name": "Shop"}, "amount": "1.00", "currency": "EUR"});
    refused(&house, body.to_string(), "items_or_reason", "items").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_damaged_bodies_are_taken_or_refused_and_never_fail() {
    let house = House::open().await;
    let good = order().to_string().into_bytes();
    let mut stream = house.connect().await;
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below).unwrap()).unwrap()
    };
    let mut taken = 0;
    for number in 0..2000 {
        let mut body = good.clone();
        for _ in 0..=random(3) {
            if body.is_empty() {
                break;
            }
            let at = random(body.len());
            match random(4) {
                0 => body[at] = b"{}[]\",:0-9.e\\\0\xff"[random(15)],
                1 => drop(body.remove(at)),
                2 => body.insert(at, body[random(body.len())]),
                _ => body.truncate(at.max(1)),
            }
        }
        let key = format!("damaged{number}");
        let call = house.buy(&key, body.clone()).without("Connection");
        let answer = exchange(&mut stream, &call.bytes()).await;
        let shown = String::from_utf8_lossy(&body);
        assert!(
            [201, 400].contains(&answer.status),
            "{} {shown}",
            answer.head
        );
        taken += u32::from(answer.status == 201);
    }
    println!("{taken} of 2000 were still valid");
}
