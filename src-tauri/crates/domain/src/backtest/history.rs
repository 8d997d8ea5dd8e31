//! The recorded requests and what became of them, in the order of the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::balances::{BalanceKey, Balances};
use crate::entry::{Fact, Requested, Settled};
use crate::evaluate::Verdict;
use crate::ids::{AgentId, PurchaseId};
use crate::memory::Shelf;
use crate::merchant::MerchantIdentity;
use crate::purchase::Status;
use crate::registry::Registry;
use crate::request::PurchaseRequest;
use crate::risk::Inspection;
use crate::subscription::{Subscription, SubscriptionKey};
use crate::time::Timestamp;

/// What was asked for in a stretch of time, and how things stood when it began.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Agents, mandates and pauses when it begins.
    pub registry: Registry,
    /// What earlier purchases had left in the sums.
    pub balances: Balances,
    /// From whom had been bought.
    pub known: BTreeSet<MerchantIdentity>,
    /// What was remembered of earlier purchases.
    pub shelf: Shelf,
    /// What repeated.
    pub subscriptions: BTreeMap<SubscriptionKey, Subscription>,
    /// How long a purchase that no mandate covers can be undone.
    pub default_undo: Duration,
    pub(super) past: Vec<Past>,
    pub(super) timeline: Vec<(Timestamp, Event)>,
    places: BTreeMap<PurchaseId, usize>,
}

/// One purchase as it really went.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its id.
    pub id: PurchaseId,
    /// Who asked.
    pub agent: AgentId,
    /// When it was asked for first.
    pub at: Timestamp,
    /// What was asked for, revision by revision.
    pub revisions: Vec<Arc<Revision>>,
    /// What the rules said of the last revision.
    pub verdict: Verdict,
    /// What became of it.
    pub course: Course,
}

/// What was asked for, looked at once for all the runs it goes through.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The request.
    pub request: PurchaseRequest,
    /// The merchant as purchases of its agent know it.
    pub(super) merchant: MerchantIdentity,
    pub(super) inspection: Inspection,
}

impl Revision {
    fn of(requested: &Requested) -> Arc<Self> {
        Arc::new(Self {
            inspection: Inspection::of(&requested.request),
            merchant: MerchantIdentity::recorded(requested.merchant.clone()),
            request: requested.request.clone(),
        })
    }
}

/// What became of a purchase, as far as another evaluation depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// The owner approved at last.
    pub approved: bool,
    /// The owner rejected.
    pub rejected: bool,
    /// An authorization was given out.
    pub authorized: bool,
}

/// One revision of what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which revision, from 0.
    pub revision: usize,
    /// Until when it could be decided.
    pub expires_at: Timestamp,
    /// Where the purchase stood after it.
    pub status: Status,
}

/// What happened, to which purchase of the history.
#[derive(Clone, Debug)]
pub enum Event {
    /// Agents, mandates or a pause changed.
    Registry(Arc<Fact>),
    /// This was asked for.
    Asked(usize, Asked),
    /// The owner approved.
    Approved(usize),
    /// The owner rejected.
    Rejected(usize),
    /// The owner took the approval back.
    Undone(usize),
    /// The agent withdrew.
    Cancelled(usize),
    /// The authorization was given out.
    Authorized(usize),
    /// The owner added so much to one period of a limit.
    Raised(BalanceKey, i64),
    /// A cancelled subscription was allowed again.
    Subscribed(SubscriptionKey),
    /// A subscription was cancelled.
    Unsubscribed(SubscriptionKey),
    /// Money was taken, minor units.
    Captured(usize, i64),
    /// The authorization was given back.
    Voided(usize),
}

impl History {
    /// One that begins with these agents and mandates.
    pub fn beginning(registry: Registry, default_undo: Duration) -> Self {
        Self {
            registry,
            default_undo,
            ..Self::default()
        }
    }

    /// The purchases, in the order they were asked for.
    pub fn past(&self) -> &[Past] {
        &self.past
    }

    /// The merchants that were asked for, some of them more than once.
    pub fn merchants(&self) -> impl Iterator<Item = &MerchantIdentity> {
        let revisions = self.past.iter().flat_map(|past| &past.revisions);
        revisions.map(|revision| &revision.merchant)
    }

