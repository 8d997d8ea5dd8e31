//! What each tool does, from the first question to the last receipt.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{ask, reject};
use crate::support::{BOOKS, House, order, order_with, plain};

async fn bought(house: &House) -> Value {
    house
        .does("request_purchase", ask("k", plain("12.00", "EUR")))
        .await
}

#[tokio::test]
async fn a_small_purchase_is_authorized_at_once_and_settled() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let bought = bought(&house).await;
    assert_eq!(bought["status"], "authorized");
    assert!(bought["authorization"].as_str().unwrap().split('.').count() == 3);
    assert!(
        bought["next"]
            .as_str()
            .unwrap()
            .contains("report_settlement")
    );
    let settled = house
        .does(
            "report_settlement",
            json!({"purchase_id": bought["id"], "kind": "capture",
            "amount": "11.50", "receipt": "R-17"}),
        )
        .await;
    assert_eq!(
        (&settled["status"], &settled["captured"]),
        (&json!("captured"), &json!("11.50"))
    );
    let refunded = house
        .does(
            "report_settlement",
            json!({"purchase_id": bought["id"], "kind": "refund"}),
        )
        .await;
    assert_eq!(refunded["refunded"], "11.50");
}

#[tokio::test]
async fn the_same_key_buys_once_whatever_the_order_of_the_arguments() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let first = house
        .does("request_purchase", ask("order-17", order()))
        .await;
    let turned = r#"{"jsonrpc":"2.0","id":"again","method":"tools/call","params":{"arguments":
        {"reason":"needed","idempotency_key":"turned","amount":"1.00","currency":"EUR",
        "merchant":{"domain":"shop.nordlicht-books.example","name":"Nordlicht Books GmbH"}},
        "name":"request_purchase"}}"#;
    let one = house.message(turned).await.is_ok(200);
    let same = house
        .does("request_purchase", ask("turned", plain("1.00", "EUR")))
        .await;
    assert_eq!(one["result"]["structuredContent"]["id"], same["id"]);

    let again = house
        .does("request_purchase", ask("order-17", order()))
        .await;
    assert_eq!(again["id"], first["id"]);
    let other = house
        .refuses("request_purchase", ask("order-17", plain("1.00", "EUR")))
        .await;
    assert_eq!(other["code"], "idempotency_key_reused");
    let all = house.does("list_purchases", json!({})).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_that_waits_is_followed_in_calls_of_under_three_seconds() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let asked = house.does("request_purchase", ask("k", order())).await;
    assert_eq!(asked["status"], "pending");
    assert!(asked["next"].as_str().unwrap().contains("get_purchase"));
    let look = json!({"purchase_id": asked["id"], "wait_s": 3});

    let begun = Instant::now();
    let still = house.does("get_purchase", look.clone()).await;
    assert_eq!(still["status"], "pending");
    let took = begun.elapsed();
    assert!(
        took > Duration::from_secs(2) && took < Duration::from_secs(3),
        "{took:?}"
    );

    let id = &asked["id"];
    let (changed, ()) = tokio::join!(house.does("get_purchase", look), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        reject(&house, id, Some("too dear")).await;
    });
    assert_eq!(changed["status"], "rejected");
    assert_eq!(changed["decision"]["reason"], "too dear");
    assert!(changed["next"].as_str().unwrap().contains("do not pay"));
}

#[tokio::test]
async fn a_purchase_is_amended_and_withdrawn() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let asked = house.does("request_purchase", ask("k", order())).await;
    let mut cheaper = plain("40.00", "EUR");
    cheaper["purchase_id"] = asked["id"].clone();
    let amended = house.does("amend_purchase", cheaper).await;
    assert_eq!(
        (&amended["revision"], &amended["status"]),
        (&json!(2), &json!("authorized"))
    );

    let asked = house.does("request_purchase", ask("k2", order())).await;
    let withdrawn = house
        .does("cancel_purchase", json!({"purchase_id": asked["id"]}))
        .await;
    assert_eq!(withdrawn["status"], "cancelled");
    let late = house
        .refuses("cancel_purchase", json!({"purchase_id": amended["id"]}))
        .await;
    assert_eq!(late["code"], "already_decided");
}

#[tokio::test]
async fn a_limit_that_bounds_no_amount_names_none_and_one_that_asks_always_names_nothing() {
    let counted = r#"{"name":"All","currency":"EUR","overall":true,
        "limits":{"max_purchases":{"window":"day","count":5}}}"#;
    let monthly =
        r#"{"name":"Mine","currency":"USD","limits":{"auto_up_to":"50.00"},"paused":true}"#;
    let house = House::open().await.with_mandate(counted).await;
    let house = house.with_mandate(monthly).await;
    let limits = house.does("get_limits", json!({})).await;
    let of = |name: &str| {
        let items = limits["items"].as_array().unwrap();
        let found = items.iter().find(|one| one["name"] == name);
        found.unwrap()["without_asking"].clone()
    };
    assert_eq!((of("All"), of("Mine")), (Value::Null, json!("0.00")));
}

