//! One purchase whole: its terms, what was shown, its timeline, and evidence with how each piece
//! was checked just now.

use crate::store::Connection;
use counterfoil_domain::entry::{Authorized, Entry, Fact, Requested};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::words::WordsKind;
use counterfoil_ledger::{leaf_hash, verify_inclusion};
use counterfoil_protocols::decision;
use p256::ecdsa::VerifyingKey;
use sha2::{Digest, Sha256};

use crate::answer::{Decision, answer_now, owner_decision};
use crate::error::EngineError;
use crate::rows::{PurchaseSummary, summary_of};
use crate::shared::Shared;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::store::words::WordsRow;
use crate::view::{Card, ViewDocument, ViewPayment};

mod attempts;
mod rails;
mod settled;
mod timeline;

use timeline::said;
pub use timeline::{SaidHere, TimelineStep};

/// Everything about one purchase.
#[derive(Clone, Debug)]
pub struct PurchaseDetail {
    /// As in lists.
    pub summary: PurchaseSummary,
    /// The terms of the present revision.
    pub requested: Requested,
    /// Every purchase that tried the same, newest first, where one of them was refused.
    pub attempts: Vec<PurchaseSummary>,
    /// How the money would move, on a rail that the engine speaks.
    pub payment: Option<ViewPayment>,
    /// The owner's decision, if there is one.
    pub decision: Option<Decision>,
    /// What the owner saw and approved.
    pub shown: Option<Card>,
    /// What was authorized.
    pub authorized: Option<Authorized>,
    /// The authorization itself; absent while the keys are locked.
    pub authorization: Option<String>,
    /// The owner's note.
    pub note: Option<SaidHere>,
    /// The owner's tags.
    pub tags: Vec<SaidHere>,
    /// Every fact about it, oldest first.
    pub timeline: Vec<TimelineStep>,
    /// What can be held against what.
    pub evidence: Vec<Evidence>,
    /// The entries as stored, oldest first.
    pub entries: Vec<String>,
}

/// How far a piece of evidence can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// A signature or hash was checked just now and is right.
    Verified,
    /// From the owner's own records.
    Records,
    /// Said by the agent; nobody checked it.
    Claimed,
    /// Checked just now, and wrong.
    Failed,
}

/// One piece of evidence.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it is, a stable word.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// How far it can be relied on.
    pub check: Check,
    /// What was compared.
    pub note: Option<String>,
}

pub(crate) fn detail(
    shared: &Shared,
    conn: &Connection,
    registry: &Registry,
    id: PurchaseId,
) -> Result<PurchaseDetail, EngineError> {
    let row = store::purchases::by_id(conn, id)?;
    let row = row.ok_or(EngineError::NotFound { what: "purchase" })?;
    let mut chain = crate::reading::chain(conn, &row)?;
    chain.reverse();
    let entries = stored(conn, &chain)?;
    let requested = crate::reading::requested(&store::log::entry(conn, row.asked_seq)?.bytes)?;
    let shown = shown(conn, &row, &chain)?;
    let authorization = answer_now(shared, conn, &row)
        .ok()
        .and_then(|answer| answer.authorization);
    let authorized = chain.iter().rev().find_map(|entry| {
        let Fact::PurchaseAuthorized(authorized) = &entry.fact else {
            return None;
        };
        Some(authorized.clone())
    });
    let attempts = attempts::of(conn, registry, id)?;
    let tried = u32::try_from(attempts.len().max(1)).unwrap_or(u32::MAX);
    let words = store::words::of(conn, row.n)?;
    let is_now = |one: &&WordsRow, kind| one.kind == kind && one.stands;
    let evidence = evidence(
        (shared, registry),
        conn,
        &row,
        &requested,
        &chain,
        shown.as_ref(),
    )?;
    Ok(PurchaseDetail {
        summary: summary_of(registry, &row, requested.clone(), tried),
        attempts,
        payment: crate::ops::view::payment(&registry.rates, &requested, shared.now()),
        decision: owner_decision(conn, &row)?,
        shown,
        authorized,
        authorization,
        note: words
            .iter()
            .rfind(|one| is_now(one, WordsKind::Note))
            .map(said),
        tags: words
            .iter()
            .filter(|one| is_now(one, WordsKind::Tag))
            .map(said)
            .collect(),
        timeline: timeline::of(&chain, &words),
        evidence,
        entries,
        requested,
    })
}

fn stored(conn: &Connection, chain: &[Entry]) -> Result<Vec<String>, EngineError> {
    let text = |entry: &Entry| {
        let bytes = store::log::entry(conn, entry.seq)?.bytes;
        String::from_utf8(bytes).map_err(|_| EngineError::Damaged("an entry is not text".into()))
    };
    chain.iter().map(text).collect()
}

