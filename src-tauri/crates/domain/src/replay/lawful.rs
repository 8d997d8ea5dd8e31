//! Whether a ledger kept the rules: each step legal, the money moved that the step moves, no budget
//! above its limit, and what a rule approved within what it allows.
//!
//! [`Replay`] takes the engine's decisions as recorded; this asks whether they could be made at all,
//! for somebody who has only the entries.

use std::collections::{BTreeMap, BTreeSet};

use super::{Effect, Replay, ReplayError};
use crate::assess::Moment;
use crate::balances::Posting;
use crate::entry::{Entry, EntryError, Fact, PostingRecord, RawEntry, Requested, Settled};
use crate::evaluate::Verdict;
use crate::ids::{MandateId, PurchaseId};
use crate::money::Money;
use crate::period::Window;
use crate::purchase::{Charge, DecidedBy, Purchase, Status, Terms};
use crate::registry::MandateRecord;
use crate::time::Timestamp;

/// Why an entry breaks the rules.
#[derive(Debug, thiserror::Error)]
pub enum Unlawful {
    /// The bytes cannot be read.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// It cannot follow from the entries before it.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// Time ran backwards.
    #[error("its time is before the time of the entry before it")]
    Time,
    /// A purchase begins where none can begin, or holds what it cannot hold.
    #[error("a purchase cannot begin as {0} with what it holds")]
    Beginning(Status),
    /// The agent was never connected, or another one asked.
    #[error("it is from an agent that was never connected, or that did not ask first")]
    Agent,
    /// A rule is said to have approved what the evaluation did not.
    #[error("it was approved by a rule that did not say so")]
    Verdict,
    /// A mandate is named that is not in force in that version.
    #[error("it counts in {0}, which is not in force in that version")]
    NotInForce(MandateId),
    /// A rule approved more than it may.
    #[error("it was approved by a rule above what {0} allows")]
    Above(String),
    /// Other money is said to have moved.
    #[error("it moves other amounts than its step does")]
    Postings,
    /// A budget holds more than it may.
    #[error("it exceeds {name}: {used} of {most} minor units ({})", .window.as_str())]
    Exceeds {
        /// The budget.
        name: String,
        /// Of which limit.
        window: Window,
        /// What the period adds up to.
        used: i128,
        /// What it may add up to.
        most: i128,
    },
    /// An authorization for what the owner did not see.
    #[error("it authorizes what the owner was not shown")]
    NotShown,
    /// The amount is stated twice, and not alike.
    #[error("it states its amount in two ways")]
    Amount,
}

impl Unlawful {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Entry(_) => "unreadable",
            Self::Replay(_) => "illegal_step",
            Self::Time => "time",
            Self::Beginning(_) => "beginning",
            Self::Agent => "agent",
            Self::Verdict => "verdict",
            Self::NotInForce(_) => "not_in_force",
            Self::Above(_) => "above_rule",
            Self::Postings => "postings",
            Self::Exceeds { .. } => "exceeds",
            Self::NotShown => "not_shown",
            Self::Amount => "amount",
        }
    }
}

/// Which entries there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of them: sums can be compared with limits.
    Whole,
    /// Those about some purchases, and all about agents and mandates.
    Selection,
}

/// A replay that believes nothing.
#[derive(Clone, Debug)]
pub struct Lawful {
    extent: Extent,
    replay: Replay,
    shown: BTreeMap<PurchaseId, BTreeSet<String>>,
    last_at: Option<Timestamp>,
}

impl Lawful {
    /// Before the first entry.
    pub fn new(extent: Extent) -> Self {
        Self {
            extent,
            replay: Replay::default(),
            shown: BTreeMap::new(),
            last_at: None,
        }
    }

