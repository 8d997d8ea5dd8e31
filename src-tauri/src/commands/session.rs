//! The app itself: its state, its lock, its settings.

use super::{Answer, Core};
use crate::desktop;
use crate::events::Tag;
use crate::secret::Secret;
use crate::translate;
use crate::views::{AppStatus, Settings, VerifyView};

/// What the app can do at the moment.
#[tauri::command]
#[specta::specta]
pub async fn status(core: Core<'_>) -> Answer<AppStatus> {
    core.status().await
}

/// Makes the data folder and the keys, and unlocks them.
#[tauri::command]
#[specta::specta]
pub async fn initialise(core: Core<'_>, passphrase: Secret) -> Answer<AppStatus> {
    core.initialise(passphrase.chosen()?).await?;
    core.status().await
}

/// Unlocks the keys.
#[tauri::command]
#[specta::specta]
pub async fn unlock(core: Core<'_>, passphrase: Secret) -> Answer<AppStatus> {
    core.unlock(&passphrase.given()?).await?;
    core.status().await
}

/// Keeps the owner's settings.
#[tauri::command]
#[specta::specta]
pub async fn save_settings(core: Core<'_>, settings: Settings) -> Answer<()> {
    let settings = translate::settings_from(&settings);
    core.owner().await?.save_settings(settings).await?;
    core.refresh(vec![Tag::Settings, Tag::Status]).await;
    Ok(())
}

/// Checks the whole record.
#[tauri::command]
#[specta::specta]
pub async fn verify_now(core: Core<'_>) -> Answer<VerifyView> {
    let found = core.verify().await?;
    core.refresh(vec![Tag::Status]).await;
    Ok(found)
}

/// Shows the data folder in the file manager.
#[tauri::command]
#[specta::specta]
pub async fn open_data_dir(core: Core<'_>) -> Answer<()> {
    let folder = core.data_dir();
    desktop::open_folder(folder).map_err(|error| desktop::no_file_manager(&error, folder))?;
    Ok(())
}
