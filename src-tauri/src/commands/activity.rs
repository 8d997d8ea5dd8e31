//! Finding and proving.

use counterfoil_engine::ActivityQuery;
use tauri::AppHandle;

use super::{Answer, Core};
use crate::desktop;
use crate::translate;
use crate::views::{ActivityPage, ActivityTotals, Detail, ExportOrder, Exported, RefusedOffer};

/// So many refused offers are listed.
const MOST_REFUSED: u32 = 100;

/// One page of the record.
#[tauri::command]
#[specta::specta]
pub async fn activity(
    core: Core<'_>,
    text: String,
    after: Option<String>,
    limit: u32,
) -> Answer<ActivityPage> {
    let after = after.as_deref().map(translate::purchase_id).transpose()?;
    let page = core
        .local()
        .await?
        .activity_at_a_glance(ActivityQuery { text, after, limit })
        .await?;
    Ok(translate::activity(&page))
}

/// How many match in all and what was paid for them: asked for apart, because it takes longer.
#[tauri::command]
#[specta::specta]
pub async fn activity_totals(core: Core<'_>, text: String) -> Answer<ActivityTotals> {
    let totals = core.local().await?.totals_at_a_glance(text).await?;
    Ok(translate::totals(&totals))
}

/// One purchase with everything that is known about it.
#[tauri::command]
#[specta::specta]
pub async fn purchase(core: Core<'_>, id: String) -> Answer<Detail> {
    core.detail(translate::purchase_id(&id)?).await
}

/// The newest offers that were refused before they became purchases.
#[tauri::command]
#[specta::specta]
pub async fn refused_offers(core: Core<'_>) -> Answer<Vec<RefusedOffer>> {
    let found = core.local().await?.refused_offers(MOST_REFUSED).await?;
    Ok(found.iter().map(translate::refused).collect())
}

/// Writes what a search finds to a file that the owner chooses; nothing when the owner chooses none.
#[tauri::command]
#[specta::specta]
pub async fn export_activity(
    app: AppHandle,
    core: Core<'_>,
    order: ExportOrder,
) -> Answer<Option<Exported>> {
    let wish = translate::export_wish(&order);
    let name = translate::export_name(core.now(), wish.format.ending());
    match desktop::export_path(&app, core.export_dir(), &name).await {
        Some(path) => Ok(Some(core.export(&order.text, wish, &path).await?)),
        None => Ok(None),
    }
}

/// Ends the export that is under way.
#[tauri::command]
#[specta::specta]
pub async fn cancel_export(core: Core<'_>) -> Answer<()> {
    core.stop_export();
    Ok(())
}

/// Shows where the last export is, in the file manager.
#[tauri::command]
#[specta::specta]
pub async fn show_export(core: Core<'_>) -> Answer<()> {
    let Some(path) = core.last_export() else {
        return Ok(());
    };
    let folder = path.parent().unwrap_or(&path);
    desktop::open_folder(folder).map_err(|error| desktop::no_file_manager(&error, &path))?;
    Ok(())
}
