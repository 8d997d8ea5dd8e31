//! The record as back-tests read it, kept in memory so that moving a slider reads nothing again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use counterfoil_domain::backtest::{Change, History, Run, run};
use counterfoil_domain::balances::{Balances, SumOverflow, changes};
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::ids::MandateId;
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::subscription::{Plan, Subscription, SubscriptionKey};
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::store::{self, Connection};

mod memories;

/// The stretches that were read last: the window asks about more than one at a time.
#[derive(Debug, Default)]
pub(crate) struct Histories(Vec<Reread>);

impl Histories {
    const KEPT: usize = 2;

    /// The history since then: as kept, with what was recorded since, or read anew.
    pub(crate) fn since(
        &mut self,
        conn: &Connection,
        since: Timestamp,
    ) -> Result<Reread, EngineError> {
        let place = self.0.iter().position(|kept| kept.begins_by(since));
        let kept = place.map(|place| self.0.remove(place));
        let fresh = Reread::fresh(kept, conn, since)?;
        self.0.truncate(Self::KEPT.saturating_sub(1));
        self.0.insert(0, fresh.clone());
        Ok(fresh)
    }
}

/// What was read, and up to where.
#[derive(Clone, Debug)]
pub(crate) struct Reread {
    since: Timestamp,
    /// The number of the first purchase in it.
    first: i64,
    size: u64,
    pub(crate) history: Arc<History>,
    present: Arc<Mutex<BTreeMap<Option<MandateId>, Arc<Run>>>>,
}

/// How much earlier than asked for a history may begin to be used all the same.
const SPARE: Duration = Duration::from_hours(24);

impl Reread {
    /// How the present rules judge it; worked out once as long as nothing is recorded.
    pub(crate) fn present(&self, change: &Change) -> Arc<Run> {
        let mut kept = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.entry(change.mandate);
        Arc::clone(kept.or_insert_with(|| Arc::new(run(&self.history, change))))
    }

    fn begins_by(&self, since: Timestamp) -> bool {
        self.since <= since && since <= self.since.plus(SPARE)
    }

    fn fresh(kept: Option<Self>, conn: &Connection, since: Timestamp) -> Result<Self, EngineError> {
        let size = store::log::size(conn)?;
        let Some(mut kept) = kept.filter(|kept| kept.size <= size) else {
            return Self::read(conn, since, size);
        };
        if kept.size < size {
            let history = Arc::make_mut(&mut kept.history);
            note(history, conn, kept.size, size)?;
            memories::asked(history, conn, kept.first)?;
            kept.size = size;
            kept.present = Arc::default();
        }
        Ok(kept)
    }

    fn read(conn: &Connection, since: Timestamp, size: u64) -> Result<Self, EngineError> {
        let first = first_since(conn, since)?;
        let start = match store::purchases::by_n(conn, first)? {
            Some(row) => row.first_seq,
            None => size,
        };
        let undo = Duration::from_secs(crate::settings::undo_seconds(conn)?.into());
        let mut history = History::beginning(registry_before(conn, start)?, undo);
        begin(&mut history, conn, first)?;
        history.subscriptions = subscriptions_before(conn, &history.registry, first, since)?;
        memories::known(&mut history, conn, first)?;
        note(&mut history, conn, start, size)?;
        memories::asked(&mut history, conn, first)?;
        Ok(Self {
            since,
            first,
            size,
            history: Arc::new(history),
            present: Arc::default(),
        })
    }
}

