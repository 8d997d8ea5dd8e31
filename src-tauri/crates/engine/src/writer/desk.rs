//! What an operation sees while the writer decides: the state as of now, including everything
//! staged earlier in the same batch, and the means to stage more.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use crate::store::Connection;
use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::assess::{Records, Sums, Warning};
use counterfoil_domain::balances::{BalanceKey, Delta, Footing, Slot, Span, SumOverflow, changes};
use counterfoil_domain::entry::{Fact, PostingRecord};
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::memory::{AgentMemory, KnownMerchants, MerchantMemory};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::purchase::Step;
use counterfoil_domain::registry::{AgentRecord, Registry};
use counterfoil_domain::subscription::{Subscription, SubscriptionKey};
use counterfoil_domain::time::Timestamp;

use super::batch::{Batch, Staged};
use super::books::Books;
use crate::error::EngineError;
use crate::events::Event;
use crate::session::Caller;
use crate::shared::Shared;
use crate::store;
use crate::store::log::StoredEntry;
use crate::store::purchases::PurchaseRow;

mod history;
mod quotes;
mod references;
mod words;

pub(crate) use words::Salted;
pub(super) use words::WordsChange;

/// State and staging area of one batch.
pub(crate) struct Desk<'a> {
    pub(super) conn: &'a Connection,
    pub(super) books: &'a mut Books,
    pub(super) batch: &'a mut Batch,
    pub(super) shared: &'a Shared,
}

