//! An agent asks to buy, amends or withdraws.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterfoil_domain::assess::{Ask, Evaluated, assess};
use counterfoil_domain::entry::{self, Actor, Authorized, Fact, PostingRecord, Requested};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;
use counterfoil_domain::period::Window;
use counterfoil_domain::purchase::{Purchase, Raise, Raises, Status, Step, Terms};
use counterfoil_domain::registry::AgentRecord;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::risk::Inspection;
use counterfoil_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::error::EngineError;
use crate::session::Caller;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// How long a request waits when the agent names no end.
const WAITS: std::time::Duration = std::time::Duration::from_mins(30);

/// What an agent hands in.
#[derive(Clone, Debug)]
pub struct SubmitRequest {
    /// The idempotency key, 1 to 255 visible ASCII characters.
    pub key: String,
    /// SHA-256 of the request as received.
    pub body_hash: [u8; 32],
    /// What it asks for.
    pub request: PurchaseRequest,
}

/// What a rail hands in: the request that was made of what was received, and that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) submitted: &'a SubmitRequest,
    /// What the other side of the rail asked, as received.
    pub(crate) received: Option<&'a [u8]>,
}

impl Asking<'_> {
    /// What was asked on a rail is kept with its hash, and nothing is kept that was not received.
    pub(super) fn require_whole(&self) -> Result<(), EngineError> {
        let quote = self.submitted.request.checkout.quote.as_ref();
        let whole = match (quote, self.received) {
            (None, None) => true,
            (Some(quote), Some(received)) => quote.is_of(received),
            (Some(_), None) | (None, Some(_)) => false,
        };
        whole.then_some(()).ok_or_else(|| {
            let what = "What was asked on a rail goes to the route of that rail.";
            EngineError::Invalid(what.to_owned())
        })
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub(crate) enum Submission {
    /// It is new.
    New(Arc<Asked>),
    /// The same key and body came before; this is the row of then.
    Again(Box<PurchaseRow>),
    /// What is bought was asked for before under another key: that purchase, as it is now.
    Known(Box<PurchaseRow>),
    /// The same key came before with another body.
    Reused,
}

/// A purchase that was asked for in this batch.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) row: PurchaseRow,
    pub(crate) at: Timestamp,
    pub(crate) requested: Box<Requested>,
    pub(crate) authorized: Option<Authorized>,
    /// What was asked on a rail, as received.
    pub(crate) received: Option<Vec<u8>>,
}

/// Takes a purchase in, decides it by rule where a rule can, and authorizes it at once if so.
pub(crate) fn submit(
    desk: &mut Desk<'_>,
    caller: &Caller,
    asking: Asking<'_>,
) -> Result<Submission, EngineError> {
    asking.require_whole()?;
    let submitted = asking.submitted;
    let agent = desk.agent(caller)?;
    if let Some(known) = known(desk, caller, &agent, asking)? {
        return Ok(known);
    }
    let key = key_hash(&agent, &submitted.key);
    let short = short_hash(&key);
    let request = &submitted.request;
    let mut evaluated = assess(
        desk,
        &Ask {
            agent: agent.facts(desk.now()),
            request,
            inspection: &Inspection::of(request),
            own: None,
            agreed: None,
        },
    )?;
    let now = desk.now();
    let id = PurchaseId::from_parts(now, crate::clock::random()?);
    let terms = terms(request, &evaluated, now);
    let warnings = std::mem::take(&mut evaluated.warnings);
    let (purchase, postings) = Purchase::open(id, agent.id, terms.clone(), now);
    let records = PostingRecord::all(&postings, purchase.amount.currency());
    let requested = Requested {
        key: Some(hex::encode(key)),
        ..requested(&agent, id, 1, submitted, &terms, evaluated, records)
    };
    let n = desk.next_n();
    let (first_seq, asked_seq, last_seq) = (0, 0, 0);
    let row = PurchaseRow {
        n,
        purchase,
        key_hash: short,
        first_seq,
        asked_seq,
        authorized_seq: None,
        last_seq,
        merchant_before: None,
        agent_before: None,
    };
    let fact = Fact::PurchaseRequested(Box::new(requested));
    let row = desk.open(row, &fact)?;
    desk.keep_quote(&row, asking.received);
    if let Some(name) = crate::rails::name(agent.id, &submitted.request.checkout) {
        desk.refer(name, id);
    }
    let Fact::PurchaseRequested(requested) = fact else {
        return Err(EngineError::Internal("a fact became another".to_owned()));
    };
    super::pause::quarantine_if_due(desk, &agent)?;
    if row.purchase.held > 0 {
        desk.warn(&warnings);
    }
    let (row, authorized) = if row.purchase.status == Status::Approved {
        let (row, authorized) = super::authorize::authorize(desk, row, &requested, &agent)?;
        (row, Some(authorized))
    } else {
        (row, None)
    };
    Ok(Submission::New(Arc::new(Asked {
        row,
        at: now,
        requested,
        authorized,
        received: asking.received.map(<[u8]>::to_vec),
    })))
}

