//! Rails that the engine speaks itself: what their sellers ask is read and judged here, becomes an
//! ordinary purchase, and is kept as received beside the ledger.
//!
//! A rail only makes requests. Budgets, holds, decisions and the record are those of every
//! purchase; what is paid is recorded with the authorization, before anything is signed.

use std::sync::Arc;

use counterfoil_domain::Draft;
use counterfoil_domain::checkout::Rail;
use counterfoil_domain::entry::{Authorized, Payment, Requested};
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::purchase::{AUTHORIZATION_LIFE, Status};
use counterfoil_domain::registry::AgentRecord;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::local::host_of;

use crate::answer::{PurchaseAnswer, answer_asked};
use crate::error::EngineError;
use crate::ops;
use crate::ops::rails::Refused;
use crate::ops::submit::{Asking, Submission, SubmitRequest};
use crate::session::{AgentSession, Submitted};
use crate::shared::Shared;
use crate::store::purchases::PurchaseRow;
use crate::writer::{Desk, SignedHead};

pub(crate) use ap2::pinned_keys;
pub(crate) use names::{name, names_of, of_mandate as name_of_mandate};
pub use problem::RailProblem;
pub use x402::X402Request;

mod acp;
mod ap2;
mod local;
mod names;
mod problem;
pub(crate) mod tasks;
pub(crate) mod x402;

/// An agent asks to pay over x402.
#[derive(Clone, Debug)]
pub struct PayX402 {
    /// The idempotency key, 1 to 255 visible ASCII characters.
    pub key: String,
    /// SHA-256 of the request as received.
    pub body_hash: [u8; 32],
    /// The purchase for which the seller was asked anew.
    pub renews: Option<PurchaseId>,
    /// What the seller asked.
    pub request: X402Request,
}

/// A message of a rail as an agent hands it in.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The idempotency key, 1 to 255 visible ASCII characters.
    pub key: String,
    /// SHA-256 of the request as received.
    pub body_hash: [u8; 32],
    /// The message, byte for byte.
    pub body: Vec<u8>,
}

/// What a message was read as: a draft with what is kept of the message, or why it is not paid.
type Read = Result<(Draft, Vec<u8>), RailProblem>;

/// What an agent passes on to the seller, as its rail has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentAnswer {
    /// One header of the repeated call.
    Header {
        /// Its name.
        name: &'static str,
        /// Its value; money for whoever holds it.
        value: String,
    },
    /// For the agent's platform, to have a payment token made (ACP).
    Allowance {
        /// The six fields.
        allowance: serde_json::Value,
        /// SHA-256 of the lines it was approved for, hex.
        line_items_hash: String,
    },
    /// For the shop, to say why nothing is bought (ACP).
    IntentTrace(serde_json::Value),
    /// Closed mandates (AP2).
    Mandates {
        /// For the merchant.
        checkout: String,
        /// For whoever holds the means of payment.
        payment: String,
    },
}

impl AgentSession {
    /// Asks to pay what a seller asks over x402. An offer that is refused is recorded as such.
    pub async fn pay_x402(&self, asked: PayX402) -> Result<Submitted, EngineError> {
        let (now, request) = (self.shared.now(), asked.request);
        let handed = Handed {
            key: asked.key,
            body_hash: asked.body_hash,
            body: request.payment_required.as_bytes().to_vec(),
        };
        let seller = host_of(&request.resource);
        if let Some((rail, read)) = local::elsewhere(&request, now) {
            return self.ask(rail, handed, None, (seller, read)).await;
        }
        let registry = self.shared.registry();
        let agent = crate::reading::agent(&registry, self.agent())?;
        let draft = request.draft(&registry, &agent, now);
        let read = draft.map(|draft| (draft, handed.body.clone()));
        let heard = (seller, read);
        self.ask(Rail::X402, handed, asked.renews, heard).await
    }

