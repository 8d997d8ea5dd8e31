//! The entries: each the one that was signed, none missing, and all of them lawful.

use std::io::{BufReader, Read};

use counterfoil_domain::entry::{Fact, RawEntry, is_tightening_kind};
use counterfoil_domain::replay::{Extent, Lawful};
use counterfoil_ledger::{Frontier, Hash, TlogProof, leaf_hash, verify_inclusion};

use super::archive::Archive;
use super::told::Told;
use super::{Anchors, Fault};
use crate::forms::bundle::stated::{Mandates, Scope};

/// What follows from the entries.
pub(super) struct Followed {
    pub(super) count: u64,
    pub(super) lawful: Lawful,
    pub(super) mandates: Mandates,
    pub(super) told: Told,
}

/// One walk over all entries.
pub(super) struct Entries<'a, R> {
    anchors: &'a Anchors,
    followed: Followed,
    hashes: R,
    /// Where proofs and views are read while the entries are.
    aside: Archive,
    tree: Frontier,
    /// The root that the present batch names, and the batch's first entry.
    batch: (Option<String>, u64),
    /// In a selection the entries that have a proof, the next one last.
    proven: Option<Vec<u64>>,
    /// The first entry whose hash is not the one that stands beside it.
    changed: Option<u64>,
    /// The first entry that breaks a rule; hashes are followed further, since they may show that an
    /// earlier entry was the bad one.
    unlawful: Option<Fault>,
    last: Option<(u64, Vec<u8>)>,
}

impl<'a> Entries<'a, ()> {
    pub(super) fn follow(
        archive: &mut Archive,
        scope: Scope,
        anchors: &'a Anchors,
    ) -> Result<Followed, Fault> {
        let whole = scope == Scope::Whole;
        let aside = archive.again()?;
        let mut hashes = archive.again()?;
        let mut walk = Entries {
            anchors,
            followed: Followed {
                count: 0,
                lawful: Lawful::new(if whole {
                    Extent::Whole
                } else {
                    Extent::Selection
                }),
                mandates: Mandates::default(),
                told: Told::default(),
            },
            hashes: BufReader::new(hashes.file("leaves.bin")?),
            proven: (!whole).then(|| proven(&aside)),
            aside,
            tree: Frontier::new(),
            batch: (None, 0),
            changed: None,
            unlawful: None,
            last: None,
        };
        let walked = archive.lines("ledger.jsonl", |line| walk.line(line));
        let walked = walked.map_err(|mut fault| {
            // A line that was cut off, or an archive that ends there.
            fault.seq = fault.seq.or_else(|| Some(walk.expected()));
            fault
        });
        let ended = walked.and_then(|()| walk.end());
        let earliest = [ended.err(), walk.unlawful.take()].into_iter().flatten();
        match earliest.min_by_key(|fault| fault.seq.unwrap_or(u64::MAX)) {
            None => Ok(walk.followed),
            Some(fault) => Err(walk.located(fault)),
        }
    }
}

