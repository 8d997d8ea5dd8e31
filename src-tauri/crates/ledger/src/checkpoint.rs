//! Signed heads of the log: C2SP tlog-checkpoint.

use crate::hash::Hash;
use crate::key::{NoteSigner, SIGNATURE_LENGTH, VerifierKey};
use crate::note::{NoteError, open_note, parse_decimal, write_note};

/// A head of the log: which log, how many entries, which root.
///
/// The origin is the name of the log's key. One that is not (or that is no single line) makes a
/// note that [`open_checkpoint`] refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed: origin, size and root on a line each.
    pub fn text(&self) -> String {
        checkpoint_text(&self.origin, self.size, &self.root)
    }

    /// Signs the head; the 64 bytes are all that has to be stored (see [`Checkpoint::note`]).
    pub fn signature_bytes(&self, signer: &NoteSigner) -> [u8; SIGNATURE_LENGTH] {
        signer.sign(&self.text())
    }

    /// Signs the head and returns the whole note.
    pub fn sign(&self, signer: &NoteSigner) -> String {
        self.note(signer.verifier_key(), &self.signature_bytes(signer))
    }

    /// Rebuilds the note from the stored signature.
    pub fn note(&self, key: &VerifierKey, signature: &[u8; SIGNATURE_LENGTH]) -> String {
        write_note(&self.text(), key, signature)
    }
}

/// Checks a stored signature of a head.
pub fn verify_signature(
    checkpoint: &Checkpoint,
    signature: &[u8; SIGNATURE_LENGTH],
    key: &VerifierKey,
) -> Result<(), NoteError> {
    if checkpoint.origin != key.name() {
        return Err(NoteError::Origin);
    }
    key.verify(&checkpoint.text(), signature)
}

/// Opens a note: its signature by `key` is checked before anything in it is believed, and its
/// origin must be the log of that key. Extension lines are refused, since nobody audits them.
pub fn open_checkpoint(note: &str, key: &VerifierKey) -> Result<Checkpoint, NoteError> {
    let text = open_note(note, key)?;
    let mut lines = text
        .strip_suffix('\n')
        .ok_or(NoteError::Checkpoint)?
        .split('\n');
    let (Some(origin), Some(size), Some(root), None) =
        (lines.next(), lines.next(), lines.next(), lines.next())
    else {
        return Err(NoteError::Checkpoint);
    };
    if origin != key.name() {
        return Err(NoteError::Origin);
    }
    let size = parse_decimal(size).ok_or(NoteError::Checkpoint)?;
    let root = Hash::parse_base64(root).map_err(|_| NoteError::Checkpoint)?;
    Ok(Checkpoint {
        origin: origin.to_owned(),
        size,
        root,
    })
}

pub(crate) fn checkpoint_text(origin: &str, size: u64, root: &Hash) -> String {
    format!("{origin}\n{size}\n{}\n", root.to_base64())
}
