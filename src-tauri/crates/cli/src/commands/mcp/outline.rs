//! What must be known of a message to send it over HTTP, where some of it stands in headers too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The parts of a message that matter on the way; all are absent when it is malformed, which is for
/// the gateway to say.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    id: Option<String>,
    method: String,
    name: Option<String>,
    version: Option<String>,
    cancels: Option<String>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    method: Option<String>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct Params<'a> {
    name: Option<String>,
    uri: Option<String>,
    #[serde(rename = "taskId")]
    task: Option<String>,
    #[serde(borrow, rename = "requestId")]
    request: Option<&'a RawValue>,
    #[serde(rename = "_meta", default)]
    meta: Meta,
}

#[derive(Default, Deserialize)]
struct Meta {
    #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
    version: Option<String>,
}

impl Outline {
    pub(super) fn of(message: &[u8]) -> Self {
        let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(message) else {
            return Self::default();
        };
        let method = envelope.method.unwrap_or_default();
        let params: Params<'_> = envelope
            .params
            .and_then(|params| serde_json::from_str(params.get()).ok())
            .unwrap_or_default();
        let name = match method.as_str() {
            "tools/call" | "prompts/get" => params.name,
            "resources/read" | "resources/subscribe" | "resources/unsubscribe" => params.uri,
            "tasks/get" | "tasks/update" | "tasks/cancel" => params.task,
            _ => None,
        };
        let cancels = params
            .request
            .filter(|_| method == "notifications/cancelled");
        Self {
            id: envelope.id.map(|id| id.get().to_owned()),
            name: name.map(|name| as_header(&name)),
            version: params.meta.version,
            cancels: cancels.map(|id| id.get().to_owned()),
            method,
        }
    }

    /// As it was written.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    pub(super) fn method(&self) -> &str {
        &self.method
    }

    /// What the header `Mcp-Name` says.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The revision that the message names for itself.
    pub(super) fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The id of the call that this message takes back.
    pub(super) fn cancels(&self) -> Option<String> {
        self.cancels.clone()
    }
}

/// A header takes visible ASCII; anything else is wrapped as the protocol says.
fn as_header(value: &str) -> String {
    let plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte))
        && value.trim() == value
        && !value.starts_with("=?base64?");
    if plain {
        value.to_owned()
    } else {
        format!("=?base64?{}?=", STANDARD.encode(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_its_tool_and_revision() {
        let outline = Outline::of(
            br#"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"get_limits",
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
        );
        assert_eq!(outline.id(), Some("\"a\""));
        assert_eq!(outline.method(), "tools/call");
        assert_eq!(outline.name(), Some("get_limits"));
        assert_eq!(outline.version(), Some("2026-07-28"));
    }

    #[test]
    fn a_name_that_no_header_takes_is_wrapped() {
        assert_eq!(as_header("größe"), "=?base64?Z3LDtsOfZQ==?=");
        assert_eq!(as_header(" x"), "=?base64?IHg=?=");
        assert_eq!(as_header("x\r\nHost: y"), "=?base64?eA0KSG9zdDogeQ==?=");
    }

    #[test]
    fn what_is_malformed_has_no_outline() {
        for message in ["", "[]", "{", "7"] {
            assert_eq!(Outline::of(message.as_bytes()).id(), None);
        }
    }

    #[test]
    fn a_cancellation_names_the_call() {
        let told =
            br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#;
        assert_eq!(Outline::of(told).cancels().as_deref(), Some("7"));
    }
}
