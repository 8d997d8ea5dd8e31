//! Bad numbers and money; the numbers are those of the list in the reliability notes.

use serde_json::json;

use crate::support::{House, order, order_with, plain, raw_amount, refused, taken};

async fn amounts_are_refused(amounts: &[&str], code: &str) {
    let house = House::open().await;
    for amount in amounts {
        refused(&house, raw_amount(amount), code, "amount").await;
    }
}

#[tokio::test]
async fn case_01_a_decimal_comma_is_refused() {
    amounts_are_refused(&["\"12,34\""], "amount_syntax").await;
}

#[tokio::test]
async fn case_02_a_thousands_separator_is_refused() {
    amounts_are_refused(
        &["\"1.234,56\"", "\"1,234.56\"", "\"1 234\""],
        "amount_syntax",
    )
    .await;
}

#[tokio::test]
async fn case_03_an_exponent_is_refused() {
    amounts_are_refused(&["\"1e2\"", "\"1E2\""], "amount_syntax").await;
    amounts_are_refused(&["1e2"], "amount_not_a_string").await;
}

#[tokio::test]
async fn case_04_a_json_number_is_refused_and_the_remedy_named() {
    let house = House::open().await;
    for number in ["1.0", "1", "84.90"] {
        let answer = house.buy("k", raw_amount(number)).send().await;
        answer
            .is_problem(400, "amount_not_a_string")
            .about("amount");
        assert!(
            answer.text("hint").contains("as a string"),
            "{}",
            answer.json()
        );
    }
    let item = order_with("/items/0/amount", json!(70.0));
    refused(&house, item, "amount_not_a_string", "items[0].amount").await;
    let total = order_with("/totals/shipping", json!(5));
    refused(&house, total, "amount_not_a_string", "totals.shipping").await;
}

#[tokio::test]
async fn case_05_a_float_that_is_not_what_it_seems_is_refused() {
    amounts_are_refused(&["0.30000000000000004", "0.1"], "amount_not_a_string").await;
    amounts_are_refused(&["\"0.30000000000000004\""], "amount_decimals").await;
}

#[tokio::test]
async fn case_06_a_negative_amount_is_refused() {
    amounts_are_refused(&["\"-1\"", "\"-84.90\""], "amount_syntax").await;
    amounts_are_refused(&["-1"], "amount_not_a_string").await;
}

#[tokio::test]
async fn case_07_negative_zero_is_refused() {
    amounts_are_refused(&["\"-0\"", "\"-0.00\""], "amount_syntax").await;
    amounts_are_refused(&["-0", "-0.0"], "amount_not_a_string").await;
}

#[tokio::test]
async fn case_08_zero_is_refused() {
    amounts_are_refused(&["\"0\"", "\"0.00\""], "amount_zero").await;
}

#[tokio::test]
async fn case_09_a_plus_sign_is_refused() {
    amounts_are_refused(&["\"+1\"", "\"+1.00\""], "amount_syntax").await;
}

#[tokio::test]
async fn case_10_a_leading_zero_is_refused() {
    amounts_are_refused(&["\"01\"", "\"00.50\""], "amount_syntax").await;
    amounts_are_refused(&["01"], "malformed_json").await;
}

#[tokio::test]
async fn case_11_blanks_around_an_amount_are_refused() {
    amounts_are_refused(
        &[
            "\" 1\"",
            "\"1 \"",
            "\"\\t1\"",
            "\"1\\n\"",
            "\"\u{a0}1\"",
            "\"\"",
        ],
        "amount_syntax",
    )
    .await;
}

#[tokio::test]
async fn case_12_not_a_number_and_infinity_are_refused() {
    amounts_are_refused(
        &["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"inf\""],
        "amount_syntax",
    )
    .await;
    amounts_are_refused(&["NaN", "Infinity", "-Infinity"], "malformed_json").await;
}

#[tokio::test]
async fn case_13_amounts_beyond_every_range_are_refused() {
    let huge = format!("\"1{}\"", "0".repeat(400));
    amounts_are_refused(
        &[
            "\"9223372036854775808\"",
            "\"18446744073709551616\"",
            "\"1000000000000\"",
            &huge,
        ],
        "amount_too_large",
    )
    .await;
    amounts_are_refused(
        &["9223372036854775808", "18446744073709551616"],
        "amount_not_a_string",
    )
    .await;
    amounts_are_refused(&[&format!("1{}", "0".repeat(400))], "number_out_of_range").await;
}

#[tokio::test]
async fn case_14_digits_of_other_scripts_are_refused() {
    amounts_are_refused(
        &[
            "\"１００\"",
            "\"١٠٠\"",
            "\"१००\"",
            "\"1٫00\"",
            "\"𝟏\"",
            "\"1²\"",
        ],
        "amount_syntax",
    )
    .await;
}

#[tokio::test]
async fn case_15_underscores_are_refused() {
    amounts_are_refused(&["\"1_000\"", "\"1'000\""], "amount_syntax").await;
}

#[tokio::test]
async fn case_16_hexadecimal_is_refused() {
    amounts_are_refused(
        &["\"0x10\"", "\"0b1\"", "\"0o7\"", "\"#10\""],
        "amount_syntax",
    )
    .await;
}

