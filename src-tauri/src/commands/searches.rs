//! The searches that the owner keeps.

use super::{Answer, Core};
use crate::events::Tag;
use crate::translate;
use crate::views::{Completion, SavedSearch, Searches};

/// What is kept of searches.
#[tauri::command]
#[specta::specta]
pub async fn searches(core: Core<'_>) -> Answer<Searches> {
    Ok(translate::searches(core.local().await?.searches().await?))
}

/// How a search could go on.
#[tauri::command]
#[specta::specta]
pub async fn completions(core: Core<'_>, text: String) -> Answer<Vec<Completion>> {
    let found = core.local().await?.complete(text).await?;
    Ok(found.into_iter().map(translate::completion).collect())
}

/// Keeps these searches and no others.
#[tauri::command]
#[specta::specta]
pub async fn save_searches(core: Core<'_>, saved: Vec<SavedSearch>) -> Answer<Searches> {
    let owner = core.owner().await?;
    let saved = saved.into_iter().map(translate::kept).collect();
    owner.keep_searches(saved).await?;
    core.refresh(vec![Tag::Settings]).await;
    Ok(translate::searches(owner.searches().await?))
}

/// A search was made; it is listed among the last ones.
#[tauri::command]
#[specta::specta]
pub async fn searched(core: Core<'_>, text: String) -> Answer<Searches> {
    let owner = core.owner().await?;
    owner.searched(text).await?;
    Ok(translate::searches(owner.searches().await?))
}
