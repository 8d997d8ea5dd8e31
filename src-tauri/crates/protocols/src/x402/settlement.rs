//! What became of a payment: `SettlementResponse` (v2 §5.3; `X-PAYMENT-RESPONSE` of version 1).
//!
//! It is the seller's word. It can say that money moved, never that it did not: until the signed
//! transfer has ended a refusal releases nothing.

use counterfoil_domain::Money;

use crate::encoding::{self, EncodingError};
use crate::evm::Address;
use crate::json::{Fields, Json, JsonError};

use super::extensions::receipt;
use super::signed::SignedReceipt;
use super::{MAX_BYTES, Network, Offer};

/// What the seller says became of the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The JSON it came as.
    pub raw: String,
    /// Whether it says that money moved.
    pub success: bool,
    /// The transaction; empty when there is none.
    pub transaction: String,
    /// The chain as named.
    pub network: String,
    /// Who paid, if it is said.
    pub payer: Option<String>,
    /// The reason's code, if it failed.
    pub reason: Option<String>,
    /// What was taken, where less than the maximum.
    pub amount: Option<String>,
    /// The signed receipt, if there is one.
    pub receipt: Option<SignedReceipt>,
}

/// What follows for the purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Money moved.
    Settled {
        /// How much.
        amount: Money,
        /// By which transaction.
        transaction: String,
    },
    /// A transaction is on its way; the hold stays.
    Pending {
        /// Which.
        transaction: String,
    },
    /// The seller says it failed; the hold stays until the transfer has ended.
    Failed {
        /// The seller's code.
        reason: String,
    },
}

/// Why a settlement is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettlementError {
    /// The header is not base64.
    #[error("the payment response cannot be decoded: {0}")]
    Encoding(#[from] EncodingError),
    /// Not the JSON it must be.
    #[error("the payment response cannot be read: {0}")]
    Json(#[from] JsonError),
    /// It is about another payment.
    #[error("the payment response names another {0} than the payment")]
    Mismatch(&'static str),
    /// More than was signed for.
    #[error("the payment response names more than the payment allows")]
    Amount,
    /// Success without the transaction that proves it.
    #[error("the payment response says success without a transaction")]
    NoTransaction,
}

impl SettlementError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Json(error) => error.code(),
            Self::Mismatch(_) => "x402_settlement_mismatch",
            Self::Amount => "x402_settlement_amount",
            Self::NoTransaction => "x402_settlement_no_transaction",
        }
    }
}

impl Settlement {
    /// Reads it as the agent passes it on: the header's value, or JSON.
    pub fn parse(received: &str) -> Result<Self, SettlementError> {
        let trimmed = received.trim();
        if trimmed.starts_with('{') {
            return Self::read(trimmed.as_bytes());
        }
        Self::read(&encoding::base64(trimmed, MAX_BYTES)?)
    }

    /// What follows from it for the payment of `offer` by `payer`.
    pub fn outcome(&self, offer: &Offer, payer: Address) -> Result<Outcome, SettlementError> {
        self.require_about(offer, payer)?;
        let pending = self
            .reason
            .as_deref()
            .is_some_and(|code| code.contains("settlement_pending"));
        if pending && !self.transaction.is_empty() {
            return Ok(Outcome::Pending {
                transaction: self.transaction.clone(),
            });
        }
        if !self.success {
            let reason = self.reason.clone();
            return Ok(Outcome::Failed {
                reason: reason.unwrap_or_else(|| "not_said".to_owned()),
            });
        }
        if encoding::hex::<32>(&self.transaction).is_err() {
            return Err(SettlementError::NoTransaction);
        }
        Ok(Outcome::Settled {
            amount: self.taken(offer)?,
            transaction: self.transaction.clone(),
        })
    }

    fn read(bytes: &[u8]) -> Result<Self, SettlementError> {
        let fields = Json::parse_object(bytes, MAX_BYTES)?;
        let success = fields.optional_bool("success")?;
        let short = |text: &str| text.chars().take(256).collect::<String>();
        let text = |fields: &Fields<'_>, name: &str| -> Result<Option<String>, JsonError> {
            Ok(fields.optional_text(name)?.map(short))
        };
        let raw = std::str::from_utf8(bytes).map_err(|_| JsonError::Encoding)?;
        Ok(Self {
            raw: raw.trim().to_owned(),
            success: success.ok_or_else(|| JsonError::Missing("success".to_owned()))?,
            transaction: text(&fields, "transaction")?.unwrap_or_default(),
            network: text(&fields, "network")?.unwrap_or_default(),
            payer: text(&fields, "payer")?,
            reason: text(&fields, "errorReason")?,
            amount: text(&fields, "amount")?,
            receipt: receipt(&fields).and_then(SignedReceipt::read),
        })
    }

    fn require_about(&self, offer: &Offer, payer: Address) -> Result<(), SettlementError> {
        let named = Network::parse(&self.network);
        let silent = self.network.is_empty() && !self.success;
        if !silent && named != Some(offer.network()) {
            return Err(SettlementError::Mismatch("network"));
        }
        match self.payer.as_deref().filter(|text| !text.is_empty()) {
            Some(text) if Address::parse(text) != Ok(payer) => {
                Err(SettlementError::Mismatch("payer"))
            }
            _ => Ok(()),
        }
    }

    fn taken(&self, offer: &Offer) -> Result<Money, SettlementError> {
        let Some(text) = self.amount.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(offer.amount());
        };
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let minor: i64 = text.parse().map_err(|_| SettlementError::Amount)?;
        let most = offer.amount();
        if !plain || minor > most.minor() {
            return Err(SettlementError::Amount);
        }
        if !offer.is_maximum() && minor != most.minor() {
            return Err(SettlementError::Mismatch("amount"));
        }
        Ok(Money::new(minor, most.currency()))
    }
}

/// A seller's error code in words. Sellers spell them differently, so what counts is what is in it.
pub fn explain(code: &str) -> &'static str {
    const WORDS: [(&str, &str); 18] = [
        (
            "insufficient",
            "The paying account has too little of the token.",
        ),
        (
            "nonce_already_used",
            "The seller has already been paid with this payment.",
        ),
        (
            "duplicate_nonce",
            "The seller has already been paid with this payment.",
        ),
        (
            "valid_before",
            "The payment arrived too late or too close to its end.",
        ),
        ("expired", "The payment arrived after its end."),
        (
            "valid_after",
            "The payment is not valid yet; a clock is wrong.",
        ),
        (
            "value_mismatch",
            "The seller wanted another amount than it had said.",
        ),
        (
            "invalid_amount",
            "The seller wanted another amount than it had said.",
        ),
        (
            "exceeds_amount",
            "The seller tried to take more than was allowed.",
        ),
        (
            "recipient_mismatch",
            "The seller wanted the money on another account than it had said.",
        ),
        (
            "token_name_mismatch",
            "The seller describes the token wrongly.",
        ),
        ("signature", "The seller could not check the signature."),
        (
            "asset_not_deployed",
            "There is no such token on that network.",
        ),
        ("allowance", "Permit2 has no allowance for the token yet."),
        (
            "settlement_pending",
            "The payment is on its way to the network.",
        ),
        ("network", "The seller settles on another network."),
        (
            "unsupported_scheme",
            "The seller does not settle this scheme.",
        ),
        ("unexpected", "The seller's payment service failed."),
    ];
    let code = code.to_ascii_lowercase();
    let known = WORDS.iter().find(|(part, _)| code.contains(part));
    known.map_or("The seller refused the payment.", |(_, words)| words)
}
