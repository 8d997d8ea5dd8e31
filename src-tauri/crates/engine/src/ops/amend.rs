//! An agent changes what it asked for.
//!
//! While it waits, a new revision is judged like a new request. After the owner approved and before
//! anything is signed, one that changes nothing but the price, and that by no more than the budget
//! tolerates, keeps the approval; any other goes back to the owner.

use counterfoil_domain::assess::{Ask, Evaluated, assess};
use counterfoil_domain::checkout::Checkout;
use counterfoil_domain::entry::{Fact, Requested};
use counterfoil_domain::evaluate::{Reason, Verdict};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{DecidedBy, Raises, Status, Step, Terms};
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::risk::Inspection;

use super::submit::{Asking, own, requested, require_waiting, terms};
use crate::error::EngineError;
use crate::session::Caller;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::view::ViewDocument;
use crate::writer::Desk;

/// A new revision of a purchase for which nothing is authorized yet.
pub(crate) fn amend(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
    asking: Asking<'_>,
) -> Result<PurchaseRow, EngineError> {
    asking.require_whole()?;
    let submitted = asking.submitted;
    let agent = desk.agent(caller)?;
    let row = own(desk, &agent, id)?;
    let now = desk.now();
    let approved = row.purchase.status == Status::Approved
        && row.purchase.decided_by == Some(DecidedBy::Owner);
    if !approved {
        require_waiting(&row, now, "amend")?;
    }
    let before = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let request = &submitted.request;
    let same = before.request == *request || only_fetched_anew(&before.request, request);
    if same && !(approved && waits_for_a_quote(desk, &row, &before)?) {
        return Ok(row);
    }
    if request.checkout.amount.currency() != row.purchase.amount.currency() {
        return Err(EngineError::Invalid(
            "An amendment cannot change the currency; cancel this purchase and ask anew.".into(),
        ));
    }
    let evaluated = assess(
        desk,
        &Ask {
            agent: agent.facts(now),
            request,
            inspection: &Inspection::of(request),
            own: Some(&row.purchase),
            agreed: agreed(desk, &row)?,
        },
    )?;
    let mut terms = terms(request, &evaluated, now);
    if request.expires_at.is_none() {
        terms.expires_at = row.purchase.expires_at;
    }
    if approved {
        terms = judge_anew(desk, &row, &before, request, &evaluated, terms)?;
    }
    let revision = row.purchase.revision.saturating_add(1);
    let step = Step::Amend(terms.clone());
    let mut staged = None;
    let row = desk.step(row, &step, |_, records| {
        let requested = requested(&agent, id, revision, submitted, &terms, evaluated, records);
        staged = Some(requested.clone());
        Fact::PurchaseAmended(Box::new(requested))
    })?;
    desk.keep_quote(&row, asking.received);
    let by_rule = row.purchase.decided_by == Some(DecidedBy::Rule);
    // An approval that waited for nothing but a fresh quote waits no longer.
    let waited = asking.received.is_some() && row.purchase.due_at.is_some_and(|due| due <= now);
    let signs = by_rule || (waited && !super::due::is_too_old(&row, now));
    if let (Status::Approved, true, Some(requested)) = (row.purchase.status, signs, staged) {
        return Ok(super::authorize::authorize(desk, row, &requested, &agent)?.0);
    }
    Ok(row)
}

/// The price of the revision that the owner approved last, unless the owner took that back.
pub(crate) fn agreed(desk: &Desk<'_>, row: &PurchaseRow) -> Result<Option<Money>, EngineError> {
    if row.purchase.revision == 1 && row.purchase.status == Status::Pending {
        return Ok(None);
    }
    let mut approved = false;
    for entry in crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))? {
        if matches!(entry.fact, Fact::PurchaseUndone(_)) && !approved {
            return Ok(None);
        }
        approved = approved || matches!(entry.fact, Fact::PurchaseApproved(_));
        if let Some(asked) = crate::reading::as_requested(&entry.fact).filter(|_| approved) {
            return Ok(Some(asked.request.checkout.amount));
        }
    }
    Ok(None)
}

/// What becomes of an approval: it stays, or the owner is asked again.
fn judge_anew(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    before: &Requested,
    request: &PurchaseRequest,
    evaluated: &Evaluated,
    terms: Terms,
) -> Result<Terms, EngineError> {
    if evaluated.outcome.verdict == Verdict::Refuse {
        return Ok(terms);
    }
    let keeps = same_but_for_the_price(&before.request.checkout, &request.checkout)
        && request.hidden_characters <= before.request.hidden_characters
        && is_tolerated(evaluated)
        && no_more(&evaluated.raises, &row.purchase.raised)
        && no_more(&evaluated.overall_raises, &row.purchase.overall_raised)
        && super::approve::is_still_true(evaluated, &shown(desk, row)?);
    if keeps {
        return Ok(evaluated.approved_terms(terms));
    }
    let status = Status::Pending;
    Ok(Terms { status, ..terms })
}

/// The card that the owner approved.
fn shown(desk: &Desk<'_>, row: &PurchaseRow) -> Result<ViewDocument, EngineError> {
    let missing = || EngineError::Damaged("an approved view is not what was stored".to_owned());
    let hash = crate::reading::shown_hash(desk, row)?.ok_or_else(missing)?;
    let hash = hex::decode(hash)
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    let stored = store::texts::view(desk.conn(), row.n, &hash.ok_or_else(missing)?)?;
    ViewDocument::read(&stored.ok_or_else(missing)?.bytes)
}

fn is_tolerated(evaluated: &Evaluated) -> bool {
    let mut reasons = evaluated.outcome.reasons.iter();
    !reasons.any(|reason| matches!(reason, Reason::OverTolerance { .. }))
}

/// Whether every raise is there already.
fn no_more(now: &Raises, given: &Raises) -> bool {
    now.iter().all(|(window, raise)| {
        let known = given.get(window);
        known.is_some_and(|known| known.slot == raise.slot && known.minor >= raise.minor)
    })
}

/// Whether an approval waits for nothing but a fresh quote.
fn waits_for_a_quote(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    before: &Requested,
) -> Result<bool, EngineError> {
    let asked_at = crate::reading::entry(&desk.entry(row.asked_seq)?)?.at;
    Ok(crate::rails::waits_for_a_quote(before, asked_at, desk.now()).is_some())
}

/// Whether nothing differs but the bytes in which the seller asked.
fn only_fetched_anew(before: &PurchaseRequest, after: &PurchaseRequest) -> bool {
    let (Some(old), Some(new)) = (&before.checkout.quote, &after.checkout.quote) else {
        return false;
    };
    let mut same = before.clone();
    same.checkout.quote = Some(new.clone());
    old.asks_the_same(new) && same == *after
}

/// Whether two checkouts are of the same things from the same merchant, paid the same way.
fn same_but_for_the_price(before: &Checkout, after: &Checkout) -> bool {
    let mut priced = before.clone();
    priced.amount = after.amount;
    priced.totals.clone_from(&after.totals);
    for (item, new) in priced.items.iter_mut().zip(&after.items) {
        item.amount = new.amount;
        item.unit_amount = new.unit_amount;
    }
    // A quote that was fetched anew asks for the same in other bytes.
    if let (Some(old), Some(new)) = (&before.quote, &after.quote)
        && old.asks_the_same(new)
    {
        priced.quote.clone_from(&after.quote);
    }
    priced == *after
}