/// What this was before: the same call, or the same checkout or order under another key. A task is
/// held against its constraints here, before anything is recorded.
fn known(
    desk: &mut Desk<'_>,
    caller: &Caller,
    agent: &AgentRecord,
    asking: Asking<'_>,
) -> Result<Option<Submission>, EngineError> {
    let SubmitRequest { key, body_hash, .. } = asking.submitted;
    if let Some(again) = repeated(desk, agent, key, body_hash)? {
        return Ok(Some(again));
    }
    let name = crate::rails::name(agent.id, &asking.submitted.request.checkout);
    if let Some(row) = super::known::same_thing(desk, caller, asking, name.as_ref())? {
        return Ok(Some(Submission::Known(Box::new(row))));
    }
    crate::rails::admit(desk, agent.id, asking)?;
    Ok(None)
}

/// What became of the purchase that was made with this key before, if one was.
pub(super) fn repeated(
    desk: &mut Desk<'_>,
    agent: &AgentRecord,
    key: &str,
    body_hash: &[u8; 32],
) -> Result<Option<Submission>, EngineError> {
    let key = key_hash(agent, key);
    for row in desk.with_key_hash(short_hash(&key))? {
        if let Some(again) = same_key(desk, &row, &key, body_hash)? {
            if let Submission::Reused = again {
                desk.note_key_reuse(agent.id);
                super::pause::quarantine_if_due(desk, agent)?;
            }
            return Ok(Some(again));
        }
    }
    Ok(None)
}

/// The agent withdraws what it asked for, as long as nothing is authorized.
pub(crate) fn cancel(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
) -> Result<PurchaseRow, EngineError> {
    let agent = desk.agent(caller)?;
    let row = own(desk, &agent, id)?;
    if row.purchase.status == Status::Cancelled {
        return Ok(row);
    }
    desk.step(row, &Step::Cancel, |row, postings| {
        Fact::PurchaseCancelled(super::decide::moved(row, postings, Actor::Agent))
    })
}

/// The agent's own purchase; another agent's is as if it were not there.
pub(crate) fn own(
    desk: &Desk<'_>,
    agent: &AgentRecord,
    id: PurchaseId,
) -> Result<PurchaseRow, EngineError> {
    let row = desk.purchase(id)?;
    if row.purchase.agent == agent.id {
        return Ok(row);
    }
    Err(EngineError::NotFound { what: "purchase" })
}

/// A purchase that nobody decided in time is over, even if the clock has not noted it yet.
pub(crate) fn require_waiting(
    row: &PurchaseRow,
    now: Timestamp,
    verb: &'static str,
) -> Result<(), EngineError> {
    let status = row.purchase.status;
    let waits = status == Status::Pending;
    if waits && now < row.purchase.expires_at {
        return Ok(());
    }
    let status = if waits { Status::Expired } else { status };
    Err(EngineError::TooLate { status, verb })
}

fn same_key(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    key: &[u8; 32],
    body_hash: &[u8; 32],
) -> Result<Option<Submission>, EngineError> {
    let first = crate::reading::requested(&desk.entry(row.first_seq)?)?;
    if first.key.as_deref() != Some(hex::encode(key).as_str()) {
        return Ok(None);
    }
    if first.body != hex::encode(body_hash) {
        return Ok(Some(Submission::Reused));
    }
    Ok(Some(Submission::Again(Box::new(row.clone()))))
}

pub(super) fn terms(request: &PurchaseRequest, evaluated: &Evaluated, now: Timestamp) -> Terms {
    let expires_at = request.expires_at.unwrap_or_else(|| now.plus(WAITS));
    evaluated.terms(request, expires_at)
}

pub(super) fn requested(
    agent: &AgentRecord,
    id: PurchaseId,
    revision: u32,
    submitted: &SubmitRequest,
    terms: &Terms,
    evaluated: Evaluated,
    postings: Vec<PostingRecord>,
) -> Requested {
    let currency = terms.amount.currency();
    let outcome = evaluated.outcome;
    Requested {
        again_of: evaluated.again_of,
        agent: agent.id,
        body: hex::encode(submitted.body_hash),
        charge: terms.charge,
        checkout: hex::encode(submitted.request.checkout.hash()),
        evaluation: entry::Evaluated {
            left_after: outcome.left_after.map(Money::decimal),
            mandates: outcome.mandates,
            over: outcome.over.map(Money::decimal),
            reasons: outcome.reasons,
            tier: outcome.tier,
            undo_ms: u32::try_from(outcome.undo.as_millis()).unwrap_or(u32::MAX),
            verdict: outcome.verdict,
        },
        expires_at: terms.expires_at,
        held: Money::new(terms.held, currency).decimal(),
        held_by_others: evaluated
            .held_by_others
            .map(|held| Money::new(held, currency).decimal()),
        key: None,
        merchant: terms.merchant.as_str().to_owned(),
        overall: terms.overall,
        overall_raises: named(&terms.overall_raises),
        postings,
        purchase: id,
        raises: named(&terms.raises),
        request: submitted.request.clone(),
        revision,
        status: terms.status,
    }
}

/// Raises under the names of their windows, as entries have them.
pub(super) fn named(raises: &Raises) -> BTreeMap<String, Raise> {
    let named = |(window, raise): (&Window, &Raise)| (window.as_str().to_owned(), *raise);
    raises.iter().map(named).collect()
}

fn key_hash(agent: &AgentRecord, key: &str) -> [u8; 32] {
    let digest = Sha256::new()
        .chain_update(agent.id.as_bytes())
        .chain_update(key.as_bytes());
    digest.finalize().into()
}

fn short_hash(key: &[u8; 32]) -> i64 {
    key.first_chunk::<8>()
        .map_or(0, |head| i64::from_be_bytes(*head))
}
