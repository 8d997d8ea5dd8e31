//! The same checkout or order again is the same purchase, whatever its key: it is never paid twice.

use counterfoil_domain::purchase::Status;

use super::submit::Asking;
use crate::error::EngineError;
use crate::rails::RailProblem;
use crate::session::Caller;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// The purchase that this was asked for as before, if it is still of consequence: amended while
/// that is possible, as it is if nothing changed, and otherwise in the way of a second one.
pub(super) fn same_thing(
    desk: &mut Desk<'_>,
    caller: &Caller,
    asking: Asking<'_>,
    name: Option<&[u8; 32]>,
) -> Result<Option<PurchaseRow>, EngineError> {
    let Some(name) = name else { return Ok(None) };
    let row = desk.referred(name)?;
    let Some(row) = row.filter(is_of_consequence) else {
        return Ok(None);
    };
    let before = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    if before.request.checkout == asking.submitted.request.checkout {
        return Ok(Some(row));
    }
    if matches!(row.purchase.status, Status::Pending | Status::Approved) {
        return super::amend::amend(desk, caller, row.purchase.id, asking).map(Some);
    }
    Err(RailProblem::open(row.purchase.id).into())
}

/// Whether money may still move for it, or has moved.
fn is_of_consequence(row: &PurchaseRow) -> bool {
    let open = matches!(
        row.purchase.status,
        Status::Pending
            | Status::Approved
            | Status::Authorized
            | Status::Captured
            | Status::Disputed
    );
    open || row.purchase.held > 0
}
