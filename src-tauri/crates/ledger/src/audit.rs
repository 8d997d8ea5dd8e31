//! Checking a whole log in one pass, and naming the first bad entry.
//!
//! The caller hashes the stored bytes of each entry, in order, and shows each stored checkpoint
//! when its size is reached. Nothing is kept but the frontier, so any length will do.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::checkpoint::checkpoint_text;
use crate::frontier::Frontier;
use crate::hash::Hash;
use crate::key::{SIGNATURE_LENGTH, VerifierKey};

/// What is wrong with a log. Sequence numbers count from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Entries are missing, repeated or out of order.
    #[error("entry {found} stands where entry {expected} must be")]
    Gap {
        /// Number of the entry that had to come next.
        expected: u64,
        /// Number of the entry that came.
        found: u64,
    },
    /// This very entry is not what was signed.
    #[error("entry {seq} was changed after it was recorded")]
    Entry {
        /// Number of the entry.
        seq: u64,
    },
    /// At least one entry of this range is not what was signed.
    #[error("an entry from {from} up to, but not including, {to} was changed or replaced")]
    Entries {
        /// First entry that no good checkpoint covers.
        from: u64,
        /// Size of the checkpoint that does not agree.
        to: u64,
    },
    /// The entry is what was signed, but the stored copy of its hash is not.
    #[error("the stored hash of entry {seq} was changed; the entry itself is right")]
    StoredHash {
        /// Number of the entry.
        seq: u64,
    },
    /// Entries that were signed are not there any more: the end was cut off.
    #[error("entries from {from} up to, but not including, {to} are gone")]
    Missing {
        /// First entry that is gone.
        from: u64,
        /// Size that was signed or witnessed.
        to: u64,
    },
    /// A checkpoint does not follow the ones before it.
    #[error("the checkpoint of size {size} is out of order")]
    Order {
        /// Size of the checkpoint.
        size: u64,
    },
    /// A head that was never signed does not agree with the entries before it. Either was
    /// changed.
    #[error("the unsigned head of size {size} does not agree with the entries from {from} on")]
    UnsignedRoot {
        /// First entry that no signed checkpoint covers.
        from: u64,
        /// Size of the head.
        size: u64,
    },
    /// A checkpoint is not signed by the log's key.
    #[error("the signature of the checkpoint of size {size} is wrong")]
    Signature {
        /// Size of the checkpoint.
        size: u64,
    },
    /// The log agrees with itself but not with a head that was kept elsewhere.
    #[error("the first {size} entries are not those witnessed elsewhere")]
    Rewritten {
        /// Size of the head kept elsewhere.
        size: u64,
        /// Largest witnessed size at which the log still agreed.
        agreed: u64,
    },
}

impl Finding {
    /// Stable name of the finding.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "ledger_gap",
            Self::Entry { .. } => "entry_changed",
            Self::Entries { .. } => "entries_changed",
            Self::StoredHash { .. } => "stored_hash_changed",
            Self::Missing { .. } => "entries_missing",
            Self::Order { .. } => "checkpoint_order",
            Self::UnsignedRoot { .. } => "unsigned_head",
            Self::Signature { .. } => "checkpoint_signature",
            Self::Rewritten { .. } => "ledger_rewritten",
        }
    }

    /// The first entry that cannot be relied on. For a wrong signature, that is the last entry
    /// which it was to cover.
    pub fn first_bad_entry(&self) -> u64 {
        match self {
            Self::Gap { expected, .. } => *expected,
            Self::Entry { seq } | Self::StoredHash { seq } => *seq,
            Self::Entries { from, .. }
            | Self::Missing { from, .. }
            | Self::UnsignedRoot { from, .. } => *from,
            Self::Order { size } | Self::Signature { size } => size.saturating_sub(1),
            Self::Rewritten { agreed, .. } => *agreed,
        }
    }
}

/// What a log looks like that has no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// Number of entries.
    pub entries: u64,
    /// Number of signed checkpoints that were shown.
    pub checkpoints: u64,
    /// Root over all entries.
    pub root: Hash,
    /// Entries after the last signed checkpoint: nothing signed vouches for them.
    pub unsigned: u64,
}

