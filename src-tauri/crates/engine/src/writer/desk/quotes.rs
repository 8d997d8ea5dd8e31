//! What was asked on rails, stored or staged in this batch.

use super::Desk;
use crate::error::EngineError;
use crate::store;
use crate::store::purchases::PurchaseRow;

impl Desk<'_> {
    /// Stages what was received for the present revision of a purchase.
    pub(crate) fn keep_quote(&mut self, row: &PurchaseRow, received: Option<&[u8]>) {
        let quote = received.map(|received| (row.n, row.purchase.revision, received.to_vec()));
        self.batch.quotes.extend(quote);
    }

    /// What was received for the present revision of a purchase.
    pub(crate) fn quote(&self, row: &PurchaseRow) -> Result<Option<Vec<u8>>, EngineError> {
        let (n, revision) = (row.n, row.purchase.revision);
        let mut staged = self.batch.quotes.iter();
        let found = staged.find(|(of, at, _)| (*of, *at) == (n, revision));
        match found {
            Some((_, _, received)) => Ok(Some(received.clone())),
            None => store::quotes::get(self.conn, n, revision),
        }
    }

    /// Stages what a seller answered to a payment.
    pub(crate) fn keep_response(&mut self, row: &PurchaseRow, response: &str) {
        let response = (row.n, response.as_bytes().to_vec());
        self.batch.responses.push(response);
    }
}
