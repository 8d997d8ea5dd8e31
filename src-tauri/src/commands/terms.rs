//! Exchange rates, pinned categories and subscriptions.

use tauri::AppHandle;

use super::{Answer, Core};
use crate::desktop;
use crate::error::IpcError;
use crate::secret::Secret;
use crate::translate;
use crate::views::{PinnedCategory, RatesView, SubscriptionView};

/// No list of rates is longer.
const FILE_MAX: u64 = 4 * 1024 * 1024;

/// Everything that repeats.
#[tauri::command]
#[specta::specta]
pub async fn subscriptions(core: Core<'_>) -> Answer<Vec<SubscriptionView>> {
    let rows = core.local().await?.subscriptions().await?;
    Ok(rows.iter().map(translate::subscription).collect())
}

/// Refuses the renewals of a subscription from now on.
#[tauri::command]
#[specta::specta]
pub async fn cancel_subscription(core: Core<'_>, id: String) -> Answer<()> {
    let first = translate::purchase_id(&id)?;
    core.local().await?.cancel_subscription(first).await?;
    Ok(())
}

/// Lets a cancelled subscription be renewed again.
#[tauri::command]
#[specta::specta]
pub async fn allow_subscription(core: Core<'_>, id: String, passphrase: Secret) -> Answer<()> {
    let owner = core.owner().await?;
    let first = translate::purchase_id(&id)?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner.allow_subscription(first, presence).await?;
    Ok(())
}

/// The categories that are pinned to merchants.
#[tauri::command]
#[specta::specta]
pub async fn pinned_categories(core: Core<'_>) -> Answer<Vec<PinnedCategory>> {
    Ok(translate::pinned(&core.local().await?.pinned_categories()))
}

/// Says what kind of shop a merchant is, whatever agents claim; with no category they are believed
/// again.
#[tauri::command]
#[specta::specta]
pub async fn pin_category(
    core: Core<'_>,
    domain: String,
    category: Option<String>,
    passphrase: Secret,
) -> Answer<Vec<PinnedCategory>> {
    let owner = core.owner().await?;
    let domain = translate::domain(&domain)?;
    let category = category.as_deref().map(translate::category).transpose()?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner.pin_category(domain, category, presence).await?;
    Ok(translate::pinned(&owner.pinned_categories()))
}

/// The exchange rates in use.
#[tauri::command]
#[specta::specta]
pub async fn rates(core: Core<'_>) -> Answer<RatesView> {
    let rates = core.local().await?.rates();
    Ok(translate::rates(&rates, core.now()))
}

/// Takes in a file of the European Central Bank that the owner chooses; nothing when the owner
/// chooses none.
#[tauri::command]
#[specta::specta]
pub async fn import_rates(
    app: AppHandle,
    core: Core<'_>,
    passphrase: Secret,
) -> Answer<Option<RatesView>> {
    let owner = core.owner().await?;
    let presence = owner.present(&passphrase.given()?).await?;
    let Some(path) = desktop::rates_path(&app).await else {
        return Ok(None);
    };
    let file = read(&path)?;
    owner.import_rates(file, presence).await?;
    Ok(Some(translate::rates(&owner.rates(), core.now())))
}

/// Sets one rate by hand.
#[tauri::command]
#[specta::specta]
pub async fn set_rate(
    core: Core<'_>,
    from: String,
    to: String,
    rate: String,
    passphrase: Secret,
) -> Answer<RatesView> {
    let owner = core.owner().await?;
    let (from, to) = (
        translate::currency(&from, "from")?,
        translate::currency(&to, "to")?,
    );
    let quote = translate::quote(&rate)?;
    let presence = owner.present(&passphrase.given()?).await?;
    owner.set_rate(from, to, quote, presence).await?;
    Ok(translate::rates(&owner.rates(), core.now()))
}

fn read(path: &std::path::Path) -> Answer<Vec<u8>> {
    let unreadable = |why: String| {
        IpcError::new(
            "unreadable",
            format!("{} cannot be read: {why}.", path.display()),
            "Choose the daily file of the European Central Bank, CSV or XML.",
        )
    };
    let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if size.len() > FILE_MAX {
        return Err(unreadable("it is too large".to_owned()));
    }
    std::fs::read(path).map_err(|error| unreadable(error.to_string()))
}
