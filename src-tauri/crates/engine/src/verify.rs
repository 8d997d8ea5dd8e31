//! Checking the whole record: every hash, every signature, no gap, every rule replayed, and every
//! table held against what the ledger says it must be. Names the first bad entry.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::store::Connection;
use counterfoil_ledger::{Audit, Finding, ManyChecks, PendingCheck};

use crate::error::EngineError;
use crate::shared::{PublicKeys, Shared};
use crate::store;
use crate::store::log::StoredCheckpoint;

mod entries;
mod names;
mod statements;
mod tables;
mod words;

use entries::{Chunk, chunks};
use tables::Expected;

/// How far a check has come; read by whoever draws the bar, and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Entries checked, and entries in all.
    pub fn so_far(&self) -> (u64, u64) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }

    /// Asks the check to end early.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct VerifyReport {
    /// How many entries there are.
    pub entries: u64,
    /// How many checkpoints were checked.
    pub checkpoints: u64,
    /// Entries written without the ledger key since the last signature; they only tighten.
    pub unsigned: u64,
    /// The root over all entries, base64.
    pub root: String,
    /// The first thing that is wrong.
    pub problem: Option<Problem>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The first entry that cannot be relied on; none when a table differs from the ledger.
    pub seq: Option<u64>,
    /// What is wrong, in words.
    pub text: String,
}

/// Checks everything.
pub(crate) fn verify(
    shared: &Shared,
    progress: &Arc<Progress>,
) -> Result<VerifyReport, EngineError> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut snapshots = shared.readers.snapshots(cores.saturating_add(1))?;
    let Some(own) = snapshots.pop() else {
        return Err(EngineError::Internal("no core to check on".to_owned()));
    };
    let report = Run::new(shared, &own, progress)?.finish(&mut snapshots)?;
    if let Some(problem) = &report.problem {
        shared.set_damage(&problem.text);
    }
    Ok(report)
}

struct Run<'a> {
    shared: &'a Shared,
    conn: &'a Connection,
    progress: &'a Progress,
    size: u64,
    audit: Audit,
    expected: Expected,
    checkpoints: std::vec::IntoIter<StoredCheckpoint>,
    next_checkpoint: Option<StoredCheckpoint>,
    pending: Vec<PendingCheck>,
    batch_root: counterfoil_ledger::Hash,
    problem: Option<Problem>,
}

impl<'a> Run<'a> {
    fn new(
        shared: &'a Shared,
        conn: &'a Connection,
        progress: &'a Progress,
    ) -> Result<Self, EngineError> {
        // Read first: a head that is written after the snapshot began would look like a loss.
        let kept = shared.kept_head()?;
        let size = store::log::size(conn)?;
        progress.total.store(size, Ordering::Relaxed);
        let keys = PublicKeys::of_ledger(conn)?;
        let mut audit = Audit::new(keys.ledger);
        if let Some(kept) = kept {
            audit.witness(kept.size, kept.root);
        }
        let mut all = Vec::new();
        store::log::for_each_checkpoint(conn, |checkpoint| {
            all.push(checkpoint);
            Ok(())
        })?;
        let mut checkpoints = all.into_iter();
        let next_checkpoint = checkpoints.next();
        Ok(Self {
            shared,
            conn,
            progress,
            size,
            audit,
            expected: Expected::default(),
            checkpoints,
            next_checkpoint,
            pending: Vec::new(),
            batch_root: counterfoil_ledger::empty_root(),
            problem: None,
        })
    }

