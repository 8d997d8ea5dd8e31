//! Why a payment is not made, each with its name and what to do about it.

use crate::evm::AddressError;

/// Why an offer is refused; nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A scheme that is not paid: prepayment, escrow, another chain's.
    #[error("the payment scheme \"{0}\" is not paid")]
    Scheme(String),
    /// A way to move the token that is not signed for.
    #[error("the transfer method \"{0}\" is not signed for")]
    TransferMethod(String),
    /// A chain that is not known.
    #[error("the network \"{0}\" is not known")]
    NetworkUnknown(String),
    /// A chain that the owner did not turn on.
    #[error("payments on {0} are turned off")]
    NetworkOff(&'static str),
    /// A contract that is not a registered token on that chain, whatever it calls itself.
    #[error("the token is not a registered one on {0}")]
    Asset(&'static str),
    /// A registered token under another name or version than its own.
    #[error("the token's {0} is not the one it has")]
    AssetTerms(&'static str),
    /// Not a plain whole number of the token's smallest unit above zero.
    #[error("the amount is not a whole number of the token's smallest unit, as text, above zero")]
    AmountSyntax,
    /// More than can be a payment.
    #[error("the amount is larger than any payment")]
    AmountTooLarge,
    /// More than the agent said it would pay.
    #[error("the amount is above the {0} that was set for this call")]
    AmountAboveCap(String),
    /// The payee is not an address.
    #[error("the payee is not an address: {0}")]
    PayTo(AddressError),
    /// The asset is not an address.
    #[error("the token is not an address: {0}")]
    AssetAddress(AddressError),
    /// The payee is the address nobody has.
    #[error("the payee is the zero address, where money is lost")]
    PayToZero,
    /// The payee is the payer.
    #[error("the payee is the payer")]
    PayToSelf,
    /// No whole number of seconds above zero.
    #[error("the time limit is not a whole number of seconds")]
    TimeoutSyntax,
    /// The signature would be money for too long.
    #[error("the signature would stay valid for {0} seconds")]
    TimeoutTooLong(u64),
    /// The signature would be refused before it arrives.
    #[error("the signature would be valid for {0} seconds only")]
    TimeoutTooShort(u64),
    /// The address that was called cannot be paid for.
    #[error("the called address is not a plain http or https address")]
    Called,
    /// The message is about something else than what was called.
    #[error("the seller asks for money for another address than the one that was called")]
    Resource,
    /// Money first, or kept in escrow.
    #[error("the seller wants the money moved under terms \"{0}\"")]
    PaymentFlow(String),
    /// `upto` without the one who may settle it.
    #[error("the seller does not say who may settle the payment")]
    Facilitator,
    /// Something that wants a second signature, such as a permit for an allowance.
    #[error("the seller's extension \"{0}\" wants a second signature")]
    SecondSignature(String),
    /// A payment identifier that is already filled in.
    #[error("the seller's payment identifier cannot be filled in")]
    Identifier,
    /// An offer whose signature does not hold.
    #[error("the seller's signed offer does not hold: {0}")]
    SignedOffer(&'static str),
    /// What is asked now is not what was approved.
    #[error("what the seller asks is no longer what was approved")]
    TermsChanged,
    /// A field that has the wrong kind or is not there.
    #[error("the option is incomplete: {0}")]
    Incomplete(String),
}

impl Refusal {
    /// The stable code of this refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Scheme(_) => "x402_scheme",
            Self::TransferMethod(_) => "x402_transfer_method",
            Self::NetworkUnknown(_) => "x402_network_unknown",
            Self::NetworkOff(_) => "x402_network_off",
            Self::Asset(_) | Self::AssetAddress(_) => "x402_asset_unknown",
            Self::AssetTerms(_) => "x402_asset_terms",
            Self::AmountSyntax => "x402_amount_syntax",
            Self::AmountTooLarge => "x402_amount_too_large",
            Self::AmountAboveCap(_) => "x402_amount_above_cap",
            Self::PayTo(_) => "x402_payee_address",
            Self::PayToZero => "x402_payee_zero",
            Self::PayToSelf => "x402_payee_self",
            Self::TimeoutSyntax => "x402_timeout_syntax",
            Self::TimeoutTooLong(_) => "x402_timeout_too_long",
            Self::TimeoutTooShort(_) => "x402_timeout_too_short",
            Self::Called => "x402_called_address",
            Self::Resource => "x402_resource_mismatch",
            Self::PaymentFlow(_) => "x402_payment_flow",
            Self::Facilitator => "x402_facilitator",
            Self::SecondSignature(_) => "x402_second_signature",
            Self::Identifier => "x402_payment_identifier",
            Self::SignedOffer(_) => "x402_signed_offer",
            Self::TermsChanged => "x402_terms_changed",
            Self::Incomplete(_) => "x402_incomplete",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NetworkOff(_) => {
                "Ask the owner to turn this network on, or find a seller on one that is."
            }
            Self::AmountAboveCap(_) => "Call again with a higher maximum if it is worth it.",
            Self::Called => "Send the http or https address that was called, without a user name.",
            Self::TermsChanged => "Fetch the offer again and ask for the purchase again.",
            Self::TimeoutTooLong(_) => "Ask the seller for a limit of at most 600 seconds.",
            Self::Scheme(_)
            | Self::TransferMethod(_)
            | Self::NetworkUnknown(_)
            | Self::Asset(_)
            | Self::AssetAddress(_)
            | Self::AssetTerms(_)
            | Self::PaymentFlow(_)
            | Self::SecondSignature(_)
            | Self::Facilitator => {
                "Find a seller that takes registered USDC with the scheme \"exact\"."
            }
            Self::AmountSyntax
            | Self::AmountTooLarge
            | Self::PayTo(_)
            | Self::PayToZero
            | Self::PayToSelf
            | Self::TimeoutSyntax
            | Self::TimeoutTooShort(_)
            | Self::Resource
            | Self::Identifier
            | Self::SignedOffer(_)
            | Self::Incomplete(_) => "Do not pay this seller; its message is not sound.",
        }
    }
}
