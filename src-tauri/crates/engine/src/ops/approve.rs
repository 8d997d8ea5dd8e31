//! The owner approves exactly what was shown.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_domain::assess::{Ask, Evaluated, assess};
use counterfoil_domain::entry::{Approved, Fact, Requested};
use counterfoil_domain::evaluate::{Reason, Tier, Verdict};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{Status, Step};
use counterfoil_domain::risk::Inspection;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::decision;
use sha2::{Digest, Sha256};

use super::submit::named;
use crate::error::EngineError;
use crate::session::Presence;
use crate::shared::Unlocked;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::view::ViewDocument;
use crate::writer::Desk;

mod batch;

pub(crate) use batch::approve_batch;

/// How an approval was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// With the keyboard, in the app's window.
    Keys,
    /// With the pointer, in the app's window.
    Click,
    /// On a terminal, where the request was printed before the passphrase was asked.
    Terminal,
}

impl How {
    const fn word(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Click => "click",
            Self::Terminal => "terminal",
        }
    }
}

/// The owner says yes.
#[derive(Debug)]
pub struct Approve {
    /// To what.
    pub purchase: PurchaseId,
    /// The view that was shown.
    pub view_hash: [u8; 32],
    /// The code of the fact that was ticked.
    pub tick: Option<String>,
    /// Proof that the owner is there.
    pub presence: Option<Presence>,
    /// How it was given.
    pub how: How,
}

/// An approval that may be given: checked against what was shown and what is true now.
struct Checked {
    row: PurchaseRow,
    view: ViewDocument,
    evaluated: Evaluated,
    looked: Option<Duration>,
}

/// Approves, if the view is the one that was served, long enough on screen, and still true.
pub(crate) fn approve(
    desk: &mut Desk<'_>,
    keys: &Unlocked,
    approve: &Approve,
) -> Result<PurchaseRow, EngineError> {
    let checked = check(desk, approve)?;
    give(desk, keys, approve, checked)
}

fn check(desk: &mut Desk<'_>, approve: &Approve) -> Result<Checked, EngineError> {
    let row = desk.purchase(approve.purchase)?;
    super::submit::require_waiting(&row, desk.now(), "approve")?;
    let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let (view, looked) = served_view(desk, &row, &requested, approve)?;
    let agent = crate::reading::agent(desk.registry(), row.purchase.agent)?;
    if agent.removed {
        return Err(EngineError::Blocked);
    }
    let evaluated = assess(
        desk,
        &Ask {
            agent: agent.facts(desk.now()),
            request: &requested.request,
            inspection: &Inspection::of(&requested.request),
            own: Some(&row.purchase),
            agreed: super::amend::agreed(desk, &row)?,
        },
    )?;
    require_still_true(&evaluated, &view)?;
    require_friction(&view, approve)?;
    Ok(Checked {
        row,
        view,
        evaluated,
        looked,
    })
}

fn give(
    desk: &mut Desk<'_>,
    keys: &Unlocked,
    approve: &Approve,
    checked: Checked,
) -> Result<PurchaseRow, EngineError> {
    let Checked {
        row,
        evaluated,
        looked,
        ..
    } = checked;
    let now = desk.now();
    let Evaluated {
        charge,
        overall,
        raises,
        overall_raises,
        ..
    } = evaluated;
    let raise = raises.values().map(|raise| raise.minor).max();
    if row.purchase.held == 0 {
        desk.warn(&evaluated.warnings);
    }
    let authorize_at = undo_ends(now, evaluated.outcome.undo, row.purchase.expires_at);
    let view_hex = hex::encode(approve.view_hash);
    let message = decision::text(row.purchase.id, row.purchase.revision, &view_hex, now);
    let signature = STANDARD.encode(keys.owner.sign(message.as_bytes()));
    let rate = charge.and_then(|charge| charge.rate);
    let currency = rate.map_or(row.purchase.amount.currency(), |rate| rate.currency);
    let step = Step::Approve {
        authorize_at,
        charge,
        overall,
        raises: raises.clone(),
        overall_raises: overall_raises.clone(),
    };
    desk.step(row, &step, |row, postings| {
        Fact::PurchaseApproved(Box::new(Approved {
            authorize_at,
            charge,
            how: approve.how.word().to_owned(),
            looked_ms: looked.map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX)),
            overall,
            overall_raises: named(&overall_raises),
            postings,
            present: approve.presence.is_some(),
            purchase: row.purchase.id,
            raise: raise.map(|raise| Money::new(raise, currency).decimal()),
            raises: named(&raises),
            revision: row.purchase.revision,
            signature,
            tick: approve.tick.clone(),
            view: view_hex,
        }))
    })
}

/// The undo window, shorter when the quote ends sooner.
fn undo_ends(now: Timestamp, undo: Duration, expires_at: Timestamp) -> Timestamp {
    now.plus(undo).min(expires_at).max(now)
}

