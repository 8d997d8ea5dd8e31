//! Pages, proxies, strangers and the impatient.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use super::{ask, request};
use crate::support::{BOOKS, House, order, plain};

fn list() -> String {
    request("tools/list", json!({})).to_string()
}

#[tokio::test]
async fn what_a_web_page_would_send_is_refused_as_on_every_other_route() {
    let house = House::open().await;
    let good = house.post("/mcp", list());
    good.send().await.is_ok(200);
    let own = format!("http://{}", house.address);
    for origin in [
        "null",
        &own,
        "http://localhost",
        "https://evil.test",
        "vscode-file://x",
    ] {
        let answer = good.clone().set("Origin", origin).send().await;
        answer.is_problem(403, "browser_refused");
        assert!(!answer.head.to_ascii_lowercase().contains("access-control"));
    }
    for site in ["same-origin", "cross-site"] {
        let answer = good.clone().set("Sec-Fetch-Site", site).send().await;
        answer.is_problem(403, "browser_refused");
    }
    // What every client built on Node sends.
    good.clone()
        .set("Sec-Fetch-Mode", "cors")
        .send()
        .await
        .is_ok(200);
    let port = house.address.port();
    for host in [
        "evil.test".to_owned(),
        "localhost".to_owned(),
        format!("127.1:{port}"),
    ] {
        let answer = good.clone().set("Host", host).send().await;
        answer.is_problem(403, "host_refused");
    }
    let plain_text = good.clone().set("Content-Type", "text/plain").send().await;
    plain_text.is_problem(415, "content_type");
}

#[tokio::test]
async fn only_posts_are_served() {
    let house = House::open().await;
    let answer = house
        .get("/mcp")
        .set("Accept", "text/event-stream")
        .send()
        .await;
    assert_eq!(
        answer.is_problem(405, "method_not_allowed").header("allow"),
        Some("POST")
    );
    let answer = house
        .call("DELETE", "/mcp")
        .set("Mcp-Session-Id", "x")
        .send()
        .await;
    assert_eq!(answer.status, 405);
    assert_eq!(house.call("OPTIONS", "/mcp").send().await.status, 403);
}

#[tokio::test]
async fn without_the_token_of_an_agent_nothing_is_told() {
    let house = House::open().await;
    for token in ["", "Bearer cfa_wrong", "Basic eDp5"] {
        let answer = house
            .post("/mcp", list())
            .set("Authorization", token)
            .send()
            .await;
        let answer = answer.is_problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
}

#[tokio::test]
async fn nothing_that_decides_or_loosens_can_be_reached() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let id = house.does("request_purchase", ask("k", order())).await["id"].clone();
    let mandates = house.owner.mandates().await.unwrap();
    let tools: Value = house.asked("tools/list", json!({})).await["tools"].clone();
    let mut names: Vec<String> = tools
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 10);
    names.extend(
        [
            "approve",
            "approve_purchase",
            "decide",
            "amend_mandate",
            "resume",
        ]
        .map(str::to_owned),
    );
    let size = house.ledger_size();
    for name in names.iter().filter(|name| *name != "pause_me") {
        for arguments in [
            json!({"purchase_id": id, "verdict": "approve"}),
            json!({"purchase_id": id, "status": "authorized", "by": "owner"}),
            json!({"purchase_id": id, "kind": "capture", "amount": "84.90"}),
            json!({"purchase_id": id, "approved": true, "scope": "admin"}),
            json!({"mandate": mandates[0].mandate.id.to_string(), "auto_up_to": "5000.00"}),
        ] {
            let call = request("tools/call", json!({"name": name, "arguments": arguments}));
            let told = house.message(call.to_string()).await.json();
            let refused = told["error"].is_object() || told["result"]["isError"] == true;
            assert!(refused, "{name} {arguments}: {told}");
        }
    }
    assert_eq!(house.ledger_size(), size);
    let after = house.owner.mandates().await.unwrap();
    assert_eq!(format!("{after:?}"), format!("{mandates:?}"));
    let shown = house.does("get_purchase", json!({"purchase_id": id})).await;
    assert_eq!(shown["status"], "pending");
}

#[tokio::test]
async fn another_agents_purchase_is_not_there() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let id = house.does("request_purchase", ask("k", order())).await["id"].clone();
    let (_, token) = crate::support::add_agent(&house.owner, "Curious agent").await;
    for (tool, arguments) in [
        ("get_purchase", json!({"purchase_id": id})),
        ("cancel_purchase", json!({"purchase_id": id})),
        (
            "report_settlement",
            json!({"purchase_id": id, "kind": "void"}),
        ),
    ] {
        let call = request("tools/call", json!({"name": tool, "arguments": arguments}));
        let answer = house
            .post("/mcp", call.to_string())
            .set("Authorization", format!("Bearer {token}"))
            .send()
            .await;
        assert_eq!(
            answer.is_ok(200)["result"]["structuredContent"]["code"],
            "not_found"
        );
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_finds_its_purchase_again() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let call = json!({"name": "request_purchase", "arguments": ask("hang-up", order())});
    let bytes = house
        .post("/mcp", request("tools/call", call).to_string())
        .bytes();
    for _ in 0..20 {
        let mut stream = house.connect().await;
        stream.write_all(&bytes).await.unwrap();
        drop(stream);
    }
    let bought = house
        .does("request_purchase", ask("hang-up", order()))
        .await;
    assert_eq!(bought["status"], "pending");
    let all = house.does("list_purchases", json!({})).await;
    assert_eq!(
        all["items"].as_array().unwrap().len(),
        1,
        "twenty hang-ups bought once"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_idle_connections_keep_no_call_out() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let mut idle = Vec::with_capacity(2_000);
    for n in 0..2_000 {
        let mut stream = house.connect().await;
        if n % 2 == 0 {
            // Half a message, and then silence.
            stream
                .write_all(b"POST /mcp HTTP/1.1\r\nHost: x\r\nContent-")
                .await
                .ok();
        }
        idle.push(stream);
    }
    let begun = Instant::now();
    let bought = house
        .does("request_purchase", ask("k", plain("1.00", "EUR")))
        .await;
    assert_eq!(bought["status"], "authorized");
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(idle.len(), 2_000);
}

#[tokio::test]
async fn an_agent_that_calls_too_often_is_told_as_a_tool_tells_it() {
    let house = House::with(|config| config.rate = std::num::NonZeroU32::new(1)).await;
    let mut told = Vec::new();
    for _ in 0..6 {
        told.push(house.tool("get_limits", json!({})).await);
    }
    let limited = told.last().unwrap();
    assert_eq!(limited["isError"], true);
    assert_eq!(limited["structuredContent"]["code"], "rate_limited");
    assert!(
        limited["structuredContent"]["retry_after_s"]
            .as_u64()
            .unwrap()
            >= 1
    );
    house.message(list()).await.is_problem(429, "rate_limited");
}
