//! Times, ids, keys, and steps that come too late.

use serde_json::{Value, json};

use crate::support::{BOOKS, House, add_agent, order, order_with, plain, refused, taken};

/// An authorized purchase of 40.00 EUR, and the address of its settlements.
async fn authorized(house: &House, key: &str) -> String {
    let answer = taken(house, key, plain("40.00", "EUR").to_string()).await;
    let path = answer["links"]["self"].as_str().unwrap().to_owned();
    let answer = house
        .get(&format!("{path}?wait=10"))
        .send()
        .await
        .is_ok(200);
    assert_eq!(answer["status"], "authorized", "{answer}");
    path
}

async fn settle(house: &House, path: &str, kind: &str, amount: &str) -> (u16, Value) {
    let body = json!({"amount": amount, "currency": "EUR", "receipt": "R-1"});
    let answer = house
        .post(&format!("{path}/{kind}"), body.to_string())
        .send()
        .await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn case_67_impossible_times_are_refused() {
    let house = House::open().await;
    for time in [
        "2020-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "2026-11-22T14:32:00",
        "2026-11-22",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:59:60Z",
        "2026-02-30T00:00:00Z",
        "1763822000",
        "1763822000000",
        "tomorrow",
        "",
    ] {
        let before = house.ledger_size();
        let answer = house
            .buy("k", order_with("/expires_at", json!(time)))
            .send()
            .await;
        assert_eq!(answer.status, 400, "{time} {}", answer.json());
        answer.about("expires_at");
        assert_eq!(house.ledger_size(), before);
    }
    for epoch in [json!(1_763_822_000_u64), json!(1_763_822_000_000_u64)] {
        refused(
            &house,
            order_with("/expires_at", epoch),
            "wrong_type",
            "expires_at",
        )
        .await;
    }
}

#[tokio::test]
async fn case_68_a_start_time_has_no_place_in_a_request() {
    let house = House::open().await;
    for field in ["not_before", "not_after", "created_at"] {
        let body = order_with(&format!("/{field}"), json!("2026-11-22T14:32:00Z"));
        refused(&house, body, "unknown_field", field).await;
    }
}

#[tokio::test]
async fn case_70_purchases_of_others_do_not_exist() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let path = authorized(&house, "mine").await;
    let (_, token) = add_agent(&house.owner, "Other agent").await;
    let bearer = format!("Bearer {token}");
    let guess = format!("/v1/purchases/pur_{}", "0".repeat(32));
    let before = house.ledger_size();
    let mut seen = Vec::new();
    for path in [
        path.as_str(),
        &guess,
        "/v1/purchases/1",
        "/v1/purchases/pur_",
        "/v1/purchases/%2e",
    ] {
        let call = house.get(path).set("Authorization", bearer.as_str());
        let answer = call.send().await;
        answer.is_problem(404, "not_found");
        seen.push(answer.text("code"));
        house
            .get(&format!("{path}?wait=1"))
            .set("Authorization", bearer.as_str())
            .send()
            .await
            .is_problem(404, "not_found");
        for verb in ["cancel", "capture", "void", "refund", "dispute", "amend"] {
            let body = if verb == "amend" {
                order().to_string()
            } else {
                "{}".to_owned()
            };
            let call = house.post(&format!("{path}/{verb}"), body);
            call.set("Authorization", bearer.as_str())
                .send()
                .await
                .is_problem(404, "not_found");
        }
    }
    let page = house
        .get("/v1/purchases")
        .set("Authorization", bearer.as_str())
        .send()
        .await;
    assert_eq!(page.is_ok(200)["items"], json!([]));
    assert_eq!(house.ledger_size(), before);
    assert_eq!(
        house.get(&path).send().await.is_ok(200)["status"],
        "authorized"
    );
}

#[tokio::test]
async fn case_71_a_captured_request_is_worthless_after_the_token_was_replaced() {
    let house = House::open().await;
    let call = house.buy("replay", order().to_string());
    let first = call.send().await;
    first.is_ok(201);
    let token = house
        .owner
        .rotate_agent(house.agent, house.presence().await)
        .await
        .unwrap();
    let before = house.ledger_size();
    call.send().await.is_problem(401, "unauthorized");
    let again = call
        .set("Authorization", format!("Bearer {token}"))
        .send()
        .await;
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn case_72_a_pending_purchase_can_be_amended_and_a_decided_one_cannot() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let pending = taken(&house, "pending", order().to_string()).await;
    let path = pending["links"]["self"].as_str().unwrap();
    let same = house
        .post(&format!("{path}/amend"), order().to_string())
        .send()
        .await
        .is_ok(200);
    assert_eq!(
        (&same["revision"], &same["status"]),
        (&json!(1), &json!("pending"))
    );
    let other = plain("90.00", "EUR").to_string();
    let other = house
        .post(&format!("{path}/amend"), other)
        .send()
        .await
        .is_ok(200);
    assert_eq!(
        (&other["revision"], &other["amount"]),
        (&json!(2), &json!("90.00"))
    );
    let bad = house
        .post(&format!("{path}/amend"), plain("-1", "EUR").to_string())
        .send()
        .await;
    bad.is_problem(400, "amount_syntax").about("amount");

    let decided = authorized(&house, "decided").await;
    let late = house
        .post(&format!("{decided}/amend"), order().to_string())
        .send()
        .await;
    late.is_problem(409, "already_decided");
}

