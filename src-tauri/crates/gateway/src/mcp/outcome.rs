//! What a tool call came to, as the model reads it: a value, or a code with one sentence about what
//! happened and one about what to do next.

use hyper::StatusCode;
use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value, json};

use super::frame::Frame;
use crate::problem::Problem;
use crate::reply::Reply;

/// A call that was refused.
pub(crate) fn error(problem: &Problem) -> CallToolResult {
    let (code, detail, hint) = (problem.code(), problem.detail(), hint(problem));
    let mut value = Map::new();
    value.insert("code".to_owned(), json!(code));
    value.insert("detail".to_owned(), json!(detail));
    value.insert("hint".to_owned(), json!(hint));
    if let Some(field) = problem.field() {
        value.insert("field".to_owned(), json!(field));
    }
    if let Some(seconds) = problem.wait_seconds() {
        value.insert("retry_after_s".to_owned(), json!(seconds));
    }
    let about = problem
        .field()
        .map(|field| format!(" (field {field})"))
        .unwrap_or_default();
    let mut result = CallToolResult::structured_error(Value::Object(value));
    result.content = vec![ContentBlock::text(format!(
        "{code}{about}: {detail} {hint}"
    ))];
    result
}

/// A call that was not even looked at: a tool call learns it as a tool result, so that the model
/// reads it, and anything else as a problem.
pub(crate) fn refused(frame: &Frame, problem: Problem) -> Result<Reply, Problem> {
    match frame.id() {
        Some(id) if frame.method() == "tools/call" => {
            let value = json!({ "jsonrpc": "2.0", "id": id, "result": error(&problem) });
            super::message(StatusCode::OK, &value)
        }
        _ => Err(problem),
    }
}

/// The remedy in the words of someone who has tools and no addresses.
fn hint(problem: &Problem) -> String {
    problem
        .hint()
        .replace("/openapi.json", "the tool's input schema")
        .replace("Idempotency-Key", "idempotency_key")
        .replace(
            "use ?wait=30 instead of polling",
            "use get_purchase with wait_s 3",
        )
}
