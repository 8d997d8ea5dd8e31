//! Payments that others make: Alipay's A402 and JD's Clawtip. They are gated and recorded like any
//! purchase; nothing is signed for them, and that they were paid is the other side's word. Other
//! protocols over status 402 are known by name and not paid.

use counterfoil_domain::Draft;
use counterfoil_domain::checkout::Rail;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::local::{A402Needed, ClawtipOrder, host_of};
use counterfoil_protocols::x402::Dialect;

use super::{Handed, Read, X402Request};
use crate::error::EngineError;
use crate::rails::RailProblem;
use crate::session::{AgentSession, Submitted};

impl AgentSession {
    /// Asks to let Alipay pay: the value of `Payment-Needed`, as the seller at `host` sent it.
    pub async fn pay_a402(
        &self,
        handed: Handed,
        host: Option<&str>,
    ) -> Result<Submitted, EngineError> {
        let read = a402(&handed.body, host, self.shared.now());
        let seller = host.map(str::to_owned);
        self.ask(Rail::A402, handed, None, (seller, read)).await
    }

    /// Asks to let JD pay an order of Clawtip. The owner's token in it is not kept.
    pub async fn pay_clawtip(&self, handed: Handed) -> Result<Submitted, EngineError> {
        let read = clawtip(&handed.body);
        self.ask(Rail::Clawtip, handed, None, (None, read)).await
    }
}

/// What came with status 402 and is not x402, if it is something that is known.
pub(super) fn elsewhere(request: &X402Request, now: Timestamp) -> Option<(Rail, Read)> {
    let raw = request.payment_required.as_bytes();
    let (rail, read) = if ClawtipOrder::recognises(raw) {
        (Rail::Clawtip, clawtip(raw))
    } else if A402Needed::recognises(&request.payment_required) {
        let host = host_of(&request.resource);
        (Rail::A402, a402(raw, host.as_deref(), now))
    } else {
        let challenge = ("WWW-Authenticate", request.payment_required.as_str());
        let problem = RailProblem::not_paid(Dialect::detect([challenge], b""))?;
        (Rail::Other, Err(problem))
    };
    let said = |draft| Draft {
        intent: request.intent.clone(),
        reason: request.reason.clone(),
        callback: request.callback.clone(),
        ..draft
    };
    Some((rail, read.map(|(draft, kept)| (said(draft), kept))))
}

fn a402(header: &[u8], host: Option<&str>, now: Timestamp) -> Read {
    let text = String::from_utf8_lossy(header);
    let needed = A402Needed::read(&text, now)?;
    Ok((needed.draft(host, header, now), header.to_vec()))
}

fn clawtip(body: &[u8]) -> Read {
    let order = ClawtipOrder::read(body)?;
    let kept = order.kept();
    Ok((order.draft(&kept), kept))
}