#[tokio::test]
async fn limits_say_what_could_be_bought_without_asking() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let limits = house.does("get_limits", json!({"currency": "EUR"})).await;
    assert_eq!(limits["items"][0]["without_asking"], "50.00");
    for n in 0..39 {
        house
            .does(
                "request_purchase",
                ask(&format!("k{n}"), plain("50.00", "EUR")),
            )
            .await;
    }
    house
        .does("request_purchase", ask("last", plain("30.00", "EUR")))
        .await;
    let limits = house
        .does("get_limits", json!({"merchant": "nordlicht-books.example"}))
        .await;
    assert_eq!(limits["items"][0]["without_asking"], "20.00");
    assert_eq!(
        house.does("get_limits", json!({"currency": "USD"})).await["items"],
        json!([])
    );
}

#[tokio::test]
async fn purchases_are_listed_page_by_page() {
    let house = House::open().await.with_mandate(BOOKS).await;
    for n in 0..5 {
        house
            .does(
                "request_purchase",
                ask(&format!("k{n}"), plain("1.00", "EUR")),
            )
            .await;
    }
    let page = house
        .does(
            "list_purchases",
            json!({"limit": 3, "status": "authorized"}),
        )
        .await;
    assert_eq!(page["items"].as_array().unwrap().len(), 3);
    let rest = house
        .does("list_purchases", json!({"cursor": page["next"]}))
        .await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    assert_eq!(rest["next"], Value::Null);
}

#[tokio::test]
async fn an_agent_that_stops_itself_stays_stopped() {
    let house = House::open().await.with_mandate(BOOKS).await;
    assert_eq!(house.does("pause_me", json!({})).await["paused"], true);
    let call = house
        .tool("request_purchase", ask("k", plain("1.00", "EUR")))
        .await;
    assert_ne!(call["structuredContent"]["status"], "authorized", "{call}");
    assert_eq!(
        house.refuses("pause_me", json!({"paused": false})).await["code"],
        "unknown_field"
    );
}

#[tokio::test]
async fn arguments_are_as_strict_as_a_request_body() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let before = house.ledger_size();
    let with = |pointer: &str, value: Value| -> Value {
        ask(
            "k",
            serde_json::from_str(&order_with(pointer, value)).unwrap(),
        )
    };
    for (arguments, code, field) in [
        (order(), "idempotency_key_missing", "idempotency_key"),
        (
            ask("", order()),
            "idempotency_key_invalid",
            "idempotency_key",
        ),
        (
            ask("ü", order()),
            "idempotency_key_invalid",
            "idempotency_key",
        ),
        (
            with("/amount", json!(84.9)),
            "amount_not_a_string",
            "amount",
        ),
        (
            with("/items/0/amount", json!(70)),
            "amount_not_a_string",
            "items[0].amount",
        ),
        (with("/approved", json!(true)), "unknown_field", "approved"),
        (with("/reason", json!(7)), "wrong_type", "reason"),
        (with("/merchant", json!(["x"])), "wrong_type", "merchant"),
        (
            with("/items/0/quantity", json!(1e30)),
            "wrong_type",
            "items[0].quantity",
        ),
    ] {
        let told = house.refuses("request_purchase", arguments).await;
        assert_eq!(
            (&told["code"], &told["field"]),
            (&json!(code), &json!(field)),
            "{told}"
        );
        assert!(
            !told["hint"].as_str().unwrap().contains("openapi"),
            "{told}"
        );
    }
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn a_tool_says_which_of_its_arguments_is_wrong() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let before = house.ledger_size();
    for (tool, arguments, code) in [
        ("get_purchase", json!({}), "missing_field"),
        ("get_purchase", json!({"purchase_id": "pur_x"}), "not_found"),
        (
            "get_purchase",
            json!({"purchase_id": "pur_x", "wait_s": 4}),
            "not_found",
        ),
        (
            "cancel_purchase",
            json!({"purchase_id": 7}),
            "missing_field",
        ),
        (
            "report_settlement",
            json!({"purchase_id": format!("pur_{}", "0".repeat(32)),
            "kind": "dispute"}),
            "settlement_kind",
        ),
        (
            "list_purchases",
            json!({"limit": 101}),
            "limit_out_of_range",
        ),
        (
            "list_purchases",
            json!({"status": "approved!"}),
            "status_unknown",
        ),
        ("get_limits", json!({"merchant": "no domain"}), "domain"),
    ] {
        let told = house.refuses(tool, arguments).await;
        let given = told["code"].as_str().unwrap();
        assert!(given.contains(code), "{tool}: {told}");
    }
    assert_eq!(house.ledger_size(), before);
}
