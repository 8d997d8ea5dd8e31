//! Budgets: the owner's word for mandates.

use super::{Answer, Core};
use crate::secret::Secret;
use crate::translate;
use crate::views::{AgentShare, Budget, BudgetPreview, BudgetVersion};

/// All budgets.
#[tauri::command]
#[specta::specta]
pub async fn budgets(core: Core<'_>) -> Answer<Vec<Budget>> {
    let rows = core.local().await?.mandates().await?;
    Ok(rows.iter().map(translate::budget).collect())
}

/// The amendments of one budget, newest first.
#[tauri::command]
#[specta::specta]
pub async fn budget_history(core: Core<'_>, id: String) -> Answer<Vec<BudgetVersion>> {
    let rows = core
        .local()
        .await?
        .mandate_history(translate::mandate_id(&id)?)
        .await?;
    Ok(rows.iter().map(translate::budget_version).collect())
}

/// What saving a document would do.
#[tauri::command]
#[specta::specta]
pub async fn preview_budget(
    core: Core<'_>,
    id: Option<String>,
    document: String,
) -> Answer<BudgetPreview> {
    let (local, id) = (
        core.local().await?,
        translate::optional_mandate_id(id.as_deref())?,
    );
    translate::preview(local.preview_mandate(id, document.as_bytes()))
}

/// Makes a budget or amends one.
#[tauri::command]
#[specta::specta]
pub async fn save_budget(
    core: Core<'_>,
    id: Option<String>,
    document: String,
    passphrase: Option<Secret>,
) -> Answer<Budget> {
    let (owner, id) = (
        core.owner().await?,
        translate::optional_mandate_id(id.as_deref())?,
    );
    let presence = match &passphrase {
        Some(secret) => Some(owner.present(&secret.given()?).await?),
        None => None,
    };
    core.save_budget(&owner, id, document.into_bytes(), presence)
        .await
}

/// Ends a budget.
#[tauri::command]
#[specta::specta]
pub async fn revoke_budget(core: Core<'_>, id: String, passphrase: Option<Secret>) -> Answer<()> {
    let owner = core.owner().await?;
    let presence = match &passphrase {
        Some(secret) => Some(owner.present(&secret.given()?).await?),
        None => None,
    };
    owner
        .revoke_mandate(translate::mandate_id(&id)?, presence)
        .await?;
    Ok(())
}

/// Lets one limit of a budget go over once, for the period it is in.
#[tauri::command]
#[specta::specta]
pub async fn raise_budget(
    core: Core<'_>,
    id: String,
    window: String,
    amount: String,
    passphrase: Secret,
) -> Answer<Budget> {
    let owner = core.owner().await?;
    let (id, window) = (translate::mandate_id(&id)?, translate::window(&window)?);
    let presence = owner.present(&passphrase.given()?).await?;
    owner.raise_mandate(id, window, &amount, presence).await?;
    core.saved_budget(&owner, id).await
}

/// Who used how much of a budget in its first period.
#[tauri::command]
#[specta::specta]
pub async fn budget_shares(core: Core<'_>, id: String) -> Answer<Vec<AgentShare>> {
    let local = core.local().await?;
    let shares = local.mandate_shares(translate::mandate_id(&id)?).await?;
    Ok(translate::shares(&shares))
}
