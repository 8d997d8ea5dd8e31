//! A tamper-evident, append-only log and everything that checks it.
//!
//! Entries are opaque bytes. They become the leaves of an RFC 6962 Merkle tree; the head of the
//! tree is signed as a C2SP checkpoint (Ed25519), so that anybody who holds the public key can
//! check one entry, the whole log, or that a later log still begins with an earlier one.
//!
//! The crate is pure: no clock, files, randomness or database. A store keeps full [`Tile`]s and
//! 64 signature bytes per batch, hands them back through [`Nodes`], and gets proofs and findings.

mod audit;
mod checkpoint;
mod frontier;
mod hash;
mod key;
mod many;
mod note;
mod proof;
mod tiles;
mod tlog_proof;
mod verify;

pub use audit::{Audit, AuditReport, Finding, PendingCheck};
pub use checkpoint::{Checkpoint, open_checkpoint, verify_signature};
pub use frontier::Frontier;
pub use hash::{Hash, HashError, empty_root, hashes_from_bytes, leaf_hash, node_hash};
pub use key::{NoteSigner, SIGNATURE_LENGTH, SigningKey, VerifierKey};
pub use many::ManyChecks;
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, NoteError};
pub use proof::{TreeError, consistency_proof, inclusion_proof, root_at};
pub use tiles::{Nodes, TILE_WIDTH, Tile, TileBuilder};
pub use tlog_proof::{MAX_EXTRA_BYTES, TlogProof, TlogProofError};
pub use verify::{ProofError, verify_consistency, verify_inclusion};
