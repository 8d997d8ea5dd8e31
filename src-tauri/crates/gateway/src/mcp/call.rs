//! One tool call: arguments read as strictly as a request body, one call of the engine, the answer.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_engine::{EngineError, PurchaseAnswer, SettlementKind, SubmitRequest, Submitted};
use hyper::StatusCode;
use rmcp::model::{CreateTaskResult, JsonObject};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::timeout;

use super::tools::Name;
use super::{Caller, LONGEST_CALL, tasks};
use crate::failure;
use crate::problem::Problem;
use crate::wire::answer::{self, Purchase, Purchases};
use crate::wire::json;
use crate::wire::limits::Limits;
use crate::wire::purchase::PurchaseBody;
use crate::wire::query;
use crate::wire::settlement::{Nothing, SettlementBody};

/// Leaves room for everything else below [`LONGEST_CALL`].
const LONGEST_WAIT: Duration = Duration::from_millis(2_700);
const MOST_WAIT_SECONDS: u64 = 3;

mod fetch;
mod x402;

/// What a tool answers.
pub(crate) struct Done {
    pub(crate) value: Value,
    /// The same as a task, for clients that follow tasks, while the owner has not decided.
    pub(crate) task: Option<CreateTaskResult>,
}

/// Runs a tool.
pub(crate) async fn call(
    tool: Name,
    arguments: JsonObject,
    caller: &Caller,
) -> Result<Done, Problem> {
    let arguments = without_nulls(arguments);
    match timeout(LONGEST_CALL, run(tool, arguments, caller)).await {
        Ok(done) => done,
        Err(_elapsed) => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "still_working",
            "The answer did not come in time; what was asked for may still be recorded.",
            "Repeat a request with the same idempotency_key, or look with list_purchases.",
        )
        .retry_after(1)),
    }
}

/// Some clients send every argument that a schema has, and null for those that the model left out.
fn without_nulls(arguments: JsonObject) -> JsonObject {
    fn whole(value: Value) -> Value {
        match value {
            Value::Object(members) => Value::Object(without_nulls(members)),
            Value::Array(values) => values.into_iter().map(whole).collect(),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
        }
    }
    let given = arguments.into_iter().filter(|(_, value)| !value.is_null());
    given.map(|(name, value)| (name, whole(value))).collect()
}

async fn run(tool: Name, arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    match tool {
        Name::RequestPurchase => request(arguments, caller).await,
        Name::GetPurchase => show(arguments, caller).await,
        Name::AmendPurchase => amend(arguments, caller).await,
        Name::CancelPurchase => cancel(arguments, caller).await,
        Name::ReportSettlement => settle(arguments, caller).await,
        Name::GetLimits => limits(arguments, caller).await,
        Name::ListPurchases => list(arguments, caller).await,
        Name::PauseMe => pause(arguments, caller).await,
        Name::PayX402 => x402::pay(arguments, caller).await,
        Name::FetchPaid => fetch::fetch(arguments, caller).await,
    }
}

async fn request(mut arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    let key = idempotency_key(arguments.remove("idempotency_key"))?;
    let submit = submission(key, Name::RequestPurchase, &arguments, caller)?;
    asked(caller.session.submit(submit).await, caller)
}

/// What was asked for, also as a task for clients that follow tasks.
fn asked(submitted: Result<Submitted, EngineError>, caller: &Caller) -> Result<Done, Problem> {
    let submitted = submitted.map_err(failure::problem)?;
    caller.callbacks.heed(&submitted);
    let answer = submitted.answer;
    let task = answer::moves(answer.status).then(|| tasks::created(&answer, caller.at));
    Ok(Done {
        task,
        ..purchase(answer)?
    })
}

async fn show(arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Which {
        purchase_id: String,
        #[serde(default, deserialize_with = "json::some")]
        wait_s: Option<u64>,
    }
    let which: Which = read(&arguments)?;
    let id = purchase_id(&which.purchase_id)?;
    let wait = which.wait_s.unwrap_or_default();
    if wait > MOST_WAIT_SECONDS {
        return Err(Problem::bad(
            "wait_out_of_range",
            "wait_s must be a whole number of seconds from 0 to 3.",
            "Use 3 and repeat while next_poll_ms is present.",
        )
        .at("wait_s"));
    }
    let wait = Duration::from_secs(wait).min(LONGEST_WAIT);
    purchase(followed(id, wait, caller).await?)
}

/// The purchase, once it changed or the time is over.
async fn followed(
    id: PurchaseId,
    wait: Duration,
    caller: &Caller,
) -> Result<PurchaseAnswer, Problem> {
    let now = caller.session.get(id).await.map_err(failure::problem)?;
    if wait.is_zero() || !answer::moves(now.status) {
        return Ok(now);
    }
    let _open = caller.polls.open(caller.session.agent())?;
    let changed = tokio::select! {
        changed = caller.session.wait(id, wait) => changed,
        () = caller.shutdown.cancelled() => Ok(now),
    };
    changed.map_err(failure::problem)
}

async fn amend(mut arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    let id = taken_id(&mut arguments)?;
    // An amendment repeated changes nothing, so it needs no key.
    let submit = submission(String::new(), Name::AmendPurchase, &arguments, caller)?;
    let follows = submit.request.callback.is_some();
    let answer = caller.session.amend(id, submit).await;
    if let (true, Ok(answer)) = (follows, &answer) {
        caller.callbacks.follow(answer);
    }
    changed(answer)
}

async fn cancel(mut arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    let id = taken_id(&mut arguments)?;
    let Nothing {} = read(&arguments)?;
    changed(caller.session.cancel(id).await)
}

