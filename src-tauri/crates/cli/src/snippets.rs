//! What a new agent needs to connect, ready to copy.

use serde_json::{Value, json};

/// Configuration for one kind of client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snippet {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) text: String,
}

impl Snippet {
    /// For programs.
    pub(crate) fn value(&self) -> Value {
        json!({ "id": self.id, "label": self.label, "text": self.text })
    }
}

/// How the common clients take the address and the token. `token` is what they read it from.
pub(crate) fn snippets(url: &str, token: Token<'_>) -> Vec<Snippet> {
    vec![
        Snippet {
            id: "env",
            label: "Environment",
            text: environment(url, token),
        },
        Snippet {
            id: "curl",
            label: "curl",
            text: curl(url),
        },
        Snippet {
            id: "python",
            label: "Python, standard library",
            text: python(),
        },
        Snippet {
            id: "http",
            label: "Any HTTP client",
            text: http(url),
        },
    ]
}

/// Where the agent finds its token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token<'a> {
    /// This is it.
    Is(&'a str),
    /// It is in this file.
    InFile(&'a str),
}

fn environment(url: &str, token: Token<'_>) -> String {
    let token = match token {
        Token::Is(token) => token.to_owned(),
        Token::InFile(path) => format!("\"$(cat '{}')\"", path.replace('\'', "'\\''")),
    };
    format!("export COUNTERFOIL_URL={url}\nexport COUNTERFOIL_TOKEN={token}")
}

fn curl(url: &str) -> String {
    format!(
        r#"curl -sS {url}/v1/purchases \
  -H "Authorization: Bearer $COUNTERFOIL_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: order-$(date +%s)" \
  -d '{{"merchant":{{"name":"Example Books","domain":"books.example"}},
       "items":[{{"title":"Field guide","quantity":1,"amount":"9.90"}}],
       "amount":"9.90","currency":"EUR"}}'"#
    )
}

fn python() -> String {
    r#"import json, os, urllib.request, uuid

purchase = {
    "merchant": {"name": "Example Books", "domain": "books.example"},
    "items": [{"title": "Field guide", "quantity": 1, "amount": "9.90"}],
    "amount": "9.90",
    "currency": "EUR",
}
request = urllib.request.Request(
    os.environ["COUNTERFOIL_URL"] + "/v1/purchases",
    data=json.dumps(purchase).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["COUNTERFOIL_TOKEN"],
        "Content-Type": "application/json",
        # Keep this key when the same purchase is tried again.
        "Idempotency-Key": str(uuid.uuid4()),
    },
)
print(json.load(urllib.request.urlopen(request)))"#
        .to_owned()
}

fn http(url: &str) -> String {
    format!(
        "POST {url}/v1/purchases\n\
         Authorization: Bearer $COUNTERFOIL_TOKEN\n\
         Content-Type: application/json\n\
         Idempotency-Key: one per purchase, kept when it is tried again\n\
         then GET {url}/v1/purchases/{{id}}?wait=30 until the status is final; \
         the whole interface: {url}/openapi.json"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_stands_in_one_place_only() {
        let all = snippets("http://127.0.0.1:7402", Token::Is("cfa_secret"));
        let with_token: Vec<&str> = all
            .iter()
            .filter(|one| one.text.contains("cfa_secret"))
            .map(|one| one.id)
            .collect();
        assert_eq!(with_token, ["env"]);
        assert!(
            all.iter()
                .all(|one| one.text.contains("http://127.0.0.1:7402") || one.id == "python")
        );
    }

    #[test]
    fn a_file_name_with_a_quote_stays_one_word() {
        let text = environment("http://x", Token::InFile("/tmp/it's"));
        assert!(
            text.ends_with(r#"COUNTERFOIL_TOKEN="$(cat '/tmp/it'\''s')""#),
            "{text}"
        );
    }

    #[test]
    fn the_curl_body_is_a_purchase() {
        let text = curl("http://x");
        let body = text.split("-d '").nth(1).unwrap().trim_end_matches('\'');
        let value: Value = serde_json::from_str(body).unwrap();
        assert_eq!(value["amount"], "9.90");
    }
}
