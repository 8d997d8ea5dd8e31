//! A purchase as the agent that asked for it may see it.

use crate::store::Connection;
use counterfoil_domain::entry::{Authorized, CounterOffer, Entry, Fact, Requested};
use counterfoil_domain::evaluate::{Reason, Verdict};
use counterfoil_domain::ids::{MandateId, PurchaseId};
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::time::Timestamp;

use crate::authorizing::token;
use crate::error::EngineError;
use crate::ops::submit::Asked;
use crate::rails::{self, PaymentAnswer, RailProblem};
use crate::shared::Shared;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::writer::SignedHead;

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionVerdict {
    /// Approved.
    Approve,
    /// Rejected.
    Reject,
}

/// A decision. Expiry, cancellation and the like are not decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who decided.
    pub by: DecidedBy,
    /// What.
    pub verdict: DecisionVerdict,
    /// The code of the rule's first reason.
    pub code: Option<String>,
    /// The rule's reason or the owner's note.
    pub reason: Option<String>,
    /// What the owner would agree to.
    pub counter_offer: Option<CounterOffer>,
    /// When.
    pub at: Timestamp,
}

/// A purchase, for the agent.
#[derive(Clone, Debug)]
pub struct PurchaseAnswer {
    /// Its id.
    pub id: PurchaseId,
    /// The revision.
    pub revision: u32,
    /// Where it stands.
    pub status: Status,
    /// The whole price.
    pub amount: Money,
    /// What the rules said.
    pub verdict: Verdict,
    /// The refused purchase that it tries again, where that was this agent's own.
    pub again_of: Option<PurchaseId>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Every mandate that covers it.
    pub mandates: Vec<MandateId>,
    /// The decision, once made.
    pub decision: Option<Decision>,
    /// The signed authorization, compact JWS.
    pub authorization: Option<String>,
    /// What goes to the seller besides, where the rail needs it.
    pub payment: Option<PaymentAnswer>,
    /// Why there is no payment, where the rail needs one.
    pub payment_problem: Option<RailProblem>,
    /// What would be left of the charged budget.
    pub left_after: Option<Money>,
    /// What other open purchases hold of it.
    pub held_by_others: Option<Money>,
    /// When nobody may decide any more.
    pub expires_at: Timestamp,
    /// What was taken.
    pub captured: Money,
    /// What came back.
    pub refunded: Money,
    /// Whether it is play money.
    pub sandbox: bool,
}

/// The answer to a purchase of this very batch.
pub(crate) fn answer_asked(
    shared: &Shared,
    asked: &Asked,
    head: Option<&SignedHead>,
) -> Result<PurchaseAnswer, EngineError> {
    let mut answer = base(shared, &asked.requested, asked.at)?;
    if let (Some(authorized), Some(head)) = (&asked.authorized, head) {
        answer.status = asked.row.purchase.status;
        answer.authorization = Some(token(shared, &asked.requested, authorized, head)?);
        let received = asked.received.as_deref();
        answer.paid(rails::pay(shared, &asked.requested, authorized, received));
    } else {
        answer.payment = rails::given_up(&asked.requested, answer.status);
    }
    Ok(answer)
}

/// The answer as it was given the first time, byte for byte.
pub(crate) fn answer_first(
    shared: &Shared,
    conn: &Connection,
    row: &PurchaseRow,
) -> Result<PurchaseAnswer, EngineError> {
    let first = crate::reading::entry(&store::log::entry(conn, row.first_seq)?.bytes)?;
    let requested = of(&first)?;
    let mut answer = base(shared, requested, first.at)?;
    // Approved by rule: authorized in the same batch, so the agent was told so at once.
    if requested.status == Status::Approved
        && let Some(seq) = row.authorized_seq
    {
        answer.status = Status::Authorized;
        let authorized = authorized(conn, seq)?;
        answer.authorization = Some(stored_token(shared, conn, requested, &authorized, seq)?);
        let received = store::quotes::get(conn, row.n, requested.revision)?;
        answer.paid(rails::pay(
            shared,
            requested,
            &authorized,
            received.as_deref(),
        ));
    } else {
        answer.payment = rails::given_up(requested, answer.status);
    }
    Ok(answer)
}

/// The answer as of now.
pub(crate) fn answer_now(
    shared: &Shared,
    conn: &Connection,
    row: &PurchaseRow,
) -> Result<PurchaseAnswer, EngineError> {
    let asked = crate::reading::entry(&store::log::entry(conn, row.asked_seq)?.bytes)?;
    let requested = of(&asked)?;
    let mut answer = base(shared, requested, asked.at)?;
    let currency = row.purchase.amount.currency();
    answer.status = row.purchase.status;
    answer.captured = Money::new(row.purchase.captured, currency);
    answer.refunded = Money::new(row.purchase.refunded, currency);
    if row.purchase.decided_by == Some(DecidedBy::Owner) {
        answer.decision = owner_decision(conn, row)?;
    }
    if let Some(seq) = row.authorized_seq {
        let authorized = authorized(conn, seq)?;
        answer.authorization = Some(stored_token(shared, conn, requested, &authorized, seq)?);
        if row.purchase.status == Status::Authorized {
            let received = store::quotes::get(conn, row.n, requested.revision)?;
            answer.paid(rails::pay(
                shared,
                requested,
                &authorized,
                received.as_deref(),
            ));
        }
    }
    if row.authorized_seq.is_none() {
        answer.payment = rails::given_up(requested, answer.status);
    }
    if row.purchase.status == Status::Approved {
        answer.payment_problem = rails::waits_for_a_quote(requested, asked.at, shared.now());
    }
    Ok(answer)
}

