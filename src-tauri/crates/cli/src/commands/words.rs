//! `counterfoil note`, `counterfoil tag` and `counterfoil erase`: the owner's own words.

use counterfoil_domain::PurchaseId;
use counterfoil_engine::{Engine, PurchaseDetail, Retag};
use serde_json::json;

use crate::args::{Change, Erase, Note, Tag};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Page;
use crate::shown::shown;

pub(super) async fn note(context: &Context, note: Note) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = async {
        let owner = context.unlock(&engine).await?;
        owner.session.note(note.id, note.text).await?;
        say(context, &engine, note.id, |page, _| {
            page.line("Noted.");
        })
        .await
    };
    let done = done.await;
    super::closing(engine, done).await
}

pub(super) async fn tag(context: &Context, tag: Tag) -> Result<(), Failure> {
    let mut change = Retag::default();
    for one in tag.changes {
        match one {
            Change::Add(text) => change.add.push(text),
            Change::Remove(text) => change.remove.push(text),
        }
    }
    let engine = context.open().await?;
    let done = async {
        let owner = context.unlock(&engine).await?;
        owner.session.retag(tag.id, change).await?;
        say(context, &engine, tag.id, |page, detail| {
            page.line(match tags(detail).join(", ") {
                none if none.is_empty() => "It has no tags now.".to_owned(),
                some => format!("Its tags are now: {}.", shown(&some)),
            });
        })
        .await
    };
    let done = done.await;
    super::closing(engine, done).await
}

pub(super) async fn erase(context: &Context, erase: Erase) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = async {
        let owner = context.unlock(&engine).await?;
        let presence = owner.presence().await?;
        let erased = owner.session.erase_words(erase.id, erase.entry, presence);
        erased.await?;
        say(context, &engine, erase.id, |page, _| {
            page.line(format!(
                "The text of entry {} is erased; the entry stays. Exports and backups that were \
                 made before still have it.",
                erase.entry
            ));
        })
        .await
    };
    let done = done.await;
    super::closing(engine, done).await
}

async fn say(
    context: &Context,
    engine: &Engine,
    id: PurchaseId,
    page: impl FnOnce(&mut Page, &PurchaseDetail),
) -> Result<(), Failure> {
    let detail = engine.local().purchase(id).await?;
    let note = detail.note.as_ref().map(|note| note.text.as_str());
    context.output.say(
        || json!({ "id": id, "note": note, "tags": tags(&detail) }),
        |to| page(to, &detail),
    )
}

fn tags(detail: &PurchaseDetail) -> Vec<String> {
    detail.tags.iter().map(|tag| tag.text.clone()).collect()
}
