//! What can go wrong in the engine: one sentence of what happened, one remedy, one stable code.

use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{IllegalStep, Status};
use counterfoil_domain::request::FieldError;
use counterfoil_protocols::ecb::EcbError;
use counterfoil_protocols::statement::StatementError;

use crate::rails::RailProblem;

/// Every way a call to the engine can fail.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EngineError {
    /// The folder holds no ledger.
    #[error("There is no Counterfoil data in {0}.")]
    NoData(String),
    /// The folder holds a ledger already.
    #[error("There is Counterfoil data in {0} already.")]
    DataExists(String),
    /// The database was written by a later version, or is not ours.
    #[error("The database cannot be used: {0}")]
    Schema(String),
    /// The ledger does not match its anchor or its own hashes.
    #[error("The ledger is damaged: {0}")]
    Damaged(String),
    /// Nothing can be written.
    #[error("The ledger cannot be written: {0}")]
    LedgerUnavailable(String),
    /// The keys are locked.
    #[error("Counterfoil is locked.")]
    Locked,
    /// The passphrase does not open the keys.
    #[error("That passphrase does not open the keys.")]
    WrongPassphrase,
    /// Too many wrong passphrases.
    #[error("Too many wrong passphrases; the next try is possible in {seconds} seconds.")]
    TooManyTries {
        /// Seconds until the next try.
        seconds: u64,
    },
    /// The passphrase is too short to protect anything.
    #[error("The passphrase has fewer than 8 characters.")]
    WeakPassphrase,
    /// The OS keyring cannot be used.
    #[error("The system's keyring did not answer: {0}")]
    Keyring(String),
    /// No such purchase, mandate or agent, or not this agent's.
    #[error("There is no {what} with that id.")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// The token is wrong, revoked or replaced.
    #[error("The token is not one of a connected agent.")]
    Unauthorized,
    /// The idempotency key was used for another request.
    #[error("This Idempotency-Key was used for a different request.")]
    KeyReused,
    /// A field of a document is wrong.
    #[error("{0}")]
    Field(FieldError),
    /// A rail does not pay this, or does not believe that.
    #[error("{0}")]
    Rail(RailProblem),
    /// A file of exchange rates is none.
    #[error("The rates cannot be used: {0}.")]
    Rates(EcbError),
    /// A file is no statement of a bank or card.
    #[error("The statement cannot be read: {0}.")]
    Statement(StatementError),
    /// A purchase cannot take this step.
    #[error("The purchase is {status}; it is too late to {verb} it.")]
    TooLate {
        /// Where it stands.
        status: Status,
        /// What was tried.
        verb: &'static str,
    },
    /// More than was approved or captured.
    #[error("{asked} is more than the {left} that is left.")]
    TooMuch {
        /// The amount given.
        asked: Money,
        /// The most possible.
        left: Money,
    },
    /// The settlement's amount cannot be used.
    #[error("The amount of the settlement is not usable: {0}")]
    BadAmount(String),
    /// The request changed since the card was served.
    #[error("The request changed while it was shown.")]
    ViewChanged,
    /// The card has not been on screen long enough.
    #[error("The card has been on screen for too short a time.")]
    TooEarly {
        /// How much longer, milliseconds.
        wait_ms: u64,
    },
    /// The fact that must be ticked was not.
    #[error("The fact that needs a tick is not ticked: {code}.")]
    TickMissing {
        /// The code of the reason to tick.
        code: &'static str,
    },
    /// The owner must prove to be present.
    #[error("This needs the owner's passphrase.")]
    PresenceMissing,
    /// This request can only be rejected.
    #[error("This request cannot be approved.")]
    Blocked,
    /// These requests cannot be approved with one gesture.
    #[error("These requests cannot be approved together: {0}.")]
    NotTogether(String),
    /// Everything, or this agent, is paused.
    #[error("Agents are paused.")]
    Paused,
    /// The name is in use.
    #[error("There is an agent named {0:?} already.")]
    NameTaken(String),
    /// A search cannot be understood as it was meant.
    #[error("The search cannot be used: {0}")]
    Query(String),
    /// A value from outside the engine is not acceptable.
    #[error("{0}")]
    Invalid(String),
    /// A bug, or a machine that misbehaves.
    #[error("Something failed inside Counterfoil: {0}")]
    Internal(String),
}