impl Desk<'_> {
    /// Ledger time of this batch.
    pub(crate) fn now(&self) -> Timestamp {
        self.batch.at
    }

    /// Whether what is decided now can be signed.
    pub(crate) fn is_unlocked(&self) -> bool {
        self.batch.keys_held.is_some()
    }

    pub(crate) fn conn(&self) -> &Connection {
        self.conn
    }

    pub(crate) fn shared(&self) -> &Shared {
        self.shared
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.batch.registry.as_ref().unwrap_or(&self.books.registry)
    }

    /// How much is staged so far.
    pub(super) fn staged(&self) -> usize {
        self.batch.entries.len()
    }

    /// The agent behind a session, if its token is still the one it connected with.
    pub(crate) fn agent(&self, caller: &Caller) -> Result<AgentRecord, EngineError> {
        let agent = self
            .registry()
            .agents
            .get(&caller.agent)
            .ok_or(EngineError::Unauthorized)?;
        if agent.removed || agent.token_hash != caller.token_hash {
            return Err(EngineError::Unauthorized);
        }
        Ok(agent.clone())
    }

    pub(crate) fn purchase(&self, id: PurchaseId) -> Result<PurchaseRow, EngineError> {
        if let Some(staged) = self.batch.purchases.get(&id) {
            return Ok(staged.row.clone());
        }
        store::purchases::by_id(self.conn, id)?.ok_or(EngineError::NotFound { what: "purchase" })
    }

    /// Purchases that may have been made with this key: staged ones, then stored ones.
    pub(crate) fn with_key_hash(&mut self, hash: i64) -> Result<Vec<PurchaseRow>, EngineError> {
        if let Some(id) = self.batch.keys.get(&hash) {
            return Ok(vec![self.purchase(*id)?]);
        }
        if !self.books.may_have_key(self.conn, hash)? {
            return Ok(Vec::new());
        }
        store::purchases::with_key_hash(self.conn, hash)
    }

    /// The bytes of an entry, stored or staged in this batch.
    pub(crate) fn entry(&self, seq: u64) -> Result<Vec<u8>, EngineError> {
        Ok(self.stored_entry(seq)?.bytes)
    }

    /// An entry with its link, stored or staged in this batch.
    pub(crate) fn stored_entry(&self, seq: u64) -> Result<StoredEntry, EngineError> {
        match self.batch.entries.iter().find(|entry| entry.seq == seq) {
            Some(staged) => Ok(staged.clone()),
            None => store::log::entry(self.conn, seq),
        }
    }

    pub(crate) fn balance(&mut self, key: &BalanceKey) -> Result<Balance, EngineError> {
        if self.batch.balances.contains(key) {
            return Ok(self.batch.balances.get(key));
        }
        self.books.balance(self.conn, key)
    }

    pub(crate) fn merchant_known(
        &mut self,
        identity: &MerchantIdentity,
    ) -> Result<bool, EngineError> {
        let told = self.batch.merchants.get(identity);
        if told.is_some_and(|told| told.authorized > 0) {
            return Ok(true);
        }
        self.books.merchant_known(self.conn, identity)
    }

    pub(crate) fn subscription(
        &self,
        key: &SubscriptionKey,
    ) -> Result<Option<Subscription>, EngineError> {
        match self.batch.subscriptions.get(key) {
            Some(known) => Ok(Some(known.clone())),
            None => store::subscriptions::get(self.conn, key),
        }
    }

    /// The subscription that is known by its first purchase.
    pub(crate) fn subscription_begun_with(
        &self,
        first: PurchaseId,
    ) -> Result<Option<(SubscriptionKey, Subscription)>, EngineError> {
        let stored = store::subscriptions::all(self.conn)?;
        let staged = self.batch.subscriptions.clone();
        let mut all = staged.into_iter().chain(stored);
        Ok(all.find(|(_, known)| known.first == first))
    }

    pub(crate) fn stage_subscription(&mut self, key: SubscriptionKey, known: Subscription) {
        self.batch.subscriptions.insert(key, known);
    }

    /// The number that the next new purchase gets.
    pub(crate) fn next_n(&self) -> i64 {
        let opened = self.batch.opened;
        self.books.last_n.saturating_add(opened).saturating_add(1)
    }

    /// Records a fact that concerns no purchase.
    pub(crate) fn record(&mut self, fact: &Fact) -> Result<u64, EngineError> {
        self.allowed_to_write(fact)?;
        let at = self.batch.at;
        let mut registry = Registry::clone(self.registry());
        let concerns = registry
            .apply(fact, at)
            .map_err(|error| EngineError::Internal(error.to_string()))?;
        let seq = self.batch.record(fact, None)?;
        if let Fact::MandateRaised(raised) = fact {
            self.add(raised.key(), Delta::raise(raised.raise.minor))?;
            self.batch.events.push(Event::Mandates);
        } else if concerns {
            self.batch.registry = Some(registry);
            self.batch.registry_seqs.push(seq);
            self.batch.events.push(Event::of_registry(fact));
        } else {
            self.batch.events.push(Event::Ledger);
        }
        Ok(seq)
    }

    /// Stages a purchase that was just opened.
    pub(crate) fn open(
        &mut self,
        mut row: PurchaseRow,
        fact: &Fact,
    ) -> Result<PurchaseRow, EngineError> {
        self.allowed_to_write(fact)?;
        self.settle(None, &row.purchase.footing())?;
        self.link(&mut row)?;
        let seq = self.batch.record(fact, None)?;
        row.first_seq = seq;
        row.asked_seq = seq;
        row.last_seq = seq;
        self.batch.keys.insert(row.key_hash, row.purchase.id);
        self.batch.opened = self.batch.opened.saturating_add(1);
        self.remember_new(&row, fact)?;
        self.stage(row.clone(), true);
        Ok(row)
    }

    /// Takes one edge: state, postings, sums and entry together.
    pub(crate) fn step(
        &mut self,
        mut row: PurchaseRow,
        step: &Step,
        fact: impl FnOnce(&PurchaseRow, Vec<PostingRecord>) -> Fact,
    ) -> Result<PurchaseRow, EngineError> {
        let before = row.purchase.footing();
        let merchant = row.purchase.merchant.clone();
        let postings = row.purchase.apply(step, self.batch.at)?;
        let records = PostingRecord::all(&postings, row.purchase.amount.currency());
        let fact = fact(&row, records);
        self.allowed_to_write(&fact)?;
        self.settle(Some(&before), &row.purchase.footing())?;
        let seq = self.batch.record(&fact, Some(row.last_seq))?;
        row.last_seq = seq;
        match step {
            Step::Amend(_) => row.asked_seq = seq,
            Step::Authorize { .. } => {
                row.authorized_seq = Some(seq);
                let told = self.batch.merchants.entry(row.purchase.merchant.clone());
                let told = told.or_default();
                told.authorized = told.authorized.saturating_add(1);
                told.named_n.get_or_insert(row.n);
            }
            Step::Approve { .. }
            | Step::Reject
            | Step::Undo
            | Step::Expire
            | Step::Cancel
            | Step::Report
            | Step::Capture(_)
            | Step::Void
            | Step::Refund(_)
            | Step::Dispute
            | Step::Lapse
            | Step::Release
            | Step::Annotate => {}
        }
        self.remember(&row, &fact, &merchant)?;
        self.stage(row.clone(), false);
        Ok(row)
    }

    /// Tells the owner that a purchase reaches a part of a limit.
    pub(crate) fn warn(&mut self, warnings: &[Warning]) {
        let events = warnings.iter().map(|warning| Event::Budget(*warning));
        self.batch.events.extend(events);
    }

    fn stage(&mut self, row: PurchaseRow, is_new: bool) {
        let purchase = &row.purchase;
        let event = Event::Purchase {
            id: purchase.id,
            status: purchase.status,
            agent: purchase.agent,
        };
        self.batch.events.push(event);
        let was_new = self
            .batch
            .purchases
            .get(&purchase.id)
            .is_some_and(|staged| staged.is_new);
        let staged = Staged {
            row,
            is_new: is_new || was_new,
        };
        self.batch.purchases.insert(staged.row.purchase.id, staged);
    }

    /// Brings the sums up to what a purchase stands for now.
    fn settle(&mut self, before: Option<&Footing>, after: &Footing) -> Result<(), EngineError> {
        let deltas = changes(before, after).map_err(internal)?;
        for (key, delta) in deltas {
            self.add(key, delta)?;
        }
        Ok(())
    }

    fn add(&mut self, key: BalanceKey, delta: Delta) -> Result<(), EngineError> {
        let balance = self.balance(&key)?;
        let changed = delta.on(balance).ok_or_else(|| internal(SumOverflow))?;
        self.batch.balances.set(key, changed);
        Ok(())
    }

    /// Without the ledger key only facts that tighten may be recorded; they are signed for at the
    /// next unlock.
    fn allowed_to_write(&self, fact: &Fact) -> Result<(), EngineError> {
        if self.is_unlocked() || fact.tightens() {
            return Ok(());
        }
        Err(EngineError::Locked)
    }
}