    /// The state that follows from the entries so far.
    pub const fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Takes in the next entry, or says which rule it breaks. The next one can be taken only after
    /// an entry that broke none.
    pub fn take(&mut self, raw: &RawEntry<'_>) -> Result<Entry, Unlawful> {
        let entry = Entry {
            seq: raw.seq()?,
            at: raw.at()?,
            fact: Fact::decode(raw.kind, raw.data)?,
        };
        if self.last_at.is_some_and(|last| entry.at < last) {
            return Err(Unlawful::Time);
        }
        self.last_at = Some(entry.at);
        let effect = Effect::read(raw)?;
        let asked = asked(&entry.fact);
        if let Some(asked) = asked {
            self.may_ask(asked, &effect)?;
        }
        let about = about(&effect);
        let postings = self.postings(&effect, entry.at)?;
        let elsewhere = matches!(effect, Effect::Cancelled(_) | Effect::Allowed(_));
        if self.extent == Extent::Whole || !elsewhere {
            self.replay.apply(effect, entry.at)?;
        }
        let Some(id) = about else {
            return Ok(entry);
        };
        let purchase = self.replay.purchases.get(&id).cloned();
        let purchase = purchase.ok_or(ReplayError::Purchase(id))?;
        self.as_recorded(&entry.fact, &purchase, &postings)?;
        let approved = matches!(entry.fact, Fact::PurchaseApproved(_));
        if approved || asked.is_some() && purchase.held > 0 {
            self.fits(&purchase)?;
        }
        Ok(entry)
    }

    /// What a request must be before it changes anything.
    fn may_ask(&self, asked: &Requested, effect: &Effect) -> Result<(), Unlawful> {
        let Some(terms) = terms_of(effect) else {
            return Ok(());
        };
        let open = [Status::Pending, Status::Approved, Status::Denied];
        let price = terms.amount.minor();
        if !open.contains(&terms.status) || price <= 0 || !(0..=price).contains(&terms.held) {
            return Err(Unlawful::Beginning(terms.status));
        }
        let known = self.replay.purchases.get(&asked.purchase);
        let first = asked.revision == 1;
        let same = known.map_or(first, |known| known.agent == asked.agent && !first);
        if !same || !self.replay.registry.agents.contains_key(&asked.agent) {
            return Err(Unlawful::Agent);
        }
        let owners = known.is_some_and(|known| known.decided_by == Some(DecidedBy::Owner));
        if terms.status != Status::Approved || owners {
            return Ok(());
        }
        if asked.evaluation.verdict != Verdict::Within {
            return Err(Unlawful::Verdict);
        }
        let charge = terms.charge.ok_or(Unlawful::Verdict)?;
        let mut mandates = asked.evaluation.mandates.iter();
        mandates.try_for_each(|id| self.within(*id, &charge, terms.amount))
    }

    /// Whether the mandate allows a rule to approve this.
    fn within(&self, id: MandateId, charge: &Charge, price: Money) -> Result<(), Unlawful> {
        let mandate = &self.in_force(id)?.mandate;
        let converted = mandate.currency != price.currency();
        if mandate.overall || converted && charge.mandate != id {
            return Ok(());
        }
        let above = || Unlawful::Above(mandate.name.clone());
        let counted = if converted {
            charge.counted(price).ok_or_else(above)?
        } else {
            price.minor()
        };
        let auto = mandate.limits.auto_up_to.map_or(0, Money::minor);
        let most = mandate.limits.deny_above.map_or(i64::MAX, Money::minor);
        if counted > auto.min(most) {
            return Err(above());
        }
        Ok(())
    }

    fn in_force(&self, id: MandateId) -> Result<&MandateRecord, Unlawful> {
        let record = self.replay.registry.mandates.get(&id);
        let record = record.filter(|record| record.revoked_at.is_none());
        record.map(AsRef::as_ref).ok_or(Unlawful::NotInForce(id))
    }

    /// The money that the step moves.
    fn postings(&self, effect: &Effect, at: Timestamp) -> Result<Vec<Posting>, ReplayError> {
        if let Effect::Opened { id, agent, terms } = effect {
            return Ok(Purchase::open(*id, *agent, terms.clone(), at).1);
        }
        if let Effect::Moved { id, step, .. } = effect {
            let known = self.replay.purchases.get(id).cloned();
            return Ok(known.ok_or(ReplayError::Purchase(*id))?.apply(step, at)?);
        }
        Ok(Vec::new())
    }

