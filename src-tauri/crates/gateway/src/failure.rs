//! The engine's errors as problem answers. The one place where their statuses are chosen.

use std::fmt::Display;

use counterfoil_domain::request::FieldError;
use counterfoil_engine::EngineError;
use hyper::StatusCode;

use crate::auth;
use crate::problem::Problem;

/// What an agent is told about an engine error.
///
/// Errors that only the owner's side can meet are answered as internal failures: an agent that
/// sees one has found a bug, and must learn nothing from it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what `map_err` hands over"
)]
pub(crate) fn problem(error: EngineError) -> Problem {
    let status = match &error {
        EngineError::Unauthorized => return auth::unauthorized(),
        EngineError::Field(error) => return field(error.clone()),
        EngineError::NotFound { .. } => StatusCode::NOT_FOUND,
        EngineError::KeyReused | EngineError::Rail(_) => StatusCode::UNPROCESSABLE_ENTITY,
        EngineError::TooLate { .. } | EngineError::TooMuch { .. } => StatusCode::CONFLICT,
        EngineError::BadAmount(_) | EngineError::Invalid(_) => StatusCode::BAD_REQUEST,
        EngineError::Paused => StatusCode::FORBIDDEN,
        EngineError::Locked => return unavailable(&error, "Counterfoil is locked."),
        EngineError::LedgerUnavailable(_) => {
            return unavailable(
                &error,
                "The ledger cannot be written, so nothing is authorized.",
            );
        }
        EngineError::Damaged(_) => {
            return unavailable(&error, "The ledger is damaged, so nothing is authorized.");
        }
        EngineError::NoData(_)
        | EngineError::DataExists(_)
        | EngineError::Schema(_)
        | EngineError::WrongPassphrase
        | EngineError::TooManyTries { .. }
        | EngineError::WeakPassphrase
        | EngineError::Keyring(_)
        | EngineError::ViewChanged
        | EngineError::TooEarly { .. }
        | EngineError::TickMissing { .. }
        | EngineError::PresenceMissing
        | EngineError::Blocked
        | EngineError::NotTogether(_)
        | EngineError::NameTaken(_)
        | EngineError::Query(_)
        | EngineError::Rates(_)
        | EngineError::Statement(_)
        | EngineError::Internal(_) => return internal(&error),
    };
    Problem::new(status, error.code(), error.to_string(), error.hint())
}

/// A field of the request that the domain refused.
pub(crate) fn field(error: FieldError) -> Problem {
    let FieldError {
        field,
        code,
        message,
        hint,
    } = error;
    Problem::bad(code, format!("{message}."), hint).at(&field)
}

/// Something that must not happen: one log line, and its id for the agent.
pub(crate) fn internal(error: &dyn Display) -> Problem {
    let id = failure_id();
    tracing::error!(failure.id = %id, %error, "a request failed");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        format!("Something failed inside Counterfoil (failure {id})."),
        "Try again with the same Idempotency-Key; if it happens again, tell the owner the id.",
    )
}

/// Why is for the owner; the agent only needs to know that it may come back.
fn unavailable(error: &EngineError, detail: &'static str) -> Problem {
    tracing::warn!(code = error.code(), %error, "a request could not be served");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        error.code(),
        detail,
        error.hint(),
    )
    .retry_after(5)
}

fn failure_id() -> String {
    getrandom::u64().map_or_else(|_| "unknown".to_owned(), |bits| format!("{bits:016x}"))
}

#[cfg(test)]
mod tests {
    use counterfoil_domain::purchase::Status;

    use super::*;

    fn told(error: EngineError) -> (u16, &'static str) {
        let problem = problem(error);
        (problem.status().as_u16(), problem.code())
    }

    #[test]
    fn what_an_agent_can_cause_has_a_status_of_its_own() {
        let too_late = EngineError::TooLate {
            status: Status::Expired,
            verb: "cancel",
        };
        assert_eq!(told(EngineError::Unauthorized), (401, "unauthorized"));
        assert_eq!(told(EngineError::Paused), (403, "paused"));
        assert_eq!(
            told(EngineError::NotFound { what: "purchase" }),
            (404, "not_found")
        );
        assert_eq!(told(too_late), (409, "already_decided"));
        assert_eq!(
            told(EngineError::KeyReused),
            (422, "idempotency_key_reused")
        );
        assert_eq!(
            told(EngineError::BadAmount("x".to_owned())),
            (400, "bad_amount")
        );
        assert_eq!(told(EngineError::Invalid("x".to_owned())), (400, "invalid"));
    }

    #[test]
    fn a_ledger_that_cannot_be_written_is_an_outage_and_keeps_its_reasons_to_itself() {
        for (error, code) in [
            (
                EngineError::LedgerUnavailable("/home/me disk full".to_owned()),
                "ledger_unavailable",
            ),
            (
                EngineError::Damaged("/home/me entry 7".to_owned()),
                "damaged",
            ),
            (EngineError::Locked, "locked"),
        ] {
            let problem = problem(error);
            assert_eq!((problem.status().as_u16(), problem.code()), (503, code));
            let reply = problem.into_reply();
            assert!(reply.headers().contains_key("retry-after"));
            assert!(!format!("{:?}", reply.body()).contains("/home/me"));
        }
    }

    #[test]
    fn what_only_the_owner_can_cause_is_told_to_an_agent_as_a_failure_with_an_id() {
        for error in [
            EngineError::WrongPassphrase,
            EngineError::PresenceMissing,
            EngineError::ViewChanged,
            EngineError::Internal("/home/me".to_owned()),
        ] {
            let problem = problem(error);
            assert_eq!(
                (problem.status().as_u16(), problem.code()),
                (500, "internal")
            );
            let body = format!("{:?}", problem.into_reply().body());
            assert!(
                body.contains("failure ") && !body.contains("/home/me"),
                "{body}"
            );
        }
    }
}
