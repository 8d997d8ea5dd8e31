//! Both revisions: who the server is, which tools it has, and what it says to a client of the other.

use serde_json::{Value, json};

use super::{HANDSHAKE, STATELESS, ask, reject, request};
use crate::support::{BOOKS, House, order, plain};

#[tokio::test]
async fn a_client_shakes_hands_and_lists_the_tools() {
    let house = House::open().await;
    let hello = json!({
        "protocolVersion": HANDSHAKE, "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    });
    let answer = house
        .post("/mcp", request("initialize", hello).to_string())
        .set("Accept", "application/json, text/event-stream")
        .send()
        .await;
    assert_eq!(answer.header("mcp-session-id"), None);
    let told = answer.is_ok(200)["result"].clone();
    assert_eq!(told["protocolVersion"], HANDSHAKE);
    assert_eq!(told["serverInfo"]["name"], "counterfoil");
    assert!(
        told["instructions"]
            .as_str()
            .unwrap()
            .contains("idempotency_key")
    );

    let ready = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    let answer = house.message(ready).await;
    assert_eq!((answer.status, answer.body.len()), (202, 0));

    let tools = house.asked("tools/list", json!({})).await;
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!("tools", tools);
    });
}

#[tokio::test]
async fn a_client_without_a_handshake_discovers_and_calls_at_once() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let found = house.alone("server/discover", json!({}), json!({})).await;
    let found = found.is_ok(200)["result"].clone();
    let versions = found["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!(STATELESS)) && versions.contains(&json!(HANDSHAKE)));

    let params = json!({"name": "request_purchase", "arguments": ask("k", order())});
    let answer = house.alone("tools/call", params, json!({})).await;
    let result = answer.is_ok(200)["result"].clone();
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["structuredContent"]["status"], "pending");
}

#[tokio::test]
async fn results_of_the_older_revision_say_nothing_of_the_newer_one() {
    let house = House::open().await;
    for result in [
        house.asked("tools/list", json!({})).await,
        house.tool("get_limits", json!({})).await,
    ] {
        assert_eq!(result.get("resultType"), None, "{result}");
    }
}

#[tokio::test]
async fn headers_and_message_must_agree() {
    let house = House::open().await;
    let params = json!({"name": "get_limits", "arguments": {}, "_meta": {
        "io.modelcontextprotocol/protocolVersion": STATELESS,
        "io.modelcontextprotocol/clientCapabilities": {}}});
    let good = house
        .post("/mcp", request("tools/call", params).to_string())
        .set("MCP-Protocol-Version", STATELESS)
        .set("Mcp-Method", "tools/call")
        .set("Mcp-Name", "get_limits");
    good.send().await.is_ok(200);
    for other in [
        good.clone().set("MCP-Protocol-Version", HANDSHAKE),
        good.clone().set("Mcp-Method", "tools/list"),
        good.clone().set("Mcp-Name", "pause_me"),
        good.clone().without("Mcp-Method"),
        good.clone().without("Mcp-Name"),
        good.clone().add("Mcp-Name", "get_limits"),
        good.clone().add("MCP-Protocol-Version", STATELESS),
    ] {
        let answer = other.send().await;
        assert_eq!(
            answer.status,
            400,
            "{:?}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_eq!(answer.json()["error"]["code"], -32020, "{}", answer.json());
    }
    let paused = house
        .buy("k", plain("1.00", "EUR").to_string())
        .send()
        .await;
    assert_eq!(paused.status, 201);
}

#[tokio::test]
async fn an_unknown_version_is_told_the_ones_there_are() {
    let house = House::open().await;
    let params = json!({"_meta": {
        "io.modelcontextprotocol/protocolVersion": "2031-01-01",
        "io.modelcontextprotocol/clientCapabilities": {}}});
    let answer = house
        .post("/mcp", request("tools/list", params).to_string())
        .set("MCP-Protocol-Version", "2031-01-01")
        .set("Mcp-Method", "tools/list")
        .send()
        .await;
    assert_eq!(answer.status, 400);
    let error = answer.json()["error"].clone();
    assert_eq!(error["code"], -32022, "{error}");
    assert!(
        error["data"]["supported"]
            .as_array()
            .unwrap()
            .contains(&json!(STATELESS))
    );
}

#[tokio::test]
async fn a_purchase_that_waits_is_a_task_for_clients_that_follow_tasks() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let tasks = json!({"extensions": {"io.modelcontextprotocol/tasks": {}}});
    let params = json!({"name": "request_purchase", "arguments": ask("k", order())});
    let answer = house
        .alone("tools/call", params.clone(), tasks.clone())
        .await;
    let task = answer.is_ok(200)["result"].clone();
    assert_eq!(
        (&task["resultType"], &task["status"]),
        (&json!("task"), &json!("working"))
    );
    let id = task["taskId"].as_str().unwrap().to_owned();

    // The same call again is the same task, and the owner is asked once.
    let again = house.alone("tools/call", params, tasks.clone()).await;
    assert_eq!(again.is_ok(200)["result"]["taskId"], id);
    assert_eq!(house.owner.inbox().await.unwrap().len(), 1);

    let look = || async {
        let answer = house
            .alone("tasks/get", json!({"taskId": id}), tasks.clone())
            .await;
        answer.is_ok(200)["result"].clone()
    };
    assert_eq!(look().await["status"], "working");
    reject(&house, &json!(id), None).await;
    let done = look().await;
    assert_eq!(done["status"], "completed", "{done}");
    assert_eq!(done["result"]["structuredContent"]["status"], "rejected");
    assert_eq!(done["createdAt"], task["createdAt"]);
}

#[tokio::test]
async fn a_task_is_cancelled_by_withdrawing_the_purchase() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let tasks = json!({"extensions": {"io.modelcontextprotocol/tasks": {}}});
    let id = house.does("request_purchase", ask("k", order())).await["id"].clone();
    let params = json!({ "taskId": id });
    let answer = house
        .alone("tasks/cancel", params.clone(), tasks.clone())
        .await;
    answer.is_ok(200);
    let answer = house.alone("tasks/get", params.clone(), tasks).await;
    assert_eq!(answer.is_ok(200)["result"]["status"], "cancelled");
    let shown = house.does("get_purchase", json!({"purchase_id": id})).await;
    assert_eq!(shown["status"], "cancelled");

    let undeclared = house.alone("tasks/get", params, json!({})).await.json();
    assert_eq!(undeclared["error"]["code"], -32021, "{undeclared}");
}

#[tokio::test]
async fn a_method_that_does_not_exist_is_unknown_and_unusable_parameters_are_not() {
    let house = House::open().await;
    let error =
        |answer: crate::support::Answer| -> Value { answer.json()["error"]["code"].clone() };
    for method in [
        "purchases/approve",
        "owner/unlock",
        "sampling/createMessage",
        "",
    ] {
        let answer = house.message(request(method, json!({})).to_string()).await;
        assert_eq!(error(answer), -32601, "{method}");
    }
    for params in [
        json!({}),
        json!({"name": 7}),
        json!({"name": "get_limits", "arguments": []}),
    ] {
        let answer = house
            .message(request("tools/call", params).to_string())
            .await;
        assert_eq!(error(answer), -32602);
    }
}
