//! Tasks (SEP-2663), for clients that declare them: a purchase that waits for the owner is a task
//! under the purchase's own id. It lives where the purchase lives, so it outlasts every connection,
//! every restart and every client, and there is nothing that could disagree with the purchase.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::time::Timestamp;
use counterfoil_engine::PurchaseAnswer;
use rmcp::model::{
    CallToolResult, CreateTaskResult, DetailedTask, ErrorData, GetTaskResult, JsonObject, Task,
    TaskPayload, TaskStatus,
};
use serde_json::Value;

use super::{Caller, call, outcome};
use crate::failure;
use crate::problem::Problem;
use crate::wire::answer;

const POLL_MS: u64 = 2_000;

/// The task of a purchase that was just asked for.
pub(crate) fn created(purchase: &PurchaseAnswer, at: Timestamp) -> CreateTaskResult {
    CreateTaskResult::new(task(purchase, at))
}

/// Where a task stands; completed with what `get_purchase` answers.
pub(crate) async fn get(id: &str, caller: &Caller) -> Result<GetTaskResult, ErrorData> {
    let answer = purchase(id, caller).await.map_err(|p| refused(&p))?;
    let task = task(&answer, caller.at);
    let payload = payload(answer).map_err(|problem| refused(&problem))?;
    Ok(GetTaskResult::new(DetailedTask::new(task, payload)))
}

/// Withdraws the purchase, if that is still possible; asking is always fine.
pub(crate) async fn cancel(id: &str, caller: &Caller) -> Result<(), ErrorData> {
    let answer = purchase(id, caller).await.map_err(|p| refused(&p))?;
    if answer::moves(answer.status)
        && let Err(error) = caller.session.cancel(answer.id).await
    {
        tracing::debug!(%error, "a task could not be cancelled any more");
    }
    Ok(())
}

async fn purchase(id: &str, caller: &Caller) -> Result<PurchaseAnswer, Problem> {
    let id = call::purchase_id(id)?;
    caller.session.get(id).await.map_err(failure::problem)
}

fn task(purchase: &PurchaseAnswer, at: Timestamp) -> Task {
    let begun = begun(purchase.id).unwrap_or(at);
    let task = Task::new(
        purchase.id.to_string(),
        TaskStatus::Working,
        begun.to_string(),
        at.to_string(),
    );
    task.with_status_message(answer::next(purchase.status))
        .with_poll_interval_ms(POLL_MS)
}

/// When the id was made: its first six bytes, as in every `UUIDv7`.
fn begun(id: PurchaseId) -> Option<Timestamp> {
    let millis = id.as_bytes().first_chunk::<6>()?;
    let millis = millis
        .iter()
        .fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte));
    Some(Timestamp::from_millis(millis))
}

fn payload(answer: PurchaseAnswer) -> Result<TaskPayload, Problem> {
    if answer::moves(answer.status) {
        return Ok(TaskPayload::Working);
    }
    if answer.status == Status::Cancelled {
        return Ok(TaskPayload::Cancelled);
    }
    let result = CallToolResult::structured(call::value(answer)?);
    match serde_json::to_value(result) {
        Ok(Value::Object(result)) => Ok(TaskPayload::Completed { result }),
        Ok(_) => Ok(TaskPayload::Completed {
            result: JsonObject::new(),
        }),
        Err(error) => Err(failure::internal(&error)),
    }
}

fn refused(problem: &Problem) -> ErrorData {
    let result = outcome::error(problem);
    ErrorData::invalid_params(problem.detail().to_owned(), result.structured_content)
}
