//! What an agent says of itself besides its token: the client that it is, and the names under which
//! it signs elsewhere. It is shown to the owner as said and decides nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::prelude::*;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::time::Timestamp;
use counterfoil_engine::Claims;
use hyper::header::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::desk::Visit;

/// An agent that says something else each time is not listened to more often than this.
const PAUSE: Duration = Duration::from_mins(1);

/// What was kept of each agent, and since when.
#[derive(Debug, Default)]
pub(crate) struct Heard(Mutex<BTreeMap<AgentId, (Claims, Timestamp)>>);

impl Heard {
    /// Keeps what a request says, if that is news.
    pub(crate) async fn listen(&self, visit: &Visit<'_>) {
        let mut said = of_headers(&visit.head.headers);
        said.extend(client(&visit.body).map(|text| ("client".to_owned(), text)));
        if said.is_empty() {
            return;
        }
        let Some(all) = self.news(visit.session.agent(), said, visit.at) else {
            return;
        };
        if let Err(error) = visit.session.claim(&all).await {
            tracing::debug!(%error, "what an agent says of itself was not kept");
        }
    }

    /// Everything that an agent says, if some of it is new.
    fn news(&self, agent: AgentId, said: Claims, at: Timestamp) -> Option<Claims> {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = heard.get(&agent);
        let mut all = known.map(|(known, _)| known.clone()).unwrap_or_default();
        all.extend(said);
        let waits = known.is_some_and(|(known, since)| *known == all || at.since(*since) < PAUSE);
        if waits {
            return None;
        }
        heard.insert(agent, (all.clone(), at));
        Some(all)
    }
}

/// Signatures of HTTP messages (RFC 9421) by which agents are known elsewhere. They are over this
/// machine's own address, so nothing follows from them here.
fn of_headers(headers: &HeaderMap) -> Claims {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let input = text("signature-input").unwrap_or_default();
    let tagged = |tag: &str| input.contains(&format!("tag=\"{tag}\""));
    let key = input.split("keyid=\"").nth(1);
    let key = key
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    let mut said = Claims::new();
    if tagged("web-bot-auth") {
        let agent = text("signature-agent").unwrap_or(key);
        said.insert("web_bot_auth".to_owned(), agent.to_owned());
    }
    if tagged("agent-browser-auth") || tagged("agent-payer-auth") {
        said.insert("visa_tap".to_owned(), key.to_owned());
    }
    if let Some(known) = text("skyfire-pay-id").and_then(known_by) {
        said.insert("kya".to_owned(), known);
    }
    said
}

/// The issuer of a "know your agent" token (`KYAPay`) and whom it names. The token is made for a
/// seller, so it is neither checked nor kept.
fn known_by(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let mut part =
        || serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok();
    let (head, body): (Value, Value) = (part()?, part()?);
    let kind = head.get("typ")?.as_str()?.to_ascii_lowercase();
    let agent = body.pointer("/aid/name").or_else(|| body.get("sub"))?;
    kind.starts_with("kya").then_some(())?;
    Some(format!(
        "{}, by {}",
        agent.as_str()?,
        body.get("iss")?.as_str()?
    ))
}

#[derive(Deserialize)]
struct Message {
    params: Option<Params>,
}

#[derive(Deserialize)]
struct Params {
    #[serde(rename = "clientInfo")]
    client: Option<Client>,
    #[serde(rename = "_meta")]
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "io.modelcontextprotocol/clientInfo")]
    client: Option<Client>,
}

#[derive(Deserialize)]
struct Client {
    name: String,
    version: Option<String>,
}

/// The client's name in a message of the Model Context Protocol, of either revision.
fn client(body: &[u8]) -> Option<String> {
    const WORD: &[u8] = b"lientInfo";
    if !body.windows(WORD.len()).any(|window| window == WORD) {
        return None;
    }
    let Params { client, meta } = serde_json::from_slice::<Message>(body).ok()?.params?;
    let client = client.or_else(|| meta?.client)?;
    let version = client.version.unwrap_or_default();
    Some(format!("{} {version}", client.name).trim().to_owned())
}
