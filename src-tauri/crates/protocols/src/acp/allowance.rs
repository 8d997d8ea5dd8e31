//! What goes out when a session is approved: the allowance that a payment provider may make a token
//! for (`openapi.delegate_payment.yaml`), and what it was approved for.

use counterfoil_domain::{Money, Timestamp};
use serde_json::{Value, json};

use super::{AcpError, Session, VERSION};

/// Exactly the six fields of ACP, no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    max_amount: Money,
    pub(super) checkout_session_id: String,
    pub(super) merchant_id: String,
    pub(super) expires_at: Timestamp,
}

/// What was approved. A session is completed only if it is still this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// The allowance that went out.
    pub allowance: Allowance,
    /// Hash of the lines.
    pub lines_hash: [u8; 32],
}

impl Allowance {
    /// As the request to the payment provider carries it.
    pub fn to_json(&self) -> Value {
        json!({
            "reason": "one_time",
            "max_amount": self.max_amount.minor(),
            "currency": self.max_amount.currency().code().to_ascii_lowercase(),
            "checkout_session_id": self.checkout_session_id,
            "merchant_id": self.merchant_id,
            "expires_at": self.expires_at.to_string(),
        })
    }

    /// The most that can be taken.
    pub const fn max_amount(&self) -> Money {
        self.max_amount
    }
}

impl Session {
    /// What is approved when this session is: its total, once, until `until` or its own end.
    /// `merchant_id` is used where the session does not name one, and must not contradict it.
    pub fn approve(
        &self,
        merchant_id: Option<&str>,
        until: Timestamp,
    ) -> Result<Approved, AcpError> {
        let merchant_id = match (self.merchant_id.as_deref(), merchant_id) {
            (Some(found), Some(said)) if found != said => return Err(AcpError::Merchant),
            (Some(id), _) | (None, Some(id)) if !id.is_empty() && id.len() <= 255 => id,
            _ => return Err(AcpError::Merchant),
        };
        Ok(Approved {
            allowance: Allowance {
                max_amount: self.total(),
                checkout_session_id: self.id.clone(),
                merchant_id: merchant_id.to_owned(),
                expires_at: self.expires_at.map_or(until, |end| end.min(until)),
            },
            lines_hash: self.lines_hash(),
        })
    }
}

impl Approved {
    /// Whether `session`, read again before it is completed, is what was approved. Less to pay is
    /// fine; anything else is asked again.
    pub fn require(&self, session: &Session) -> Result<(), AcpError> {
        let allowance = &self.allowance;
        if session.id != allowance.checkout_session_id {
            return Err(AcpError::Changed("id"));
        }
        let within = session.total().compare(allowance.max_amount);
        if !within.is_ok_and(std::cmp::Ordering::is_le) {
            return Err(AcpError::Changed("total"));
        }
        let merchant = session.merchant_id.as_ref();
        if merchant.is_some_and(|merchant| *merchant != allowance.merchant_id) {
            return Err(AcpError::Changed("merchant"));
        }
        if session.lines_hash() != self.lines_hash {
            return Err(AcpError::Changed("lines"));
        }
        Ok(())
    }

    /// The allowance with what it was approved for, for the record.
    pub fn to_json(&self) -> Value {
        json!({
            "allowance": self.allowance.to_json(),
            "line_items_hash": hex::encode(self.lines_hash),
            "version": VERSION,
        })
    }
}
