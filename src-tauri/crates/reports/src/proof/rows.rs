//! The report for programs, held against what the entries say.

use std::collections::BTreeSet;
use std::io::BufReader;

use counterfoil_domain::PurchaseId;
use counterfoil_domain::purchase::DecidedBy;
use counterfoil_domain::report::{PurchaseSummary, Reported};

use super::Fault;
use super::archive::Archive;
use super::entries::Followed;
use super::told::Said;
use crate::forms::bundle::stated::{Manifest, Scope};
use crate::read::check_export;
use crate::row::ExportRow;

const NAME: &str = "purchases.jsonl";

/// Every row is what the entries say, none twice, and in a whole bundle none is missing.
pub(super) fn check(
    archive: &mut Archive,
    manifest: &Manifest,
    followed: &Followed,
    said: &Said,
) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    let mut wrong = None;
    let export = check_export(BufReader::new(archive.file(NAME)?), |row| {
        if wrong.is_none() {
            wrong = one((followed, said), row, &mut seen).err();
        }
    });
    if let Some(fault) = wrong {
        return Err(fault);
    }
    let export = export.map_err(|error| Fault::of(format!("{NAME}: {error}")))?;
    if export.head != manifest.head {
        return Err(Fault::of(format!(
            "{NAME} and the manifest do not say the same of the export"
        )));
    }
    let all = followed.told.purchases.keys();
    let missing = all.filter(|id| manifest.scope == Scope::Whole && !seen.contains(id));
    match missing.into_iter().next() {
        None => Ok(()),
        Some(missing) => Err(Fault::of(format!("{NAME} lacks {missing}"))),
    }
}

fn one(
    (followed, said): (&Followed, &Said),
    row: &ExportRow,
    seen: &mut BTreeSet<PurchaseId>,
) -> Result<(), Fault> {
    let id = row.id.parse().ok();
    let wanted = id.and_then(|id| wanted(followed, said, id));
    let Some((id, wanted)) = id.zip(wanted) else {
        return Err(Fault::of(format!(
            "{NAME} has {}, which is not in the entries",
            row.id
        )));
    };
    if !seen.insert(id) {
        return Err(Fault::of(format!("{NAME} has {id} twice")));
    }
    if *row == wanted {
        return Ok(());
    }
    Err(Fault::of(format!(
        "{NAME} says other things of {id} than the entries do"
    )))
}

/// What the report must say of a purchase.
fn wanted(followed: &Followed, said: &Said, id: PurchaseId) -> Option<ExportRow> {
    let (asked, decided) = followed.told.purchases.get(&id)?;
    let replay = followed.lawful.replay();
    let purchase = replay.purchases.get(&id)?;
    let summary = PurchaseSummary::of(&replay.registry, purchase, asked.clone(), 1);
    let owners = summary.decided_by == Some(DecidedBy::Owner);
    let decided_at = if owners { *decided } else { summary.ruled_at() };
    Some(ExportRow::of(&Reported {
        summary,
        decided_at,
        movements: Vec::new(),
        tags: said.tags.get(&id).cloned().unwrap_or_default(),
        note: said.notes.get(&id).cloned(),
    }))
}
