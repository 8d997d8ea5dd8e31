//! What entries tell that the sums do not depend on: names, items, and what the owner saw and wrote.

use std::collections::BTreeMap;

use counterfoil_domain::entry::{Entry, Fact, Requested, Started, decode};
use counterfoil_domain::report::Asked;
use counterfoil_domain::words::{WordsBook, WordsKind, Writing};
use counterfoil_domain::{PurchaseId, Timestamp};
use counterfoil_protocols::decision::{self, OwnerKey};
use sha2::{Digest, Sha256};

use super::archive::Archive;
use super::entries::Followed;
use super::{Fault, Named};

/// What was told so far.
#[derive(Default)]
pub(super) struct Told {
    owner: Option<OwnerKey>,
    /// By purchase the present revision, and when the owner decided.
    pub(super) purchases: BTreeMap<PurchaseId, (Asked, Option<Timestamp>)>,
    approved: Named,
    words: WordsBook<PurchaseId>,
}

/// What the owner said of purchases, as far as it is told.
#[derive(Default)]
pub(super) struct Said {
    pub(super) notes: BTreeMap<PurchaseId, String>,
    pub(super) tags: BTreeMap<PurchaseId, Vec<String>>,
}

impl Told {
    /// Takes in what an entry tells; an approval must be the owner's, of a view that is there.
    pub(super) fn take(&mut self, archive: &mut Archive, entry: &Entry) -> Result<(), String> {
        if let Fact::Started(started) = &entry.fact {
            self.owner = decision::key(&started.owner_key);
        }
        if let Fact::PurchaseRequested(asked) | Fact::PurchaseAmended(asked) = &entry.fact {
            let before = self.purchases.get(&asked.purchase);
            let decided = before.and_then(|(_, decided)| *decided);
            let asked = Requested::clone(asked);
            let purchase = asked.purchase;
            self.purchases.insert(purchase, (asked.into(), decided));
        }
        if let Fact::PurchaseApproved(approved) = &entry.fact {
            self.decided(approved.purchase, entry.at);
            let name = format!("views/{}.json", approved.view);
            let shown = archive.read(&name).map_err(|fault| fault.text)?;
            if hex::encode(Sha256::digest(&shown)) != approved.view {
                return Err("approves a view that is not in the bundle as it was shown".to_owned());
            }
            let owner = self.owner.as_ref();
            if !owner.is_some_and(|owner| decision::is_signed(owner, approved, entry.at)) {
                return Err("is not signed by the owner".to_owned());
            }
            self.approved.insert(approved.view.clone(), entry.seq);
        }
        if let Fact::PurchaseRejected(rejected) = &entry.fact {
            self.decided(rejected.purchase, entry.at);
        }
        let Some((purchase, writing)) = Writing::of(&entry.fact) else {
            return Ok(());
        };
        let applied = self.words.apply(entry.seq, purchase, writing);
        applied.map_err(|error| error.to_string())
    }

    fn decided(&mut self, purchase: PurchaseId, at: Timestamp) {
        if let Some((_, decided)) = self.purchases.get_mut(&purchase) {
            *decided = Some(at);
        }
    }
}

/// The keys that the first entry names.
pub(super) fn started(first: &[u8]) -> Option<Started> {
    let entry = decode(first).ok().filter(|entry| entry.seq == 0)?;
    if let Fact::Started(started) = entry.fact {
        return Some(started);
    }
    None
}

/// Every view is one that was approved.
pub(super) fn check_views(archive: &mut Archive, followed: &Followed) -> Result<(), Fault> {
    let views = archive.within("views/", ".json");
    let approved = &followed.told.approved;
    if let Some(name) = views.iter().find(|name| !approved.contains_key(*name)) {
        return Err(Fault::of(format!(
            "views/{name}.json is a view that nobody approved"
        )));
    }
    Ok(())
}

/// What the owner wrote is what entries have the hash of, and nothing that was erased. Notes may be
/// withheld, tags not.
pub(super) fn said(archive: &mut Archive, followed: &Followed) -> Result<Said, Fault> {
    let mut told = BTreeMap::new();
    for name in archive.within("notes/", ".txt") {
        let file = format!("notes/{name}.txt");
        if archive.digest(&file)? != name {
            return Err(Fault::of(format!("{file} is not what the owner wrote")));
        }
        let opening = archive.text(&file)?;
        let words = opening.split_once('\n').map_or("", |(_, words)| words);
        told.insert(name, words.to_owned());
    }
    let mut said = Said::default();
    for (seq, spoken) in followed.told.words.iter() {
        if spoken.erased {
            continue;
        }
        match (spoken.kind, told.remove(&*spoken.hash)) {
            (WordsKind::Tag, None) => {
                let text = format!("the tag that entry {seq} gives is not in the bundle");
                return Err(Fault::of(text));
            }
            (WordsKind::Tag, Some(text)) if spoken.stands => {
                said.tags.entry(spoken.purchase).or_default().push(text);
            }
            (WordsKind::Note, Some(text)) if spoken.stands => {
                said.notes.insert(spoken.purchase, text);
            }
            (WordsKind::Rejection | WordsKind::Note | WordsKind::Tag, _) => {}
        }
    }
    match told.keys().next() {
        None => Ok(said),
        Some(name) => Err(Fault::of(format!(
            "notes/{name}.txt is something that no entry has, or that was erased"
        ))),
    }
}
