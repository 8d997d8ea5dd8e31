//! ACP: a shop's checkout session is approved as an allowance, with which the agent's platform has
//! a payment token made. A card number in it ends everything before anything is kept.

use counterfoil_domain::checkout::Rail;
use counterfoil_domain::entry::{AcpPayment, Payment, Requested};
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::acp::{self, Asked, Why};
use serde_json::json;

use super::{Handed, PaymentAnswer, RailProblem};
use crate::error::EngineError;
use crate::session::{AgentSession, Submitted};

impl AgentSession {
    /// Asks to pay a checkout session. The same session again, however it has changed, is the same
    /// purchase.
    pub async fn checkout_acp(&self, handed: Handed) -> Result<Submitted, EngineError> {
        let now = self.shared.now();
        let read = Asked::read(&handed.body, now).map_err(RailProblem::from);
        let read = read.map(|asked| (asked.draft(now), asked.received.into_bytes()));
        self.ask(Rail::Acp, handed, None, (None, read)).await
    }
}

/// What is recorded with the authorization of a session, before the allowance goes out.
pub(super) fn payment(
    requested: &Requested,
    received: &[u8],
    now: Timestamp,
    ends: Timestamp,
) -> Result<Payment, RailProblem> {
    let quote = requested.request.checkout.quote.as_ref();
    let merchant = quote.and_then(|quote| quote.facts.get("acp.merchant"));
    let merchant = merchant.map(String::as_str).unwrap_or_default();
    let approved = acp::approve(received, merchant, now, ends)?;
    let allowance = &approved.allowance;
    let most = allowance.max_amount();
    Ok(Payment::Acp(AcpPayment {
        checkout_session_id: allowance.session().to_owned(),
        currency: most.currency().code().to_ascii_lowercase(),
        expires_at: allowance.expires_at(),
        line_items_hash: hex::encode(approved.lines_hash),
        max_amount: most.minor().to_string(),
        merchant_id: allowance.merchant_id().to_owned(),
    }))
}

/// The allowance: exactly the six fields of ACP.
pub(super) fn answer(payment: &AcpPayment) -> Result<PaymentAnswer, EngineError> {
    let most: i64 = payment
        .max_amount
        .parse()
        .map_err(|_| EngineError::Damaged("an allowance's amount cannot be read".to_owned()))?;
    Ok(PaymentAnswer::Allowance {
        allowance: json!({
            "checkout_session_id": payment.checkout_session_id,
            "currency": payment.currency,
            "expires_at": payment.expires_at.to_string(),
            "max_amount": most,
            "merchant_id": payment.merchant_id,
            "reason": "one_time",
        }),
        line_items_hash: payment.line_items_hash.clone(),
    })
}

/// What the agent gives the shop's `/cancel` when nothing will be paid.
pub(super) fn given_up(requested: &Requested, status: Status) -> Option<PaymentAnswer> {
    let why = match status {
        Status::Denied => {
            let first = requested.evaluation.reasons.first();
            first.map_or(Why::Other, |reason: &Reason| Why::of_code(reason.code()))
        }
        Status::Rejected | Status::Cancelled => Why::Other,
        Status::Expired => Why::Later,
        Status::Pending
        | Status::Approved
        | Status::Authorized
        | Status::Captured
        | Status::Refunded
        | Status::Voided
        | Status::Superseded
        | Status::Disputed
        | Status::Lapsed => return None,
    };
    let trace = acp::trace(why).get("intent_trace").cloned()?;
    Some(PaymentAnswer::IntentTrace(trace))
}
