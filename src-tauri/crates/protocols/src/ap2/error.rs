//! Why a mandate, checkout or receipt is not accepted.

use crate::json::JsonError;
use crate::jws::JwsError;

/// Why something of AP2 is refused; nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ap2Error {
    /// The token or its signature.
    #[error("{0}")]
    Token(#[from] JwsError),
    /// JSON that is not what it must be.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// A chain that does not hold together.
    #[error("the chain of mandates does not hold: {0}")]
    Chain(&'static str),
    /// A disclosure that is not used, used twice or not what it says.
    #[error("a disclosure does not belong to the mandate: {0}")]
    Disclosure(&'static str),
    /// Another kind of mandate than needed there.
    #[error("the mandate is not of the kind \"{0}\"")]
    Type(&'static str),
    /// Not valid yet, or no longer.
    #[error("the mandate is not valid at this time")]
    Time,
    /// No end of validity.
    #[error("the mandate has no end of validity")]
    NoEnd,
    /// For another recipient, or an answer to another question.
    #[error("the mandate is for another recipient or question")]
    Audience,
    /// A hash that is not that of what stands beside it.
    #[error("the {0} is not the hash of the merchant's checkout")]
    Hash(&'static str),
    /// A value in the closed mandate that is not the one that was approved.
    #[error("the closed mandate changes the {0} that the open one fixed")]
    Preset(&'static str),
    /// A constraint that is not satisfied.
    #[error("the constraint {kind} is not satisfied: {why}")]
    Constraint {
        /// Which.
        kind: &'static str,
        /// Why not.
        why: &'static str,
    },
    /// A constraint that nobody here can evaluate.
    #[error("the constraint \"{0}\" is not known")]
    UnknownConstraint(String),
    /// A constraint that needs to know what was spent before.
    #[error("what was spent before under the mandate is not known")]
    NoState,
    /// The checkout's sums do not add up.
    #[error("the checkout does not add up: {0}")]
    Sums(&'static str),
    /// The checkout cannot be paid.
    #[error("the checkout cannot be paid: {0}")]
    Checkout(&'static str),
    /// The payment is not for this checkout.
    #[error("the payment's {0} is not the checkout's")]
    Binding(&'static str),
    /// A currency that is not known, or an amount it cannot have.
    #[error("the amount or its currency is not known")]
    Money,
    /// Written in a version that is read but never signed from.
    #[error("version 0.1 is read but not signed from")]
    Legacy,
}

impl Ap2Error {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Token(error) => error.code(),
            Self::Json(error) => error.code(),
            Self::Chain(_) => "ap2_chain",
            Self::Disclosure(_) => "ap2_disclosure",
            Self::Type(_) => "ap2_type",
            Self::Time => "ap2_time",
            Self::NoEnd => "ap2_no_end",
            Self::Audience => "ap2_audience",
            Self::Hash(_) => "ap2_hash",
            Self::Preset(_) => "ap2_preset",
            Self::Constraint { .. } => "ap2_constraint",
            Self::UnknownConstraint(_) => "ap2_unknown_constraint",
            Self::NoState => "ap2_no_state",
            Self::Sums(_) => "ap2_sums",
            Self::Checkout(_) => "ap2_checkout",
            Self::Binding(_) => "ap2_binding",
            Self::Money => "ap2_money",
            Self::Legacy => "ap2_legacy",
        }
    }

    /// The error code that AP2 itself has for it. `unresolved_constraint` asks for the owner.
    pub const fn wire_code(&self) -> &'static str {
        match self {
            Self::Token(_) => "invalid_credential",
            Self::Constraint { .. } | Self::UnknownConstraint(_) | Self::NoState => {
                "unresolved_constraint"
            }
            Self::Legacy => "mandates_not_supported",
            Self::Json(_)
            | Self::Chain(_)
            | Self::Disclosure(_)
            | Self::Type(_)
            | Self::Time
            | Self::NoEnd
            | Self::Audience
            | Self::Hash(_)
            | Self::Preset(_)
            | Self::Sums(_)
            | Self::Checkout(_)
            | Self::Binding(_)
            | Self::Money => "invalid_mandate",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Token(JwsError::UnknownKey) => "Ask the owner to trust this signer's key first.",
            Self::Token(_) | Self::Json(_) | Self::Chain(_) | Self::Disclosure(_) => {
                "Send the token exactly as it was issued, with all its disclosures."
            }
            Self::Time | Self::NoEnd => "Get a new mandate or checkout and send that.",
            Self::Constraint { .. } | Self::UnknownConstraint(_) | Self::NoState => {
                "Ask for the purchase without the open mandates, so that the owner decides."
            }
            Self::Legacy => "Send a checkout token signed by the merchant (AP2 v0.2).",
            Self::Audience
            | Self::Type(_)
            | Self::Hash(_)
            | Self::Preset(_)
            | Self::Sums(_)
            | Self::Checkout(_)
            | Self::Binding(_)
            | Self::Money => "Ask the merchant for a checkout that is sound.",
        }
    }
}
