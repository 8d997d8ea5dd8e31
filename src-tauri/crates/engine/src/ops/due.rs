//! What the engine does by itself because time passed.

use counterfoil_domain::entry::{Actor, Fact};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::{Due, Step, UNSIGNED_LIFE};
use counterfoil_domain::time::Timestamp;

use super::decide::moved;
use crate::error::EngineError;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// How many purchases one pass acts on.
const AT_ONCE: u32 = 200;

/// The purchases that are due. While the keys are locked, those that only a signature could move
/// are left out, so that they do not stand before the ones that can be acted on.
pub(crate) fn list(desk: &Desk<'_>) -> Result<Vec<PurchaseId>, EngineError> {
    let only_open = !desk.is_unlocked();
    store::purchases::due(desk.conn(), desk.now(), only_open, AT_ONCE)
}

/// Whether an approval has waited for its signature for too long.
pub(crate) fn is_too_old(row: &PurchaseRow, now: Timestamp) -> bool {
    let due = row.purchase.due_at;
    due.is_some_and(|due| now >= due.plus(UNSIGNED_LIFE))
}

/// Does what is due for one purchase, and says whether there was something.
pub(crate) fn act(desk: &mut Desk<'_>, id: PurchaseId) -> Result<bool, EngineError> {
    let row = desk.purchase(id)?;
    let now = desk.now();
    let agent = crate::reading::agent(desk.registry(), row.purchase.agent)?;
    let all_paused = desk.registry().all_paused(now);
    match row.purchase.due(&agent, all_paused, now) {
        Due::Take(step) => take(desk, row, &step),
        Due::Sign if desk.is_unlocked() => {
            let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
            match super::authorize::authorize(desk, row, &requested, &agent) {
                Ok(_) => Ok(true),
                // The agent can still bring a fresh quote; if it does not, the approval gets old.
                Err(EngineError::Rail(problem)) => {
                    tracing::info!(code = problem.code, %id, "nothing was signed");
                    Ok(false)
                }
                Err(error) => Err(error),
            }
        }
        Due::Nothing | Due::Paused | Due::Sign => Ok(false),
    }
}

fn take(desk: &mut Desk<'_>, row: PurchaseRow, step: &Step) -> Result<bool, EngineError> {
    let locked = !desk.is_unlocked();
    if locked && !matches!(step, Step::Expire | Step::Cancel) {
        return Ok(false);
    }
    desk.step(row, step, |row, postings| {
        let data = moved(row, postings, Actor::Clock);
        match step {
            Step::Lapse => Fact::PurchaseLapsed(data),
            Step::Release => Fact::PurchaseReleased(data),
            Step::Cancel => Fact::PurchaseCancelled(data),
            Step::Expire
            | Step::Amend(_)
            | Step::Approve { .. }
            | Step::Reject
            | Step::Undo
            | Step::Authorize { .. }
            | Step::Report
            | Step::Capture(_)
            | Step::Void
            | Step::Refund(_)
            | Step::Dispute
            | Step::Annotate => Fact::PurchaseExpired(data),
        }
    })?;
    Ok(true)
}
