//! Purchases by what the other side of a rail calls them, stored or staged in this batch.

use counterfoil_domain::ids::{PurchaseId, TaskId};

use super::Desk;
use crate::error::EngineError;
use crate::store;
use crate::store::purchases::PurchaseRow;

impl Desk<'_> {
    /// The purchase that a name stands for.
    pub(crate) fn referred(&self, hash: &[u8; 32]) -> Result<Option<PurchaseRow>, EngineError> {
        let id = match self.batch.references.get(hash) {
            Some(id) => Some(*id),
            None => store::references::get(self.conn, hash)?,
        };
        id.map(|id| self.purchase(id)).transpose()
    }

    /// Lets a name stand for a purchase from now on.
    pub(crate) fn refer(&mut self, hash: [u8; 32], id: PurchaseId) {
        self.batch.references.insert(hash, id);
    }

    /// The purchases that were closed under a task.
    pub(crate) fn closed_under(&self, task: TaskId) -> Result<Vec<PurchaseId>, EngineError> {
        let mut all = store::uses::of(self.conn, task)?;
        let staged = self.batch.uses.iter().filter(|(known, _)| *known == task);
        all.extend(staged.map(|(_, id)| *id));
        Ok(all)
    }

    /// A purchase is closed under a task.
    pub(crate) fn close_under(&mut self, task: TaskId, id: PurchaseId) {
        self.batch.uses.push((task, id));
    }
}
