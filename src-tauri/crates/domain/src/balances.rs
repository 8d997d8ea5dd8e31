//! Sums derived from the ledger: what of a mandate's periods is held, spent and raised.
//!
//! Every mandate is summed over every calendar window, whether or not a limit uses it, so that an
//! amended limit acts on what was really spent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::evaluate::Balance;
use crate::ids::MandateId;
use crate::period::Window;
use crate::purchase::Charge;

/// A place where money of a budget can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Account {
    /// The owner's pocket, outside any budget.
    Owner,
    /// In the budget, free.
    Available,
    /// Reserved for a purchase.
    Held,
    /// Captured.
    Spent,
    /// Refunded by the merchant.
    Returned,
    /// Captured, and disputed.
    Disputed,
}

/// One movement between two accounts; both legs are the same amount, so each posting sums to zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Where it was.
    pub from: Account,
    /// How much, minor units, always positive.
    pub minor: i64,
    /// Where it is now.
    pub to: Account,
    /// The only window it counts in; absent: it counts in all.
    pub window: Option<Window>,
}

/// One period of one mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BalanceKey {
    /// The mandate.
    pub mandate: MandateId,
    /// The window.
    pub window: Window,
    /// The first local day of the period; the epoch's first day for the total.
    pub start: NaiveDate,
}

impl BalanceKey {
    /// The period of `window` that holds `day`.
    pub fn of(mandate: MandateId, window: Window, day: NaiveDate) -> Self {
        Self {
            mandate,
            window,
            start: window.first_day(day).unwrap_or_default(),
        }
    }
}

/// Sums would leave the range of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a budget's sum left the range of 64-bit minor units")]
pub struct SumOverflow;

/// All balances that are in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<BalanceKey, Balance>);

impl Balances {
    /// The sums of one period; zero when nothing was charged to it.
    pub fn get(&self, key: &BalanceKey) -> Balance {
        self.0.get(key).copied().unwrap_or_default()
    }

    /// Sets the sums of one period, as read from the store.
    pub fn set(&mut self, key: BalanceKey, balance: Balance) {
        self.0.insert(key, balance);
    }

    /// Applies postings to every period of the charge. On an error nothing has changed.
    pub fn post(
        &mut self,
        charge: &Charge,
        postings: &[Posting],
    ) -> Result<Vec<(BalanceKey, Balance)>, SumOverflow> {
        let mut changed = Vec::with_capacity(Window::ALL.len());
        if postings.is_empty() {
            return Ok(changed);
        }
        for window in Window::ALL {
            let key = BalanceKey::of(charge.mandate, window, charge.day);
            let mut balance = self.get(&key);
            let counts = |posting: &&Posting| posting.window.is_none_or(|only| only == window);
            for posting in postings.iter().filter(counts) {
                balance = moved(balance, posting).ok_or(SumOverflow)?;
            }
            changed.push((key, balance));
        }
        for (key, balance) in &changed {
            self.0.insert(*key, *balance);
        }
        Ok(changed)
    }

    /// Applies the postings of a step that may have moved the purchase to another charge: what is
    /// given back goes to the old one, what is reserved comes from the new one.
    pub fn settle(
        &mut self,
        before: Option<Charge>,
        after: Option<Charge>,
        postings: &[Posting],
    ) -> Result<Vec<(BalanceKey, Balance)>, SumOverflow> {
        if before == after {
            return after.map_or(Ok(Vec::new()), |charge| self.post(&charge, postings));
        }
        let (back, forth): (Vec<Posting>, Vec<Posting>) = postings
            .iter()
            .copied()
            .partition(|posting| posting.from == Account::Held);
        let mut changed = Vec::new();
        if let Some(charge) = before {
            changed.extend(self.post(&charge, &back)?);
        }
        if let Some(charge) = after {
            changed.extend(self.post(&charge, &forth)?);
        }
        Ok(changed)
    }

    /// Every period that was ever used, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&BalanceKey, &Balance)> {
        self.0.iter()
    }
}

fn moved(mut balance: Balance, posting: &Posting) -> Option<Balance> {
    leg(&mut balance, posting.from, posting.minor.checked_neg()?)?;
    leg(&mut balance, posting.to, posting.minor)?;
    Some(balance)
}

/// Refunds and disputes leave `spent` as it is: what was spent in a period stays spent in it.
fn leg(balance: &mut Balance, account: Account, minor: i64) -> Option<()> {
    match account {
        Account::Held => balance.held = balance.held.checked_add(minor)?,
        Account::Spent if minor > 0 => balance.spent = balance.spent.checked_add(minor)?,
        Account::Owner => balance.raised = balance.raised.checked_sub(minor)?,
        Account::Spent | Account::Available | Account::Returned | Account::Disputed => {}
    }
    Some(())
}
