//! What the writer remembers of earlier purchases: read once, then advanced with each fact, so that
//! no purchase costs more because there is much history.
//!
//! Changed in place while a batch is decided. A batch that could not be written leaves them wrong,
//! so they are dropped with the rest of the books then; what another process wrote is followed
//! entry by entry.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use crate::store::Connection;
use counterfoil_domain::entry::RawEntry;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::memory::{
    AgentMemory, KnownMerchants, MerchantMemory, PurchaseFacts, Remembered, Traits,
};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::purchase::Purchase;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::replay::Effect;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::store;
use crate::store::memories as stored;
use crate::store::purchases::PurchaseRow;

/// The memories in use.
#[derive(Debug, Default)]
pub(crate) struct Memories {
    asked: Remembered,
    known: Option<Arc<KnownMerchants>>,
    /// The last purchase asked for at a merchant, and by an agent.
    last_there: BTreeMap<MerchantIdentity, Option<i64>>,
    last_by: BTreeMap<AgentId, Option<i64>>,
    /// When an agent used a key again for something else.
    reused: BTreeMap<AgentId, VecDeque<Timestamp>>,
}

impl Memories {
    /// Merchants are unbounded, and each memory is a few kilobytes.
    const MERCHANTS_KEPT: usize = 4_096;
    const LAST_KEPT: usize = 50_000;
    const REUSES_KEPT: usize = 16;

    /// Above this many entries of another process it is cheaper to read anew.
    const FOLLOWED: u64 = 4_096;

    /// Makes room. Between batches only: what a batch has staged is not yet in the store.
    pub(super) fn trim(&mut self) {
        if self.asked.merchants() > Self::MERCHANTS_KEPT {
            self.asked.forget_merchants();
        }
        if self.last_there.len() > Self::LAST_KEPT {
            self.last_there.clear();
        }
    }

