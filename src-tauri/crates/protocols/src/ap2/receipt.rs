//! Receipts of merchants and payment processors: signed, and matched by either of the two hashes
//! that a closed mandate can be named by.

use crate::json::Json;
use crate::jws::{self, Jws, KeySet};

use super::Ap2Error;
use super::token::Token;

/// A receipt whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The token, byte for byte.
    pub jwt: String,
    /// Who issued it, as it says.
    pub issuer: String,
    /// When, seconds since the epoch.
    pub issued: u64,
    /// The hash of the closed mandate.
    pub reference: String,
    /// What it says.
    pub result: Outcome,
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The order exists.
    Ordered {
        /// Its id.
        order: String,
    },
    /// Money was taken.
    Paid {
        /// The payment's id.
        payment: String,
        /// The processor's number.
        psp: Option<String>,
        /// The network's number.
        network: Option<String>,
    },
    /// It was refused; the mandate may be presented again.
    Refused {
        /// The code.
        code: String,
        /// In words.
        description: Option<String>,
    },
}

impl Receipt {
    /// Reads a receipt that one of the trusted keys signed.
    pub fn read(token: &str, keys: &KeySet) -> Result<Self, Ap2Error> {
        let jws = Jws::parse(token)?;
        if !matches!(jws.kind.as_deref(), None | Some("JWT" | "jwt")) {
            return Err(Ap2Error::Type("a receipt"));
        }
        jws.verify_with(keys)?;
        let fields = Json::parse_object(&jws.payload, jws::MAX_BYTES)?;
        let text = |name: &str| -> Result<Option<String>, Ap2Error> {
            Ok(fields.optional_text(name)?.map(str::to_owned))
        };
        // The schema says `status` and `Success`, the prose says `result` and `success`.
        let ((Some(status), None) | (None, Some(status))) = (text("status")?, text("result")?)
        else {
            return Err(Ap2Error::Type("a receipt with one status"));
        };
        let result = match status.as_str() {
            "Success" | "success" => match (text("order_id")?, text("payment_id")?) {
                (Some(order), None) => Outcome::Ordered { order },
                (None, Some(payment)) => Outcome::Paid {
                    payment,
                    psp: text("psp_confirmation_id")?,
                    network: text("network_confirmation_id")?,
                },
                _ => return Err(Ap2Error::Type("a receipt of an order or a payment")),
            },
            "Error" | "error" => Outcome::Refused {
                code: fields.text("error")?.to_owned(),
                description: text("error_description")?,
            },
            _ => return Err(Ap2Error::Type("a receipt with a known status")),
        };
        let issued = u64::try_from(fields.integer("iat")?).map_err(|_| Ap2Error::Time)?;
        Ok(Self {
            jwt: token.to_owned(),
            issuer: text("iss")?.unwrap_or_default(),
            issued,
            reference: fields.text("reference")?.to_owned(),
            result,
        })
    }

    /// Which closed mandate a receipt says it is about, before anything of it is believed.
    pub fn claims_to_be_about(token: &str) -> Result<String, Ap2Error> {
        let jws = Jws::parse(token)?;
        let fields = Json::parse_object(&jws.payload, jws::MAX_BYTES)?;
        Ok(fields.text("reference")?.to_owned())
    }

    /// Whether it is about this closed mandate, under either hash.
    pub fn is_about(&self, closed: &Token) -> bool {
        !self.reference.is_empty() && closed.references().contains(&self.reference)
    }

    /// Whether what was held for the mandate is free again: only a refusal says so.
    pub const fn releases(&self) -> bool {
        matches!(self.result, Outcome::Refused { .. })
    }
}
