//! The owner's notes and tags.

use counterfoil_engine::Retag;

use super::{Answer, Core};
use crate::secret::Secret;
use crate::translate;
use crate::views::Detail;

/// Writes a note about a purchase; it is shown in place of the one before.
#[tauri::command]
#[specta::specta]
pub async fn note_purchase(core: Core<'_>, id: String, text: String) -> Answer<Detail> {
    let id = translate::purchase_id(&id)?;
    core.owner().await?.note(id, text).await?;
    core.detail(id).await
}

/// Gives tags to a purchase and takes others away.
#[tauri::command]
#[specta::specta]
pub async fn tag_purchase(
    core: Core<'_>,
    id: String,
    add: Vec<String>,
    remove: Vec<String>,
) -> Answer<Detail> {
    let id = translate::purchase_id(&id)?;
    let change = Retag { add, remove };
    core.owner().await?.retag(id, change).await?;
    core.detail(id).await
}

/// Erases what the owner wrote with an entry, for good.
#[tauri::command]
#[specta::specta]
pub async fn erase_words(
    core: Core<'_>,
    id: String,
    seq: u32,
    passphrase: Secret,
) -> Answer<Detail> {
    let owner = core.owner().await?;
    let id = translate::purchase_id(&id)?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner.erase_words(id, seq.into(), presence).await?;
    core.detail(id).await
}
