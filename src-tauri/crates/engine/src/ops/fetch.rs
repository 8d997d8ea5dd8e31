//! Calls that are made here for an agent: the payment leaves once, and what came back is kept for
//! the agent to ask for again.

use counterfoil_domain::checkout::Quote;
use counterfoil_domain::entry::{Fact, Reported, Said};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::{Status, Step};

use super::submit::Submission;
use crate::error::EngineError;
use crate::rails::RailProblem;
use crate::session::Caller;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// A payment that ends this soon may be refused before it is looked at.
const STILL_GOOD_SECS: u64 = 10;

/// What a key was used for before.
#[derive(Clone, Debug)]
pub(crate) struct Before {
    pub(crate) purchase: PurchaseId,
    /// Where it is paid.
    pub(crate) address: Option<String>,
    pub(crate) sent: bool,
    pub(crate) kept: Option<Vec<u8>>,
}

/// What was made of the same call before.
pub(crate) fn before(
    desk: &mut Desk<'_>,
    caller: &Caller,
    key: &str,
    body_hash: &[u8; 32],
) -> Result<Option<Before>, EngineError> {
    let agent = desk.agent(caller)?;
    match super::submit::repeated(desk, &agent, key, body_hash)? {
        Some(Submission::Again(row) | Submission::Known(row)) => Ok(Some(Before {
            purchase: row.purchase.id,
            address: address(desk, &row)?,
            sent: was_sent(desk, &row)?,
            kept: desk.fetched(&row)?,
        })),
        Some(Submission::Reused) => Err(EngineError::KeyReused),
        Some(Submission::New(_)) | None => Ok(None),
    }
}

/// Records that the payment leaves now; false if it left before.
pub(crate) fn send(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
    payment: &str,
) -> Result<bool, EngineError> {
    let agent = desk.agent(caller)?;
    let now = desk.now();
    if desk.registry().all_paused(now) || agent.facts(now).paused {
        return Err(EngineError::Paused);
    }
    let row = super::submit::own(desk, &agent, id)?;
    let status = row.purchase.status;
    if status != Status::Authorized {
        let verb = "pay";
        return Err(EngineError::TooLate { status, verb });
    }
    if was_sent(desk, &row)? {
        return Ok(false);
    }
    let (_, payment_recorded) = super::rails::paid(desk, &row)?;
    let ends = crate::rails::x402::ends(&payment_recorded).ok_or(RailProblem::DAMAGED)?;
    if ends.since(now).as_secs() < STILL_GOOD_SECS {
        return Err(RailProblem::ENDED.into());
    }
    let hash = Quote::hash_of(payment.as_bytes());
    note(desk, row, Said::Sent, None, &format!("sent {hash}"))?;
    Ok(true)
}

/// Records that the call which carried the payment ended without the seller's word.
pub(crate) fn unanswered(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
    code: &str,
) -> Result<(), EngineError> {
    let agent = desk.agent(caller)?;
    let row = super::submit::own(desk, &agent, id)?;
    let what = format!("nothing {code}");
    if super::rails::reported(desk, &row, &Quote::hash_of(what.as_bytes()))? {
        return Ok(());
    }
    note(desk, row, Said::Nothing, Some(code), &what)
}

/// Keeps what the call brought, so that the same key gives it again.
pub(crate) fn keep(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
    answer: &[u8],
) -> Result<(), EngineError> {
    let agent = desk.agent(caller)?;
    let row = super::submit::own(desk, &agent, id)?;
    desk.keep_fetched(&row, answer);
    Ok(())
}

fn note(
    desk: &mut Desk<'_>,
    row: PurchaseRow,
    said: Said,
    code: Option<&str>,
    what: &str,
) -> Result<(), EngineError> {
    let row = desk.step(row, &Step::Report, |row, _| {
        Fact::PurchaseReported(Reported {
            code: code.map(str::to_owned),
            purchase: row.purchase.id,
            response: Quote::hash_of(what.as_bytes()),
            revision: row.purchase.revision,
            said,
            transaction: None,
        })
    })?;
    desk.keep_response(&row, what);
    Ok(())
}

/// The address that was called when the seller asked for money.
fn address(desk: &Desk<'_>, row: &PurchaseRow) -> Result<Option<String>, EngineError> {
    let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let quote = requested.request.checkout.quote;
    Ok(quote.and_then(|quote| quote.facts.get("x402.address").cloned()))
}

/// Whether its payment left this machine from here.
fn was_sent(desk: &Desk<'_>, row: &PurchaseRow) -> Result<bool, EngineError> {
    if row.authorized_seq.is_none() {
        return Ok(false);
    }
    let chain = crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))?;
    Ok(chain.iter().any(|entry| {
        matches!(&entry.fact, Fact::PurchaseReported(reported) if reported.said == Said::Sent)
    }))
}
