//! What the writer keeps in memory between batches, so that no purchase costs more because there
//! is much history: the tree, sums in use, agents, mandates, and a filter of used keys.
//!
//! Trusted only while no other process has written; see [`Books::refresh`].

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::store::Connection;
use counterfoil_domain::balances::{BalanceKey, Balances, Slot, Span};
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::ids::MandateId;
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::period::Today;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;
use counterfoil_ledger::{Hash, TileBuilder};

use super::memories::Memories;
use crate::error::EngineError;
use crate::keyfilter::KeyFilter;
use crate::shared::Shared;
use crate::store::parties::Parties;
use crate::store::{self, Store};

/// A signed ledger head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SignedHead {
    pub(crate) size: u64,
    pub(crate) root: Hash,
    pub(crate) signature: [u8; 64],
}

/// The writer's memory.
#[derive(Debug)]
pub(crate) struct Books {
    pub(super) builder: TileBuilder,
    pub(super) root: Hash,
    pub(super) last_at: Timestamp,
    pub(super) last_n: i64,
    pub(super) balances: Balances,
    /// Since which hour the sums of a mandate are all there.
    loaded: BTreeMap<MandateId, Slot>,
    pub(super) merchants: BTreeMap<MerchantIdentity, bool>,
    pub(super) registry: Arc<Registry>,
    /// Read when the first purchase comes: who only looks does without.
    keys: Option<KeyFilter>,
    pub(super) parties: Parties,
    pub(super) memories: Memories,
    pub(super) today: Today,
    /// Whether the log has words that were erased since.
    pub(super) erased: bool,
    head: Option<Arc<SignedHead>>,
    head_kept: u64,
    pub(super) registry_read: u64,
    data_version: Option<i64>,
}

impl Books {
    const MERCHANTS_KEPT: usize = 50_000;
    const BALANCES_KEPT: usize = 500_000;
    /// More than the longest rolling window.
    const HOURS_KEPT: i32 = 31 * 24;

    /// Empty books; the first [`Self::refresh`] fills them.
    pub(crate) fn unread() -> Self {
        Self {
            builder: TileBuilder::new(),
            root: counterfoil_ledger::empty_root(),
            last_at: Timestamp::from_millis(0),
            last_n: 0,
            balances: Balances::default(),
            loaded: BTreeMap::new(),
            merchants: BTreeMap::new(),
            registry: Arc::default(),
            keys: None,
            parties: Parties::default(),
            memories: Memories::default(),
            today: Today::default(),
            erased: false,
            head: None,
            head_kept: 0,
            registry_read: 0,
            data_version: None,
        }
    }

    pub(crate) fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// Reads what another process has written since the last batch. Cheap when nobody has.
    pub(crate) fn refresh(
        &mut self,
        conn: &Connection,
        shared: &Shared,
    ) -> Result<(), EngineError> {
        self.memories.trim();
        let early = self.data_version.is_none().then(|| shared.kept_head());
        let version = Store::data_version(conn)?;
        if self.data_version == Some(version) {
            return Ok(());
        }
        let size = store::log::size(conn)?;
        if size != self.builder.size() || self.data_version.is_none() {
            self.reload(conn, size)?;
            shared.check_anchors(conn, size, early.unwrap_or_else(|| shared.kept_head()))?;
            shared.set_registry(Arc::clone(&self.registry));
            shared.set_own_size(size);
        }
        self.data_version = Some(version);
        Ok(())
    }

    /// Forgets everything, after a batch that could not be written.
    pub(super) fn forget(&mut self) {
        self.memories = Memories::default();
        self.data_version = None;
    }

    /// Ledger time never decreases, whatever the wall clock does.
    pub(super) fn ledger_time(&self, wall: Timestamp) -> Timestamp {
        wall.max(self.last_at)
    }

    /// One sum, read from the store when it is older than what is kept.
    pub(super) fn balance(
        &mut self,
        conn: &Connection,
        key: &BalanceKey,
    ) -> Result<Balance, EngineError> {
        let since = self.load(conn, key.mandate)?;
        let old = key.span == Span::Hour && key.slot < since;
        if old && !self.balances.contains(key) {
            let balance = store::balances::get(conn, key)?;
            self.balances.set(*key, balance.unwrap_or_default());
        }
        Ok(self.balances.get(key))
    }

    /// The sums of a mandate: all days and months, and the hours that a rolling window reaches.
    pub(super) fn sums(
        &mut self,
        conn: &Connection,
        mandate: MandateId,
    ) -> Result<&Balances, EngineError> {
        self.load(conn, mandate)?;
        Ok(&self.balances)
    }

