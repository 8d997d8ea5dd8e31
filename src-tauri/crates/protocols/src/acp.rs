//! Agentic Commerce Protocol 2026-04-17, on the buyer's side.
//!
//! We are neither shop nor payment provider and never hold a card number. A checkout session comes
//! in, its totals are recomputed; when it is approved, an allowance of exactly six fields goes out
//! for the agent's platform to have a token made; when it is refused, an intent trace for the
//! shop's `/cancel`.

mod allowance;
mod asked;
mod draft;
mod session;
mod sums;
mod trace;

pub use allowance::{Allowance, Approved};
pub use asked::{Asked, approve};
pub use session::{Line, Session};
pub use sums::Sums;
pub use trace::{Why, trace};

use crate::json::JsonError;

/// The version of the protocol that is spoken.
pub const VERSION: &str = "2026-04-17";
/// The longest session that is read.
pub const MAX_BYTES: usize = 512 * 1024;

/// Why a session is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcpError {
    /// Not the JSON it must be.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// A card number, or a member that holds card secrets.
    #[error("there is a card number in the request; nothing of it was kept")]
    CardNumber,
    /// Not a lower-case code of a currency in use.
    #[error("the currency is not a lower-case code of one in use")]
    Currency,
    /// The buyer would see another currency than the one that is charged.
    #[error("the session shows another currency than it charges")]
    Presentment,
    /// A state in which nothing can be approved.
    #[error("the session's state does not allow a payment")]
    Status,
    /// The sums do not add up.
    #[error("the session does not add up: {0}")]
    Sums(&'static str),
    /// The session has ended.
    #[error("the session has expired")]
    Expired,
    /// No merchant's id for the allowance, or several.
    #[error("the session does not say which merchant is paid")]
    Merchant,
    /// The session is not the one that was approved.
    #[error("the session's {0} changed since it was approved")]
    Changed(&'static str),
}

impl AcpError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(error) => error.code(),
            Self::CardNumber => "card_number",
            Self::Currency => "acp_currency",
            Self::Presentment => "acp_presentment",
            Self::Status => "acp_status",
            Self::Sums(_) => "acp_sums",
            Self::Expired => "acp_expired",
            Self::Merchant => "acp_merchant",
            Self::Changed(_) => "acp_changed",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Json(_) => "Send the checkout session exactly as the shop answered it.",
            Self::CardNumber => "Send the session without any payment method in it.",
            Self::Status => "Bring the session to ready_for_payment first.",
            Self::Changed(_) => "Ask for the purchase again with the session as it is now.",
            Self::Merchant => "Send the shop's merchant id with the session.",
            Self::Currency | Self::Presentment | Self::Sums(_) | Self::Expired => {
                "Get a new session from the shop and send that."
            }
        }
    }
}
