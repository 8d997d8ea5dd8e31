//! The Model Context Protocol as an agent's client speaks it: exact messages on a bound port.

use counterfoil_engine::Reject;
use serde_json::{Value, json};

use crate::support::{Answer, House};

mod frames;
mod hostile;
mod protocol;
mod tools;

/// The revision with a handshake, and the one without.
pub const HANDSHAKE: &str = "2025-11-25";
pub const STATELESS: &str = "2026-07-28";

impl House {
    /// Sends one message as a client of the revision with a handshake would, later on.
    pub async fn message(&self, body: impl Into<Vec<u8>>) -> Answer {
        let call = self.post("/mcp", body);
        call.set("Accept", "application/json, text/event-stream")
            .set("MCP-Protocol-Version", HANDSHAKE)
            .send()
            .await
    }

    /// The result of one request.
    pub async fn asked(&self, method: &str, params: Value) -> Value {
        let answer = self.message(request(method, params).to_string()).await;
        answer.is_ok(200)["result"].clone()
    }

    /// What a tool answers, whether it worked or not.
    pub async fn tool(&self, name: &str, arguments: Value) -> Value {
        let params = json!({ "name": name, "arguments": arguments });
        let result = self.asked("tools/call", params).await;
        assert!(result["content"][0]["text"].is_string(), "{result}");
        result
    }

    /// What a tool answers when it works.
    pub async fn does(&self, name: &str, arguments: Value) -> Value {
        let result = self.tool(name, arguments).await;
        assert_eq!(result["isError"], false, "{name}: {result}");
        result["structuredContent"].clone()
    }

    /// Why a tool refuses.
    pub async fn refuses(&self, name: &str, arguments: Value) -> Value {
        let result = self.tool(name, arguments).await;
        assert_eq!(result["isError"], true, "{name}: {result}");
        let told = result["structuredContent"].clone();
        let text = result["content"][0]["text"].as_str().unwrap();
        let code = told["code"].as_str().unwrap();
        assert!(text.starts_with(code), "{text}");
        assert!(!told["hint"].as_str().unwrap().is_empty(), "{told}");
        told
    }

    /// Sends one request as a client of the revision without a handshake would.
    pub async fn alone(&self, method: &str, mut params: Value, client: Value) -> Answer {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": STATELESS,
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": client,
        });
        let name = ["name", "taskId"]
            .into_iter()
            .find_map(|key| params[key].as_str());
        let name = name.map(str::to_owned);
        let call = self
            .post("/mcp", request(method, params).to_string())
            .set("Accept", "application/json, text/event-stream")
            .set("MCP-Protocol-Version", STATELESS)
            .set("Mcp-Method", method);
        let call = match name {
            Some(name) => call.set("Mcp-Name", name),
            None => call,
        };
        call.send().await
    }
}

/// A JSON-RPC request.
pub fn request(method: &str, params: Value) -> Value {
    let mut request = json!({ "jsonrpc": "2.0", "id": 1, "method": method });
    request["params"] = params;
    request
}

/// A purchase with a key, as the tool takes it.
pub fn ask(key: &str, mut purchase: Value) -> Value {
    purchase["idempotency_key"] = json!(key);
    purchase
}

/// The owner says no.
pub async fn reject(house: &House, id: &Value, note: Option<&str>) {
    let reject = Reject {
        purchase: id.as_str().unwrap().parse().unwrap(),
        note: note.map(str::to_owned),
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
}