    fn load(&mut self, conn: &Connection, mandate: MandateId) -> Result<Slot, EngineError> {
        if let Some(since) = self.loaded.get(&mandate) {
            return Ok(*since);
        }
        if self.balances.len() >= Self::BALANCES_KEPT {
            self.loaded.clear();
            self.balances = Balances::default();
        }
        let hour = Slot::of_hour(self.last_at);
        let since = Slot(hour.0.saturating_sub(Self::HOURS_KEPT));
        for (key, balance) in store::balances::of_mandate(conn, mandate, since)? {
            self.balances.set(key, balance);
        }
        self.loaded.insert(mandate, since);
        Ok(since)
    }

    pub(super) fn merchant_known(
        &mut self,
        conn: &Connection,
        identity: &MerchantIdentity,
    ) -> Result<bool, EngineError> {
        if let Some(known) = self.merchants.get(identity) {
            return Ok(*known);
        }
        if self.merchants.len() >= Self::MERCHANTS_KEPT {
            self.merchants.clear();
        }
        let known = store::parties::authorized(conn, identity)? > 0;
        self.merchants.insert(identity.clone(), known);
        Ok(known)
    }

    /// Whether a stored purchase may have this hash of its key; "no" is certain.
    pub(super) fn may_have_key(
        &mut self,
        conn: &Connection,
        hash: i64,
    ) -> Result<bool, EngineError> {
        if let Some(keys) = &self.keys {
            return Ok(keys.may_contain(hash));
        }
        let mut keys = KeyFilter::default();
        store::purchases::key_hashes_after(conn, 0, |hash| keys.insert(hash))?;
        let found = keys.may_contain(hash);
        self.keys = Some(keys);
        Ok(found)
    }

    /// Takes in the key of a purchase that was just stored.
    pub(super) fn note_key(&mut self, hash: i64) {
        if let Some(keys) = &mut self.keys {
            keys.insert(hash);
        }
    }

    /// Keeps the last signed head; a batch written without the key has none.
    pub(super) fn set_head(&mut self, head: Option<Arc<SignedHead>>) {
        if head.is_some() {
            self.head = head;
        }
    }

    /// Writes the last signed head to a file outside the database, if it moved.
    pub(crate) fn keep_head(&mut self, dir: &Path, shared: &Shared) -> Result<(), EngineError> {
        let Some(head) = &self.head else {
            return Ok(());
        };
        if head.size <= self.head_kept {
            return Ok(());
        }
        crate::head::keep(dir, &shared.public.ledger, head.size, &shared.note(head))?;
        self.head_kept = head.size;
        Ok(())
    }

    fn reload(&mut self, conn: &Connection, size: u64) -> Result<(), EngineError> {
        let read = self.builder.size();
        let nodes = store::log::StoredNodes(conn);
        self.builder = TileBuilder::resume(&nodes, size).map_err(|error| {
            EngineError::Damaged(format!("the tree cannot be resumed: {error}"))
        })?;
        self.root = self.builder.root();
        let checkpoint = store::log::last_checkpoint(conn)?;
        match &checkpoint {
            Some(last) if last.size == size && last.root == self.root => {}
            None if size == 0 => {}
            _ => {
                let what = "the last checkpoint is not that of the last entry";
                return Err(EngineError::Damaged(what.to_owned()));
            }
        }
        self.last_at = Timestamp::from_millis(checkpoint.as_ref().map_or(0, |last| last.at));
        self.head = None;
        if let Some(signed) = store::log::last_signed(conn)? {
            self.set_head(signed.head().map(Arc::new));
        }
        self.balances = Balances::default();
        self.loaded.clear();
        self.merchants.clear();
        self.parties = Parties::default();
        self.reload_registry(conn, size)?;
        self.memories.follow(conn, &self.registry, read..size)?;
        let known = self.last_n;
        self.last_n = store::purchases::last_n(conn)?;
        if self.last_n < known {
            self.keys = None;
        }
        let Some(keys) = &mut self.keys else {
            return Ok(());
        };
        store::purchases::key_hashes_after(conn, known, |hash| keys.insert(hash))
    }

    fn reload_registry(&mut self, conn: &Connection, size: u64) -> Result<(), EngineError> {
        let mut registry = if self.registry_read <= size {
            Registry::clone(&self.registry)
        } else {
            self.registry_read = 0;
            Registry::default()
        };
        for seq in store::texts::registry_from(conn, self.registry_read)? {
            crate::reading::apply_registry(conn, &mut registry, seq)?;
        }
        self.registry = Arc::new(registry);
        self.registry_read = size;
        Ok(())
    }
}
