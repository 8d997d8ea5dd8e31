//! The state that follows from a ledger, and nothing else.
//!
//! [`Effect::read`] takes from an entry only what state depends on, borrowing as it goes, so that a
//! million entries can be replayed in about a second. [`Replay::apply`] then does with it exactly
//! what the writer did.

use std::collections::BTreeMap;

use crate::balances::{Balances, Delta, SumOverflow, changes};
use crate::entry::EntryError;
use crate::ids::PurchaseId;
use crate::merchant::MerchantIdentity;
use crate::purchase::{IllegalStep, Purchase, Step};
use crate::registry::{Registry, RegistryError};
use crate::subscription::Subscriptions;
use crate::time::Timestamp;

pub use effect::Effect;
pub use framed::Reading;
pub use lawful::{Extent, Lawful, Unlawful};
pub use purchases::Purchases;
pub use statements::Statements;

mod effect;
mod framed;
mod lawful;
mod lean;
mod purchases;
mod statements;

/// Why an entry cannot follow from the ones before it.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The bytes cannot be read.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The state machine has no such edge.
    #[error(transparent)]
    Step(#[from] IllegalStep),
    /// An agent or mandate is not there.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The sums do not fit.
    #[error(transparent)]
    Sum(#[from] SumOverflow),
    /// A purchase that was never requested, or was requested twice.
    #[error("{0} was never requested, or was requested twice")]
    Purchase(PurchaseId),
    /// A subscription that never began was cancelled or allowed.
    #[error("a subscription that never began was cancelled or allowed")]
    Subscription,
    /// A statement was read in twice, or something was said that its lines cannot be.
    #[error("a statement was read in twice, or has no such line")]
    Statement,
    /// The entry speaks of another revision than the purchase has.
    #[error("{0} has another revision than the entry says")]
    Revision(PurchaseId),
}

/// Everything that follows from a ledger.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// Agents, mandates, pause.
    pub registry: Registry,
    /// Every purchase.
    pub purchases: Purchases,
    /// Every period's sums.
    pub balances: Balances,
    /// How often each merchant was authorized; who is in here is known.
    pub merchants: BTreeMap<MerchantIdentity, u64>,
    /// Every purchase that repeats.
    pub subscriptions: Subscriptions,
    /// Statements, and what the owner said of their lines.
    pub statements: Statements,
}

impl Replay {
    /// Takes in what one entry does. Returns the number of the purchase that it is about.
    pub fn apply(&mut self, effect: Effect, at: Timestamp) -> Result<Option<usize>, ReplayError> {
        match effect {
            Effect::Nothing => Ok(None),
            Effect::Registry(fact) => {
                self.registry.apply(&fact, at)?;
                Ok(None)
            }
            Effect::Raised { key, minor } => {
                self.balances.apply(&[(key, Delta::raise(minor))])?;
                Ok(None)
            }
            Effect::Cancelled(key) => {
                let known = self.subscriptions.cancel(&key, at);
                known.then_some(None).ok_or(ReplayError::Subscription)
            }
            Effect::Allowed(key) => {
                let known = self.subscriptions.allow(&key);
                known.then_some(None).ok_or(ReplayError::Subscription)
            }
            Effect::Imported(imported) => {
                let new = self.statements.import(*imported);
                new.then_some(None).ok_or(ReplayError::Statement)
            }
            Effect::Ruled(ruled) => {
                let fits = self.statements.rule(&ruled);
                fits.then_some(None).ok_or(ReplayError::Statement)
            }
            Effect::Opened { id, agent, terms } => {
                self.subscriptions.asked(id, terms.plan.as_deref());
                let (purchase, _) = Purchase::open(id, agent, terms, at);
                self.balances.apply(&changes(None, &purchase.footing())?)?;
                let number = self.purchases.add(purchase);
                number.map(Some).ok_or(ReplayError::Purchase(id))
            }
            Effect::Moved {
                id,
                revision,
                step,
                known,
                words: _,
            } => {
                let found = self.purchases.get_mut(&id);
                let (number, purchase) = found.ok_or(ReplayError::Purchase(id))?;
                if let Step::Amend(terms) = &step {
                    self.subscriptions.asked(id, terms.plan.as_deref());
                }
                let before = purchase.footing();
                purchase.apply(&step, at)?;
                if purchase.revision != revision {
                    return Err(ReplayError::Revision(id));
                }
                let deltas = changes(Some(&before), &purchase.footing())?;
                self.balances.apply(&deltas)?;
                if known {
                    match self.merchants.get_mut(&purchase.merchant) {
                        Some(count) => *count = count.saturating_add(1),
                        None => {
                            self.merchants.insert(purchase.merchant.clone(), 1);
                        }
                    }
                    let agent = self.registry.agents.get(&purchase.agent);
                    if agent.is_some_and(|agent| !agent.sandbox) {
                        self.subscriptions.authorized(purchase, at);
                    }
                }
                Ok(Some(number))
            }
        }
    }
}
