//! Keeping a budget: a new mandate, or a new version of one.

use counterfoil_domain::MandateId;
use counterfoil_engine::{OwnerSession, Presence};

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::translate;
use crate::views::Budget;

impl<D: Desktop> Controller<D> {
    /// Keeps a document. A new budget always takes the passphrase, an amendment when it widens.
    pub async fn save_budget(
        &self,
        owner: &OwnerSession,
        id: Option<MandateId>,
        document: Vec<u8>,
        presence: Option<Presence>,
    ) -> Result<Budget, IpcError> {
        let id = match (id, presence) {
            (Some(id), presence) => {
                owner.amend_mandate(id, document, presence).await?;
                id
            }
            (None, Some(presence)) => owner.add_mandate(document, presence).await?,
            (None, None) => return Err(IpcError::presence_missing()),
        };
        self.saved_budget(owner, id).await
    }

    /// A budget as it is after a change.
    pub async fn saved_budget(
        &self,
        owner: &OwnerSession,
        id: MandateId,
    ) -> Result<Budget, IpcError> {
        let rows = owner.mandates().await?;
        let saved = rows.iter().find(|row| row.mandate.id == id);
        saved
            .map(translate::budget)
            .ok_or_else(|| IpcError::internal(&"a saved budget is not in the list"))
    }
}
