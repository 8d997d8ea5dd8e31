//! The `OpenAPI` document, and the look of a problem.

use std::collections::BTreeSet;

use counterfoil_gateway::openapi;
use serde_json::{Value, json};

use crate::support::{House, order_with};

#[test]
fn the_openapi_document_is_the_published_one() {
    insta::assert_snapshot!("openapi", openapi::json());
}

#[tokio::test]
async fn the_document_is_served_and_every_route_in_it_answers() {
    let house = House::open().await;
    let answer = house
        .get("/openapi.json")
        .without("Authorization")
        .send()
        .await;
    let document = answer.is_ok(200);
    let paths = document["paths"].as_object().unwrap();
    let documented: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
    assert_eq!(
        documented,
        BTreeSet::from([
            "/.well-known/jwks.json",
            "/healthz",
            "/v1/acp/checkouts",
            "/v1/ap2/checkouts",
            "/v1/ap2/receipts",
            "/v1/ap2/tasks",
            "/v1/ledger/checkpoint",
            "/v1/limits",
            "/v1/pause",
            "/v1/purchases",
            "/v1/purchases/{id}",
            "/v1/purchases/{id}/amend",
            "/v1/purchases/{id}/cancel",
            "/v1/purchases/{id}/{kind}",
            "/v1/x402/payments",
            "/v1/x402/settlements",
        ])
    );
    for (path, methods) in paths {
        let path = path.replace("{kind}", "capture");
        let path = path.replace("{id}", &format!("pur_{}", "0".repeat(32)));
        for method in methods.as_object().unwrap().keys() {
            let call = house.call(&method.to_ascii_uppercase(), &path);
            let call = if method == "post" {
                call.set("Content-Type", "application/json").body("{}")
            } else {
                call
            };
            let answer = call.send().await;
            assert!(answer.status != 405, "{method} {path}");
            let code = if answer.status == 404 {
                answer.text("code")
            } else {
                String::new()
            };
            assert_ne!(code, "route_unknown", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_problem_names_field_and_remedy() {
    let house = House::open().await;
    let body = order_with("/items/0/amount", json!(70));
    let answer = house.buy("k", body).send().await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let problem: Value = answer.json();
    assert_eq!(
        problem,
        json!({
            "type": "urn:counterfoil:problem:amount_not_a_string",
            "title": "Bad Request",
            "status": 400,
            "code": "amount_not_a_string",
            "detail": "Invalid type: integer `70`, expected an amount written as a string.",
            "hint": "Write the amount as a string, such as \"84.90\".",
            "field": "items[0].amount",
        })
    );
}

#[tokio::test]
async fn addresses_that_lead_nowhere_are_answered_with_a_problem() {
    let house = House::open().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v1/purchases/",
        "/v2/purchases",
        "/V1/purchases",
        "/v1//purchases",
        "/v1/purchases/..%2flimits",
        "/mcp/",
        "/v1/x402",
    ] {
        let answer = house.get(path).send().await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text("hint").is_empty());
    }
}
