//! What all parts of one open engine share: clock, keys, readers, the published state, events.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::store::Connection;
use counterfoil_domain::entry::{Fact, Started, decode};
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;
use counterfoil_ledger::{Checkpoint, Hash, NoteSigner, SIGNATURE_LENGTH, VerifierKey, root_at};
use counterfoil_protocols::authorization::thumbprint;
use p256::ecdsa::VerifyingKey;
use tokio::sync::broadcast;

use crate::Options;
use crate::error::EngineError;
use crate::events::Event;
use crate::history::Histories;
use crate::keys::{AuthorizationKey, Keys, Opener, OwnerKey, PayerKey, public_from_hex};
use crate::store::log::StoredNodes;
use crate::store::{self, Readers};
use crate::writer::SignedHead;

/// How many events a slow listener may be behind before it is told to read afresh.
const EVENTS: usize = 1024;

/// The head that was found outside the database.
pub(crate) type Kept = Result<Option<Checkpoint>, EngineError>;

/// Shared by the writer, the sessions and the duties.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) dir: PathBuf,
    pub(crate) options: Options,
    pub(crate) readers: Readers,
    pub(crate) public: PublicKeys,
    unlocked: RwLock<Option<Arc<Unlocked>>>,
    registry: RwLock<Arc<Registry>>,
    damage: RwLock<Option<String>>,
    events: broadcast::Sender<Event>,
    size: AtomicU64,
    kid: String,
    /// What back-tests have read of the record.
    pub(crate) histories: Mutex<Histories>,
}

/// The keys that the first entry names.
#[derive(Clone, Debug)]
pub(crate) struct PublicKeys {
    pub(crate) ledger: VerifierKey,
    pub(crate) authorization: VerifyingKey,
    pub(crate) owner: VerifyingKey,
}

/// The secret keys, ready to sign.
#[derive(Debug)]
pub(crate) struct Unlocked {
    pub(crate) ledger: NoteSigner,
    pub(crate) authorization: AuthorizationKey,
    pub(crate) owner: OwnerKey,
    pub(crate) payer: Option<PayerKey>,
    opener: Opener,
}

impl Unlocked {
    /// The paying account's key, if it is that of `address`.
    fn payer(&self, address: &str) -> Option<PayerKey> {
        let key = self.payer.as_ref();
        key.filter(|key| key.address().to_string() == address)
            .cloned()
    }

    /// The signature for a checkpoint.
    pub(crate) fn sign_checkpoint(&self, size: u64, root: Hash) -> [u8; SIGNATURE_LENGTH] {
        let checkpoint = self.ledger.checkpoint(size, root);
        checkpoint.signature_bytes(&self.ledger)
    }
}

