//! Errors as the window sees them: a word to branch on, a sentence and a remedy.

use std::sync::atomic::{AtomicU32, Ordering};

use counterfoil_domain::request::FieldError;
use counterfoil_engine::EngineError;
use serde::Serialize;
use specta::Type;

/// What went wrong with a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message} {hint}")]
pub struct IpcError {
    /// Stable word; the window picks its own sentence by it.
    pub code: String,
    /// One sentence, for a code the window does not know.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// The field that is wrong.
    pub field: Option<String>,
    /// Names the line in the log, when the cause is not the owner's business.
    pub id: Option<String>,
}

impl IpcError {
    /// An error with a word, a sentence and a remedy.
    pub fn new(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            hint: hint.into(),
            field: None,
            id: None,
        }
    }

    /// The same, about one field.
    pub fn about(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// The owner's keys are not unlocked.
    pub fn locked() -> Self {
        Self::new(
            "locked",
            "Counterfoil is locked.",
            "Unlock it with your passphrase.",
        )
    }

    /// The owner must prove to be there.
    pub fn presence_missing() -> Self {
        EngineError::PresenceMissing.into()
    }

    /// There is no data yet, or it cannot be opened.
    pub fn not_open() -> Self {
        Self::new(
            "not_open",
            "There is no open data folder.",
            "Finish the first step first.",
        )
    }

    /// Something the owner cannot do anything about. The cause goes to the log under an id, and
    /// the id to the owner.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let id = log_id();
        tracing::error!(error.id = id, error = %cause, "an internal failure");
        Self {
            id: Some(id),
            ..Self::new(
                "internal",
                "Something failed inside Counterfoil.",
                "Try again; if it happens again, report it with the log.",
            )
        }
    }
}

impl From<EngineError> for IpcError {
    fn from(error: EngineError) -> Self {
        if let EngineError::Internal(cause) = &error {
            return Self::internal(cause);
        }
        if let EngineError::Field(field) = error {
            return field.into();
        }
        let translated = Self::new(error.code(), error.to_string(), error.hint());
        let about_passphrase = matches!(
            error,
            EngineError::WrongPassphrase
                | EngineError::TooManyTries { .. }
                | EngineError::PresenceMissing
        );
        if about_passphrase {
            translated.about("passphrase")
        } else {
            translated
        }
    }
}

impl From<FieldError> for IpcError {
    fn from(error: FieldError) -> Self {
        Self::new(error.code, error.message, error.hint).about(&error.field)
    }
}

/// Unique within one log file: the process and a count.
fn log_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!(
        "{:x}-{:x}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}
