//! What was asked on rails, stored or staged in this batch.

use super::Desk;
use crate::store::purchases::PurchaseRow;

impl Desk<'_> {
    /// Stages what was received for the present revision of a purchase.
    pub(crate) fn keep_quote(&mut self, row: &PurchaseRow, received: Option<&[u8]>) {
        let quote = received.map(|received| (row.n, row.purchase.revision, received.to_vec()));
        self.batch.quotes.extend(quote);
    }
}
