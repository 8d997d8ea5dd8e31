//! Payments that others make: Alipay's A402 and JD's Clawtip. They are gated and recorded like any
//! purchase; nothing is signed for them, and that they were paid is the other side's word. Other
//! protocols over status 402 are known by name and not paid.

use counterfoil_domain::Draft;
use counterfoil_domain::checkout::Rail;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::local::{A402Needed, ClawtipOrder, host_of};
use counterfoil_protocols::x402::Dialect;

use super::{Handed, PayX402, RailProblem};
use crate::error::EngineError;
use crate::session::{AgentSession, Submitted};

/// A draft with what is kept of the message it was made of.
type Read = Result<(Draft, Vec<u8>), RailProblem>;

impl AgentSession {
    /// Asks to let Alipay pay: the value of `Payment-Needed`, as the seller at `host` sent it.
    pub async fn pay_a402(
        &self,
        handed: Handed,
        host: Option<&str>,
    ) -> Result<Submitted, EngineError> {
        let read = a402(&handed.body, host, self.shared.now());
        let kept = handed.body.clone();
        self.ask(Rail::A402, handed, read, kept).await
    }

    /// Asks to let JD pay an order of Clawtip. The owner's token in it is not kept.
    pub async fn pay_clawtip(&self, handed: Handed) -> Result<Submitted, EngineError> {
        let read = clawtip(&handed.body);
        self.ask(Rail::Clawtip, handed, read, Vec::new()).await
    }

    /// What came with status 402 and is not x402, if it is something that is known.
    pub(super) async fn pay_elsewhere(
        &self,
        asked: &PayX402,
    ) -> Option<Result<Submitted, EngineError>> {
        let request = &asked.request;
        let raw = request.payment_required.as_bytes().to_vec();
        let handed = Handed {
            key: asked.key.clone(),
            body_hash: asked.body_hash,
            body: raw.clone(),
        };
        let (rail, read, kept) = if ClawtipOrder::recognises(&raw) {
            (Rail::Clawtip, clawtip(&raw), Vec::new())
        } else if A402Needed::recognises(&request.payment_required) {
            let host = host_of(&request.resource);
            let read = a402(&raw, host.as_deref(), self.shared.now());
            (Rail::A402, read, raw)
        } else {
            let challenge = ("WWW-Authenticate", request.payment_required.as_str());
            let problem = RailProblem::not_paid(Dialect::detect([challenge], b""))?;
            (Rail::Other, Err(problem), raw)
        };
        let read = read.map(|(draft, kept)| {
            let said = Draft {
                intent: request.intent.clone(),
                reason: request.reason.clone(),
                callback: request.callback.clone(),
                ..draft
            };
            (said, kept)
        });
        Some(self.ask(rail, handed, read, kept).await)
    }
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
