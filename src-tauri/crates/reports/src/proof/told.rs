//! What entries tell that the sums do not depend on: names, items, and what the owner saw and wrote.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::entry::{Entry, Fact, Requested, Started, decode};
use counterfoil_domain::report::Asked;
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
    noted: BTreeSet<String>,
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
            self.noted.extend(rejected.note.clone());
        }
        Ok(())
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

/// Every view is one that was approved, and every note the words that were hashed.
pub(super) fn check(archive: &mut Archive, followed: &Followed) -> Result<(), Fault> {
    let views = archive.within("views/", ".json");
    let approved = &followed.told.approved;
    if let Some(name) = views.iter().find(|name| !approved.contains_key(*name)) {
        return Err(Fault::of(format!(
            "views/{name}.json is a view that nobody approved"
        )));
    }
    for name in archive.within("notes/", ".txt") {
        let file = format!("notes/{name}.txt");
        let words = archive.digest(&file)? == name;
        if !words || !followed.told.noted.contains(&name) {
            return Err(Fault::of(format!("{file} is not what the owner wrote")));
        }
    }
    Ok(())
}
