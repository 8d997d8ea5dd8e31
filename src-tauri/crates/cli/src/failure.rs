//! What went wrong: one sentence, one remedy, one exit code.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use counterfoil_engine::EngineError;
use counterfoil_gateway::GatewayError;
use counterfoil_reports::{ReadError, ReportError};
use serde_json::json;

use crate::output::Style;
use crate::terminal::plain;

/// How the process ends; the numbers are those of the public contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Refused, or not found.
    Refused,
    /// Asked in a way that cannot be understood.
    Usage,
    /// The record is damaged.
    Damaged,
    /// Locked, or the owner is needed.
    NeedsOwner,
    /// Whoever read the output went away; nobody is left to tell.
    Unheard,
}

impl Ending {
    const fn code(self) -> u8 {
        match self {
            Self::Unheard => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Damaged => 3,
            Self::NeedsOwner => 4,
        }
    }
}

/// Why a command did not do what it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) hint: String,
    pub(crate) ending: Ending,
}

impl Failure {
    pub(crate) fn refused(code: &str, message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self::new(Ending::Refused, code, message, hint)
    }

    pub(crate) fn wrong_usage(message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self::new(Ending::Usage, "usage", message, hint)
    }

    pub(crate) fn damaged(message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self::new(Ending::Damaged, "damaged", message, hint)
    }

    pub(crate) fn needs_owner(message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self::new(Ending::NeedsOwner, "needs_owner", message, hint)
    }

    pub(crate) fn internal(error: &dyn fmt::Display) -> Self {
        let hint = "Try again; if it happens again, report it with the log.";
        Self::refused(
            "internal",
            format!("Something failed inside Counterfoil: {error}."),
            hint,
        )
    }

    /// A file that cannot be used.
    pub(crate) fn file(verb: &str, path: &Path, error: &io::Error) -> Self {
        let message = format!("{} cannot be {verb}: {error}.", path.display());
        Self::refused(
            "file",
            message,
            "Check the path and its permissions, or name another file.",
        )
    }

    /// Says it on standard error and ends the process.
    pub(crate) fn report(&self, style: Style) -> ExitCode {
        if self.ending != Ending::Unheard {
            let text = match style {
                Style::Json => {
                    let error =
                        json!({ "code": self.code, "message": self.message, "hint": self.hint });
                    json!({ "error": error }).to_string()
                }
                Style::Text => format!("{}\n{}", plain(&self.message), plain(&self.hint)),
            };
            // There is nowhere left to report that standard error is closed.
            writeln!(io::stderr().lock(), "{text}").ok();
        }
        ExitCode::from(self.ending.code())
    }

    fn new(
        ending: Ending,
        code: &str,
        message: impl fmt::Display,
        hint: impl fmt::Display,
    ) -> Self {
        let (message, hint) = (sentence(&message.to_string()), hint.to_string());
        Self {
            code: code.to_owned(),
            message,
            hint,
            ending,
        }
    }
}

/// What clap has to say, in our words where they are asked for in JSON.
pub(crate) fn usage(error: &clap::Error, json: bool) -> ExitCode {
    if !error.use_stderr() || !json {
        let code = u8::try_from(error.exit_code()).unwrap_or(Ending::Usage.code());
        return match error.print() {
            Ok(()) => ExitCode::from(code),
            Err(_) => ExitCode::from(Ending::Usage.code()),
        };
    }
    let rendered = error.render().to_string();
    let first = rendered.lines().next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first);
    let failure = Failure::wrong_usage(
        message,
        "Run `counterfoil --help` to see what can be asked.",
    );
    failure.report(Style::Json)
}

/// Ends in a full stop and begins with a capital, whoever wrote it.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?', ':']) || text.is_empty() {
        ""
    } else {
        "."
    };
    format!("{first}{}{end}", chars.as_str())
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let ending = match error.code() {
            "damaged" => Ending::Damaged,
            "locked" | "wrong_passphrase" | "too_many_tries" | "presence_missing" => {
                Ending::NeedsOwner
            }
            "bad_query" => Ending::Usage,
            _ => Ending::Refused,
        };
        Self::new(ending, error.code(), &error, error.hint())
    }
}

impl From<GatewayError> for Failure {
    fn from(error: GatewayError) -> Self {
        let hint = "Stop what uses it, or choose another with --listen 127.0.0.1:0.";
        let ending = match &error {
            GatewayError::NotLoopback(_) => Ending::Usage,
            GatewayError::Bind { .. } | GatewayError::Threads(_) => Ending::Refused,
        };
        Self::new(ending, error.code(), &error, hint)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::refused(error.code(), &error, error.hint())
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let hint = match &error {
            ReadError::Io(_) => "Check the path and its permissions.",
            ReadError::NotAnExport => "Name a file that `export` wrote as jsonl, json or bundle.",
            ReadError::Line { .. } | ReadError::CutOff { .. } | ReadError::Differs { .. } => {
                "Do not rely on this file; export again."
            }
        };
        let ending = match &error {
            ReadError::Io(_) | ReadError::NotAnExport => Ending::Refused,
            ReadError::Line { .. } | ReadError::CutOff { .. } | ReadError::Differs { .. } => {
                Ending::Damaged
            }
        };
        Self::new(ending, error.code(), &error, hint)
    }
}

/// Only standard output is written through `?` on an I/O error; files say which they are.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let mut failure = Self::refused(
            "output",
            format!("The answer cannot be written: {error}"),
            "Check where standard output goes.",
        );
        if error.kind() == io::ErrorKind::BrokenPipe {
            failure.ending = Ending::Unheard;
        }
        failure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_sentence_whoever_wrote_it() {
        assert_eq!(sentence("the port is taken"), "The port is taken.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence("été"), "Été.");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn each_ending_has_the_number_of_the_contract() {
        let code = |error: EngineError| Failure::from(error).ending.code();
        assert_eq!(code(EngineError::NotFound { what: "purchase" }), 1);
        assert_eq!(code(EngineError::Damaged("x".into())), 3);
        assert_eq!(code(EngineError::Locked), 4);
        assert_eq!(code(EngineError::WrongPassphrase), 4);
        assert_eq!(code(EngineError::PresenceMissing), 4);
    }
}
