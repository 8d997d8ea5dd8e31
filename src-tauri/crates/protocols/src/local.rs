//! Payments that others make: Alipay's A402 and JD's Clawtip. They are recognised, shown, held
//! against the mandates and recorded in their own units; whether money moved is the other side's
//! word, and nothing is signed here.

mod a402;
mod clawtip;

pub use a402::{A402Needed, A402Validation};
pub use clawtip::ClawtipOrder;

use crate::encoding::EncodingError;
use crate::json::JsonError;

/// The host of an address that was called.
pub fn host_of(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    url.host_str().map(str::to_owned)
}

/// Why a message of A402 or Clawtip is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocalError {
    /// Not base64url.
    #[error("{0}")]
    Encoding(#[from] EncodingError),
    /// Not the JSON it must be.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// Not a plain amount above zero in the unit the protocol has.
    #[error("the amount is not one the protocol can write")]
    Amount,
    /// Another currency than yuan.
    #[error("the currency is not the yuan")]
    Currency,
    /// No time, or one that has passed.
    #[error("the time to pay has passed, or cannot be read")]
    Expired,
    /// About another order.
    #[error("the answer is about another order")]
    Mismatch,
    /// Not a message of this protocol.
    #[error("this is not a message of the protocol")]
    Form,
}

impl LocalError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Json(error) => error.code(),
            Self::Amount => "local_amount",
            Self::Currency => "local_currency",
            Self::Expired => "local_expired",
            Self::Mismatch => "local_mismatch",
            Self::Form => "local_form",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Encoding(_) | Self::Json(_) | Self::Form => {
                "Send the message exactly as it was received."
            }
            Self::Amount | Self::Currency | Self::Expired | Self::Mismatch => {
                "Get a new order from the seller and send that."
            }
        }
    }
}
