//! The way to the gateway: a few kept connections, found through `gateway.json` whenever a new one is
//! needed, so that a gateway which stops, moves or starts later is followed without being told.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use counterfoil_gateway::mcp::offline::Offline;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::outline::Outline;
use crate::address;
use crate::failure::Failure;

const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(2);
/// Longer than any call of the gateway takes.
const ANSWER: Duration = Duration::from_secs(10);

/// Whatever is needed to reach the gateway.
#[derive(Debug)]
pub(super) struct Link {
    dir: PathBuf,
    bearer: HeaderValue,
    idle: Mutex<Vec<Connection>>,
    version: Mutex<Option<HeaderValue>>,
    offline: Offline,
    told: AtomicBool,
}

#[derive(Debug)]
struct Connection {
    to: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

/// Why there is no answer.
enum Trouble {
    /// No gateway runs, or it does not answer to connections.
    Absent,
    /// It took the message and said nothing.
    Lost,
}

/// What the gateway says when it does not get to the protocol.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    code: String,
    detail: String,
    hint: String,
}

impl Link {
    pub(super) fn new(dir: PathBuf, token: &str) -> Result<Self, Failure> {
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
            Failure::wrong_usage(
                "The token has characters that no token has",
                "Copy it again, or make a new one with `counterfoil agent rotate`.",
            )
        })?;
        bearer.set_sensitive(true);
        let offline = Offline::new(
            "no_gateway",
            format!("Counterfoil is not running on {}.", dir.display()),
            "Ask the owner to open the Counterfoil app or to run `counterfoil serve`, then call \
             again; nothing may be paid until then."
                .to_owned(),
        );
        Ok(Self {
            dir,
            bearer,
            idle: Mutex::default(),
            version: Mutex::default(),
            offline,
            told: AtomicBool::new(false),
        })
    }

    /// The answer to one message, if it has one.
    pub(super) async fn exchange(&self, outline: &Outline, message: Bytes) -> Option<Bytes> {
        let headers = self.headers(outline);
        match timeout(ANSWER, self.ask(&headers, &message)).await {
            Ok(Ok((status, kind, body))) => self.answer(outline, status, &kind, body),
            Ok(Err(Trouble::Absent)) => {
                let answer = self.offline.answer(headers, message).await;
                self.note(outline, answer.as_ref());
                answer
            }
            Ok(Err(Trouble::Lost)) | Err(_) => refusal(outline, &lost()),
        }
    }

    fn headers(&self, outline: &Outline) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: Option<HeaderValue>| {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        };
        let text = |text: &str| HeaderValue::from_str(text).ok();
        if let Some(version) = outline.version() {
            set(VERSION, text(version));
            set(METHOD, text(outline.method()));
            set(NAME, outline.name().and_then(text));
        } else if outline.method() != "initialize" {
            let agreed = self.version.lock().unwrap_or_else(PoisonError::into_inner);
            set(VERSION, agreed.clone());
        }
        headers
    }

    async fn ask(
        &self,
        headers: &HeaderMap,
        message: &Bytes,
    ) -> Result<(StatusCode, String, Bytes), Trouble> {
        let (connection, answer) = self.send(headers, message).await?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.map_err(|_| Trouble::Lost)?.to_bytes();
        self.keep(connection);
        let kind = head.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        Ok((head.status, kind.to_owned(), body))
    }

    /// Sends on a kept connection, or on a new one where that was closed before the message left.
    async fn send(
        &self,
        headers: &HeaderMap,
        message: &Bytes,
    ) -> Result<(Connection, Response<Incoming>), Trouble> {
        loop {
            let kept = self.take();
            let was_kept = kept.is_some();
            let mut connection = match kept {
                Some(connection) => connection,
                None => self.connect().await?,
            };
            if connection.sender.ready().await.is_err() && was_kept {
                continue;
            }
            let request = self.request(connection.to, headers, message);
            match connection.sender.try_send_request(request).await {
                Ok(answer) => return Ok((connection, answer)),
                Err(mut failed) => {
                    let still_here = failed.take_message().is_some();
                    if !(was_kept && still_here) {
                        return Err(Trouble::Lost);
                    }
                }
            }
        }
    }

    async fn connect(&self) -> Result<Connection, Trouble> {
        let to = address::running(&self.dir).and_then(|running| running.socket());
        let to = to.ok_or(Trouble::Absent)?;
        let stream = timeout(CONNECT, TcpStream::connect(to)).await;
        let stream = stream.map_err(|_| Trouble::Absent)?;
        let stream = stream.map_err(|_| Trouble::Absent)?;
        stream.set_nodelay(true).map_err(|_| Trouble::Absent)?;
        let (sender, driver) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|_| Trouble::Absent)?;
        tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::debug!(%error, "a connection to the gateway ended");
            }
        });
        Ok(Connection { to, sender })
    }

    fn request(
        &self,
        to: SocketAddr,
        headers: &HeaderMap,
        message: &Bytes,
    ) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(message.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = hyper::Uri::from_static("/mcp");
        let all = request.headers_mut();
        all.clone_from(headers);
        if let Ok(host) = HeaderValue::try_from(to.to_string()) {
            all.insert(HOST, host);
        }
        all.insert(AUTHORIZATION, self.bearer.clone());
        all.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request
    }

    fn answer(
        &self,
        outline: &Outline,
        status: StatusCode,
        kind: &str,
        body: Bytes,
    ) -> Option<Bytes> {
        if kind.starts_with("application/problem+json") {
            if status == StatusCode::UNAUTHORIZED {
                return refusal(outline, &self.unknown_token());
            }
            let problem = serde_json::from_slice::<Problem>(&body).unwrap_or_default();
            return refusal(outline, &problem);
        }
        if !body.is_empty() && !kind.starts_with("application/json") {
            return refusal(outline, &stranger());
        }
        let answer = (!body.is_empty()).then_some(body);
        self.note(outline, answer.as_ref());
        answer
    }

    /// Some clients show nothing of what they are told, but keep what is on standard error.
    fn unknown_token(&self) -> Problem {
        let problem = Problem {
            code: "unauthorized".to_owned(),
            detail: "Counterfoil does not know this agent's token.".to_owned(),
            hint: "Ask the owner for a new one: `counterfoil agent rotate`, or Agents in the app."
                .to_owned(),
        };
        if !self.told.swap(true, Ordering::Relaxed) {
            tracing::error!("{} {}", problem.detail, problem.hint);
        }
        problem
    }

    /// Remembers the revision that a handshake agreed on.
    fn note(&self, outline: &Outline, answer: Option<&Bytes>) {
        if outline.method() != "initialize" {
            return;
        }
        let answer = answer.and_then(|answer| serde_json::from_slice::<Value>(answer).ok());
        let agreed = answer.as_ref().and_then(|answer| {
            let version = answer.pointer("/result/protocolVersion")?.as_str()?;
            HeaderValue::from_str(version).ok()
        });
        if agreed.is_some() {
            *self.version.lock().unwrap_or_else(PoisonError::into_inner) = agreed;
        }
    }

    fn take(&self) -> Option<Connection> {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    fn keep(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(connection);
    }
}

