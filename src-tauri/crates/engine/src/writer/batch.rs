//! One batch: decide every item, then write everything, sign, commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::store::Connection;
use counterfoil_domain::balances::Balances;
use counterfoil_domain::entry::{EntryHead, Fact, encode};
use counterfoil_domain::ids::{AgentId, PurchaseId, TaskId};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::subscription::{Subscription, SubscriptionKey};
use counterfoil_domain::time::Timestamp;
use counterfoil_ledger::{Tile, TileBuilder, leaf_hash};

use super::desk::WordsChange;
use super::task::Job;
use super::{Books, Desk, SignedHead};
use crate::error::EngineError;
use crate::events::Event;
use crate::shared::{Shared, Unlocked};
use crate::store::log::{StoredCheckpoint, StoredEntry};
use crate::store::parties::Told;
use crate::store::purchases::PurchaseRow;
use crate::store::{self, Store};

/// What a batch will write.
pub(crate) struct Batch {
    pub(super) at: Timestamp,
    /// The keys as they were when the batch began: what is decided with them is signed with them,
    /// even if somebody locks in between.
    pub(super) keys_held: Option<Arc<Unlocked>>,
    pub(super) entries: Vec<StoredEntry>,
    pub(super) purchases: BTreeMap<PurchaseId, Staged>,
    pub(super) keys: BTreeMap<i64, PurchaseId>,
    pub(super) balances: Balances,
    pub(super) merchants: BTreeMap<MerchantIdentity, Told>,
    pub(super) agents: BTreeMap<AgentId, i64>,
    pub(super) subscriptions: BTreeMap<SubscriptionKey, Subscription>,
    pub(super) registry: Option<Registry>,
    pub(super) registry_seqs: Vec<u64>,
    pub(super) events: Vec<Event>,
    /// What was asked on rails, by purchase number and revision.
    pub(super) quotes: Vec<(i64, u32, Vec<u8>)>,
    /// What the other sides of rails call purchases from now on.
    pub(super) references: BTreeMap<[u8; 32], PurchaseId>,
    /// What was closed under tasks.
    pub(super) uses: Vec<(TaskId, PurchaseId)>,
    /// What sellers answered to payments, by purchase number.
    pub(super) responses: Vec<(i64, Vec<u8>)>,
    /// What calls brought that were made for agents, by purchase number.
    pub(super) fetched: Vec<(i64, Vec<u8>)>,
    /// What the owner said, and what of it is taken back or erased.
    pub(super) words: Vec<WordsChange>,
    /// How many of the purchases are new.
    pub(super) opened: i64,
    tiles: Vec<Tile>,
    builder: TileBuilder,
    prev_root: String,
}

/// A purchase row that the batch will write.
pub(super) struct Staged {
    pub(super) row: PurchaseRow,
    pub(super) is_new: bool,
}

impl Batch {
    fn begin(books: &Books, at: Timestamp, keys_held: Option<Arc<Unlocked>>) -> Self {
        Self {
            at,
            keys_held,
            entries: Vec::new(),
            purchases: BTreeMap::new(),
            keys: BTreeMap::new(),
            balances: Balances::default(),
            merchants: BTreeMap::new(),
            agents: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            registry: None,
            registry_seqs: Vec::new(),
            events: Vec::new(),
            quotes: Vec::new(),
            references: BTreeMap::new(),
            uses: Vec::new(),
            responses: Vec::new(),
            fetched: Vec::new(),
            words: Vec::new(),
            opened: 0,
            tiles: Vec::new(),
            builder: books.builder.clone(),
            prev_root: books.root.to_base64(),
        }
    }

    /// Stages one fact and returns its position.
    pub(super) fn record(&mut self, fact: &Fact, before: Option<u64>) -> Result<u64, EngineError> {
        let salt = hex::encode(crate::clock::random::<16>()?);
        let seq = self.builder.size();
        let head = EntryHead {
            seq,
            at: self.at,
            prev_root: &self.prev_root,
            salt: &salt,
        };
        let bytes =
            encode(&head, fact).map_err(|error| EngineError::Internal(error.to_string()))?;
        let leaf = leaf_hash(&bytes);
        self.tiles.extend(self.builder.push(leaf));
        self.entries.push(StoredEntry { seq, bytes, before });
        Ok(seq)
    }

    /// The merchants of the purchases that this batch authorizes, by name.
    pub(super) fn named(&self) -> Result<Vec<(MerchantIdentity, String)>, EngineError> {
        let mut named = Vec::new();
        for staged in self.purchases.values() {
            let row = &staged.row;
            let entry = self.entries.iter().find(|entry| entry.seq == row.asked_seq);
            if let (Some(_), Some(entry)) = (row.authorized_seq, entry) {
                let asked = crate::reading::requested(&entry.bytes)?;
                let name = asked.request.checkout.merchant.name;
                named.push((row.purchase.merchant.clone(), name.as_str().to_owned()));
            }
        }
        Ok(named)
    }

