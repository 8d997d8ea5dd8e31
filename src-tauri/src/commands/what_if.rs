//! What a budget would have done, and what was asked for and bought.

use counterfoil_domain::MandateId;
use counterfoil_domain::backtest::Report;
use counterfoil_engine::LocalSession;

use super::{Answer, Core};
use crate::translate::{self, Compares};
use crate::views::{Backtest, PriceHistory, ScopeSeen, Suggestion};

/// How far back what was bought is looked at.
const SEEN_DAYS: u32 = 365;
/// How far back suggestions look.
const SUGGESTED_DAYS: u32 = 90;

/// Plays a changed budget through the requests of the last days.
#[tauri::command]
#[specta::specta]
pub async fn backtest(
    core: Core<'_>,
    id: Option<String>,
    document: String,
    days: u32,
) -> Answer<Backtest> {
    let local = core.local().await?;
    let id = translate::optional_mandate_id(id.as_deref())?;
    let report = played(&local, id, document, days).await?;
    let compares = match id {
        Some(_) => Compares::WithPresent,
        None => Compares::WithNothing,
    };
    Ok(translate::backtest(
        &report,
        days,
        compares,
        &local.agent_names(),
    ))
}

/// What was asked for under a budget, by price.
#[tauri::command]
#[specta::specta]
pub async fn price_history(
    core: Core<'_>,
    id: Option<String>,
    document: String,
    days: u32,
) -> Answer<PriceHistory> {
    let local = core.local().await?;
    let id = translate::optional_mandate_id(id.as_deref())?;
    let currency = translate::currency_of(&document)?;
    let report = played(&local, id, document, days).await?;
    Ok(translate::price_history(&report, days, currency))
}

/// Narrow rules that the record speaks for. Nothing changes until one is saved.
#[tauri::command]
#[specta::specta]
pub async fn suggestions(core: Core<'_>) -> Answer<Vec<Suggestion>> {
    let local = core.local().await?;
    let names = local.agent_names();
    let found = local.suggestions(SUGGESTED_DAYS).await?;
    Ok(found
        .iter()
        .map(|one| translate::suggestion(one, SUGGESTED_DAYS, &names))
        .collect())
}

/// What was really bought, to choose from.
#[tauri::command]
#[specta::specta]
pub async fn scope_seen(core: Core<'_>) -> Answer<ScopeSeen> {
    let seen = core.local().await?.scope_seen(SEEN_DAYS).await?;
    Ok(translate::scope_seen(&seen))
}

async fn played(
    local: &LocalSession,
    id: Option<MandateId>,
    document: String,
    days: u32,
) -> Answer<Report> {
    Ok(local.backtest(id, document.into_bytes(), days).await?)
}
