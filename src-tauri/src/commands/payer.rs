//! The account that x402 payments are paid from, and the networks on which agents may.

use counterfoil_engine::{LocalSession, Network, PayerKey};

use super::{Answer, Core};
use crate::error::IpcError;
use crate::secret::Secret;
use crate::translate;
use crate::views::PayerView;

/// The account and the networks.
#[tauri::command]
#[specta::specta]
pub async fn payer(core: Core<'_>) -> Answer<PayerView> {
    view(&core.local().await?).await
}

/// Makes an account, or takes the one whose key the owner has.
#[tauri::command]
#[specta::specta]
pub async fn set_payer(
    core: Core<'_>,
    key: Option<Secret>,
    passphrase: Secret,
) -> Answer<PayerView> {
    let owner = core.owner().await?;
    let imported = key.is_some();
    let key = match key {
        Some(text) => {
            PayerKey::import(text.text()).map_err(|error| IpcError::from(error).about("key"))?
        }
        None => PayerKey::fresh()?,
    };
    owner.set_payer(key, imported, &passphrase.given()?).await?;
    view(&owner).await
}

/// Lets agents pay on a network, which takes the passphrase, or stops it, which does not.
#[tauri::command]
#[specta::specta]
pub async fn set_network(
    core: Core<'_>,
    network: String,
    passphrase: Option<Secret>,
) -> Answer<PayerView> {
    let owner = core.owner().await?;
    let network = Network::parse(&network).ok_or_else(|| {
        let hint = "Choose one of the networks that are listed.";
        IpcError::new("network", "There is no network of that name.", hint)
    })?;
    match passphrase {
        Some(passphrase) => {
            let presence = owner.present(&passphrase.given()?).await?;
            owner.set_network(network, true, presence).await?;
        }
        None => owner.stop_network(network).await?,
    }
    view(&owner).await
}

async fn view(local: &LocalSession) -> Answer<PayerView> {
    let used = local.payer_used().await?;
    Ok(translate::payer(local.payer(), &local.networks(), &used))
}
