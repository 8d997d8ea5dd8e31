//! What agents say of themselves: kept and shown as said, and of no consequence.

use base64::prelude::*;
use serde_json::json;

use crate::support::{BOOKS, House, order};

impl House {
    async fn claims(&self) -> Vec<(String, String)> {
        let agents = self.owner.agents().await.unwrap();
        let own = agents.into_iter().find(|row| row.id == self.agent);
        own.unwrap().claims.into_iter().collect()
    }
}

fn says(name: &str, said: &str) -> (String, String) {
    (name.to_owned(), said.to_owned())
}

#[tokio::test]
async fn the_client_that_an_agent_says_it_is_is_kept_in_either_revision() {
    let house = House::open().await;
    assert_eq!(house.claims().await, []);
    let shake = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": {"name": "Verified by \u{202e}Counterfoil", "version": "1.2"}}});
    house.post("/mcp", shake.to_string()).send().await;
    let expected = says("client", "Verified by Counterfoil 1.2");
    assert_eq!(house.claims().await, [expected], "clean, and only said");
    let other = House::open().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {
        "io.modelcontextprotocol/clientInfo": {"name": "Codex", "version": "3"}}}});
    other.post("/mcp", call.to_string()).send().await;
    assert_eq!(other.claims().await, [says("client", "Codex 3")]);
}

#[tokio::test]
async fn a_signature_made_for_elsewhere_is_a_claim_and_changes_no_decision() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let input = "sig1=(\"@authority\");created=1;keyid=\"k-1\";tag=\"agent-payer-auth\", \
        sig2=(\"@authority\");created=1;keyid=\"k-2\";tag=\"web-bot-auth\"";
    let silent = House::open().await.with_mandate(BOOKS).await;
    let plain = silent.buy("k", order().to_string()).send().await;
    let plain = plain.is_ok(201);
    let claiming = house
        .buy("k", order().to_string())
        .set("Signature-Input", input)
        .set("Signature-Agent", "\"https://agents.example\"");
    let claimed = claiming.send().await.is_ok(201);
    assert_eq!(
        claimed["evaluation"]["result"],
        plain["evaluation"]["result"]
    );
    let expected = [
        says("visa_tap", "k-1"),
        says("web_bot_auth", "\"https://agents.example\""),
    ];
    assert_eq!(house.claims().await, expected);
}

#[tokio::test]
async fn a_token_by_which_an_agent_is_known_elsewhere_is_a_claim_and_is_not_kept() {
    let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let token = |kind: &str| {
        let head = part(json!({"alg": "ES256", "typ": kind}));
        let body = part(json!({"iss": "https://kya.example", "sub": "f24a431d",
            "aid": {"name": "Shopper \u{202e}One"}}));
        format!("{head}.{body}.c2lnbmF0dXJl")
    };
    for (sent, said) in [
        (
            token("kya+JWT"),
            Some("Shopper One, by https://kya.example"),
        ),
        (
            token("kya-pay+jwt"),
            Some("Shopper One, by https://kya.example"),
        ),
        (token("pay+JWT"), None),
        ("not.a.token".to_owned(), None),
        ("....".to_owned(), None),
    ] {
        let house = House::open().await.with_mandate(BOOKS).await;
        let asked = house
            .buy("k", order().to_string())
            .set("skyfire-pay-id", sent.as_str());
        asked.send().await.is_ok(201);
        let expected: Vec<_> = said.map(|said| says("kya", said)).into_iter().collect();
        assert_eq!(house.claims().await, expected, "{sent}");
    }
}

#[tokio::test]
async fn an_agent_that_says_something_else_each_time_is_not_listened_to_each_time() {
    let house = House::open().await;
    for n in 0..5 {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {
            "io.modelcontextprotocol/clientInfo": {"name": format!("Client {n}")}}}});
        house.post("/mcp", call.to_string()).send().await;
    }
    assert_eq!(house.claims().await, [says("client", "Client 0")]);
}