/// The number of the first purchase asked for since then; one after the last if there is none.
fn first_since(conn: &Connection, since: Timestamp) -> Result<i64, EngineError> {
    let (mut low, mut high) = (1, store::purchases::last_n(conn)?.saturating_add(1));
    // Ledger time never goes back, so the numbers are in the order of the times.
    while low < high {
        let middle = i64::midpoint(low, high);
        let row = store::purchases::by_n(conn, middle)?;
        if row.is_some_and(|row| row.purchase.requested_at < since) {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn registry_before(conn: &Connection, seq: u64) -> Result<Registry, EngineError> {
    let mut registry = Registry::default();
    for known in store::texts::registry_from(conn, 0)? {
        if known < seq {
            crate::reading::apply_registry(conn, &mut registry, known)?;
        }
    }
    Ok(registry)
}

/// What the purchases before `first` left: all there is now, without the later ones.
fn begin(history: &mut History, conn: &Connection, first: i64) -> Result<(), EngineError> {
    let mut balances = Balances::default();
    for (key, balance) in store::balances::all(conn)? {
        balances.set(key, balance);
    }
    let known = store::parties::all_merchants(conn)?;
    let counted = known.into_iter().filter(|(_, (count, ..))| *count > 0);
    let counted = counted.map(|(identity, (count, ..))| (identity, count));
    let mut known: BTreeMap<MerchantIdentity, u64> = counted.collect();
    store::purchases::for_each(conn, first..=i64::MAX, |row| {
        without(&mut balances, &row)?;
        if row.authorized_seq.is_some()
            && let Some(count) = known.get_mut(&row.purchase.merchant)
        {
            *count = count.saturating_sub(1);
        }
        Ok(())
    })?;
    // What later days are left with is nothing; even to name them would say that they had begun.
    for (key, balance) in balances
        .iter()
        .filter(|(_, sum)| *sum != Balance::default())
    {
        history.balances.set(key, balance);
    }
    let bought = known.into_iter().filter(|(_, count)| *count > 0);
    history.known = bought
        .map(|(merchant, _)| merchant)
        .collect::<BTreeSet<_>>();
    Ok(())
}

/// What repeated before the purchase `first`: only shops with a subscription are looked at.
fn subscriptions_before(
    conn: &Connection,
    registry: &Registry,
    first: i64,
    since: Timestamp,
) -> Result<BTreeMap<SubscriptionKey, Subscription>, EngineError> {
    let now = store::subscriptions::all(conn)?;
    let shops: BTreeSet<&MerchantIdentity> = now.iter().map(|(key, _)| &key.merchant).collect();
    let mut authorized = Vec::new();
    for shop in shops {
        let mut next = store::parties::last_there(conn, shop)?;
        while let Some(row) = next.map_or(Ok(None), |n| store::purchases::by_n(conn, n))? {
            next = row.merchant_before;
            let agent = registry.agents.get(&row.purchase.agent);
            let real = agent.is_some_and(|agent| !agent.sandbox);
            if let Some(seq) = row.authorized_seq.filter(|_| real && row.n < first) {
                authorized.push((seq, row));
            }
        }
    }
    authorized.sort_by_key(|(seq, _)| *seq);
    let mut subscriptions: BTreeMap<SubscriptionKey, Subscription> = BTreeMap::new();
    for (seq, row) in authorized {
        let terms = crate::reading::requested(&store::log::entry(conn, row.asked_seq)?.bytes)?;
        if let Some(plan) = Plan::of(&terms.request.checkout) {
            let at = crate::reading::entry(&store::log::entry(conn, seq)?.bytes)?.at;
            let known = subscriptions.remove(&plan.key);
            let renewed = Subscription::authorized(known, &plan, &row.purchase, at);
            subscriptions.insert(plan.key, renewed);
        }
    }
    for (key, known) in now {
        if let Some(before) = subscriptions.get_mut(&key) {
            before.cancelled_at = known.cancelled_at.filter(|at| *at < since);
        }
    }
    Ok(subscriptions)
}

/// Takes what a purchase stands for out of the sums.
fn without(balances: &mut Balances, row: &PurchaseRow) -> Result<(), EngineError> {
    let mut nothing = row.purchase.clone();
    nothing.charge = None;
    nothing.overall = None;
    let wrong = |error: SumOverflow| EngineError::Damaged(error.to_string());
    let deltas = changes(Some(&row.purchase.footing()), &nothing.footing()).map_err(wrong)?;
    balances.apply(&deltas).map_err(wrong)
}

fn note(history: &mut History, conn: &Connection, from: u64, to: u64) -> Result<(), EngineError> {
    store::log::for_each(conn, from..to, |_, bytes, _| {
        let entry = crate::reading::entry(bytes)?;
        history.note(&entry.fact, entry.at);
        Ok(())
    })
}
