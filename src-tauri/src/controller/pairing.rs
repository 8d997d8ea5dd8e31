//! What a new agent needs to connect: its token and ready-made configuration.

use counterfoil_domain::AgentId;

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::translate;
use crate::views::{Connected, Snippet};

/// Where agents connect when the gateway is not running at the moment.
const USUAL_URL: &str = "http://127.0.0.1:7402";

impl<D: Desktop> Controller<D> {
    /// A connected agent with its token and what to copy.
    pub async fn connected(&self, id: AgentId, token: String) -> Result<Connected, IpcError> {
        let id = id.to_string();
        let rows = self.local().await?.agents().await?;
        let agent = rows
            .iter()
            .map(translate::agent)
            .find(|agent| agent.id == id)
            .ok_or_else(|| IpcError::internal(&"a connected agent is not in the list"))?;
        let url = self
            .gateway_url()
            .await
            .unwrap_or_else(|| USUAL_URL.to_owned());
        Ok(Connected {
            snippets: snippets(&url, &token),
            agent,
            token,
        })
    }
}

fn snippets(url: &str, token: &str) -> Vec<Snippet> {
    let snippet = |id: &str, label: &str, language: &str, text: String| Snippet {
        id: id.to_owned(),
        label: label.to_owned(),
        language: language.to_owned(),
        text,
    };
    vec![
        snippet("env", "Environment", "sh", environment(url, token)),
        snippet("curl", "curl", "sh", curl(url, token)),
        snippet("python", "Python", "python", python(url, token)),
    ]
}

fn environment(url: &str, token: &str) -> String {
    format!("COUNTERFOIL_URL={url}\nCOUNTERFOIL_TOKEN={token}\n")
}

fn curl(url: &str, token: &str) -> String {
    format!(
        r#"curl {url}/v1/purchases \
  -H 'Authorization: Bearer {token}' \
  -H 'Content-Type: application/json' \
  -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
  -d '{{"merchant":{{"name":"Example Books","domain":"books.example"}},
       "items":[{{"title":"Field guide","quantity":1,"amount":"9.90"}}],
       "amount":"9.90","currency":"EUR"}}'
"#
    )
}

fn python(url: &str, token: &str) -> String {
    format!(
        r#"import json, urllib.request, uuid

purchase = {{
    "merchant": {{"name": "Example Books", "domain": "books.example"}},
    "items": [{{"title": "Field guide", "quantity": 1, "amount": "9.90"}}],
    "amount": "9.90",
    "currency": "EUR",
}}
request = urllib.request.Request(
    "{url}/v1/purchases",
    data=json.dumps(purchase).encode(),
    headers={{
        "Authorization": "Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }},
)
print(json.load(urllib.request.urlopen(request)))
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snippet_holds_the_address_and_the_token() {
        for snippet in snippets("http://127.0.0.1:7402", "cfa_secret") {
            assert!(
                snippet.text.contains("http://127.0.0.1:7402"),
                "{}",
                snippet.id
            );
            assert!(snippet.text.contains("cfa_secret"), "{}", snippet.id);
        }
    }

    #[test]
    fn the_curl_body_is_json() {
        let text = curl("http://127.0.0.1:7402", "t");
        let body = text
            .split("-d '")
            .nth(1)
            .unwrap()
            .trim()
            .trim_end_matches('\'');
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(value["amount"], "9.90");
    }
}