impl<R: Read> Entries<'_, R> {
    fn line(&mut self, line: &[u8]) -> Result<(), Fault> {
        let expected = self.expected();
        let leaf = leaf_hash(line);
        let stored = self.stored();
        if stored != Some(leaf) {
            self.changed.get_or_insert(expected);
        }
        let raw = RawEntry::read(line).map_err(|error| Fault::at(expected, error))?;
        let seq = raw.seq().map_err(|error| Fault::at(expected, error))?;
        self.follows(expected, seq, line)?;
        stored.ok_or_else(|| Fault::at(seq, "has no hash in leaves.bin"))?;
        if self.proven.is_some() {
            self.proven(seq, &leaf)?;
        } else {
            self.in_tree(seq, raw.prev_root, leaf)?;
        }
        self.last = Some((seq, line.to_vec()));
        self.followed.count = self.followed.count.saturating_add(1);
        if self.unlawful.is_none() {
            self.unlawful = self.obey(seq, &raw).err();
        }
        Ok(())
    }

    /// The position that the next line must have.
    fn expected(&self) -> u64 {
        let last = self.last.as_ref().map(|(seq, _)| seq.saturating_add(1));
        let listed = self.proven.as_ref().and_then(|left| left.last().copied());
        listed.or(last).unwrap_or(0)
    }

    fn stored(&mut self) -> Option<Hash> {
        let mut hash = [0; 32];
        self.hashes.read_exact(&mut hash).ok()?;
        Some(Hash::from_bytes(hash))
    }

    fn follows(&self, expected: u64, seq: u64, line: &[u8]) -> Result<(), Fault> {
        if let Some((last, text)) = &self.last
            && seq == *last
            && text == line
        {
            return Err(Fault::at(seq, "is there twice"));
        }
        if seq == expected {
            return Ok(());
        }
        let text = format!("is missing; entry {seq} stands in its place");
        Err(Fault::at(expected, text))
    }

    fn in_tree(&mut self, seq: u64, prev_root: &str, leaf: Hash) -> Result<(), Fault> {
        if self.batch.0.as_deref() != Some(prev_root) {
            if self.tree.root().to_base64() != prev_root {
                let text = "was changed, or an entry up to the next batch";
                return Err(Fault::at(self.changed.unwrap_or(self.batch.1), text));
            }
            self.batch = (Some(prev_root.to_owned()), seq);
        }
        self.signed(seq)?;
        self.tree.push(leaf);
        Ok(())
    }

    /// The tree at the sizes that were signed must be the one that was signed.
    fn signed(&self, size: u64) -> Result<(), Fault> {
        let heads = [&self.anchors.start, &self.anchors.end];
        let mut here = heads.into_iter().filter(|head| head.size == size);
        if here.all(|head| head.root == self.tree.root()) {
            return Ok(());
        }
        Err(Fault::at(
            self.changed.unwrap_or(self.batch.1),
            "was changed after it was signed",
        ))
    }

    /// One entry against its own proof.
    fn proven(&mut self, seq: u64, leaf: &Hash) -> Result<(), Fault> {
        let wrong = || Fault::at(seq, "is not proven to be in the ledger as it is here");
        if let Some(left) = &mut self.proven {
            left.pop();
        }
        let name = format!("proofs/{seq}.tlog-proof");
        let text = self
            .aside
            .text(&name)
            .map_err(|fault| Fault::at(seq, fault.text))?;
        let proof = TlogProof::parse(&text).map_err(|_| wrong())?;
        let end = &self.anchors.end;
        let plain = proof.to_string() == text && proof.extra.is_none();
        if !plain || proof.index != seq || proof.checkpoint != self.anchors.note {
            return Err(wrong());
        }
        verify_inclusion(leaf, seq, end.size, &proof.hashes, &end.root).map_err(|_| wrong())
    }

    fn obey(&mut self, seq: u64, raw: &RawEntry<'_>) -> Result<(), Fault> {
        if seq >= self.anchors.end.size && !is_tightening_kind(raw.kind) {
            return Err(Fault::at(
                seq,
                "is not signed, and is of a kind that must be",
            ));
        }
        let taken = self.followed.lawful.take(raw);
        let entry = taken.map_err(|error| Fault::at(seq, error))?;
        if let Fact::MandateSet(_) | Fact::MandateRevoked(_) = entry.fact {
            self.followed.mandates.take(&entry.fact, seq);
        }
        let told = self.followed.told.take(&mut self.aside, &entry);
        told.map_err(|text| Fault::at(seq, text))
    }

    fn end(&mut self) -> Result<(), Fault> {
        if let Some(left) = &self.proven {
            if let Some(missing) = left.last() {
                return Err(Fault::at(*missing, "is missing, and its proof is there"));
            }
        } else {
            let (size, signed) = (self.tree.size(), self.anchors.end.size);
            if size < signed {
                let text = format!("is missing, and all up to {signed}, which was signed");
                return Err(Fault::at(size, text));
            }
            self.signed(size)?;
        }
        if let Some(changed) = self.changed {
            return Err(Fault::at(changed, "has another hash than leaves.bin says"));
        }
        let mut more = [0; 1];
        if self.hashes.read(&mut more).is_ok_and(|more| more == 0) {
            return Ok(());
        }
        Err(Fault::of("leaves.bin is not of these entries"))
    }

    /// An entry whose hash is not the stored one is the bad one, whatever it broke later.
    fn located(&self, mut fault: Fault) -> Fault {
        fault.seq = match (fault.seq, self.changed) {
            (Some(seq), Some(changed)) => Some(seq.min(changed)),
            (seq, changed) => seq.or(changed),
        };
        fault
    }
}

/// The entries that have a proof, from the last to the first.
fn proven(archive: &Archive) -> Vec<u64> {
    let names = archive.within("proofs/", ".tlog-proof");
    let mut seqs: Vec<u64> = names.iter().filter_map(|name| name.parse().ok()).collect();
    seqs.sort_unstable_by(|one, other| other.cmp(one));
    seqs
}
