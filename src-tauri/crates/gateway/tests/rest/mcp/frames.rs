//! Messages that no client should send, and what they are told.

use serde_json::{Value, json};

use super::{ask, request};
use crate::support::{BOOKS, House, plain};

#[tokio::test]
async fn malformed_messages_are_answered_in_the_protocol_and_change_nothing() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let before = house.ledger_size();
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{}"#,
        "[".repeat(100_000).get(..60_000).unwrap()
    );
    let pause = r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"pause_me"}}"#;
    for (body, code) in [
        ("", -32700),
        ("{", -32700),
        ("hello", -32700),
        ("\u{feff}{}", -32700),
        (deep.as_str(), -32700),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping"} {}"#, -32700),
        (r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, -32700),
        ("[]", -32600),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
        (r#"{"id":1,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, -32600),
        (pause, -32600),
    ] {
        let answer = house.message(body).await;
        assert_eq!(answer.status, 400, "{body:.80}");
        let told = answer.json();
        assert_eq!(told["error"]["code"], code, "{body:.80}: {told}");
        assert!(!told["error"]["message"].as_str().unwrap().is_empty());
    }
    let invalid = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"p\xff\"}".to_vec();
    assert_eq!(house.message(invalid).await.json()["error"]["code"], -32700);
    assert_eq!(house.ledger_size(), before);
    let bought = house
        .does("request_purchase", ask("k", plain("1.00", "EUR")))
        .await;
    assert_eq!(
        bought["status"], "authorized",
        "no message paused the agent"
    );
}

#[tokio::test]
async fn an_argument_given_twice_is_refused_before_it_could_mean_two_things() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let before = house.ledger_size();
    let call = request(
        "tools/call",
        json!({"name": "request_purchase",
        "arguments": ask("k", plain("1.00", "EUR"))}),
    );
    for double in [
        r#""amount":"1.00","amount":"40.00""#,
        r#""amount":"1.00","am\u006funt":"40.00""#,
    ] {
        let body = call.to_string().replace(r#""amount":"1.00""#, double);
        assert_eq!(house.message(body).await.json()["error"]["code"], -32700);
    }
    assert_eq!(house.ledger_size(), before);
}

#[tokio::test]
async fn a_message_above_64_kib_is_refused() {
    let house = House::open().await;
    let call = |length| {
        let name = "x".repeat(length);
        request(
            "tools/call",
            json!({"name": "get_limits", "arguments": {"merchant": name}}),
        )
    };
    let answer = house.message(call(70_000).to_string()).await;
    answer.is_problem(413, "body_too_large");
    assert_eq!(house.message(call(60_000).to_string()).await.status, 200);
}

#[tokio::test]
async fn a_tool_that_does_not_exist_is_unknown() {
    let house = House::open().await;
    for name in [
        "approve_purchase",
        "set_budget",
        "resume_me",
        "REQUEST_PURCHASE",
        "",
    ] {
        let call = request("tools/call", json!({"name": name, "arguments": {}}));
        let told: Value = house.message(call.to_string()).await.json();
        assert_eq!(told["error"]["code"], -32602, "{name}: {told}");
        assert!(
            told["error"]["message"]
                .as_str()
                .unwrap()
                .starts_with("Unknown tool")
        );
    }
}
