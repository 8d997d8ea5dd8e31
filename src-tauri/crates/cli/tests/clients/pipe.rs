//! Exact messages through the pipe.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::kit::Shop;
use crate::support::{Home, PROGRAM};

/// A client at the other end.
struct Pipe {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Pipe {
    fn open(home: &Home, token: &str) -> Self {
        let mut command = Command::new(PROGRAM);
        command
            .arg("mcp")
            .env("COUNTERFOIL_DATA_DIR", home.data())
            .env("COUNTERFOIL_TOKEN", token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    fn send(&mut self, line: impl AsRef<[u8]>) {
        let input = self.input.as_mut().unwrap();
        input.write_all(line.as_ref()).unwrap();
        input.write_all(b"\n").unwrap();
        input.flush().unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        assert!(
            self.output.read_line(&mut line).unwrap() > 0,
            "the program ended"
        );
        serde_json::from_str(&line).unwrap()
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let request = json!({"jsonrpc": "2.0", "id": method, "method": method, "params": params});
        self.send(request.to_string());
        let answer = self.receive();
        assert_eq!(answer["id"], method, "{answer}");
        answer
    }

    fn hello(&mut self) -> Value {
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"}});
        let told = self.ask("initialize", &params);
        self.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        told["result"].clone()
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        self.ask("tools/call", &params)["result"].clone()
    }

    fn end(mut self) -> (i32, String) {
        drop(self.input.take());
        let output = self.child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap(), said)
    }
}

fn order(key: &str, amount: &str) -> Value {
    json!({"idempotency_key": key, "merchant": {"name": "Books", "domain": "books.example"},
        "reason": "wanted", "amount": amount, "currency": "EUR"})
}

#[test]
fn a_client_asks_and_its_first_answer_comes_within_a_second() {
    let shop = Shop::open();
    let begun = Instant::now();
    let mut pipe = Pipe::open(&shop.home, &shop.token());
    assert_eq!(pipe.hello()["protocolVersion"], "2025-11-25");
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    let bought = pipe.call("request_purchase", &order("k", "5.00"));
    assert_eq!(bought["structuredContent"]["status"], "authorized");
    let asked = pipe.call("request_purchase", &order("k2", "50.00"));
    assert_eq!(asked["structuredContent"]["status"], "pending");
    assert_eq!(pipe.end(), (0, String::new()));
}

#[test]
fn bad_lines_are_answered_and_the_next_good_one_works() {
    let shop = Shop::open();
    let mut pipe = Pipe::open(&shop.home, &shop.token());
    pipe.hello();
    let long = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"{}"}}"#,
        "x".repeat(5_000_000)
    );
    for (line, code) in [
        (&b"garbage"[..], -32700),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}",
            -32700,
        ),
        (b"[]", -32600),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
            -32600,
        ),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"x\"}",
            -32700,
        ),
        (long.as_bytes(), -32600),
    ] {
        pipe.send(line);
        let told = pipe.receive();
        assert_eq!(
            (&told["error"]["code"], &told["id"]),
            (&json!(code), &Value::Null),
            "{told}"
        );
    }
    pipe.send("");
    pipe.send("   ");
    let unknown = json!({"name": "approve_purchase", "arguments": {}});
    assert_eq!(pipe.ask("tools/call", &unknown)["error"]["code"], -32602);
    assert_eq!(
        pipe.ask("owner/unlock", &json!({}))["error"]["code"],
        -32601
    );
    let limits = pipe.call("get_limits", &json!({}));
    assert_eq!(limits["isError"], false, "{limits}");
}