impl Records for Desk<'_> {
    fn registry(&self) -> &Registry {
        Desk::registry(self)
    }

    fn now(&self) -> Timestamp {
        Desk::now(self)
    }

    fn day(&mut self, time_zone: Tz) -> NaiveDate {
        let now = Desk::now(self);
        self.books.today.day(time_zone, now)
    }

    fn default_undo(&mut self) -> Result<Duration, EngineError> {
        let seconds = crate::settings::undo_seconds(self.conn)?;
        Ok(Duration::from_secs(seconds.into()))
    }

    fn merchant_known(&mut self, merchant: &MerchantIdentity) -> Result<bool, EngineError> {
        Desk::merchant_known(self, merchant)
    }

    fn subscription(&mut self, key: &SubscriptionKey) -> Result<Option<Subscription>, EngineError> {
        Desk::subscription(self, key)
    }

    fn merchant_memory(
        &mut self,
        merchant: &MerchantIdentity,
    ) -> Result<Arc<MerchantMemory>, EngineError> {
        let Self {
            conn, books, batch, ..
        } = self;
        let registry = batch.registry.as_ref().unwrap_or(&books.registry);
        let staged = batch.purchases.values().map(|staged| &staged.row.purchase);
        books.memories.merchant(conn, registry, merchant, staged)
    }

    fn agent_memory(&mut self, agent: AgentId) -> Result<Arc<AgentMemory>, EngineError> {
        let Self {
            conn, books, batch, ..
        } = self;
        let registry = batch.registry.as_ref().unwrap_or(&books.registry);
        let staged = batch.purchases.values().map(|staged| &staged.row.purchase);
        books.memories.agent(conn, registry, agent, staged)
    }

    fn known_merchants(&mut self) -> Result<Arc<KnownMerchants>, EngineError> {
        let Self {
            conn, books, batch, ..
        } = self;
        books.memories.known(conn, || batch.named())
    }
}

impl Sums for Desk<'_> {
    type Error = EngineError;

    /// What is stored, with what this batch changes of it.
    fn sum(
        &mut self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Result<Balance, EngineError> {
        let books = self.books.sums(self.conn, mandate)?;
        let mut sum = books.sum(mandate, span, slots);
        let staged = self.batch.balances.range(mandate, span, slots);
        for (key, balance) in staged {
            sum = sum.without(books.get(&key)).plus(balance);
        }
        Ok(sum)
    }

    fn latest_day(&mut self, mandate: MandateId) -> Result<Option<NaiveDate>, EngineError> {
        let stored = self.books.sums(self.conn, mandate)?.latest_day(mandate);
        Ok(stored.max(self.batch.balances.latest_day(mandate)))
    }
}

fn internal(error: impl std::fmt::Display) -> EngineError {
    EngineError::Internal(error.to_string())
}