#[tokio::test]
async fn case_25_a_second_currency_has_no_place_in_a_request() {
    let house = House::open().await;
    let item = order_with("/items/0/currency", json!("USD"));
    refused(&house, item, "unknown_field", "items[0].currency").await;
    let object = order_with("/amount", json!({"value": "84.90", "currency": "USD"}));
    refused(&house, object, "amount_not_a_string", "amount").await;
}

#[tokio::test]
async fn case_26_sums_that_do_not_add_up_are_refused() {
    let house = House::open().await;
    for (pointer, value, field) in [
        ("/amount", "84.91", "totals"),
        ("/totals/items", "79.96", "totals.items"),
        ("/items/1/amount", "9.96", "totals.items"),
        ("/totals/tax", "-1.00", "totals.tax"),
        ("/totals/discount", "90.00", "totals"),
        ("/items/0/unit_amount", "35.01", "items[0].amount"),
    ] {
        let before = house.ledger_size();
        let answer = house
            .buy("k", order_with(pointer, json!(value)))
            .send()
            .await;
        assert_eq!(answer.status, 400, "{pointer} {}", answer.json());
        assert_eq!(answer.text("field"), field, "{pointer} {}", answer.json());
        assert_eq!(house.ledger_size(), before);
    }
}

#[tokio::test]
async fn case_27_impossible_quantities_are_refused() {
    let house = House::open().await;
    for quantity in [json!(0), json!(1_000_000_000), json!(4_294_967_296_u64)] {
        let body = order_with("/items/0/quantity", quantity);
        refused(&house, body, "quantity_range", "items[0].quantity").await;
    }
    for quantity in [json!(-1), json!(1.5), json!("2"), json!(true), json!(null)] {
        let body = order_with("/items/0/quantity", quantity);
        refused(&house, body, "wrong_type", "items[0].quantity").await;
    }
}

#[tokio::test]
async fn case_28_a_product_that_overflows_is_refused() {
    let house = House::open().await;
    let item = json!({"title": "t", "quantity": 1_000_000, "unit_amount": "999999999999.99",
        "amount": "1.00"});
    let answer = house.buy("k", order_with("/items/0", item)).send().await;
    assert_eq!(answer.status, 400);
    answer.about("items[0].amount");
    let items: Vec<_> = (0..100)
        .map(|_| json!({"title": "t", "amount": "999999999999.99"}))
        .collect();
    let answer = house
        .buy("k", order_with("/items", json!(items)))
        .send()
        .await;
    assert_eq!(answer.status, 400, "{}", answer.json());
}

#[tokio::test]
async fn case_29_a_converted_price_for_show_has_no_field() {
    let house = House::open().await;
    let body = order_with("/display_amount", json!("91.20"));
    refused(&house, body, "unknown_field", "display_amount").await;
}

#[tokio::test]
async fn case_30_an_amount_range_is_not_an_amount() {
    let house = House::open().await;
    let body = order_with("/amount_range", json!({"min": 100.5, "max": 1}));
    refused(&house, body, "unknown_field", "amount_range").await;
    let body = order_with("/amount", json!(["1.00", "2.00"]));
    refused(&house, body, "amount_not_a_string", "amount").await;
}

#[tokio::test]
async fn case_31_many_small_purchases_do_not_pass_a_limit_that_one_would_not() {
    let house = House::open()
        .await
        .with_mandate(
            r#"{"name":"Cents","currency":"EUR","scope":{},"limits":{"auto_up_to":"1.00",
            "periods":[{"window":"day","max":"0.05","when_used_up":"deny"}]},
            "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#,
        )
        .await;
    let mut denied = 0;
    for number in 0..8 {
        let answer = taken(
            &house,
            &format!("k{number}"),
            plain("0.01", "EUR").to_string(),
        )
        .await;
        denied += u32::from(answer["status"] == "denied");
    }
    assert_eq!(denied, 3);
}

#[tokio::test]
async fn case_32_missing_terms_of_a_repeating_charge_are_refused() {
    let house = House::open().await;
    let body = order_with("/recurrence", json!({}));
    refused(&house, body, "missing_field", "recurrence.interval").await;
    let body = order_with("/recurrence", json!({"interval": "fortnight"}));
    refused(&house, body, "interval_unknown", "recurrence.interval").await;
    let body = order_with(
        "/recurrence",
        json!({"interval": "month", "trial_ends": "2020-01-01"}),
    );
    refused(&house, body, "date_past", "recurrence.trial_ends").await;
}

#[tokio::test]
async fn what_contradicts_its_intent_is_asked_with_each_deviation() {
    let house = House::open().await;
    let intent = json!({"text": "a subscription", "recurring": true, "max_amount": "1.00"});
    let body = order_with("/intent", intent);
    let answer = taken(&house, "against", body).await;
    assert_eq!(answer["status"], "pending");
    let reasons = answer["evaluation"]["reasons"].as_array().unwrap();
    let found: Vec<_> = reasons
        .iter()
        .filter(|reason| reason["code"] == "deviation")
        .collect();
    assert_eq!(found.len(), 2, "{answer}");
    for deviation in found {
        assert!(deviation["text"].as_str().unwrap().contains("wanted was"));
        assert!(deviation["hint"].as_str().unwrap().ends_with('.'));
    }
}

#[tokio::test]
async fn a_request_without_fault_is_taken() {
    let house = House::open().await;
    let answer = taken(&house, "good", order().to_string()).await;
    assert_eq!(answer["amount"], "84.90");
    assert_eq!(answer["currency"], "EUR");
}