/// A tool call learns it as a tool result, so that the model reads it.
fn refusal(outline: &Outline, problem: &Problem) -> Option<Bytes> {
    let id: Value = serde_json::from_str(outline.id()?).ok()?;
    let Problem { code, detail, hint } = problem;
    let told = json!({ "code": code, "detail": detail, "hint": hint });
    let answer = if outline.method() == "tools/call" {
        let text = format!("{code}: {detail} {hint}");
        json!({ "jsonrpc": "2.0", "id": id, "result": {
            "content": [{ "type": "text", "text": text }],
            "structuredContent": told, "isError": true } })
    } else {
        json!({ "jsonrpc": "2.0", "id": id, "error": {
            "code": -32000, "message": format!("{detail} {hint}"), "data": told } })
    };
    Some(Bytes::from(answer.to_string()))
}

fn stranger() -> Problem {
    Problem {
        code: "no_gateway".to_owned(),
        detail: "What listens at the gateway's address is not Counterfoil.".to_owned(),
        hint: "Ask the owner to stop it and to start Counterfoil again.".to_owned(),
    }
}

fn lost() -> Problem {
    Problem {
        code: "answer_lost".to_owned(),
        detail: "Counterfoil went away before it answered; what was asked for may be recorded."
            .to_owned(),
        hint: "Repeat a request with the same idempotency_key; look with get_purchase before you \
               repeat anything else."
            .to_owned(),
    }
}