    fn finish(mut self, snapshots: &mut [Connection]) -> Result<VerifyReport, EngineError> {
        let found = self.walk()?;
        let mut report = VerifyReport {
            entries: self.size,
            checkpoints: 0,
            unsigned: 0,
            root: String::new(),
            problem: self.problem.take(),
        };
        let audit = match found {
            Some(finding) => Err(finding),
            None => self.audit.finish(),
        };
        match audit {
            Ok(audit) => {
                report.checkpoints = audit.checkpoints;
                report.unsigned = audit.unsigned;
                report.root = audit.root.to_base64();
            }
            Err(finding) => note(&mut report.problem, of_finding(&finding)),
        }
        if let Some(finding) = first_bad_signature(&self.pending)? {
            note(&mut report.problem, of_finding(&finding));
        }
        if report.problem.is_none() && self.next_checkpoint.is_some() {
            report.problem = Some(Problem {
                seq: Some(self.size),
                text: "Entries that a checkpoint covers are missing.".to_owned(),
            });
        }
        if report.problem.is_none() {
            report.problem = self.expected.compare(self.conn, snapshots)?;
        }
        if report.problem.is_none() {
            let signed = store::log::last_signed(self.conn)?.map_or(0, |signed| signed.size);
            let tail = crate::reading::unsigned_tail_only_tightens(self.conn, signed..self.size);
            if let Err(EngineError::Damaged(text)) = tail {
                report.problem = Some(Problem {
                    seq: Some(signed),
                    text,
                });
            }
        }
        Ok(report)
    }

    /// Goes through all entries in order; a finding of the audit ends the walk.
    fn walk(&mut self) -> Result<Option<Finding>, EngineError> {
        let (shared, size) = (self.shared, self.size);
        chunks(shared, size, |chunk| {
            if self.progress.stopped() {
                return Err(EngineError::Invalid("The check was stopped.".to_owned()));
            }
            self.progress.done.store(chunk.first, Ordering::Relaxed);
            Ok(self.take(chunk).err())
        })
    }

    fn take(&mut self, chunk: &mut Chunk) -> Result<(), Finding> {
        let mut seq = chunk.first;
        let mut stored = chunk.stored.iter();
        for read in chunk.entries.drain(..) {
            match stored.next() {
                Some(kept) => self.audit.leaf_with_stored(read.seq, &read.leaf, kept)?,
                None => self.audit.leaf(read.seq, &read.leaf)?,
            }
            self.follow(seq, read);
            seq = seq.saturating_add(1);
            while let Some(checkpoint) = self.next_checkpoint.take_if(|next| next.size == seq) {
                self.checkpoint(&checkpoint)?;
                self.next_checkpoint = self.checkpoints.next();
            }
        }
        Ok(())
    }

    fn checkpoint(&mut self, checkpoint: &StoredCheckpoint) -> Result<(), Finding> {
        let StoredCheckpoint {
            size,
            root,
            signature,
            ..
        } = checkpoint;
        match signature {
            Some(signature) => {
                self.pending
                    .push(self.audit.checkpoint_deferred(*size, root, signature)?);
            }
            None => self.audit.unsigned_head(*size, root)?,
        }
        self.batch_root = *root;
        Ok(())
    }

    /// Replays the entry. After a first problem only the hashes are followed further, because they
    /// may show that an earlier entry was the bad one.
    fn follow(&mut self, seq: u64, read: entries::Read) {
        if self.problem.is_some() {
            return;
        }
        let outcome = read.meaning.and_then(|meaning| {
            if meaning.seq != seq {
                return Err(format!("it says it is entry {}", meaning.seq));
            }
            if meaning.prev_root != self.batch_root {
                return Err("it names another root before it".to_owned());
            }
            self.expected.apply(seq, read.before, meaning)
        });
        if let Err(text) = outcome {
            self.problem = Some(Problem {
                seq: Some(seq),
                text: format!("Entry {seq}: {text}."),
            });
        }
    }
}

fn of_finding(finding: &Finding) -> Problem {
    Problem {
        seq: Some(finding.first_bad_entry()),
        text: format!("{finding}"),
    }
}

/// Keeps whichever problem concerns the earlier entry.
fn note(problem: &mut Option<Problem>, other: Problem) {
    match problem {
        Some(known) if known.seq <= other.seq => {}
        _ => *problem = Some(other),
    }
}

fn first_bad_signature(pending: &[PendingCheck]) -> Result<Option<Finding>, EngineError> {
    let parts = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let each = pending.len().div_ceil(parts).max(1);
    let many = &ManyChecks::of(pending);
    let bad = std::thread::scope(|scope| {
        let threads: Vec<_> = pending
            .chunks(each)
            .map(|part| scope.spawn(move || many.first_bad(part)))
            .collect();
        threads
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .collect::<Vec<_>>()
    });
    for found in bad {
        let found = found
            .map_err(|_| EngineError::Internal("a thread of the check ended early".to_owned()))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
