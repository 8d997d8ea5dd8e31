//! Notes and tags: the owner's alone, since they say what the owner thinks.

use counterfoil_domain::ids::PurchaseId;

use super::{OwnerSession, Presence};
use crate::error::EngineError;
use crate::ops;
use crate::ops::words::Retag;
use crate::writer::Desk;

impl OwnerSession {
    /// Writes a note about a purchase; it is shown in place of the one before.
    pub async fn note(&self, id: PurchaseId, text: String) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::words::note(desk, id, &text);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Gives tags to a purchase and takes others away.
    pub async fn retag(&self, id: PurchaseId, change: Retag) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::words::retag(desk, id, &change);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Erases the words beside an entry about a purchase, for good.
    pub async fn erase_words(
        &self,
        id: PurchaseId,
        seq: u64,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::words::erase(desk, id, seq);
        self.local.writer.run(work).await?;
        Ok(())
    }
}
