//! What the charts show.

use super::{Answer, Core};
use crate::translate;
use crate::views::{BurnDown, Charts, ChartsOrder};

/// The charts of a period.
#[tauri::command]
#[specta::specta]
pub async fn charts(core: Core<'_>, order: ChartsOrder) -> Answer<Charts> {
    let order = translate::charts_order(&order)?;
    let answer = core.local().await?.charts(order).await?;
    Ok(translate::charts(&answer))
}

/// How the first period of a budget is used up; nothing where it has none that begins and ends.
#[tauri::command]
#[specta::specta]
pub async fn burn_down(core: Core<'_>, id: String) -> Answer<Option<BurnDown>> {
    let id = translate::mandate_id(&id)?;
    let answer = core.local().await?.burn_down(id).await?;
    Ok(answer.as_ref().map(translate::burn_down))
}