#[test]
fn while_no_gateway_runs_a_client_connects_and_every_call_says_what_to_do() {
    let shop = Shop::open();
    let mut pipe = Pipe::open(&shop.home, &shop.token());
    let Shop { home, serving, .. } = shop;
    serving.stop("-TERM");
    assert_eq!(pipe.hello()["serverInfo"]["name"], "counterfoil");
    assert_eq!(
        pipe.ask("tools/list", &json!({}))["result"]["tools"][0]["name"],
        "request_purchase"
    );
    let told = pipe.call("request_purchase", &order("k", "5.00"));
    assert_eq!(
        (&told["isError"], &told["structuredContent"]["code"]),
        (&json!(true), &json!("no_gateway"))
    );
    let said = told["content"][0]["text"].as_str().unwrap();
    assert!(said.contains("counterfoil serve"), "{said}");

    // It started nothing, and finds a gateway that starts later, wherever it listens.
    assert!(!home.data().join("gateway.json").exists());
    let _serving = home.serve();
    let bought = pipe.call("request_purchase", &order("k", "5.00"));
    assert_eq!(bought["structuredContent"]["status"], "authorized");
}

#[test]
fn a_client_that_ends_in_the_middle_loses_nothing() {
    let shop = Shop::open();
    for _ in 0..3 {
        let mut pipe = Pipe::open(&shop.home, &shop.token());
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "request_purchase", "arguments": order("once", "5.00")}});
        pipe.send(call.to_string());
        let (code, _) = pipe.end();
        assert_eq!(code, 0, "what was asked is finished first");
    }
    let mut pipe = Pipe::open(&shop.home, &shop.token());
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "request_purchase", "arguments": order("once", "5.00")}});
    pipe.send(call.to_string());
    pipe.child.kill().unwrap();
    pipe.child.wait().unwrap();

    let mut pipe = Pipe::open(&shop.home, &shop.token());
    let all = pipe.call("list_purchases", &json!({}));
    let items = all["structuredContent"]["items"].as_array().unwrap().len();
    assert_eq!(items, 1);
}

#[test]
fn a_call_that_was_taken_back_is_not_answered() {
    let shop = Shop::open();
    let mut pipe = Pipe::open(&shop.home, &shop.token());
    pipe.hello();
    let id = pipe.call("request_purchase", &order("k", "50.00"))["structuredContent"]["id"].clone();
    let wait = json!({"jsonrpc": "2.0", "id": 77, "method": "tools/call",
        "params": {"name": "get_purchase", "arguments": {"purchase_id": id, "wait_s": 2}}});
    pipe.send(wait.to_string());
    pipe.send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}"#);
    // The next answer is the next call's, also after the wait would have ended.
    std::thread::sleep(Duration::from_millis(2_500));
    assert_eq!(pipe.call("get_limits", &json!({}))["isError"], false);
}

#[test]
fn a_wrong_token_is_told_to_the_model_and_on_standard_error() {
    let shop = Shop::open();
    let mut pipe = Pipe::open(&shop.home, "cfa_wrong");
    let params = json!({"protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"}});
    let refused = pipe.ask("initialize", &params);
    assert_eq!(
        refused["error"]["data"]["code"], "unauthorized",
        "{refused}"
    );
    let told = pipe.call("get_limits", &json!({}));
    assert_eq!(told["structuredContent"]["code"], "unauthorized");
    let (code, said) = pipe.end();
    assert_eq!(code, 0);
    assert_eq!(
        said.matches("does not know this agent's token").count(),
        1,
        "{said}"
    );
}

#[test]
fn without_a_token_it_says_how_to_get_one() {
    let home = Home::made();
    home.run(&["mcp"]).failed(2).says("COUNTERFOIL_TOKEN");
    home.run(&["mcp", "--token-file", "/nowhere"])
        .failed(1)
        .says("/nowhere");
}

#[test]
fn a_token_is_revoked_before_the_next_call() {
    let shop = Shop::open();
    let mut pipe = Pipe::open(&shop.home, &shop.token());
    pipe.hello();
    assert_eq!(pipe.call("get_limits", &json!({}))["isError"], false);
    shop.home.owner(&["agent", "remove", "Shopping"]).ok();
    let told = pipe.call("request_purchase", &order("k", "5.00"));
    assert_eq!(told["structuredContent"]["code"], "unauthorized", "{told}");
}