impl EngineError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoData(_) => "no_data",
            Self::DataExists(_) => "data_exists",
            Self::Schema(_) => "schema",
            Self::Damaged(_) => "damaged",
            Self::LedgerUnavailable(_) => "ledger_unavailable",
            Self::Locked => "locked",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::WeakPassphrase => "weak_passphrase",
            Self::Keyring(_) => "keyring",
            Self::NotFound { .. } => "not_found",
            Self::Unauthorized => "unauthorized",
            Self::KeyReused => "idempotency_key_reused",
            Self::Field(error) => error.code,
            Self::Rail(problem) => problem.code,
            Self::Rates(error) => error.code(),
            Self::Statement(error) => error.code(),
            Self::TooLate { .. } => "already_decided",
            Self::TooMuch { .. } => "amount_exceeds",
            Self::BadAmount(_) => "bad_amount",
            Self::ViewChanged => "view_changed",
            Self::TooEarly { .. } => "too_early",
            Self::TickMissing { .. } => "tick_missing",
            Self::PresenceMissing => "presence_missing",
            Self::Blocked => "blocked",
            Self::NotTogether(_) => "not_together",
            Self::Paused => "paused",
            Self::NameTaken(_) => "name_taken",
            Self::Query(_) => "bad_query",
            Self::Invalid(_) => "invalid",
            Self::Internal(_) => "internal",
        }
    }

    /// One sentence on what to do next.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::NoData(_) => "Run `counterfoil init`, or name another folder with --data-dir.",
            Self::DataExists(_) => "Use it as it is, or name another folder with --data-dir.",
            Self::Schema(_) => "Use the newest version of Counterfoil, or restore a backup.",
            Self::Damaged(_) => {
                "Run `counterfoil verify`; nothing is authorized until it is clear."
            }
            Self::LedgerUnavailable(_) => "Check the disk's free space and health, then try again.",
            Self::Locked => "The owner must unlock Counterfoil with the passphrase.",
            Self::WrongPassphrase => "Check Caps Lock and the keyboard layout, then try again.",
            Self::TooManyTries { .. } => "Wait, then try again.",
            Self::WeakPassphrase => "Choose at least 8 characters; several words are best.",
            Self::Keyring(_) => "Unlock with the passphrase instead.",
            Self::NotFound { .. } => "Check the id; lists show the ones there are.",
            Self::Unauthorized => "Ask the owner for a token: Agents, Connect.",
            Self::KeyReused => {
                "Use a new key for a new purchase, and the same body with the same key."
            }
            Self::Field(error) => return error.hint.clone(),
            Self::Rail(problem) => return problem.hint.clone().into_owned(),
            Self::Rates(error) => error.hint(),
            Self::Statement(error) => return error.hint(),
            Self::TooLate { .. } => "Read the purchase again to see where it stands.",
            Self::TooMuch { .. } => "Report at most what is left.",
            Self::BadAmount(_) => "Write it as a decimal string in the purchase's currency.",
            Self::ViewChanged => "Read the request again and decide on what it says now.",
            Self::TooEarly { .. } => "Read the card, then approve.",
            Self::TickMissing { .. } => "Tick the fact on the card, then approve.",
            Self::PresenceMissing => "Give the passphrase with the approval.",
            Self::Blocked => "Reject it, and tell the agent why.",
            Self::NotTogether(_) => "Decide on them one by one.",
            Self::Paused => "The owner can resume agents in the app or with `counterfoil resume`.",
            Self::NameTaken(_) => "Choose another name.",
            Self::Query(_) => {
                "Correct the search; `counterfoil activity --help` shows the filters."
            }
            Self::Invalid(_) => "Correct the value and try again.",
            Self::Internal(_) => "Try again; if it happens again, report it with the log.",
        };
        hint.to_owned()
    }
}

impl From<FieldError> for EngineError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

impl From<RailProblem> for EngineError {
    fn from(problem: RailProblem) -> Self {
        Self::Rail(problem)
    }
}

impl From<IllegalStep> for EngineError {
    fn from(error: IllegalStep) -> Self {
        match error {
            IllegalStep::NoEdge { status, verb } => Self::TooLate { status, verb },
            IllegalStep::TooMuch { asked, left, .. } => Self::TooMuch { asked, left },
            IllegalStep::BadAmount => Self::BadAmount("zero, negative or out of range".to_owned()),
        }
    }
}

impl From<getrandom::Error> for EngineError {
    fn from(error: getrandom::Error) -> Self {
        Self::Internal(format!("no random bytes: {error}"))
    }
}