/// The view of the last approval, re-read from what was stored.
fn shown(
    conn: &Connection,
    row: &PurchaseRow,
    chain: &[Entry],
) -> Result<Option<Card>, EngineError> {
    let approved = chain.iter().rev().find_map(|entry| {
        let Fact::PurchaseApproved(approved) = &entry.fact else {
            return None;
        };
        Some(approved)
    });
    let Some(approved) = approved else {
        return Ok(None);
    };
    let hash: Option<[u8; 32]> = hex::decode(&approved.view)
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    let Some(hash) = hash else { return Ok(None) };
    let Some(view) = store::texts::view(conn, row.n, &hash)? else {
        return Ok(None);
    };
    Ok(Some(Card {
        view: ViewDocument::read(&view.bytes)?,
        hash,
    }))
}

fn evidence(
    (shared, registry): (&Shared, &Registry),
    conn: &Connection,
    row: &PurchaseRow,
    requested: &Requested,
    chain: &[Entry],
    shown: Option<&Card>,
) -> Result<Vec<Evidence>, EngineError> {
    let mut all = Vec::new();
    let checkout = hex::encode(requested.request.checkout.hash());
    all.push(Evidence {
        name: "checkout_hash",
        check: checked(checkout == requested.checkout),
        value: requested.checkout.clone(),
        note: Some("SHA-256 of what is bought, computed again just now".to_owned()),
    });
    if let Some(card) = shown {
        let stored = store::texts::view(conn, row.n, &card.hash)?;
        let stored = stored.map(|stored| stored.bytes).unwrap_or_default();
        let now: [u8; 32] = Sha256::digest(stored).into();
        all.push(Evidence {
            name: "view_hash",
            value: hex::encode(card.hash),
            check: checked(now == card.hash),
            note: Some("SHA-256 of the card you approved, computed again just now".to_owned()),
        });
    }
    all.extend(
        chain
            .iter()
            .filter_map(|entry| decision_evidence(&shared.public.owner, entry)),
    );
    all.push(inclusion(conn, row)?);
    all.extend(rails::evidence(registry, conn, row, requested, chain)?);
    let domain = requested.request.checkout.merchant.domain.as_ref();
    all.push(Evidence {
        name: "merchant",
        value: domain.map_or_else(
            || requested.request.checkout.merchant.name.as_str().to_owned(),
            |domain| domain.host().to_owned(),
        ),
        check: Check::Claimed,
        note: Some("Named by the agent".to_owned()),
    });
    if requested.request.hidden_characters > 0 {
        all.push(Evidence {
            name: "hidden_characters",
            value: requested.request.hidden_characters.to_string(),
            check: Check::Records,
            note: Some("Invisible characters removed from the agent's texts".to_owned()),
        });
    }
    Ok(all)
}

fn decision_evidence(key: &VerifyingKey, entry: &Entry) -> Option<Evidence> {
    let Fact::PurchaseApproved(approved) = &entry.fact else {
        return None;
    };
    Some(Evidence {
        name: "decision_signature",
        value: approved.signature.clone(),
        check: checked(decision_is_signed(key, entry)),
        note: Some("ES256 by the owner's key over purchase, revision, view and time".to_owned()),
    })
}

/// Whether an approval carries the owner's signature. True for every other entry.
pub(crate) fn decision_is_signed(key: &VerifyingKey, entry: &Entry) -> bool {
    let Fact::PurchaseApproved(approved) = &entry.fact else {
        return true;
    };
    decision::is_signed(key, approved, entry.at)
}

/// Proves the last entry about the purchase against the last checkpoint.
fn inclusion(conn: &Connection, row: &PurchaseRow) -> Result<Evidence, EngineError> {
    let bytes = store::log::entry(conn, row.last_seq)?.bytes;
    let leaf = leaf_hash(&bytes);
    let head = store::log::last_checkpoint(conn)?;
    let proven = match &head {
        Some(head) => {
            let nodes = store::log::StoredNodes(conn);
            let proof = counterfoil_ledger::inclusion_proof(&nodes, row.last_seq, head.size);
            proof.is_ok_and(|proof| {
                verify_inclusion(&leaf, row.last_seq, head.size, &proof, &head.root).is_ok()
            })
        }
        None => false,
    };
    let size = head.map_or(0, |head| head.size);
    Ok(Evidence {
        name: "ledger_entry",
        value: format!("{} {leaf}", row.last_seq),
        check: checked(proven),
        note: Some(format!("Proven to be in the ledger of {size} entries")),
    })
}

const fn checked(holds: bool) -> Check {
    if holds {
        Check::Verified
    } else {
        Check::Failed
    }
}
