//! Statements of banks and cards.

use counterfoil_engine::LineVerdict;
use counterfoil_protocols::statement::MOST_BYTES;
use tauri::AppHandle;

use super::{Answer, Core};
use crate::desktop;
use crate::error::IpcError;
use crate::translate;
use crate::views::{HeapsView, StatementMapping, StatementPreview, StatementView};

/// Every statement that was read in, the newest first.
#[tauri::command]
#[specta::specta]
pub async fn statements(core: Core<'_>) -> Answer<Vec<StatementView>> {
    let rows = core.local().await?.statements().await?;
    Ok(rows.iter().map(translate::statement).collect())
}

/// Holds statements against the record: one of them, or all.
#[tauri::command]
#[specta::specta]
pub async fn reconcile(core: Core<'_>, statement: Option<String>) -> Answer<HeapsView> {
    let one = statement
        .as_deref()
        .map(translate::statement_id)
        .transpose()?;
    let heaps = core.local().await?.reconcile(one).await?;
    Ok(translate::heaps(&heaps))
}

/// Lets the owner choose a file and shows what would be read in of it; nothing when none is
/// chosen.
#[tauri::command]
#[specta::specta]
pub async fn choose_statement(app: AppHandle, core: Core<'_>) -> Answer<Option<StatementPreview>> {
    let local = core.local().await?;
    let Some(path) = desktop::statement_path(&app).await else {
        return Ok(None);
    };
    let chosen = read(&path)?;
    let preview = local.preview_statement(chosen.1.clone(), None).await?;
    let shown = translate::statement_preview(&chosen.0, &preview);
    core.choose(chosen);
    Ok(Some(shown))
}

/// Shows what would be read in of the chosen file if its columns were these.
#[tauri::command]
#[specta::specta]
pub async fn preview_statement(
    core: Core<'_>,
    mapping: StatementMapping,
) -> Answer<StatementPreview> {
    let (name, file) = core.chosen().ok_or_else(none_chosen)?;
    let mapping = translate::mapping_from(&mapping)?;
    let local = core.local().await?;
    let preview = local.preview_statement(file, Some(mapping)).await?;
    Ok(translate::statement_preview(&name, &preview))
}

/// Reads the chosen file in.
#[tauri::command]
#[specta::specta]
pub async fn import_statement(core: Core<'_>, mapping: Option<StatementMapping>) -> Answer<String> {
    let (name, file) = core.chosen().ok_or_else(none_chosen)?;
    let mapping = mapping.as_ref().map(translate::mapping_from).transpose()?;
    let local = core.local().await?;
    let taken = local.import_statement(file, name, mapping).await?;
    Ok(taken.id.to_string())
}

/// Records what the owner says of a line.
#[tauri::command]
#[specta::specta]
pub async fn rule_line(
    core: Core<'_>,
    line: String,
    verdict: String,
    purchase: Option<String>,
    entry: Option<String>,
) -> Answer<()> {
    let said = LineVerdict {
        line: translate::line_id(&line)?,
        verdict: translate::line_verdict(&verdict)?,
        purchase: purchase
            .as_deref()
            .map(translate::purchase_id)
            .transpose()?,
        entry: entry.and_then(|entry| entry.parse().ok()),
    };
    core.owner().await?.rule_line(said).await?;
    Ok(())
}

fn none_chosen() -> IpcError {
    IpcError::new(
        "no_file",
        "No file is chosen.",
        "Choose the statement's file first.",
    )
}

/// The name of a file and what is in it.
fn read(path: &std::path::Path) -> Answer<(String, Vec<u8>)> {
    let unreadable = |why: String| {
        IpcError::new(
            "unreadable",
            format!("{} cannot be read: {why}.", path.display()),
            "Choose a statement of your bank: CSV, OFX or camt.053.",
        )
    };
    let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if usize::try_from(size.len()).unwrap_or(usize::MAX) > MOST_BYTES {
        return Err(unreadable("it is too large".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), bytes))
}
