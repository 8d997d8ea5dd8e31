//! Postings as they stand in an entry: readable without the rest of the ledger.

use serde::{Deserialize, Serialize};

use crate::balances::{Account, Posting};
use crate::currency::Currency;
use crate::money::{Money, MoneyError};
use crate::period::Window;

/// One movement of money, with its amount as a decimal string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingRecord {
    /// How much, decimal.
    pub amount: String,
    /// In what, where it is not the purchase's currency.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub currency: Option<Currency>,
    /// Where it was.
    pub from: Account,
    /// Where it is now.
    pub to: Account,
    /// The only window it counts in; absent: it counts in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

impl PostingRecord {
    /// The records of some postings.
    pub fn all(postings: &[Posting], currency: Currency) -> Vec<Self> {
        let record = |posting: &Posting| Self {
            amount: Money::new(posting.minor, posting.currency.unwrap_or(currency)).decimal(),
            currency: posting.currency,
            from: posting.from,
            to: posting.to,
            window: posting.window,
        };
        postings.iter().map(record).collect()
    }

    /// The posting, read back.
    pub fn posting(&self, currency: Currency) -> Result<Posting, MoneyError> {
        let currency = self.currency.unwrap_or(currency);
        let minor = Money::parse(&self.amount, currency)?.minor();
        Ok(Posting {
            currency: self.currency,
            from: self.from,
            minor,
            to: self.to,
            window: self.window,
        })
    }
}