    /// Asks to buy what a rail's message is, or records why it is not paid. What goes with a draft
    /// is kept of what was received; of what is refused, its hash. What `renews` a purchase changes
    /// it.
    async fn ask(
        &self,
        rail: Rail,
        handed: Handed,
        renews: Option<PurchaseId>,
        (seller, read): (Option<String>, Read),
    ) -> Result<Submitted, EngineError> {
        let (now, key, body_hash) = (self.shared.now(), handed.key.clone(), handed.body_hash);
        let request = read
            .and_then(|(draft, received)| Ok((PurchaseRequest::from_draft(draft, now)?, received)));
        let done = match request {
            Ok((request, received)) => {
                let request = SubmitRequest {
                    key,
                    body_hash,
                    request,
                };
                match renews {
                    None => self.submit_received(request, Some(received)).await,
                    Some(id) => self.renew(id, request, received).await,
                }
            }
            Err(problem) => Err(problem.into()),
        };
        // Something may also have been turned off between the first look and the record.
        match done {
            Err(EngineError::Rail(problem)) => {
                self.refuse(Refused {
                    rail,
                    key: handed.key,
                    body_hash,
                    received: problem.kept(rail, handed.body),
                    seller,
                    problem,
                })
                .await
            }
            done => done,
        }
    }

    async fn renew(
        &self,
        id: PurchaseId,
        request: SubmitRequest,
        received: Vec<u8>,
    ) -> Result<Submitted, EngineError> {
        let follows = request.request.callback.is_some();
        let answer = self.amend_received(id, request, Some(received)).await?;
        Ok(Submitted {
            answer,
            replayed: true,
            follows,
        })
    }

    /// Takes in what the seller answered to an x402 payment, as received.
    pub async fn settle_x402(
        &self,
        id: PurchaseId,
        response: String,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.change(move |desk, caller| ops::rails::settle(desk, caller, id, &response))
            .await
    }

    /// Records the refusal and answers it, unless the same key bought something before.
    pub(crate) async fn refuse(&self, refused: Refused) -> Result<Submitted, EngineError> {
        let caller = self.caller.clone();
        let problem = refused.problem.clone();
        let work = move |desk: &mut Desk<'_>| ops::rails::refuse(desk, &caller, &refused);
        match self.writer.run(work).await?.value {
            Some(Submission::Again(row) | Submission::Known(row)) => Ok(Submitted {
                answer: self.first_answer(*row).await?,
                replayed: true,
                follows: false,
            }),
            Some(Submission::Reused) => Err(EngineError::KeyReused),
            Some(Submission::New(_)) | None => Err(problem.into()),
        }
    }

    /// Asks to buy. What was asked on a rail, if anything was, comes with it as received.
    pub(crate) async fn submit_received(
        &self,
        request: SubmitRequest,
        received: Option<Vec<u8>>,
    ) -> Result<Submitted, EngineError> {
        let caller = self.caller.clone();
        let follows = request.request.callback.is_some();
        let work = move |desk: &mut Desk<'_>| {
            let asking = Asking {
                submitted: &request,
                received: received.as_deref(),
            };
            ops::submit::submit(desk, &caller, asking)
        };
        let shared = Arc::clone(&self.shared);
        let finish = move |submission: &Submission, head: Option<&SignedHead>| match submission {
            Submission::New(asked) => answer_asked(&shared, asked, head).map(Ok),
            Submission::Again(row) => Ok(Err((row.clone(), true))),
            Submission::Known(row) => Ok(Err((row.clone(), false))),
            Submission::Reused => Err(EngineError::KeyReused),
        };
        let (answer, replayed, follows) = match self.writer.run_and(work, finish).await? {
            Ok(answer) => (answer, false, follows),
            Err((row, true)) => (self.first_answer(*row).await?, true, false),
            Err((row, false)) => (self.get(row.purchase.id).await?, true, follows),
        };
        Ok(Submitted {
            answer,
            replayed,
            follows,
        })
    }

    /// Changes what is asked for, with what is asked on a rail now.
    pub(crate) async fn amend_received(
        &self,
        id: PurchaseId,
        request: SubmitRequest,
        received: Option<Vec<u8>>,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.change(move |desk, caller| {
            let asking = Asking {
                submitted: &request,
                received: received.as_deref(),
            };
            ops::amend::amend(desk, caller, id, asking)
        })
        .await
    }
}

