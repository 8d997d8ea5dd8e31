//! A plain HTTP/1.1 client over one socket, as any agent could write it: the demo's agent uses it,
//! so that it comes in through the front door.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::failure::Failure;

/// Longer than the longest poll.
const PATIENCE: Duration = Duration::from_secs(40);
/// More than any answer.
const LONGEST: u64 = 1024 * 1024;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) body: Option<Value>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Call {
    /// Reads something that needs no token.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            token: None,
            key: None,
            body: None,
        }
    }

    /// Sends something.
    pub(crate) fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: "POST",
            body: Some(body),
            ..Self::get(path)
        }
    }

    pub(crate) fn with_token(self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self
        }
    }

    pub(crate) fn with_key(self, key: &str) -> Self {
        Self {
            key: Some(key.to_owned()),
            ..self
        }
    }

    /// Sends it and waits for the answer. Blocks.
    pub(crate) fn send(&self, to: SocketAddr, patience: Duration) -> Result<Answer, Failure> {
        let failed = |error: std::io::Error| {
            Failure::refused(
                "no_gateway",
                format!("The gateway at {to} did not answer: {error}"),
                "See whether `counterfoil serve` or the app is running.",
            )
        };
        let mut stream = TcpStream::connect_timeout(&to, patience).map_err(failed)?;
        stream.set_read_timeout(Some(patience)).map_err(failed)?;
        stream.set_write_timeout(Some(patience)).map_err(failed)?;
        stream.write_all(self.text(to).as_bytes()).map_err(failed)?;
        let mut bytes = Vec::new();
        stream
            .take(LONGEST)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        parse(&bytes).ok_or_else(|| {
            Failure::refused(
                "no_gateway",
                format!("What listens at {to} is not a Counterfoil gateway"),
                "Stop it, or choose another port with --listen.",
            )
        })
    }

    /// The same with the patience of an agent.
    pub(crate) fn ask(&self, to: SocketAddr) -> Result<Answer, Failure> {
        self.send(to, PATIENCE)
    }

    fn text(&self, to: SocketAddr) -> String {
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {to}\r\n", self.method, self.path);
        let mut header = |name: &str, value: &str| {
            head.extend([name, ": ", value, "\r\n"]);
        };
        if let Some(token) = &self.token {
            header("Authorization", &format!("Bearer {token}"));
        }
        if let Some(key) = &self.key {
            header("Idempotency-Key", key);
        }
        if self.body.is_some() {
            header("Content-Type", "application/json");
            header("Content-Length", &body.len().to_string());
        }
        header("Connection", "close");
        format!("{head}\r\n{body}")
    }
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let body = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(body).ok()?
    };
    Some(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_status_and_json() {
        let answer =
            parse(b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n\r\n{\"a\":1}");
        assert_eq!(
            answer,
            Some(Answer {
                status: 201,
                body: serde_json::json!({"a": 1})
            })
        );
        for other in [
            "",
            "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n<html>",
            "HTTP/1.1 x\r\n\r\n",
        ] {
            assert_eq!(parse(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_request_names_its_host_and_length() {
        let to: SocketAddr = "127.0.0.1:7402".parse().unwrap();
        let call = Call::post("/v1/purchases", serde_json::json!({"é": 1}))
            .with_token("cfa_x")
            .with_key("k");
        let text = call.text(to);
        assert!(
            text.starts_with("POST /v1/purchases HTTP/1.1\r\nHost: 127.0.0.1:7402\r\n"),
            "{text}"
        );
        assert!(text.contains("\r\nContent-Length: 8\r\n"), "{text}");
        assert!(text.ends_with("\r\n\r\n{\"é\":1}"), "{text}");
    }
}