/// A signature that is still to be checked, on whatever thread. Its root has been compared.
///
/// A later signature vouches for all earlier entries; so a caller in a hurry checks the last
/// one at once and the others while the user already works.
#[derive(Debug, Clone)]
pub struct PendingCheck {
    key: Arc<VerifierKey>,
    size: u64,
    root: Hash,
    signature: [u8; SIGNATURE_LENGTH],
}

impl PendingCheck {
    /// Size of the checkpoint.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Checks the signature.
    pub fn check(&self) -> Result<(), Finding> {
        let checked = self.key.verify(&self.text(), &self.signature);
        checked.map_err(|_| Finding::Signature { size: self.size })
    }

    pub(crate) fn key(&self) -> &VerifierKey {
        &self.key
    }

    pub(crate) fn signature(&self) -> &[u8; SIGNATURE_LENGTH] {
        &self.signature
    }

    pub(crate) fn text(&self) -> String {
        checkpoint_text(self.key.name(), self.size, &self.root)
    }
}

/// A running check of a log. After a finding every further call returns that same finding.
#[derive(Debug, Clone)]
pub struct Audit {
    key: Arc<VerifierKey>,
    frontier: Frontier,
    /// Size of the last good checkpoint.
    signed: Option<u64>,
    /// Size of the last head, signed or not.
    last: Option<u64>,
    checkpoints: u64,
    witnesses: BTreeMap<u64, Hash>,
    agreed: u64,
    suspect: Option<Suspect>,
    failed: Option<Finding>,
}

/// Entries whose hash differs from the stored copy: the next checkpoint tells which is right.
#[derive(Debug, Clone)]
struct Suspect {
    seq: u64,
    /// The tree as the stored hashes would have it.
    stored: Frontier,
}

impl Audit {
    /// Begins at the first entry of the log to which `key` belongs.
    pub fn new(key: VerifierKey) -> Self {
        Self::resume(key, Frontier::new())
    }

    /// Begins after entries that are known to be good, to check only what came since.
    pub fn resume(key: VerifierKey, frontier: Frontier) -> Self {
        let size = frontier.size();
        Self {
            key: Arc::new(key),
            frontier,
            signed: (size > 0).then_some(size),
            last: (size > 0).then_some(size),
            checkpoints: 0,
            witnesses: BTreeMap::new(),
            agreed: size,
            suspect: None,
            failed: None,
        }
    }

    /// Names a head that was kept outside the log; the log has to reach it and to agree with
    /// it. This alone shows that the end was cut off or that the log was written anew by
    /// somebody with the key. Heads before the place where the audit begins are ignored.
    pub fn witness(&mut self, size: u64, root: Hash) {
        self.witnesses.insert(size, root);
    }

    /// Takes the next entry.
    pub fn leaf(&mut self, seq: u64, leaf: &Hash) -> Result<(), Finding> {
        self.go_on()?;
        let expected = self.frontier.size();
        if seq != expected {
            return Err(self.fail(Finding::Gap {
                expected,
                found: seq,
            }));
        }
        self.compare_witness()?;
        self.frontier.push(*leaf);
        if let Some(suspect) = &mut self.suspect {
            suspect.stored.push(*leaf);
        }
        Ok(())
    }

    /// Takes the next entry together with the stored copy of its hash (from a tile). When the
    /// two differ, the next checkpoint tells whether the entry or the copy was changed, and the
    /// finding names this very entry.
    pub fn leaf_with_stored(
        &mut self,
        seq: u64,
        leaf: &Hash,
        stored: &Hash,
    ) -> Result<(), Finding> {
        if leaf == stored || seq != self.frontier.size() {
            return self.leaf(seq, leaf);
        }
        self.go_on()?;
        self.compare_witness()?;
        let suspect = self.suspect.get_or_insert_with(|| Suspect {
            seq,
            stored: self.frontier.clone(),
        });
        suspect.stored.push(*stored);
        self.frontier.push(*leaf);
        Ok(())
    }

