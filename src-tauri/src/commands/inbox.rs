//! Deciding.

use counterfoil_domain::entry::CounterOffer;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Approve, How, Reject};
use serde::Deserialize;
use specta::Type;
use tauri::WebviewWindow;

use super::{Answer, Core};
use crate::desktop::MAIN;
use crate::error::IpcError;
use crate::secret::Secret;
use crate::translate;
use crate::views::{Card, Inbox, Presented, RequestRow};

/// How the owner approved.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// With the keyboard.
    Keys,
    /// With the pointer.
    Click,
}

/// What needs the owner, and what was decided lately.
#[tauri::command]
#[specta::specta]
pub async fn inbox(core: Core<'_>) -> Answer<Inbox> {
    let local = core.local().await?;
    let (waiting, done) = (local.inbox().await?, local.decided_lately().await?);
    Ok(translate::inbox(&waiting, &done))
}

/// The card of one purchase, rendered and hashed by the core.
#[tauri::command]
#[specta::specta]
pub async fn card(core: Core<'_>, purchase: String) -> Answer<Card> {
    let owner = core.owner().await?;
    let card = owner.card(translate::purchase_id(&purchase)?).await?;
    Ok(translate::view(
        &card.view,
        &card.hash,
        Status::Pending,
        core.guard_ms(),
    ))
}

/// A card is on the screen; the guard runs from now.
#[tauri::command]
#[specta::specta]
pub async fn presented(core: Core<'_>, purchase: String, view_hash: String) -> Answer<Presented> {
    let (owner, id) = (core.owner().await?, translate::purchase_id(&purchase)?);
    let guard = owner
        .presented(id, translate::view_hash(&view_hash)?)
        .await?;
    core.seen(&purchase);
    Ok(translate::presented(&guard))
}

/// Approves what is on the card. Only the main window can do it.
#[tauri::command]
#[specta::specta]
pub async fn approve(
    window: WebviewWindow,
    core: Core<'_>,
    purchase: String,
    view_hash: String,
    tick: Option<String>,
    passphrase: Option<Secret>,
    how: By,
) -> Answer<RequestRow> {
    only_main(&window)?;
    let owner = core.owner().await?;
    let presence = match &passphrase {
        Some(secret) => Some(owner.present(&secret.given()?).await?),
        None => None,
    };
    let approve = Approve {
        purchase: translate::purchase_id(&purchase)?,
        view_hash: translate::view_hash(&view_hash)?,
        tick,
        presence,
        how: match how {
            By::Keys => How::Keys,
            By::Click => How::Click,
        },
    };
    Ok(translate::row(&owner.approve(approve).await?))
}

/// One purchase of several that are approved together, as it was shown.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchItem {
    /// The purchase.
    pub purchase: String,
    /// Hash of the view.
    pub view_hash: String,
}

/// Approves small requests of one agent at one merchant: all of them or none.
#[tauri::command]
#[specta::specta]
pub async fn approve_batch(
    window: WebviewWindow,
    core: Core<'_>,
    items: Vec<BatchItem>,
) -> Answer<Vec<RequestRow>> {
    only_main(&window)?;
    let approvals = items
        .iter()
        .map(|item| {
            Ok(Approve {
                purchase: translate::purchase_id(&item.purchase)?,
                view_hash: translate::view_hash(&item.view_hash)?,
                tick: None,
                presence: None,
                how: How::Click,
            })
        })
        .collect::<Answer<Vec<_>>>()?;
    let rows = core.owner().await?.approve_batch(approvals).await?;
    Ok(rows.iter().map(translate::row).collect())
}

/// What the owner would agree to instead.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offer {
    /// The most the owner would pay, decimal in the purchase's currency.
    pub max_amount: Option<String>,
    /// Another shop.
    pub merchant: Option<String>,
}

/// Rejects a purchase, with a note for the agent and what the owner would agree to.
#[tauri::command]
#[specta::specta]
pub async fn reject(
    core: Core<'_>,
    purchase: String,
    note: Option<String>,
    offer: Option<Offer>,
) -> Answer<RequestRow> {
    let reject = rejection(&purchase, note, offer)?;
    Ok(translate::row(&core.local().await?.reject(reject).await?))
}

/// A rejection in the engine's words.
pub fn rejection(purchase: &str, note: Option<String>, offer: Option<Offer>) -> Answer<Reject> {
    let counter_offer = offer.map(|offer| CounterOffer {
        max_amount: offer.max_amount,
        merchant: offer.merchant,
        ..CounterOffer::default()
    });
    Ok(Reject {
        purchase: translate::purchase_id(purchase)?,
        note,
        counter_offer,
    })
}

/// Takes an approval back within its undo window.
#[tauri::command]
#[specta::specta]
pub async fn undo(core: Core<'_>, purchase: String) -> Answer<RequestRow> {
    let local = core.local().await?;
    Ok(translate::row(
        &local.undo(translate::purchase_id(&purchase)?).await?,
    ))
}

/// Ends the undo window of an approval now.
#[tauri::command]
#[specta::specta]
pub async fn send_now(
    window: WebviewWindow,
    core: Core<'_>,
    purchase: String,
) -> Answer<RequestRow> {
    only_main(&window)?;
    let owner = core.owner().await?;
    Ok(translate::row(
        &owner.send_now(translate::purchase_id(&purchase)?).await?,
    ))
}

fn only_main(window: &WebviewWindow) -> Answer<()> {
    if window.label() == MAIN {
        return Ok(());
    }
    Err(IpcError::new(
        "not_here",
        "This window cannot approve.",
        "Use the main window.",
    ))
}
