//! Proof files (`c2sp.org/tlog-proof@v1`): everything to check one entry without the log.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{Checkpoint, open_checkpoint};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::{MAX_NOTE_BYTES, NoteError, parse_decimal};
use crate::verify::{ProofError, verify_inclusion};

/// Most extra bytes that a proof file may carry.
pub const MAX_EXTRA_BYTES: usize = 64 * 1024;

/// No proof is longer than the tree of 2^64 leaves is high.
const MAX_HASHES: usize = 64;

/// Longest proof file that is looked at: extra as base64, hashes, checkpoint.
const MAX_PROOF_BYTES: usize = MAX_EXTRA_BYTES * 4 / 3 + MAX_NOTE_BYTES + 4096;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The proof that an entry is in the log. Displayed and parsed in the C2SP text form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Opaque bytes that travel along. Nothing authenticates them.
    pub extra: Option<Vec<u8>>,
    /// Position of the entry, from 0.
    pub index: u64,
    /// Inclusion proof, from the sibling of the leaf upward.
    pub hashes: Vec<Hash>,
    /// Signed checkpoint, verbatim.
    pub checkpoint: String,
}

/// Why a proof file was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// Larger than any proof can be.
    #[error("the proof file is too large")]
    TooLarge,
    /// Not built as a proof file; the line counts from 1.
    #[error("line {line} of the proof file is not as it must be")]
    Malformed {
        /// The first bad line.
        line: usize,
    },
    /// The checkpoint in it was refused.
    #[error(transparent)]
    Checkpoint(#[from] NoteError),
    /// The proof does not lead to the root in the checkpoint.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl TlogProofError {
    /// Stable name of the error.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "proof_too_large",
            Self::Malformed { .. } => "proof_malformed",
            Self::Checkpoint(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

impl TlogProof {
    /// Reads the text form. The checkpoint is taken as it stands until [`TlogProof::verify`].
    pub fn parse(text: &str) -> Result<Self, TlogProofError> {
        if text.len() > MAX_PROOF_BYTES {
            return Err(TlogProofError::TooLarge);
        }
        let malformed = |line| TlogProofError::Malformed { line };
        // Hashes and header fields have no empty line among them.
        let (head, checkpoint) = text.split_once("\n\n").ok_or(malformed(1))?;
        let mut lines = head
            .split('\n')
            .enumerate()
            .map(|(number, line)| (number + 1, line));
        if lines.next() != Some((1, HEADER)) {
            return Err(malformed(1));
        }
        let mut line = lines.next().ok_or(malformed(2))?;
        let mut extra = None;
        if let Some(encoded) = line.1.strip_prefix("extra ") {
            extra = Some(parse_extra(encoded).ok_or(malformed(line.0))?);
            line = lines.next().ok_or(malformed(line.0 + 1))?;
        }
        let index = line
            .1
            .strip_prefix("index ")
            .and_then(parse_decimal)
            .ok_or(malformed(line.0))?;
        let mut hashes = Vec::new();
        for (number, line) in lines {
            if hashes.len() == MAX_HASHES {
                return Err(TlogProofError::TooLarge);
            }
            hashes.push(Hash::parse_base64(line).map_err(|_| malformed(number))?);
        }
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Checks the checkpoint's signature and that `leaf` is the entry; returns the checkpoint.
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey) -> Result<Checkpoint, TlogProofError> {
        let checkpoint = open_checkpoint(&self.checkpoint, key)?;
        verify_inclusion(
            leaf,
            self.index,
            checkpoint.size,
            &self.hashes,
            &checkpoint.root,
        )?;
        Ok(checkpoint)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = TlogProofError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

fn parse_extra(encoded: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(encoded).ok()?;
    (bytes.len() <= MAX_EXTRA_BYTES).then_some(bytes)
}
