//! One message as it came, before anybody acts on it.
//!
//! The SDK reads JSON through a generic value, where the last of two equal keys wins and a large
//! number becomes a float. Whatever could be read in two ways is refused here.

use std::collections::BTreeSet;
use std::fmt;

use hyper::StatusCode;
use hyper::header::HeaderMap;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use crate::problem::{Problem, sentence};
use crate::reply::Reply;

/// The largest message that is accepted, over HTTP and over standard input alike.
pub const MOST_BYTES: usize = 64 * 1024;

const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const HEADER_MISMATCH: i32 = -32020;

/// The first revision without a handshake.
const WITHOUT_HANDSHAKE: &str = "2026-07-28";

/// Headers that routers on the way may act on, so there must be one at most.
const SINGLE: [&str; 3] = ["mcp-protocol-version", "mcp-method", "mcp-name"];

/// A message that is one well-formed JSON-RPC object.
#[derive(Debug)]
pub(crate) struct Frame {
    id: Option<Value>,
    method: String,
}

/// Why a message was refused.
#[derive(Debug)]
pub(crate) struct Fault {
    status: StatusCode,
    code: i32,
    id: Option<Value>,
    said: String,
}

impl Frame {
    pub(crate) fn read(body: &[u8], headers: &HeaderMap) -> Result<Self, Fault> {
        if let Some(name) = SINGLE
            .iter()
            .find(|name| headers.get_all(**name).iter().nth(1).is_some())
        {
            return Err(Fault::new(
                HEADER_MISMATCH,
                format!("There are two {name} headers."),
            ));
        }
        let frame = Self::parse(body)?;
        let revision = headers.get("mcp-protocol-version");
        let shakes = frame.method == "initialize";
        if shakes && revision.is_some_and(|revision| revision == WITHOUT_HANDSHAKE) {
            return Err(Fault {
                status: StatusCode::NOT_FOUND,
                code: METHOD_NOT_FOUND,
                id: frame.id,
                said: format!("There is no initialize in {WITHOUT_HANDSHAKE}."),
            });
        }
        Ok(frame)
    }

    /// The message, or what is wrong with it.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Fault> {
        match body.first() {
            Some(b'{') => {}
            Some(b'[') => {
                let said = "Batches are not served; send one message at a time.".to_owned();
                return Err(Fault::new(INVALID_REQUEST, said));
            }
            _ => {
                let said = "A message is one JSON object in UTF-8.".to_owned();
                return Err(Fault::new(PARSE_ERROR, said));
            }
        }
        if let Err(error) = serde_json::from_slice::<Unambiguous>(body) {
            return Err(Fault::new(PARSE_ERROR, sentence(&error.to_string())));
        }
        let envelope: Envelope = serde_json::from_slice(body)
            .map_err(|error| Fault::new(INVALID_REQUEST, sentence(&error.to_string())))?;
        envelope.check()
    }

    pub(crate) fn id(&self) -> Option<Value> {
        self.id.clone()
    }

    pub(crate) fn method(&self) -> &str {
        &self.method
    }
}

#[derive(Deserialize)]
struct Envelope {
    jsonrpc: String,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    method: Option<String>,
}

/// An `id` of `null` is there and wrong; an absent one is a notification.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Envelope {
    fn check(self) -> Result<Frame, Fault> {
        let known = match &self.id {
            None => None,
            Some(Value::String(id)) if id.len() <= 256 => self.id.clone(),
            Some(Value::Number(id)) if id.is_i64() || id.is_u64() => self.id.clone(),
            Some(_) => {
                let said = "The id must be a string or a whole number.".to_owned();
                return Err(Fault::new(INVALID_REQUEST, said));
            }
        };
        let wrong = |said: &str| Fault {
            id: known.clone(),
            ..Fault::new(INVALID_REQUEST, said.to_owned())
        };
        if self.jsonrpc != "2.0" {
            return Err(wrong("The field jsonrpc must be \"2.0\"."));
        }
        let Some(method) = self.method else {
            return Err(wrong(
                "Only requests and notifications are taken, not answers.",
            ));
        };
        if known.is_none() && !method.starts_with("notifications/") {
            return Err(wrong("A request needs an id."));
        }
        Ok(Frame { id: known, method })
    }
}

impl Fault {
    fn new(code: i32, said: String) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            id: None,
            said,
        }
    }

    /// A message that the SDK would not take.
    pub(crate) fn request(status: StatusCode, id: Option<Value>, said: String) -> Self {
        let status = if status.is_client_error() {
            status
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Self {
            status,
            code: INVALID_REQUEST,
            id,
            said,
        }
    }

    pub(crate) fn into_reply(self) -> Result<Reply, Problem> {
        super::message(self.status, &self.value())
    }

    /// As a JSON-RPC error; its id is `null` when it could not be read.
    pub(crate) fn value(&self) -> Value {
        json!({
            "jsonrpc": "2.0",
            "id": self.id,
            "error": { "code": self.code, "message": self.said },
        })
    }
}

/// Any JSON in which no object has a key twice and every whole number fits 64 bits.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Unambiguous;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
                Ok(Unambiguous)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
                Ok(Unambiguous)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
                Ok(Unambiguous)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
                Ok(Unambiguous)
            }
            fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
                Ok(Unambiguous)
            }
            fn visit_unit<E>(self) -> Result<Unambiguous, E> {
                Ok(Unambiguous)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Unambiguous, A::Error> {
                while all.next_element::<Unambiguous>()?.is_some() {}
                Ok(Unambiguous)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Unambiguous, A::Error> {
                let mut seen = BTreeSet::new();
                while let Some((key, Unambiguous)) = all.next_entry::<String, Unambiguous>()? {
                    if seen.contains(&key) {
                        let named = crate::problem::clipped(&key, 64);
                        return Err(A::Error::custom(format_args!("`{named}` is there twice")));
                    }
                    seen.insert(key);
                }
                Ok(Unambiguous)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &str) -> i32 {
        Frame::parse(body.as_bytes()).unwrap_err().code
    }

    #[test]
    fn a_request_has_an_id_and_a_notification_none() {
        let request = Frame::parse(br#"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#).unwrap();
        assert_eq!(
            (request.id(), request.method()),
            (Some(json!(7)), "tools/list")
        );
        let told = br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        assert_eq!(Frame::parse(told).unwrap().id(), None);
    }

    #[test]
    fn what_is_not_one_json_object_is_a_parse_error() {
        for body in [
            "",
            "{",
            "null",
            "7",
            "\u{feff}{}",
            "{}{}",
            "{\"a\":1,}",
            "// {}",
        ] {
            assert!(
                [PARSE_ERROR, INVALID_REQUEST].contains(&code(body)),
                "{body}"
            );
        }
        assert_eq!(code(&"{\"a\":".repeat(200)), PARSE_ERROR);
    }

    #[test]
    fn keys_that_are_there_twice_are_refused_at_any_depth() {
        for body in [
            r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"x","params":{"arguments":{"a":1,"\u0061":2}}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"x","params":[[{"a":1,"a":1}]]}"#,
        ] {
            assert_eq!(code(body), PARSE_ERROR, "{body}");
        }
    }

    #[test]
    fn ids_methods_and_batches_that_cannot_be_are_invalid() {
        for body in [
            r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
            r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            r#"{"id":1,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":7}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"pause_me"}}"#,
        ] {
            assert_eq!(code(body), INVALID_REQUEST, "{body}");
        }
    }
}
