//! What is recorded about rails besides purchases: the paying account, the networks, offers that
//! were refused, and what sellers answered.

use counterfoil_domain::checkout::{Quote, Rail};
use counterfoil_domain::entry::{
    Authorized, Fact, NetworkSet, PayerSet, Payment, QuoteRefused, Reported, Said, X402Payment,
};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::Step;
use counterfoil_domain::text::{Text, TextRule};
use counterfoil_protocols::x402::{Network, Outcome, Settlement};

use super::settle::SettlementKind;
use super::submit::Submission;
use crate::error::EngineError;
use crate::rails::{RailProblem, x402};
use crate::session::Caller;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

const WORDS: TextRule = TextRule {
    max_graphemes: 256,
    max_bytes: 1024,
    multiline: false,
};

/// An offer that is not paid.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) rail: Rail,
    /// The idempotency key and the hash of the whole request.
    pub(crate) key: String,
    pub(crate) body_hash: [u8; 32],
    pub(crate) received: Vec<u8>,
    /// The host that was called.
    pub(crate) seller: Option<String>,
    pub(crate) problem: RailProblem,
}

/// Records that an offer was refused, unless the same key and body bought something before: a
/// repeated call is answered as it was the first time.
pub(crate) fn refuse(
    desk: &mut Desk<'_>,
    caller: &Caller,
    refused: &Refused,
) -> Result<Option<Submission>, EngineError> {
    let agent = desk.agent(caller)?;
    let again = super::submit::repeated(desk, &agent, &refused.key, &refused.body_hash)?;
    if again.is_some() {
        return Ok(again);
    }
    desk.record(&Fact::QuoteRefused(QuoteRefused {
        agent: agent.id,
        code: refused.problem.code.to_owned(),
        quote: Quote::hash_of(&refused.received),
        rail: refused.rail.as_str().to_owned(),
        seller: refused.seller.as_deref().and_then(clean),
        text: clean(&refused.problem.text).unwrap_or_default(),
    }))?;
    Ok(None)
}

/// Records whose money x402 payments are.
pub(crate) fn set_payer(
    desk: &mut Desk<'_>,
    address: &str,
    imported: bool,
) -> Result<(), EngineError> {
    if desk.registry().payer.as_deref() == Some(address) {
        return Ok(());
    }
    desk.record(&Fact::PayerSet(PayerSet {
        address: address.to_owned(),
        imported,
    }))?;
    Ok(())
}

/// Turns a network on or off.
pub(crate) fn set_network(
    desk: &mut Desk<'_>,
    network: Network,
    on: bool,
) -> Result<(), EngineError> {
    if x402::networks(desk.registry(), false).contains(network) == on {
        return Ok(());
    }
    desk.record(&Fact::NetworkSet(NetworkSet {
        network: network.caip2(),
        on,
    }))?;
    Ok(())
}

/// Takes in what the seller answered to a payment, as received.
///
/// It is the seller's word: it can say that money moved, never that it did not. What an `upto`
/// payment did not take stays held until the signature has ended, because until then more can be
/// taken.
pub(crate) fn settle(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
    response: &str,
) -> Result<PurchaseRow, EngineError> {
    let agent = desk.agent(caller)?;
    let row = super::submit::own(desk, &agent, id)?;
    let hash = Quote::hash_of(response.as_bytes());
    if reported(desk, &row, &hash)? {
        return Ok(row);
    }
    let (authorized, payment) = paid(desk, &row)?;
    let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let received = desk.quote(&row)?.ok_or(RailProblem::DAMAGED)?;
    let offer = x402::recorded_offer(&requested, &authorized, &payment, &received)?;
    let settlement = Settlement::parse(response).map_err(RailProblem::from)?;
    let outcome = settlement.outcome(&offer, x402::payer(&payment)?);
    let outcome = outcome.map_err(RailProblem::from)?;
    let (said, code, transaction, amount) = match outcome {
        Outcome::Settled {
            amount,
            transaction,
        } => (Said::Settled, None, Some(transaction), Some(amount)),
        Outcome::Pending { transaction } => (Said::Pending, None, Some(transaction), None),
        Outcome::Failed { reason } => (Said::Failed, Some(reason), None, None),
    };
    let row = desk.step(row, &Step::Report, |row, _| {
        Fact::PurchaseReported(Reported {
            code: code.as_deref().and_then(clean),
            purchase: row.purchase.id,
            response: hash,
            revision: row.purchase.revision,
            said,
            transaction: transaction.as_deref().and_then(clean),
        })
    })?;
    desk.keep_response(&row, response);
    let Some(amount) = amount.filter(|amount| amount.is_positive()) else {
        return Ok(row);
    };
    let capture = super::settle::Settlement {
        kind: SettlementKind::Capture,
        amount: Some(amount.decimal()),
        currency: None,
        receipt: transaction,
    };
    super::settle::settle(desk, caller, id, &capture)
}

/// The payment that was authorized.
pub(super) fn paid(
    desk: &Desk<'_>,
    row: &PurchaseRow,
) -> Result<(Authorized, X402Payment), EngineError> {
    let seq = row.authorized_seq.ok_or(RailProblem::NOT_PAID)?;
    let entry = crate::reading::entry(&desk.entry(seq)?)?;
    if let Fact::PurchaseAuthorized(authorized) = entry.fact
        && let Some(Payment::X402(payment)) = authorized.payment.clone()
    {
        return Ok((authorized, payment));
    }
    Err(RailProblem::NOT_PAID.into())
}

/// Whether this very answer is in the ledger already.
pub(super) fn reported(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    hash: &str,
) -> Result<bool, EngineError> {
    let chain = crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))?;
    Ok(chain.iter().any(|entry| {
        matches!(&entry.fact, Fact::PurchaseReported(reported) if reported.response == hash)
    }))
}

pub(super) fn clean(text: &str) -> Option<String> {
    let short: String = text.chars().take(256).collect();
    Text::clean(&short, WORDS)
        .ok()
        .map(|text| text.as_str().to_owned())
}
