//! Reading back: entries into facts, rows into answers.

use std::ops::Range;

use crate::store::Connection;
use counterfoil_domain::entry::{
    Approved, Entry, Fact, RawEntry, Requested, Settled, decode, is_tightening_kind,
};
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::registry::{AgentRecord, Registry};
use counterfoil_domain::report::Way;
use counterfoil_domain::time::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::EngineError;
use crate::store;
use crate::store::log::StoredEntry;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// The time by which the next purchase would be decided: a clock that was set back does not bring
/// back what a limit had left then.
pub(crate) fn ledger_time(conn: &Connection, wall: Timestamp) -> Result<Timestamp, EngineError> {
    let last = store::log::last_checkpoint(conn)?.map(|last| Timestamp::from_millis(last.at));
    Ok(last.map_or(wall, |last| last.max(wall)))
}

/// Decodes an entry.
pub(crate) fn entry(bytes: &[u8]) -> Result<Entry, EngineError> {
    decode(bytes).map_err(|error| EngineError::Damaged(error.to_string()))
}

/// The terms in an entry that requested or amended.
pub(crate) fn requested(bytes: &[u8]) -> Result<Requested, EngineError> {
    let fact = entry(bytes)?.fact;
    let kind = fact.kind();
    if let Fact::PurchaseRequested(requested) | Fact::PurchaseAmended(requested) = fact {
        return Ok(*requested);
    }
    let what = format!("an entry should hold terms but is {kind}");
    Err(EngineError::Damaged(what))
}

/// The terms in an entry, if it is of a kind that holds some.
pub(crate) fn terms(bytes: &[u8]) -> Result<Option<Requested>, EngineError> {
    let raw = RawEntry::read(bytes).map_err(|error| EngineError::Damaged(error.to_string()))?;
    if !matches!(raw.kind, "purchase.requested" | "purchase.amended") {
        return Ok(None);
    }
    let fact = Fact::decode(raw.kind, raw.data);
    let fact = fact.map_err(|error| EngineError::Damaged(error.to_string()))?;
    Ok(as_requested(&fact).cloned())
}

/// The purchase that an entry is about, if it is about one.
pub(crate) fn about(bytes: &[u8]) -> Result<Option<PurchaseId>, EngineError> {
    #[derive(Deserialize)]
    struct About {
        purchase: PurchaseId,
    }
    let raw = RawEntry::read(bytes).map_err(|error| EngineError::Damaged(error.to_string()))?;
    if !raw.kind.starts_with("purchase.") {
        return Ok(None);
    }
    let about: About = serde_json::from_str(raw.data.get())
        .map_err(|error| EngineError::Damaged(error.to_string()))?;
    Ok(Some(about.purchase))
}

/// The terms in a fact, if it holds some.
pub(crate) fn as_requested(fact: &Fact) -> Option<&Requested> {
    if let Fact::PurchaseRequested(requested) | Fact::PurchaseAmended(requested) = fact {
        return Some(requested);
    }
    None
}

/// Whether a fact is only something that the owner said.
pub(crate) const fn is_words(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::PurchaseNoted(_)
            | Fact::PurchaseTagged(_)
            | Fact::PurchaseUntagged(_)
            | Fact::PurchaseWordsErased(_)
    )
}

/// Money that an entry says was taken or came back.
pub(crate) fn moved(fact: &Fact) -> Option<(Way, &Settled)> {
    if let Fact::PurchaseCaptured(settled) = fact {
        return Some((Way::Out, settled));
    }
    if let Fact::PurchaseRefunded(settled) = fact {
        return Some((Way::Back, settled));
    }
    None
}

/// The agent of that id.
pub(crate) fn agent(registry: &Registry, id: AgentId) -> Result<AgentRecord, EngineError> {
    let found = registry.agents.get(&id).cloned();
    found.ok_or(EngineError::NotFound { what: "agent" })
}

/// A short form of a token's hash, to tell agents apart: `7F3A…C21E`.
pub(crate) fn short_key(token_hash: &str) -> String {
    let head = token_hash.get(..4).unwrap_or_default();
    let tail = token_hash.get(60..).unwrap_or_default();
    format!("{head}…{tail}").to_uppercase()
}

