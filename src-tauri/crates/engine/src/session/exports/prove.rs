//! What proves a report: entries as they stand, proofs that they are in the ledger, and what they
//! name by its hash.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::entry::{Fact, RawEntry};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::report::{Piece, Proof};
use counterfoil_domain::words::opening;
use counterfoil_ledger::{TlogProof, consistency_proof, inclusion_proof};

use super::Moment;
use crate::error::EngineError;
use crate::shared::Shared;
use crate::store::log::StoredNodes;
use crate::store::{self, Connection};
use crate::writer::SignedHead;

/// That the head continues the first one that was ever signed.
pub(super) fn proof(
    shared: &Shared,
    conn: &Connection,
    head: &SignedHead,
    query: &str,
) -> Result<Proof, EngineError> {
    let none = || EngineError::NotFound { what: "checkpoint" };
    let first = store::log::covering(conn, 0)?.and_then(|first| first.head());
    let first = first.ok_or_else(none)?;
    let hashes = consistency_proof(&StoredNodes(conn), first.size, head.size).map_err(unproven)?;
    Ok(Proof {
        whole: query.trim().is_empty(),
        start: shared.note(&first),
        consistency: hashes
            .iter()
            .map(counterfoil_ledger::Hash::to_base64)
            .collect(),
    })
}

/// Tells every piece: entries in order, then their proofs, then what they name.
pub(super) fn tell<E: From<EngineError>>(
    moment: &Moment,
    mut take: impl FnMut(Piece<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let whole = moment.head.proof.as_ref().is_some_and(|proof| proof.whole);
    let mut named = Named {
        views: BTreeSet::new(),
        words: BTreeMap::new(),
        notes: moment.notes,
    };
    if whole {
        let size = store::log::size(&moment.conn)?;
        let mut ended = Ok(());
        let walked = store::log::for_each(&moment.conn, 0..size, |_, bytes, _| {
            named.in_entry(bytes)?;
            ended = take(Piece::Leaf(bytes));
            match &ended {
                Ok(()) => Ok(()),
                Err(_) => Err(EngineError::Internal("the report ended early".to_owned())),
            }
        });
        // What the report says ended it matters more than that it did.
        ended?;
        walked?;
    } else {
        let chosen = chosen(moment)?;
        for seq in &chosen {
            let bytes = store::log::entry(&moment.conn, *seq)?.bytes;
            named.in_entry(&bytes)?;
            take(Piece::Leaf(&bytes))?;
        }
        for seq in chosen {
            let text = inclusion(moment, seq)?;
            take(Piece::Proof { seq, text: &text })?;
        }
    }
    named.tell(&moment.conn, take)
}

/// The entries of a selection: the first, all about agents and mandates, and all about the purchases.
fn chosen(moment: &Moment) -> Result<BTreeSet<u64>, EngineError> {
    let size = moment.head.size;
    let mut chosen: BTreeSet<u64> = store::texts::registry_from(&moment.conn, 0)?
        .into_iter()
        .filter(|seq| *seq < size)
        .collect();
    chosen.insert(0);
    moment.each(|row| {
        for entry in crate::reading::chain(&moment.conn, row)? {
            if entry.seq >= size {
                return Err(EngineError::Invalid(format!(
                    "Entry {} is not signed yet, so nothing proves it; unlock Counterfoil once.",
                    entry.seq
                )));
            }
            chosen.insert(entry.seq);
        }
        Ok(())
    })?;
    Ok(chosen)
}

fn inclusion(moment: &Moment, seq: u64) -> Result<String, EngineError> {
    let nodes = StoredNodes(&moment.conn);
    let hashes = inclusion_proof(&nodes, seq, moment.head.size).map_err(unproven)?;
    let proof = TlogProof {
        extra: None,
        index: seq,
        hashes,
        checkpoint: moment.head.checkpoint.clone(),
    };
    Ok(proof.to_string())
}

fn unproven(error: impl std::fmt::Display) -> EngineError {
    EngineError::Damaged(error.to_string())
}

/// What entries name by a hash.
struct Named {
    views: BTreeSet<(String, PurchaseId)>,
    /// Entries with words of the owner, and the hash that they have of them.
    words: BTreeMap<u64, String>,
    /// Whether notes are told; tags always are.
    notes: bool,
}

impl Named {
    fn in_entry(&mut self, bytes: &[u8]) -> Result<(), EngineError> {
        let raw = RawEntry::read(bytes).map_err(unproven)?;
        let wanted = match raw.kind {
            "purchase.approved" | "purchase.tagged" => true,
            "purchase.rejected" | "purchase.noted" => self.notes,
            _ => false,
        };
        if !wanted {
            return Ok(());
        }
        let fact = Fact::decode(raw.kind, raw.data).map_err(unproven)?;
        if let Fact::PurchaseApproved(approved) = &fact {
            self.views
                .insert((approved.view.clone(), approved.purchase));
        }
        let hash = if let Fact::PurchaseRejected(rejected) = fact {
            rejected.note
        } else if let Fact::PurchaseNoted(noted) = fact {
            Some(noted.note)
        } else if let Fact::PurchaseTagged(tagged) = fact {
            Some(tagged.tag)
        } else {
            None
        };
        if let Some(hash) = hash {
            self.words.insert(raw.seq().map_err(unproven)?, hash);
        }
        Ok(())
    }

    /// Words that were erased are not told; their hash is still in the entry.
    fn tell<E: From<EngineError>>(
        self,
        conn: &Connection,
        mut take: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for (hash, purchase) in self.views {
            let n = store::purchases::n_of(conn, purchase)?;
            let raw = hex::decode(&hash).ok().and_then(|raw| raw.try_into().ok());
            let view = raw.map(|raw: [u8; 32]| store::texts::view(conn, n, &raw));
            if let Some(view) = view.transpose()?.flatten() {
                take(Piece::View {
                    hash: &hash,
                    bytes: &view.bytes,
                })?;
            }
        }
        for (seq, hash) in self.words {
            if let Some(said) = store::words::get(conn, seq)? {
                take(Piece::Words {
                    hash: &hash,
                    opening: &opening(&said.salt, &said.text),
                })?;
            }
        }
        Ok(())
    }
}