/// What will be signed on the rail, judged anew by the policy of now, for the owner's approval or a
/// rule's to be recorded with. Nothing for rails that sign nothing.
pub(crate) fn prepare(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    requested: &Requested,
    agent: &AgentRecord,
) -> Result<Option<Payment>, EngineError> {
    let Some(received) = desk.quote(row)? else {
        return Ok(None);
    };
    let now = desk.now();
    match requested.request.checkout.rail {
        Rail::X402 => prepare_x402(desk, row, requested, agent, &received).map(Some),
        Rail::Acp => {
            let ends = now.plus(AUTHORIZATION_LIFE);
            Ok(Some(acp::payment(requested, &received, now, ends)?))
        }
        Rail::Ap2 => ap2::payment(desk, (agent.id, &requested.request), &received, now),
        Rail::A402 | Rail::Clawtip | Rail::Card | Rail::Bank | Rail::Other => Ok(None),
    }
}

fn prepare_x402(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    requested: &Requested,
    agent: &AgentRecord,
    received: &[u8],
) -> Result<Payment, EngineError> {
    let asked_at = crate::reading::entry(&desk.entry(row.asked_seq)?)?.at;
    let registry = desk.registry();
    let payment = x402::prepare(registry, agent, requested, received, asked_at, desk.now())?;
    if desk.shared().payer_key(&payment.payer).is_none() {
        return Err(RailProblem::NO_PAYER.into());
    }
    Ok(Payment::X402(payment))
}

/// Whether what is to be closed under a task could be closed now; before anything is recorded.
pub(crate) fn admit(
    desk: &Desk<'_>,
    agent: AgentId,
    asking: Asking<'_>,
) -> Result<(), EngineError> {
    let request = &asking.submitted.request;
    if tasks::of(request).is_none() {
        return Ok(());
    }
    let received = asking.received.unwrap_or_default();
    ap2::payment(desk, (agent, request), received, desk.now()).map(|_| ())
}

/// When a payment that was recorded ends.
pub(crate) fn ends(payment: &Payment) -> Option<Timestamp> {
    match payment {
        Payment::X402(payment) => x402::ends(payment),
        Payment::Acp(_) | Payment::Ap2(_) => None,
    }
}

/// What the agent passes on to the seller: made from what is recorded, the same bytes every time.
pub(crate) fn pay(
    shared: &Shared,
    requested: &Requested,
    authorized: &Authorized,
    received: Option<&[u8]>,
) -> Result<Option<PaymentAnswer>, RailProblem> {
    let Some(payment) = &authorized.payment else {
        return Ok(None);
    };
    let received = received.ok_or(RailProblem::DAMAGED)?;
    let answer = match payment {
        Payment::X402(payment) => {
            let key = shared.payer_key(&payment.payer);
            x402::sign(requested, authorized, payment, received, key.as_ref())?
        }
        Payment::Acp(payment) => acp::answer(payment).map_err(|_| RailProblem::DAMAGED)?,
        Payment::Ap2(payment) => {
            let answer = ap2::answer(shared, requested, payment, received);
            answer.map_err(|_| RailProblem::DAMAGED)?
        }
    };
    Ok(Some(answer))
}

/// What the agent gives the shop when nothing will be paid.
pub(crate) fn given_up(requested: &Requested, status: Status) -> Option<PaymentAnswer> {
    let acp = requested.request.checkout.rail == Rail::Acp;
    acp.then(|| acp::given_up(requested, status)).flatten()
}

/// Whether an approval cannot be signed because what the seller asked is too old.
pub(crate) fn waits_for_a_quote(
    requested: &Requested,
    asked_at: Timestamp,
    now: Timestamp,
) -> Option<RailProblem> {
    (signs(requested) && x402::is_stale(asked_at, now)).then_some(RailProblem::STALE)
}

/// Whether the engine signs a payment for this on its rail.
fn signs(requested: &Requested) -> bool {
    let checkout = &requested.request.checkout;
    checkout.rail == Rail::X402 && checkout.quote.is_some()
}