async fn settle(mut arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    let id = taken_id(&mut arguments)?;
    let kind = match arguments.remove("kind").as_ref().and_then(Value::as_str) {
        Some("capture") => SettlementKind::Capture,
        Some("void") => SettlementKind::Void,
        Some("refund") => SettlementKind::Refund,
        _ => {
            return Err(Problem::bad(
                "settlement_kind",
                "kind must be capture, void or refund.",
                "Say capture for what was charged, void for nothing, refund for money back.",
            )
            .at("kind"));
        }
    };
    let body: SettlementBody = read(&arguments)?;
    changed(caller.session.settle(id, body.into_settlement(kind)).await)
}

async fn limits(arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Which {
        #[serde(default, deserialize_with = "json::some")]
        merchant: Option<String>,
        #[serde(default, deserialize_with = "json::some")]
        currency: Option<String>,
    }
    let which: Which = read(&arguments)?;
    let query = query::limits_of(which.merchant, which.currency)?;
    let limits = caller.session.limits(query).await;
    let limits = limits.map_err(failure::problem)?;
    done(&Limits::new(&caller.session, limits))
}

async fn list(arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Which {
        #[serde(default, deserialize_with = "json::some")]
        status: Option<String>,
        #[serde(default, deserialize_with = "json::some")]
        cursor: Option<String>,
        #[serde(default, deserialize_with = "json::some")]
        limit: Option<u32>,
    }
    let which: Which = read(&arguments)?;
    let query = query::list_of(
        which.status.as_deref(),
        which.cursor.as_deref(),
        which.limit,
    )?;
    let page = caller.session.list(query).await.map_err(failure::problem)?;
    done(&Purchases::new(page.items, page.next))
}

async fn pause(arguments: JsonObject, caller: &Caller) -> Result<Done, Problem> {
    let Nothing {} = read(&arguments)?;
    caller
        .session
        .pause_self()
        .await
        .map_err(failure::problem)?;
    Ok(Done {
        value: serde_json::json!({
            "paused": true,
            "next": "Nothing more is authorized for this agent. Tell the owner why you stopped; \
                only the owner can let you go on.",
        }),
        task: None,
    })
}

/// A purchase with what to do next, in words for a model.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    purchase: Purchase,
    next: &'static str,
}

fn purchase(answer: PurchaseAnswer) -> Result<Done, Problem> {
    let next = answer::next(answer.status);
    done(&Told {
        purchase: Purchase::from(answer),
        next,
    })
}

/// The value that `get_purchase` would answer.
pub(crate) fn value(answer: PurchaseAnswer) -> Result<Value, Problem> {
    purchase(answer).map(|done| done.value)
}

fn changed(answer: Result<PurchaseAnswer, EngineError>) -> Result<Done, Problem> {
    purchase(answer.map_err(failure::problem)?)
}

fn done<T: Serialize>(value: &T) -> Result<Done, Problem> {
    let value = serde_json::to_value(value).map_err(|error| failure::internal(&error))?;
    Ok(Done { value, task: None })
}

fn submission(
    key: String,
    tool: Name,
    arguments: &JsonObject,
    caller: &Caller,
) -> Result<SubmitRequest, Problem> {
    // Canonical, so the same arguments in another order are the same bytes.
    let bytes = bytes(arguments)?;
    let draft = json::parse::<PurchaseBody>(&bytes)?.into_draft();
    let request = PurchaseRequest::from_draft(draft, caller.at).map_err(failure::field)?;
    let body_hash = Sha256::new()
        .chain_update("MCP ")
        .chain_update(tool.word())
        .chain_update(b"\n")
        .chain_update(&bytes)
        .finalize();
    Ok(SubmitRequest {
        key,
        body_hash: body_hash.into(),
        request,
    })
}

/// The arguments as strictly as if they were a body of their own.
fn read<T: for<'de> Deserialize<'de>>(arguments: &JsonObject) -> Result<T, Problem> {
    json::parse(&bytes(arguments)?)
}

fn bytes(arguments: &JsonObject) -> Result<Vec<u8>, Problem> {
    serde_json_canonicalizer::to_vec(arguments).map_err(|error| failure::internal(&error))
}

fn taken_id(arguments: &mut JsonObject) -> Result<PurchaseId, Problem> {
    match arguments.remove("purchase_id") {
        Some(Value::String(id)) => purchase_id(&id),
        _ => Err(Problem::bad(
            "missing_field",
            "purchase_id must be there and be a string.",
            "Use the id from the answer of request_purchase, or from list_purchases.",
        )
        .at("purchase_id")),
    }
}

/// An id that cannot exist is answered like one that does not.
pub(crate) fn purchase_id(id: &str) -> Result<PurchaseId, Problem> {
    id.parse().map_err(|_| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no purchase with that id.",
            "Use the id from the answer of request_purchase, or from list_purchases.",
        )
        .at("purchase_id")
    })
}

fn idempotency_key(key: Option<Value>) -> Result<String, Problem> {
    let visible = |key: &String| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match key {
        Some(Value::String(key)) if visible(&key) => Ok(key),
        missing => {
            let (code, detail) = match missing {
                None => ("idempotency_key_missing", "idempotency_key is needed."),
                Some(_) => (
                    "idempotency_key_invalid",
                    "idempotency_key must be 1 to 255 visible ASCII characters.",
                ),
            };
            let hint = "Choose a name for this purchase, such as order-17, and send the same one \
                whenever you retry it.";
            Err(Problem::bad(code, detail, hint).at("idempotency_key"))
        }
    }
}
