//! The engine in memory: the same assessment and the same states, without a ledger.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::history::{Event, History};
use super::{Change, Never};
use crate::assess::{Records, Sums};
use crate::balances::{BalanceKey, Balances, Delta, Slot, Span};
use crate::entry::Fact;
use crate::evaluate::{Balance, Reason, Tier, Verdict};
use crate::ids::{AgentId, MandateId};
use crate::memory::{AgentMemory, KnownMerchants, MerchantMemory, Shelf};
use crate::merchant::MerchantIdentity;
use crate::money::Money;
use crate::period::Today;
use crate::purchase::{Purchase, Step};
use crate::registry::{MandateRecord, Registry};
use crate::subscription::{Subscription, SubscriptionKey};
use crate::time::Timestamp;

mod periods;
mod steps;

use periods::Periods;

/// How a request is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The result.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What approving takes.
    pub tier: Tier,
    /// Every covering mandate.
    pub mandates: Vec<MandateId>,
}

/// A purchase on its way through this world.
struct Running {
    purchase: Purchase,
    revision: usize,
    judged: Judged,
    /// The price that the owner approved last.
    agreed: Option<Money>,
    /// What was settled before the authorization was there, to be done when it is.
    early: Vec<Step>,
}

pub(super) struct World<'a> {
    history: &'a History,
    changed: Option<MandateId>,
    registry: Registry,
    balances: Balances,
    periods: Periods,
    today: Today,
    known: BTreeSet<MerchantIdentity>,
    subscriptions: BTreeMap<SubscriptionKey, Subscription>,
    shelf: Shelf,
    running: Vec<Option<Running>>,
    due: BinaryHeap<Reverse<(Timestamp, usize)>>,
    /// Approved and due, but stopped by a pause.
    stopped: VecDeque<usize>,
    now: Timestamp,
}

impl Sums for World<'_> {
    type Error = Infallible;

    fn sum(
        &mut self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Never<Balance> {
        Ok(self.periods.sum(&self.balances, mandate, span, slots))
    }

    fn latest_day(&mut self, mandate: MandateId) -> Never<Option<NaiveDate>> {
        Ok(self.balances.latest_day(mandate))
    }
}

impl Records for World<'_> {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn day(&mut self, time_zone: Tz) -> NaiveDate {
        self.today.day(time_zone, self.now)
    }

    fn default_undo(&mut self) -> Never<Duration> {
        Ok(self.history.default_undo)
    }

    fn merchant_known(&mut self, merchant: &MerchantIdentity) -> Never<bool> {
        Ok(self.known.contains(merchant))
    }

    fn subscription(&mut self, key: &SubscriptionKey) -> Never<Option<Subscription>> {
        Ok(self.subscriptions.get(key).cloned())
    }

    fn merchant_memory(&mut self, merchant: &MerchantIdentity) -> Never<Arc<MerchantMemory>> {
        Ok(self.shelf.merchant(merchant))
    }

    fn agent_memory(&mut self, agent: AgentId) -> Never<Arc<AgentMemory>> {
        Ok(self.shelf.agent(agent))
    }

    fn known_merchants(&mut self) -> Never<Arc<KnownMerchants>> {
        Ok(self.shelf.known())
    }
}

impl<'a> World<'a> {
    pub(super) fn new(history: &'a History, change: &Change) -> Self {
        let mut world = Self {
            history,
            changed: change.mandate,
            registry: history.registry.clone(),
            balances: history.balances.clone(),
            periods: Periods::default(),
            today: Today::default(),
            known: history.known.clone(),
            subscriptions: history.subscriptions.clone(),
            shelf: history.shelf.clone(),
            running: Vec::with_capacity(history.past.len()),
            due: BinaryHeap::new(),
            stopped: VecDeque::new(),
            now: history
                .timeline
                .first()
                .map_or(Timestamp::from_millis(0), |first| first.0),
        };
        world.running.resize_with(history.past.len(), || None);
        if let Some(mandate) = change.mandate {
            match &change.record {
                Some(record) => {
                    let record = throughout(record, world.now);
                    world.registry.mandates.insert(mandate, Arc::new(record));
                }
                None => {
                    world.registry.mandates.remove(&mandate);
                }
            }
        }
        world
    }

    pub(super) fn run(&mut self) {
        let history = self.history;
        for (at, event) in &history.timeline {
            self.pass(*at);
            self.now = *at;
            self.happen(event);
        }
    }

    pub(super) fn judged(self) -> Vec<Option<Judged>> {
        let running = self.running.into_iter();
        running.map(|one| Some(one?.judged)).collect()
    }

    /// A recorded fact followed from what was before, and the changed mandate was read before.
    fn take(&mut self, fact: &Fact) {
        let applied = self.registry.apply(fact, self.now);
        debug_assert!(applied.is_ok(), "{applied:?}");
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Registry(fact) if self.is_of_changed(fact) => {}
            Event::Registry(fact) => self.take(fact),
            Event::Unsubscribed(key) => {
                let known = self.subscriptions.get_mut(key);
                if let Some(known) = known {
                    known.cancelled_at = Some(self.now);
                }
            }
            Event::Subscribed(key) => {
                let known = self.subscriptions.get_mut(key);
                if let Some(known) = known {
                    known.cancelled_at = None;
                }
            }
            Event::Raised(key, minor) => self.change(&[(*key, Delta::raise(*minor))]),
            Event::Asked(place, asked) if asked.revision == 0 => self.ask(*place, asked),
            Event::Asked(place, asked) => self.amend(*place, asked),
            Event::Approved(place) => self.approve(*place),
            Event::Rejected(place) => self.step_if_any(*place, &Step::Reject),
            Event::Undone(place) => self.undo(*place),
            Event::Cancelled(place) => self.step_if_any(*place, &Step::Cancel),
            Event::Authorized(place) => self.authorize(*place),
            Event::Captured(place, minor) => self.settle(*place, Step::Capture(*minor)),
            Event::Voided(place) => self.settle(*place, Step::Void),
        }
    }

    /// Sums that would leave the range of numbers stay what they are; no real budget comes near.
    fn change(&mut self, deltas: &[(BalanceKey, Delta)]) {
        let changed = self.balances.apply(deltas);
        debug_assert!(changed.is_ok(), "{changed:?}");
        if changed.is_ok() {
            self.periods.apply(deltas);
        }
    }

    fn is_of_changed(&self, fact: &Fact) -> bool {
        if let Fact::MandateSet(set) = fact {
            return self.changed == Some(set.mandate);
        }
        if let Fact::MandateRevoked(revoked) = fact {
            return self.changed == Some(revoked.mandate);
        }
        false
    }

    /// Does what falls due up to `until`, in its order.
    fn pass(&mut self, until: Timestamp) {
        for _ in 0..self.stopped.len() {
            if let Some(place) = self.stopped.pop_front() {
                self.act(place);
            }
        }
        while let Some(Reverse((at, place))) = self.due.peek().copied() {
            if at > until {
                break;
            }
            self.due.pop();
            let due = self
                .running
                .get(place)
                .and_then(|one| one.as_ref()?.purchase.due_at);
            if due == Some(at) {
                self.now = at.max(self.now);
                self.act(place);
            }
        }
    }
}

/// The record as if it had been set when the history begins.
fn throughout(record: &MandateRecord, start: Timestamp) -> MandateRecord {
    let first = record.mandate.calendar().day(start, None);
    let mut record = record.clone();
    for limit in &record.mandate.limits.periods {
        let since = record.since.entry(limit.window).or_insert(first);
        *since = first.min(*since);
    }
    record.revoked_at = None;
    record
}
