//! Rejecting, and taking an approval back.

use counterfoil_domain::entry::{
    Actor, CounterOffer, Fact, PostingRecord, PurchaseMoved, Rejected,
};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::Step;
use counterfoil_domain::text::{Text, TextRule};
use counterfoil_domain::words::WordsKind;

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::writer::{Desk, Salted};

/// The owner says no.
#[derive(Clone, Debug)]
pub struct Reject {
    /// To what.
    pub purchase: PurchaseId,
    /// Why, for the agent; at most 280 characters.
    pub note: Option<String>,
    /// What the owner would agree to.
    pub counter_offer: Option<CounterOffer>,
}

const NOTE: TextRule = TextRule {
    max_graphemes: 280,
    max_bytes: 4096,
    multiline: true,
};

/// Rejects a purchase that waits or is in its undo window.
pub(crate) fn reject(
    desk: &mut Desk<'_>,
    reject: &Reject,
    by: Actor,
) -> Result<PurchaseRow, EngineError> {
    let row = desk.purchase(reject.purchase)?;
    let note = reject
        .note
        .as_deref()
        .filter(|note| !note.trim().is_empty());
    let note = note.map(clean_note).transpose()?;
    let offer = reject
        .counter_offer
        .clone()
        .map(|offer| checked(offer, &row))
        .transpose()?;
    let said = note.map(Salted::new).transpose()?;
    let row = desk.step(row, &Step::Reject, |row, postings| {
        Fact::PurchaseRejected(Rejected {
            by,
            counter_offer: offer,
            note: said.as_ref().map(Salted::commitment),
            postings,
            purchase: row.purchase.id,
            revision: row.purchase.revision,
        })
    })?;
    if let Some(said) = said {
        desk.keep_words(&row, WordsKind::Rejection, said);
    }
    Ok(row)
}

/// Takes an approval back while nothing is signed.
pub(crate) fn undo(
    desk: &mut Desk<'_>,
    id: PurchaseId,
    by: Actor,
) -> Result<PurchaseRow, EngineError> {
    let row = desk.purchase(id)?;
    desk.step(row, &Step::Undo, |row, postings| {
        Fact::PurchaseUndone(moved(row, postings, by))
    })
}

/// Data of a fact that needs nothing but the purchase.
pub(crate) fn moved(row: &PurchaseRow, postings: Vec<PostingRecord>, by: Actor) -> PurchaseMoved {
    PurchaseMoved {
        by,
        postings,
        purchase: row.purchase.id,
        revision: row.purchase.revision,
    }
}

fn clean_note(note: &str) -> Result<String, EngineError> {
    let text = Text::clean(note, NOTE)
        .map_err(|error| EngineError::Invalid(format!("The note cannot be used: {error}")))?;
    Ok(text.as_str().to_owned())
}

fn checked(offer: CounterOffer, row: &PurchaseRow) -> Result<CounterOffer, EngineError> {
    let currency = row.purchase.amount.currency();
    let invalid = |what: String| EngineError::Invalid(format!("The counter-offer's {what}"));
    let max_amount = offer.max_amount.map(|amount| {
        let amount = Money::parse(&amount, currency);
        amount
            .map(Money::decimal)
            .map_err(|error| invalid(format!("amount: {error}")))
    });
    let merchant = offer.merchant.as_deref().map(clean_note);
    let note = offer.note.as_deref().map(clean_note);
    Ok(CounterOffer {
        max_amount: max_amount.transpose()?,
        merchant: merchant.transpose()?,
        not_before: offer.not_before,
        note: note.transpose()?,
    })
}