    fn write(&self, conn: &Connection, books: &mut Books) -> Result<(), EngineError> {
        for entry in &self.entries {
            store::log::append(conn, entry)?;
        }
        for tile in &self.tiles {
            store::log::put_tile(conn, tile)?;
        }
        let mut staged: Vec<&Staged> = self.purchases.values().collect();
        staged.sort_by_key(|staged| staged.row.n);
        for Staged { row, is_new } in staged {
            if *is_new {
                store::purchases::insert(conn, &mut books.parties, row)?;
            } else {
                store::purchases::update(conn, &mut books.parties, row)?;
            }
        }
        for (n, revision, received) in &self.quotes {
            store::quotes::put(conn, *n, *revision, received)?;
        }
        for (hash, id) in &self.references {
            store::references::put(conn, hash, *id)?;
        }
        for (task, id) in &self.uses {
            store::uses::put(conn, *task, *id)?;
        }
        for (n, response) in &self.responses {
            store::quotes::put_response(conn, *n, response)?;
        }
        for change in &self.words {
            change.write(conn)?;
        }
        self.write_fetched(conn)?;
        for (key, balance) in self.balances.iter() {
            store::balances::put(conn, &mut books.parties, &key, &balance)?;
        }
        for (identity, told) in &self.merchants {
            let n = books.parties.merchant(conn, identity)?;
            store::parties::tell(conn, n, told)?;
        }
        for (id, last) in &self.agents {
            let n = books.parties.agent(conn, *id)?;
            store::parties::tell_agent(conn, n, *last)?;
        }
        for (key, known) in &self.subscriptions {
            store::subscriptions::put(conn, &mut books.parties, key, known)?;
        }
        for seq in &self.registry_seqs {
            store::texts::put_registry(conn, *seq)?;
        }
        Ok(())
    }

    /// What the ledger knows nothing of.
    fn write_fetched(&self, conn: &Connection) -> Result<(), EngineError> {
        for (n, answer) in &self.fetched {
            store::fetched::put(conn, *n, answer)?;
        }
        Ok(())
    }

    fn checkpoint(&self) -> StoredCheckpoint {
        let root = self.builder.root();
        let size = self.builder.size();
        let held = self.keys_held.as_ref();
        let signature = held.map(|held| held.sign_checkpoint(size, root));
        StoredCheckpoint {
            size,
            root,
            signature,
            at: self.at.as_millis(),
        }
    }

    fn adopt(self, books: &mut Books, checkpoint: &StoredCheckpoint) -> Vec<Event> {
        books.root = checkpoint.root;
        books.builder = self.builder;
        books.last_at = self.at;
        books.registry_read = checkpoint.size;
        for (key, balance) in self.balances.iter() {
            books.balances.set(key, balance);
        }
        for (identity, told) in self.merchants {
            if told.authorized > 0 {
                books.merchants.insert(identity, true);
            }
        }
        let mut words = self.words.iter();
        books.erased |= words.any(|change| matches!(change, WordsChange::Erase(_)));
        if let Some(registry) = self.registry {
            books.registry = Arc::new(registry);
        }
        for staged in self.purchases.values().filter(|staged| staged.is_new) {
            books.note_key(staged.row.key_hash);
            books.last_n = books.last_n.max(staged.row.n);
        }
        self.events
    }
}

/// Decides and writes one batch; what listeners are to be told comes back, for after the answers.
/// On an error nothing was written and the books are as the store is.
pub(super) fn commit(
    store: &mut Store,
    books: &mut Books,
    shared: &Shared,
    jobs: &mut [Box<dyn Job>],
) -> Result<Outcome, EngineError> {
    let outcome = try_commit(store, books, shared, jobs);
    match &outcome {
        Ok((_, events)) if events.is_empty() => {}
        // Whoever is answered finds the registry as the answer says.
        Ok(_) => shared.set_registry(Arc::clone(books.registry())),
        Err(_) => books.forget(),
    }
    outcome
}

type Outcome = (Option<Arc<SignedHead>>, Vec<Event>);

fn try_commit(
    store: &mut Store,
    books: &mut Books,
    shared: &Shared,
    jobs: &mut [Box<dyn Job>],
) -> Result<Outcome, EngineError> {
    if let Some(what) = shared.damage() {
        return Err(EngineError::Damaged(what));
    }
    let transaction = store.begin()?;
    books.refresh(&transaction, shared)?;
    let at = books.ledger_time(shared.now());
    let mut batch = Batch::begin(books, at, shared.unlocked().ok());
    for job in jobs.iter_mut() {
        let mut desk = Desk {
            conn: &transaction,
            books,
            batch: &mut batch,
            shared,
        };
        job.decide(&mut desk)?;
    }
    if batch.entries.is_empty() {
        let events = std::mem::take(&mut batch.events);
        batch.write_fetched(&transaction)?;
        transaction.commit()?;
        return Ok((None, events));
    }
    batch.write(&transaction, books)?;
    let checkpoint = batch.checkpoint();
    store::log::put_checkpoint(&transaction, &checkpoint)?;
    let head = checkpoint.head().map(Arc::new);
    for job in jobs {
        job.announce(head.as_ref());
    }
    transaction.commit()?;
    let events = batch.adopt(books, &checkpoint);
    shared.set_own_size(checkpoint.size);
    books.set_head(head.clone());
    Ok((head, events))
}
