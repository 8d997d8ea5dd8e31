//! An overall limit covers everything and gives no authority, so most fields mean nothing on it.

use super::super::wire::Document;
use crate::request::FieldError;

pub(super) fn refuse_others(document: &Document) -> Result<(), FieldError> {
    let limits = document.limits.as_ref();
    let fields = [
        ("agents", document.agents.is_some()),
        ("scope", document.scope.is_some()),
        ("always_ask", document.always_ask.is_some()),
        ("fetch", document.fetch.is_some()),
        ("confirm_above", document.confirm_above.is_some()),
        ("undo_seconds", document.undo_seconds.is_some()),
        ("learning_until", document.learning_until.is_some()),
        ("paused", document.paused.is_some()),
        (
            "limits.auto_up_to",
            limits.is_some_and(|limits| limits.auto_up_to.is_some()),
        ),
        (
            "limits.tolerance",
            limits.is_some_and(|limits| limits.tolerance.is_some()),
        ),
    ];
    match fields.into_iter().find(|(_, there)| *there) {
        None => Ok(()),
        Some((field, _)) => Err(FieldError::new(
            field,
            "overall_field",
            "An overall limit covers everything and approves nothing, so it cannot have this",
            "Remove it, or write it in the budgets themselves.",
        )),
    }
}