    /// Whether the entry records what its step does.
    fn as_recorded(
        &mut self,
        fact: &Fact,
        purchase: &Purchase,
        postings: &[Posting],
    ) -> Result<(), Unlawful> {
        let currency = purchase.amount.currency();
        if recorded(fact) != PostingRecord::all(postings, currency) {
            return Err(Unlawful::Postings);
        }
        if let Fact::PurchaseApproved(approved) = fact {
            let shown = self.shown.entry(purchase.id).or_default();
            shown.insert(approved.view.clone());
        }
        if let Fact::PurchaseAuthorized(authorized) = fact
            && purchase.decided_by == Some(DecidedBy::Owner)
        {
            let shown = self
                .shown
                .get(&purchase.id)
                .zip(authorized.shown_hash.as_ref());
            if !shown.is_some_and(|(shown, hash)| shown.contains(hash)) {
                return Err(Unlawful::NotShown);
            }
        }
        if let Fact::PurchaseCaptured(settled) | Fact::PurchaseRefunded(settled) = fact {
            let stated = Money::parse(&settled.amount, currency).map_err(|_| Unlawful::Amount)?;
            if settled.minor.parse() != Ok(stated.minor()) {
                return Err(Unlawful::Amount);
            }
        }
        Ok(())
    }

    /// No period that the purchase counts in holds more than it may.
    fn fits(&mut self, purchase: &Purchase) -> Result<(), Unlawful> {
        if self.extent == Extent::Selection {
            return Ok(());
        }
        for charge in [purchase.charge, purchase.overall].into_iter().flatten() {
            let record = self.in_force(charge.mandate)?.clone();
            if record.mandate.version != charge.version {
                return Err(Unlawful::NotInForce(charge.mandate));
            }
            let moment = Moment {
                record: &record,
                today: charge.day,
                now: charge.hour.starts(),
                own: None,
            };
            let Ok(standings) = moment.standings(&mut self.replay.balances);
            if let Some(over) = standings.iter().find(|standing| standing.left() < 0) {
                return Err(Unlawful::Exceeds {
                    name: record.mandate.name.clone(),
                    window: over.limit.window,
                    used: over.most().saturating_sub(over.left()),
                    most: over.most(),
                });
            }
        }
        Ok(())
    }
}

fn asked(fact: &Fact) -> Option<&Requested> {
    if let Fact::PurchaseRequested(asked) | Fact::PurchaseAmended(asked) = fact {
        return Some(asked);
    }
    None
}

fn terms_of(effect: &Effect) -> Option<&Terms> {
    if let Effect::Opened { terms, .. } = effect {
        return Some(terms);
    }
    if let Effect::Moved { step, .. } = effect
        && let crate::purchase::Step::Amend(terms) = step
    {
        return Some(terms);
    }
    None
}

fn about(effect: &Effect) -> Option<PurchaseId> {
    if let Effect::Opened { id, .. } | Effect::Moved { id, .. } = effect {
        return Some(*id);
    }
    None
}

/// The money that the entry says it moved; some kinds move none and have no place for it.
fn recorded(fact: &Fact) -> &[PostingRecord] {
    if let Some(asked) = asked(fact) {
        return &asked.postings;
    }
    if let Fact::PurchaseApproved(approved) = fact {
        return &approved.postings;
    }
    if let Fact::PurchaseRejected(rejected) = fact {
        return &rejected.postings;
    }
    if let Fact::PurchaseUndone(moved)
    | Fact::PurchaseExpired(moved)
    | Fact::PurchaseCancelled(moved)
    | Fact::PurchaseLapsed(moved)
    | Fact::PurchaseReleased(moved) = fact
    {
        return &moved.postings;
    }
    settled(fact).map_or(&[], |settled| &settled.postings)
}

fn settled(fact: &Fact) -> Option<&Settled> {
    if let Fact::PurchaseCaptured(settled)
    | Fact::PurchaseVoided(settled)
    | Fact::PurchaseRefunded(settled)
    | Fact::PurchaseDisputed(settled) = fact
    {
        return Some(settled);
    }
    None
}