    /// Takes the stored checkpoint whose size has just been reached, signature included.
    pub fn checkpoint(
        &mut self,
        size: u64,
        root: &Hash,
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Result<(), Finding> {
        let pending = self.checkpoint_deferred(size, root, signature)?;
        pending.check().map_err(|finding| self.fail(finding))
    }

    /// Like [`Audit::checkpoint`], but leaves the (slow) signature to the caller, who must
    /// check what is returned before believing the log.
    pub fn checkpoint_deferred(
        &mut self,
        size: u64,
        root: &Hash,
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Result<PendingCheck, Finding> {
        self.reach(size)?;
        let agrees = self.frontier.root() == *root;
        let from = self.signed.unwrap_or(0);
        let finding = match self.suspect.take() {
            None if agrees => None,
            Some(suspect) if agrees => Some(Finding::StoredHash { seq: suspect.seq }),
            Some(suspect) if suspect.stored.root() == *root => {
                Some(Finding::Entry { seq: suspect.seq })
            }
            // Without copies, or with copies that were changed as well, only the batch is known.
            None | Some(_) => Some(Finding::Entries { from, to: size }),
        };
        if let Some(finding) = finding {
            return Err(self.fail(finding));
        }
        self.signed = Some(size);
        self.checkpoints += 1;
        let key = Arc::clone(&self.key);
        Ok(PendingCheck {
            key,
            size,
            root: *root,
            signature: *signature,
        })
    }

    /// Takes a stored head that was never signed (the key was locked away at the time). It
    /// vouches for nothing, so entries are not judged by it, but it must agree with them.
    pub fn unsigned_head(&mut self, size: u64, root: &Hash) -> Result<(), Finding> {
        self.reach(size)?;
        // Which of a suspect entry and its copy is right only a signed head can tell.
        if self.suspect.is_some() || self.frontier.root() == *root {
            return Ok(());
        }
        let from = self.signed.unwrap_or(0);
        Err(self.fail(Finding::UnsignedRoot { from, size }))
    }

    /// Ends the check.
    pub fn finish(mut self) -> Result<AuditReport, Finding> {
        self.go_on()?;
        self.compare_witness()?;
        let entries = self.frontier.size();
        if let Some((&to, _)) = self.witnesses.last_key_value()
            && to > entries
        {
            return Err(self.fail(Finding::Missing { from: entries, to }));
        }
        // No checkpoint can tell which of the two is right, so the entry is not to be trusted.
        if let Some(suspect) = self.suspect.take() {
            return Err(self.fail(Finding::Entry { seq: suspect.seq }));
        }
        Ok(AuditReport {
            entries,
            checkpoints: self.checkpoints,
            root: self.frontier.root(),
            unsigned: entries - self.signed.unwrap_or(0),
        })
    }

    /// A head comes when its size has just been reached, and only one of each size.
    fn reach(&mut self, size: u64) -> Result<(), Finding> {
        self.go_on()?;
        let here = self.frontier.size();
        if size > here {
            return Err(self.fail(Finding::Missing {
                from: here,
                to: size,
            }));
        }
        if size < here || self.last.is_some_and(|last| size <= last) {
            return Err(self.fail(Finding::Order { size }));
        }
        self.last = Some(size);
        Ok(())
    }

    /// Runs when the audit leaves a size, after any checkpoint of that size: what a checkpoint
    /// finds names the bad entry more closely. The same holds for a suspect entry.
    fn compare_witness(&mut self) -> Result<(), Finding> {
        let size = self.frontier.size();
        let Some(root) = self.witnesses.get(&size) else {
            return Ok(());
        };
        if self.suspect.is_some() {
            return Ok(());
        }
        if self.frontier.root() == *root {
            self.agreed = size;
            return Ok(());
        }
        let agreed = self.agreed;
        Err(self.fail(Finding::Rewritten { size, agreed }))
    }

    fn go_on(&self) -> Result<(), Finding> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn fail(&mut self, finding: Finding) -> Finding {
        self.failed = Some(finding.clone());
        finding
    }
}
