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

    /// Stages what a call brought that was made for the agent.
    pub(crate) fn keep_fetched(&mut self, row: &PurchaseRow, answer: &[u8]) {
        self.batch.fetched.push((row.n, answer.to_vec()));
    }

    /// What the call brought that was made for the agent.
    pub(crate) fn fetched(&self, row: &PurchaseRow) -> Result<Option<Vec<u8>>, EngineError> {
        let mut staged = self.batch.fetched.iter();
        match staged.find(|(n, _)| *n == row.n) {
            Some((_, answer)) => Ok(Some(answer.clone())),
            None => store::fetched::get(self.conn, row.n),
        }
    }

    /// Stages what a seller answered to a payment.
    pub(crate) fn keep_response(&mut self, row: &PurchaseRow, response: &str) {
        let response = (row.n, response.as_bytes().to_vec());
        self.batch.responses.push(response);
    }
}