/// The owner's decision, from the ledger.
pub(crate) fn owner_decision(
    conn: &Connection,
    row: &PurchaseRow,
) -> Result<Option<Decision>, EngineError> {
    for entry in crate::reading::chain(conn, row)? {
        if let Fact::PurchaseApproved(_) = &entry.fact {
            return Ok(Some(Decision {
                by: DecidedBy::Owner,
                verdict: DecisionVerdict::Approve,
                code: None,
                reason: None,
                counter_offer: None,
                at: entry.at,
            }));
        }
        if let Fact::PurchaseRejected(rejected) = entry.fact {
            return Ok(Some(Decision {
                by: DecidedBy::Owner,
                verdict: DecisionVerdict::Reject,
                code: Some("rejected_by_owner".to_owned()),
                reason: said(conn, entry.seq)?,
                counter_offer: rejected.counter_offer,
                at: entry.at,
            }));
        }
    }
    Ok(None)
}

/// The owner's words, unless there are none or they were erased.
fn said(conn: &Connection, seq: u64) -> Result<Option<String>, EngineError> {
    Ok(store::words::get(conn, seq)?.map(|words| words.text))
}

fn of(entry: &Entry) -> Result<&Requested, EngineError> {
    crate::reading::as_requested(&entry.fact)
        .ok_or_else(|| EngineError::Damaged(format!("entry {} holds no terms", entry.seq)))
}

fn stored_token(
    shared: &Shared,
    conn: &Connection,
    requested: &Requested,
    authorized: &Authorized,
    seq: u64,
) -> Result<String, EngineError> {
    let missing = || EngineError::Damaged(format!("no signed checkpoint covers entry {seq}"));
    let covering = store::log::covering(conn, seq)?.ok_or_else(missing)?;
    let signature = covering.signature.ok_or_else(missing)?;
    let head = SignedHead {
        size: covering.size,
        root: covering.root,
        signature,
    };
    token(shared, requested, authorized, &head)
}

fn authorized(conn: &Connection, seq: u64) -> Result<Authorized, EngineError> {
    let entry = crate::reading::entry(&store::log::entry(conn, seq)?.bytes)?;
    if let Fact::PurchaseAuthorized(authorized) = entry.fact {
        return Ok(authorized);
    }
    let what = format!("entry {seq} should hold an authorization");
    Err(EngineError::Damaged(what))
}

impl PurchaseAnswer {
    fn paid(&mut self, paid: Result<Option<PaymentAnswer>, RailProblem>) {
        match paid {
            Ok(payment) => self.payment = payment,
            Err(problem) => self.payment_problem = Some(problem),
        }
    }
}

fn base(
    shared: &Shared,
    requested: &Requested,
    at: Timestamp,
) -> Result<PurchaseAnswer, EngineError> {
    let evaluation = &requested.evaluation;
    let amount = requested.request.checkout.amount;
    let currency = amount.currency();
    let money = |text: &Option<String>| {
        let parsed = text
            .as_deref()
            .map(|text| Money::parse(text, currency))
            .transpose();
        parsed.map_err(|error| EngineError::Damaged(error.to_string()))
    };
    let registry = shared.registry();
    Ok(PurchaseAnswer {
        id: requested.purchase,
        revision: requested.revision,
        status: requested.status,
        amount,
        verdict: evaluation.verdict,
        again_of: requested
            .again_of
            .filter(|again| again.agent == requested.agent)
            .map(|again| again.purchase),
        reasons: evaluation.reasons.clone(),
        mandates: evaluation.mandates.clone(),
        decision: rule_decision(requested, at),
        authorization: None,
        payment: None,
        payment_problem: None,
        left_after: money(&evaluation.left_after)?,
        held_by_others: money(&requested.held_by_others)?,
        expires_at: requested.expires_at,
        captured: Money::zero(currency),
        refunded: Money::zero(currency),
        sandbox: registry
            .agents
            .get(&requested.agent)
            .is_some_and(|agent| agent.sandbox),
    })
}

fn rule_decision(requested: &Requested, at: Timestamp) -> Option<Decision> {
    let verdict = match requested.evaluation.verdict {
        Verdict::Within => DecisionVerdict::Approve,
        Verdict::Refuse => DecisionVerdict::Reject,
        Verdict::Ask => return None,
    };
    let first = requested.evaluation.reasons.first();
    Some(Decision {
        by: DecidedBy::Rule,
        verdict,
        code: first.map(|reason| reason.code().to_owned()),
        reason: first.map(Reason::text),
        counter_offer: None,
        at,
    })
}