/// What was shown, and for how long it was on screen.
fn served_view(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    requested: &Requested,
    approve: &Approve,
) -> Result<(ViewDocument, Option<Duration>), EngineError> {
    let stored = store::texts::view(desk.conn(), row.n, &approve.view_hash)?;
    let stored = stored.ok_or(EngineError::ViewChanged)?;
    let hash: [u8; 32] = Sha256::digest(&stored.bytes).into();
    let view = ViewDocument::read(&stored.bytes)?;
    let same = hash == approve.view_hash
        && stored.revision == row.purchase.revision
        && view.checkout_hash == requested.checkout
        && view.checkout_hash == hex::encode(requested.request.checkout.hash());
    if !same {
        return Err(EngineError::ViewChanged);
    }
    let mut looked = None;
    if approve.how != How::Terminal {
        let guard = desk.shared().options.guard;
        let presented = stored.presented_at.ok_or(EngineError::TooEarly {
            wait_ms: u64::try_from(guard.as_millis()).unwrap_or(u64::MAX),
        })?;
        // The wall clock, not ledger time: ledger time stands still while the clock is behind it.
        let shown_for = desk.shared().now().since(presented);
        if let Some(missing) = guard.checked_sub(shown_for).filter(|rest| !rest.is_zero()) {
            let wait_ms = u64::try_from(missing.as_millis()).unwrap_or(u64::MAX);
            return Err(EngineError::TooEarly { wait_ms });
        }
        looked = Some(shown_for);
    }
    Ok((view, looked))
}

/// Whether what the rules say now is no stricter than what the owner read.
pub(super) fn is_still_true(evaluated: &Evaluated, view: &ViewDocument) -> bool {
    require_still_true(evaluated, view).is_ok()
}

/// What the rules say now must be no stricter than what the owner read.
fn require_still_true(evaluated: &Evaluated, view: &ViewDocument) -> Result<(), EngineError> {
    let outcome = &evaluated.outcome;
    let paused = |reason: &Reason| matches!(reason, Reason::Paused { .. });
    if outcome.reasons.iter().any(paused) {
        return Err(EngineError::Paused);
    }
    if view.tier == Tier::T4 || outcome.verdict == Verdict::Refuse {
        let shown = view.tier == Tier::T4;
        return Err(if shown {
            EngineError::Blocked
        } else {
            EngineError::ViewChanged
        });
    }
    let read = |reason: &Reason| {
        view.reasons
            .iter()
            .any(|known| is_covered_by(reason, known))
    };
    let more = |over: Money| {
        let shown = view
            .over
            .as_deref()
            .and_then(|text| Money::parse(text, over.currency()).ok());
        shown.is_none_or(|shown| over.minor() > shown.minor())
    };
    let other_budget = outcome.charged != view.budget.as_ref().map(|budget| budget.mandate);
    let stricter = other_budget
        || !outcome.reasons.iter().all(read)
        || outcome.tier > view.tier
        || outcome.over.is_some_and(more);
    if stricter {
        Err(EngineError::ViewChanged)
    } else {
        Ok(())
    }
}

/// Whether a reason of now says no more than one that was shown.
fn is_covered_by(now: &Reason, shown: &Reason) -> bool {
    let period = |reason: &Reason| {
        let Reason::OverPeriod {
            diff,
            mandate_name,
            window,
            ..
        } = reason
        else {
            return None;
        };
        Some((mandate_name.clone(), *window, diff.minor()))
    };
    match (period(now), period(shown)) {
        (Some((name, window, over)), Some((known, same, shown))) => {
            name == known && window == same && over <= shown
        }
        _ => now.code() == shown.code(),
    }
}

fn require_friction(view: &ViewDocument, approve: &Approve) -> Result<(), EngineError> {
    if view.tier == Tier::T3 && approve.presence.is_none() {
        return Err(EngineError::PresenceMissing);
    }
    // On a terminal the passphrase stands for the guard and the tick, so it is never left out.
    if approve.how == How::Terminal {
        return match approve.presence {
            Some(_) => Ok(()),
            None => Err(EngineError::PresenceMissing),
        };
    }
    match &view.tick {
        Some(code) if approve.tick.as_ref() != Some(code) => {
            let code = view.reasons.iter().find(|reason| reason.code() == code);
            Err(EngineError::TickMissing {
                code: code.map_or("tick", Reason::code),
            })
        }
        _ => Ok(()),
    }
}

/// Ends the undo window now.
pub(crate) fn send_now(desk: &mut Desk<'_>, id: PurchaseId) -> Result<PurchaseRow, EngineError> {
    let row = desk.purchase(id)?;
    if row.purchase.status != Status::Approved {
        return Err(EngineError::TooLate {
            status: row.purchase.status,
            verb: "send",
        });
    }
    let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let agent = crate::reading::agent(desk.registry(), row.purchase.agent)?;
    if agent.removed {
        return Err(EngineError::Blocked);
    }
    if super::due::is_too_old(&row, desk.now()) {
        return Err(EngineError::TooLate {
            status: Status::Expired,
            verb: "send",
        });
    }
    let paused = desk.registry().all_paused(desk.now()) || agent.facts(desk.now()).paused;
    if paused {
        return Err(EngineError::Paused);
    }
    Ok(super::authorize::authorize(desk, row, &requested, &agent)?.0)
}