    /// Takes the next entry of the ledger in. What concerns earlier purchases is in the sums that
    /// the history begins with.
    pub fn note(&mut self, fact: &Fact, at: Timestamp) {
        match fact {
            Fact::PurchaseRequested(requested) => self.ask(requested, at),
            Fact::PurchaseAmended(requested) => self.amend(requested, at),
            Fact::PurchaseApproved(approved) => {
                self.mark(approved.purchase, at, Event::Approved, |course| {
                    course.approved = true;
                });
            }
            Fact::PurchaseRejected(rejected) => {
                self.mark(rejected.purchase, at, Event::Rejected, |course| {
                    course.rejected = true;
                });
            }
            Fact::PurchaseUndone(moved) => self.mark(moved.purchase, at, Event::Undone, |course| {
                course.approved = false;
            }),
            Fact::PurchaseCancelled(moved) => self.passed(moved.purchase, at, Event::Cancelled),
            Fact::PurchaseAuthorized(claims) => {
                self.mark(claims.purchase, at, Event::Authorized, |course| {
                    course.authorized = true;
                });
            }
            Fact::PurchaseCaptured(settled) => self.capture(settled, at),
            Fact::PurchaseVoided(settled) => self.passed(settled.purchase, at, Event::Voided),
            Fact::MandateRaised(raised) => {
                self.happened(at, Event::Raised(raised.key(), raised.raise.minor));
            }
            Fact::SubscriptionCancelled(cancelled) => {
                self.happened(at, Event::Unsubscribed(cancelled.key()));
            }
            Fact::SubscriptionAllowed(allowed) => {
                self.happened(at, Event::Subscribed(allowed.subscription.clone()));
            }
            // What time alone does is done by time again; refunds leave the sums as they are.
            Fact::PurchaseExpired(_)
            | Fact::PurchaseRefunded(_)
            | Fact::PurchaseDisputed(_)
            | Fact::PurchaseLapsed(_)
            | Fact::PurchaseReleased(_)
            | Fact::PurchaseReported(_)
            | Fact::PurchaseNoted(_)
            | Fact::PurchaseTagged(_)
            | Fact::PurchaseUntagged(_)
            | Fact::PurchaseWordsErased(_)
            | Fact::PayerSet(_)
            | Fact::NetworkSet(_)
            | Fact::QuoteRefused(_)
            | Fact::Started(_)
            | Fact::StatementImported(_)
            | Fact::StatementRuled(_)
            | Fact::Exported(_)
            | Fact::MerchantKeyPinned(_)
            | Fact::MerchantKeyRemoved(_)
            | Fact::TaskIssued(_)
            | Fact::TaskRevoked(_)
            | Fact::UnsignedCovered(_) => {}
            Fact::AgentAdded(_)
            | Fact::AgentPaused(_)
            | Fact::AgentResumed(_)
            | Fact::AgentRotated(_)
            | Fact::AgentRemoved(_)
            | Fact::Paused(_)
            | Fact::Resumed(_)
            | Fact::MandateSet(_)
            | Fact::MandateRevoked(_)
            | Fact::RatesSet(_)
            | Fact::CategoryPinned(_) => {
                let fact = Arc::new(fact.clone());
                self.timeline.push((at, Event::Registry(fact)));
            }
        }
    }

    fn happened(&mut self, at: Timestamp, event: Event) {
        self.timeline.push((at, event));
    }

    fn ask(&mut self, requested: &Requested, at: Timestamp) {
        let place = self.past.len();
        self.places.insert(requested.purchase, place);
        self.past.push(Past {
            id: requested.purchase,
            agent: requested.agent,
            at,
            revisions: vec![Revision::of(requested)],
            verdict: requested.evaluation.verdict,
            course: Course::default(),
        });
        self.timeline
            .push((at, Event::Asked(place, asked(requested, 0))));
    }

    fn amend(&mut self, requested: &Requested, at: Timestamp) {
        let place = self.places.get(&requested.purchase).copied();
        let Some((place, past)) = place.and_then(|place| Some((place, self.past.get_mut(place)?)))
        else {
            return;
        };
        let revision = past.revisions.len();
        past.revisions.push(Revision::of(requested));
        past.verdict = requested.evaluation.verdict;
        if requested.status != Status::Approved {
            past.course.approved = false;
        }
        let event = Event::Asked(place, asked(requested, revision));
        self.timeline.push((at, event));
    }

    fn capture(&mut self, settled: &Settled, at: Timestamp) {
        let place = self.of(settled.purchase, |_| ());
        if let (Some(place), Ok(minor)) = (place, settled.minor.parse()) {
            self.timeline.push((at, Event::Captured(place, minor)));
        }
    }

    /// Something happened of which the course of the purchase keeps nothing.
    fn passed(&mut self, id: PurchaseId, at: Timestamp, event: fn(usize) -> Event) {
        self.mark(id, at, event, |_| ());
    }

    fn mark(
        &mut self,
        id: PurchaseId,
        at: Timestamp,
        event: fn(usize) -> Event,
        note: impl FnOnce(&mut Course),
    ) {
        if let Some(place) = self.of(id, note) {
            self.timeline.push((at, event(place)));
        }
    }

    fn of(&mut self, id: PurchaseId, note: impl FnOnce(&mut Course)) -> Option<usize> {
        let place = self.places.get(&id).copied()?;
        note(&mut self.past.get_mut(place)?.course);
        Some(place)
    }
}

fn asked(requested: &Requested, revision: usize) -> Asked {
    Asked {
        revision,
        expires_at: requested.expires_at,
        status: requested.status,
    }
}