#[tokio::test]
async fn case_72_no_more_is_captured_or_refunded_than_there_is() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let path = authorized(&house, "capture").await;
    assert_eq!(settle(&house, &path, "refund", "1.00").await.0, 409);
    assert_eq!(settle(&house, &path, "capture", "40.01").await.0, 409);
    assert_eq!(settle(&house, &path, "capture", "30.00").await.0, 200);
    assert_eq!(settle(&house, &path, "capture", "10.01").await.0, 409);
    assert_eq!(settle(&house, &path, "refund", "30.01").await.0, 409);
    for amount in ["0", "-1", "1,00", "1.001", ""] {
        let (status, body) = settle(&house, &path, "refund", amount).await;
        assert_eq!(status, 400, "{amount} {body}");
    }
    let dollars = json!({"amount": "1.00", "currency": "USD"}).to_string();
    let answer = house.post(&format!("{path}/refund"), dollars).send().await;
    assert!([400, 409].contains(&answer.status), "{}", answer.json());
    let number = house
        .post(&format!("{path}/refund"), "{\"amount\":1.00}")
        .send()
        .await;
    number
        .is_problem(400, "amount_not_a_string")
        .about("amount");
    let (status, body) = settle(&house, &path, "refund", "30.00").await;
    assert_eq!((status, &body["captured"]), (200, &json!("30.00")));
    assert_eq!(body["refunded"], "30.00");
}

#[tokio::test]
async fn case_72_nothing_is_captured_after_a_void() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let path = authorized(&house, "void").await;
    let voided = house
        .post(&format!("{path}/void"), "{}")
        .send()
        .await
        .is_ok(200);
    assert_eq!(voided["status"], "voided");
    let before = house.ledger_size();
    let (status, body) = settle(&house, &path, "capture", "1.00").await;
    assert_eq!((status, &body["code"]), (409, &json!("already_decided")));
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn case_74_a_request_cannot_choose_its_mandate() {
    let house = House::open().await;
    for field in ["mandate", "mandate_id", "budget"] {
        let body = order_with(
            &format!("/{field}"),
            json!("man_00000000000000000000000000000000"),
        );
        refused(&house, body, "unknown_field", field).await;
    }
}

#[tokio::test]
async fn case_75_what_an_agent_claims_about_itself_is_refused() {
    let house = House::open().await;
    for (field, value) in [
        ("approved", json!(true)),
        ("scope", json!("admin")),
        ("status", json!("authorized")),
        ("agent", json!("agt_00000000000000000000000000000000")),
        ("decision", json!({"by": "owner", "verdict": "approve"})),
        ("id", json!("pur_00000000000000000000000000000000")),
    ] {
        refused(
            &house,
            order_with(&format!("/{field}"), value),
            "unknown_field",
            field,
        )
        .await;
    }
    let call = house
        .buy("k", order().to_string())
        .set("X-Forwarded-User", "owner");
    call.send().await.is_problem(403, "proxy_refused");
}

#[tokio::test]
async fn parameters_of_the_address_are_checked() {
    let house = House::open().await;
    let bought = taken(&house, "k", order().to_string()).await;
    let path = bought["links"]["self"].as_str().unwrap();
    for wait in [
        "31",
        "-1",
        "+1",
        "1.5",
        "x",
        "",
        "99999999999999999999",
        "%31%20",
    ] {
        let answer = house.get(&format!("{path}?wait={wait}")).send().await;
        answer.is_problem(400, "wait_out_of_range").about("wait");
    }
    for (query, code) in [
        ("status=open", "status_unknown"),
        ("status=Pending", "status_unknown"),
        ("cursor=1", "cursor_unknown"),
        ("limit=0", "limit_out_of_range"),
        ("limit=101", "limit_out_of_range"),
        ("limit=1&limit=2", "query_repeated"),
        ("colour=red", "query_unknown"),
        ("token=cfa_x", "query_unknown"),
    ] {
        house
            .get(&format!("/v1/purchases?{query}"))
            .send()
            .await
            .is_problem(400, code);
    }
    let with_query = house.buy("k2", order().to_string());
    let bytes = String::from_utf8(with_query.bytes()).unwrap();
    let wire = bytes.replacen("/v1/purchases ", "/v1/purchases?approve=1 ", 1);
    house.raw(wire).await.is_problem(400, "query_unknown");
}