    pub(super) fn merchant<'a>(
        &mut self,
        conn: &Connection,
        registry: &Registry,
        identity: &MerchantIdentity,
        staged: impl Iterator<Item = &'a Purchase>,
    ) -> Result<Arc<MerchantMemory>, EngineError> {
        if let Some(memory) = self.asked.merchant(identity) {
            return Ok(Arc::clone(memory));
        }
        let last = store::parties::last_there(conn, identity)?;
        let mut memory = stored::merchant(conn, registry, identity, last)?;
        staged.for_each(|purchase| memory.moved(purchase));
        let memory = Arc::new(memory);
        self.asked.begin_merchant(identity, Arc::clone(&memory));
        Ok(memory)
    }

    pub(super) fn agent<'a>(
        &mut self,
        conn: &Connection,
        registry: &Registry,
        id: AgentId,
        staged: impl Iterator<Item = &'a Purchase>,
    ) -> Result<Arc<AgentMemory>, EngineError> {
        if let Some(memory) = self.asked.agent(id) {
            return Ok(Arc::clone(memory));
        }
        let last = store::parties::last_by(conn, id)?;
        let mut memory = stored::agent(conn, registry, last)?;
        staged.for_each(|purchase| memory.moved(purchase));
        let memory = Arc::new(memory);
        self.asked.begin_agent(id, Arc::clone(&memory));
        Ok(memory)
    }

    /// Also those that were named earlier in this batch.
    pub(super) fn known(
        &mut self,
        conn: &Connection,
        named: impl FnOnce() -> Result<Vec<(MerchantIdentity, String)>, EngineError>,
    ) -> Result<Arc<KnownMerchants>, EngineError> {
        if let Some(known) = &self.known {
            return Ok(Arc::clone(known));
        }
        let mut known = stored::known(conn)?;
        for (identity, name) in named()? {
            known.learn(&identity, &name);
        }
        let known = Arc::new(known);
        self.known = Some(Arc::clone(&known));
        Ok(known)
    }

    /// The last purchase asked for at the merchant, in this batch or before.
    pub(super) fn last_there(
        &mut self,
        conn: &Connection,
        identity: &MerchantIdentity,
    ) -> Result<Option<i64>, EngineError> {
        if let Some(last) = self.last_there.get(identity) {
            return Ok(*last);
        }
        let last = store::parties::last_there(conn, identity)?;
        self.last_there.insert(identity.clone(), last);
        Ok(last)
    }

    /// The last purchase the agent asked for, in this batch or before.
    pub(super) fn last_by(
        &mut self,
        conn: &Connection,
        id: AgentId,
    ) -> Result<Option<i64>, EngineError> {
        if let Some(last) = self.last_by.get(&id) {
            return Ok(*last);
        }
        let last = store::parties::last_by(conn, id)?;
        self.last_by.insert(id, last);
        Ok(last)
    }

    /// Takes in a purchase that was just opened as number `n`.
    pub(super) fn opened(&mut self, n: i64, facts: &PurchaseFacts, identity: &MerchantIdentity) {
        self.last_there.insert(identity.clone(), Some(n));
        self.last_by.insert(facts.agent, Some(n));
        self.asked.note(facts, identity);
    }

    /// Takes in a new revision of a purchase, which may be from another merchant than before.
    pub(super) fn amended(
        &mut self,
        before: &MerchantIdentity,
        facts: &PurchaseFacts,
        identity: &MerchantIdentity,
    ) {
        self.asked.amended(before, facts, identity);
    }

    /// Takes in where a purchase stands now.
    pub(super) fn moved(&mut self, purchase: &Purchase) {
        self.asked.moved(purchase);
    }

    /// Takes in that an agent used a key again for something else.
    pub(super) fn note_key_reuse(&mut self, agent: AgentId, now: Timestamp) {
        let reused = self.reused.entry(agent).or_default();
        while reused.len() >= Self::REUSES_KEPT {
            reused.pop_front();
        }
        reused.push_back(now);
    }

    /// How often it did so after `since`.
    pub(super) fn key_reuses(&self, agent: AgentId, since: Timestamp) -> usize {
        let reused = self.reused.get(&agent).into_iter().flatten();
        reused.filter(|at| **at > since).count()
    }

    /// Takes in that a merchant was bought from.
    pub(super) fn learn(&mut self, identity: &MerchantIdentity, name: &str) {
        if let Some(known) = &mut self.known {
            Arc::make_mut(known).learn(identity, name);
        }
    }

    /// Takes in what another process recorded.
    pub(super) fn follow(
        &mut self,
        conn: &Connection,
        registry: &Registry,
        entries: Range<u64>,
    ) -> Result<(), EngineError> {
        self.last_there.clear();
        self.last_by.clear();
        if self.asked.is_empty() && self.known.is_none() {
            return Ok(());
        }
        let count = entries.end.saturating_sub(entries.start);
        if entries.start > entries.end || count > Self::FOLLOWED {
            *self = Self::default();
            return Ok(());
        }
        for seq in entries {
            self.follow_one(conn, registry, seq)?;
        }
        Ok(())
    }

    fn follow_one(
        &mut self,
        conn: &Connection,
        registry: &Registry,
        seq: u64,
    ) -> Result<(), EngineError> {
        let bytes = store::log::entry(conn, seq)?.bytes;
        let unreadable =
            |error: counterfoil_domain::entry::EntryError| EngineError::Damaged(error.to_string());
        let raw = RawEntry::read(&bytes).map_err(unreadable)?;
        let (id, known) = match Effect::read(&raw).map_err(unreadable)? {
            Effect::Nothing
            | Effect::Imported(_)
            | Effect::Ruled(_)
            | Effect::Registry(_)
            | Effect::Cancelled(_)
            | Effect::Allowed(_)
            | Effect::Raised { .. } => return Ok(()),
            Effect::Opened { id, .. } => (id, false),
            Effect::Moved { id, known, .. } => (id, known),
        };
        let Some(row) = store::purchases::by_id(conn, id)? else {
            return Ok(());
        };
        // The row is that of now, so an earlier entry already gives the memory of the latest.
        let terms = crate::reading::requested(&store::log::entry(conn, row.asked_seq)?.bytes)?;
        if known {
            let name = terms.request.checkout.merchant.name.as_str();
            self.learn(&row.purchase.merchant, name);
        }
        let facts = facts(registry, &row, &terms.request);
        self.asked.note(&facts, &row.purchase.merchant);
        Ok(())
    }
}

/// What to remember of a purchase.
pub(crate) fn facts(
    registry: &Registry,
    row: &PurchaseRow,
    request: &PurchaseRequest,
) -> PurchaseFacts {
    let agent = registry.agents.get(&row.purchase.agent);
    let sandbox = agent.is_some_and(|agent| agent.sandbox);
    PurchaseFacts::of(&row.purchase, &Traits::of(&request.checkout), sandbox)
}