/// Three digits that follow from a token's hash. The owner compares what this side shows with what
/// the agent says, to see that the right program got the token.
pub(crate) fn comparison_code(token_hash: &str) -> String {
    let digest = Sha256::digest(format!("comparison code of {token_hash}"));
    let head = digest.first_chunk::<8>().copied().unwrap_or_default();
    format!("{:03}", u64::from_be_bytes(head) % 1000)
}

/// Every entry about a purchase, newest first.
pub(crate) fn chain(conn: &Connection, row: &PurchaseRow) -> Result<Vec<Entry>, EngineError> {
    chain_from(conn, row.last_seq)
}

/// Every entry about a purchase from this one back, newest first.
pub(crate) fn chain_from(conn: &Connection, seq: u64) -> Result<Vec<Entry>, EngineError> {
    chain_of(seq, |seq| store::log::entry(conn, seq))
}

/// The same, from wherever the entries are read.
pub(crate) fn chain_of(
    seq: u64,
    read: impl Fn(u64) -> Result<StoredEntry, EngineError>,
) -> Result<Vec<Entry>, EngineError> {
    let mut next = Some(seq);
    let mut chain: Vec<Entry> = Vec::new();
    while let Some(seq) = next {
        let stored = read(seq)?;
        // The link is not part of the hashed bytes, so it is not trusted to end.
        if chain.last().is_some_and(|later| later.seq <= seq) {
            return Err(EngineError::Damaged(format!("entry {seq} links forward")));
        }
        chain.push(entry(&stored.bytes)?);
        next = stored.before;
    }
    Ok(chain)
}

/// Takes one recorded change of agents, mandates or the pause into the registry.
pub(crate) fn apply_registry(
    conn: &Connection,
    registry: &mut Registry,
    seq: u64,
) -> Result<(), EngineError> {
    let entry = entry(&store::log::entry(conn, seq)?.bytes)?;
    let applied = registry.apply(&entry.fact, entry.at);
    applied.map_err(|error| EngineError::Damaged(format!("entry {seq}: {error}")))?;
    Ok(())
}

/// Entries that no signed checkpoint covers were written without the ledger key. Only facts that
/// take authority away can be among them; anything else was put there by somebody else.
pub(crate) fn unsigned_tail_only_tightens(
    conn: &Connection,
    tail: Range<u64>,
) -> Result<(), EngineError> {
    store::log::for_each(conn, tail, |seq, bytes, _| {
        let raw = RawEntry::read(bytes).map_err(|error| EngineError::Damaged(error.to_string()))?;
        if is_tightening_kind(raw.kind) {
            return Ok(());
        }
        let kind = raw.kind;
        Err(EngineError::Damaged(format!(
            "entry {seq} ({kind}) is covered by no signature"
        )))
    })
}

/// The hash of the view that the owner approved, checked once more against what is stored.
pub(crate) fn shown_hash(
    desk: &Desk<'_>,
    row: &PurchaseRow,
) -> Result<Option<String>, EngineError> {
    use counterfoil_domain::purchase::DecidedBy;
    if row.purchase.decided_by != Some(DecidedBy::Owner) {
        return Ok(None);
    }
    let Some((approved, kept)) = approval(desk, row)? else {
        let what = "an approval is missing before its authorization";
        return Err(EngineError::Damaged(what.to_owned()));
    };
    let changed = || EngineError::Damaged("an approved view is not what was stored".to_owned());
    let bytes = hex::decode(&approved.view).map_err(|_| changed())?;
    let hash: [u8; 32] = bytes.try_into().map_err(|_| changed())?;
    let stored = store::texts::view(desk.conn(), row.n, &hash)?.ok_or_else(changed)?;
    let now: [u8; 32] = Sha256::digest(&stored.bytes).into();
    if now != hash || approved.revision.saturating_add(kept) != row.purchase.revision {
        return Err(changed());
    }
    Ok(Some(approved.view))
}

/// The owner's approval that stands, and how many revisions kept it since.
fn approval(desk: &Desk<'_>, row: &PurchaseRow) -> Result<Option<(Approved, u32)>, EngineError> {
    let mut kept: u32 = 0;
    for entry in chain_of(row.last_seq, |seq| desk.stored_entry(seq))? {
        if let Fact::PurchaseApproved(approved) = entry.fact {
            return Ok(Some((*approved, kept)));
        }
        if is_words(&entry.fact) {
            continue;
        }
        if !matches!(entry.fact, Fact::PurchaseAmended(_)) {
            break;
        }
        kept = kept.saturating_add(1);
    }
    Ok(None)
}
