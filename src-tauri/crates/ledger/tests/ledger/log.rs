//! A small log as it lies in a store, to be spoilt and audited.

use counterfoil_ledger::{
    Audit, AuditReport, Finding, Frontier, Hash, NoteSigner, SigningKey, VerifierKey, leaf_hash,
};

const SIZE: u64 = 100;
/// Sizes at which the log was signed.
pub const BATCHES: [u64; 6] = [1, 2, 10, 64, 70, 95];

/// A log as it lies in a store: entries, copies of their hashes, and signed heads.
#[derive(Clone)]
pub struct Log {
    pub key: VerifierKey,
    pub entries: Vec<(u64, Vec<u8>)>,
    pub stored: Vec<Hash>,
    pub heads: Vec<(u64, Hash, [u8; 64])>,
    pub witness: Option<(u64, Hash)>,
}

impl Log {
    pub fn good() -> Self {
        Self::signed_by(7, "entry")
    }

    pub fn signed_by(seed: u8, word: &str) -> Self {
        let signer = signer(seed);
        let entries: Vec<(u64, Vec<u8>)> = (0..SIZE)
            .map(|seq| (seq, format!("{word} {seq}").into_bytes()))
            .collect();
        let mut frontier = Frontier::new();
        let mut heads = Vec::new();
        let mut stored = Vec::new();
        for (seq, entry) in &entries {
            stored.push(leaf_hash(entry));
            frontier.push(leaf_hash(entry));
            if BATCHES.contains(&(seq + 1)) {
                let root = frontier.root();
                let checkpoint = signer.checkpoint(seq + 1, root);
                heads.push((seq + 1, root, checkpoint.signature_bytes(&signer)));
            }
        }
        let key = signer.verifier_key().clone();
        Self {
            key,
            entries,
            stored,
            heads,
            witness: None,
        }
    }

    /// Checks the log as a store would, with or without the copies of the hashes.
    pub fn audit(&self, copies: Copies) -> Result<AuditReport, Finding> {
        let mut audit = Audit::new(self.key.clone());
        if let Some((size, root)) = self.witness {
            audit.witness(size, root);
        }
        let mut heads = self.heads.iter().peekable();
        for ((seq, entry), place) in self.entries.iter().zip(0_usize..) {
            let leaf = leaf_hash(entry);
            match (copies, self.stored.get(place)) {
                (Copies::Used, Some(stored)) => audit.leaf_with_stored(*seq, &leaf, stored)?,
                (Copies::Used, None) | (Copies::Unused, _) => audit.leaf(*seq, &leaf)?,
            }
            let seen = u64::try_from(place + 1).unwrap_or(u64::MAX);
            while let Some((size, root, signature)) = heads.next_if(|head| head.0 <= seen) {
                audit.checkpoint(*size, root, signature)?;
            }
        }
        for (size, root, signature) in heads {
            audit.checkpoint(*size, root, signature)?;
        }
        audit.finish()
    }

    pub fn change(&mut self, seq: usize) {
        self.entries[seq].1.push(b'!');
    }
}

pub fn signer(seed: u8) -> NoteSigner {
    NoteSigner::new("test.example", SigningKey::from_seed(&[seed; 32])).unwrap()
}

/// Whether an audit is given the stored copies of the hashes.
#[derive(Clone, Copy)]
pub enum Copies {
    Used,
    Unused,
}