impl Shared {
    pub(crate) fn new(
        dir: &Path,
        options: Options,
        conn: &Connection,
    ) -> Result<Self, EngineError> {
        let public = PublicKeys::of_ledger(conn)?;
        let kid = thumbprint(&public.authorization);
        Ok(Self {
            dir: dir.to_owned(),
            options,
            readers: Readers::new(dir),
            public,
            unlocked: RwLock::default(),
            registry: RwLock::default(),
            damage: RwLock::default(),
            events: broadcast::channel(EVENTS).0,
            size: AtomicU64::new(0),
            kid,
            histories: Mutex::default(),
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    /// The name under which this ledger signs.
    pub(crate) fn origin(&self) -> &str {
        self.public.ledger.name()
    }

    /// The id of the authorization key.
    pub(crate) fn authorization_kid(&self) -> &str {
        &self.kid
    }

    /// How many entries this process knows of.
    pub(crate) fn own_size(&self) -> u64 {
        self.size.load(Ordering::Acquire)
    }

    pub(crate) fn set_own_size(&self, size: u64) {
        self.size.store(size, Ordering::Release);
    }

    pub(crate) fn is_unlocked(&self) -> bool {
        self.read_unlocked().is_some()
    }

    pub(crate) fn unlocked(&self) -> Result<Arc<Unlocked>, EngineError> {
        self.read_unlocked().ok_or(EngineError::Locked)
    }

    /// The key of the account that pays. It may have been made in another process since the keys
    /// were opened here, so the file is read again before it is said to be missing.
    pub(crate) fn payer_key(&self, address: &str) -> Option<PayerKey> {
        let known = self.read_unlocked()?;
        if let Some(key) = known.payer(address) {
            return Some(key);
        }
        let keys = known.opener.keys(&self.dir).ok()?;
        let now = self.own_keys(keys, known.opener.clone()).ok()?;
        let key = now.payer(address)?;
        let mut unlocked = self
            .unlocked
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // Whoever locked meanwhile wanted it locked.
        unlocked
            .as_mut()
            .map(|unlocked| *unlocked = Arc::new(now))?;
        Some(key)
    }

    /// The keys ready to sign, if they are those that the ledger names.
    pub(crate) fn own_keys(&self, keys: Keys, opener: Opener) -> Result<Unlocked, EngineError> {
        let foreign = || EngineError::Damaged("the key file belongs to another ledger".to_owned());
        let ledger = NoteSigner::new(self.origin(), keys.ledger).map_err(|_| foreign())?;
        let same = *ledger.verifier_key() == self.public.ledger
            && keys.authorization.public() == self.public.authorization
            && keys.owner.public() == self.public.owner;
        if !same {
            return Err(foreign());
        }
        Ok(Unlocked {
            ledger,
            authorization: keys.authorization,
            owner: keys.owner,
            payer: keys.payer,
            opener,
        })
    }

    /// Takes the keys in, if they are those that the ledger names.
    pub(crate) fn unlock(&self, keys: Keys, opener: Opener) -> Result<(), EngineError> {
        let unlocked = self.own_keys(keys, opener)?;
        *self
            .unlocked
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(unlocked));
        Ok(())
    }

    /// Forgets the secret keys.
    pub(crate) fn lock(&self) {
        *self
            .unlocked
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn registry(&self) -> Arc<Registry> {
        Arc::clone(&self.registry.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_registry(&self, registry: Arc<Registry>) {
        *self
            .registry
            .write()
            .unwrap_or_else(PoisonError::into_inner) = registry;
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Tells listeners; nobody listening is fine.
    pub(crate) fn tell(&self, event: Event) {
        if self.events.send(event).is_err() {
            tracing::trace!("no listener");
        }
    }

    /// Why nothing may be written, if the ledger was found damaged.
    pub(crate) fn damage(&self) -> Option<String> {
        self.damage
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn set_damage(&self, what: &str) {
        let mut damage = self.damage.write().unwrap_or_else(PoisonError::into_inner);
        damage.get_or_insert_with(|| what.to_owned());
    }

    /// The note of a signed head.
    pub(crate) fn note(&self, head: &SignedHead) -> String {
        let origin = self.origin().to_owned();
        let checkpoint = Checkpoint {
            origin,
            size: head.size,
            root: head.root,
        };
        checkpoint.note(&self.public.ledger, &head.signature)
    }

    /// The ledger must reach, and agree with, the head kept outside the database, and whatever was
    /// written without the ledger key must only have tightened.
    pub(crate) fn check_anchors(
        &self,
        conn: &Connection,
        size: u64,
        kept: Kept,
    ) -> Result<(), EngineError> {
        let result = Self::anchored(conn, size, kept);
        if let Err(EngineError::Damaged(what)) = &result {
            self.set_damage(what);
        }
        result
    }

    /// The head outside the database. Another process writes the database first and this file
    /// after it, so it must be read before the database unless the write lock is held.
    pub(crate) fn kept_head(&self) -> Kept {
        crate::head::kept(&self.dir, &self.public.ledger)
    }

    fn anchored(conn: &Connection, size: u64, kept: Kept) -> Result<(), EngineError> {
        if let Some(kept) = kept? {
            if kept.size > size {
                return Err(EngineError::Damaged(format!(
                    "it has {size} entries, but had {} before: an older copy was put in its place",
                    kept.size
                )));
            }
            let root = root_at(&StoredNodes(conn), kept.size)
                .map_err(|error| EngineError::Damaged(error.to_string()))?;
            if root != kept.root {
                let what = "it was changed below the head kept in DATA/head";
                return Err(EngineError::Damaged(what.to_owned()));
            }
        }
        let signed = store::log::last_signed(conn)?.map_or(0, |signed| signed.size);
        crate::reading::unsigned_tail_only_tightens(conn, signed..size)
    }

    fn read_unlocked(&self) -> Option<Arc<Unlocked>> {
        self.unlocked
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl PublicKeys {
    /// Reads them from the first entry.
    pub(crate) fn of_ledger(conn: &Connection) -> Result<Self, EngineError> {
        let first = store::log::entry(conn, 0)?;
        let entry =
            decode(&first.bytes).map_err(|error| EngineError::Damaged(error.to_string()))?;
        let Fact::Started(started) = entry.fact else {
            return Err(EngineError::Damaged(
                "the first entry names no keys".to_owned(),
            ));
        };
        Self::named_by(&started)
    }

    pub(crate) fn named_by(started: &Started) -> Result<Self, EngineError> {
        let ledger = VerifierKey::parse(&started.ledger_key)
            .map_err(|_| EngineError::Damaged("the ledger's key cannot be read".to_owned()))?;
        Ok(Self {
            ledger,
            authorization: public_from_hex(&started.authorization_key)?,
            owner: public_from_hex(&started.owner_key)?,
        })
    }
}
