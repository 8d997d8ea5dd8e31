//! What the owner says about merchants and payments, and which tasks agents may close themselves.

use super::{Registry, RegistryError};
use crate::entry::Fact;
use crate::ids::{AgentId, MandateId};
use crate::time::Timestamp;

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRecord {
    /// Who may close it.
    pub agent: AgentId,
    /// Its document, canonical JSON.
    pub document: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// Which key signs its open mandates.
    pub kid: String,
    /// The mandate that must be in force for it.
    pub mandate: MandateId,
    /// Where the salts of its open mandates come from, hex.
    pub seed: String,
    /// Whether nothing more is closed under it.
    pub revoked: bool,
}

impl Registry {
    /// Takes in facts about merchants, payments and tasks; others change nothing.
    pub(super) fn apply_trust(&mut self, fact: &Fact, at: Timestamp) -> Result<(), RegistryError> {
        if let Fact::CategoryPinned(pinned) = fact {
            match &pinned.category {
                Some(category) => self
                    .categories
                    .insert(pinned.domain.clone(), category.clone()),
                None => self.categories.remove(&pinned.domain),
            };
        }
        if let Fact::PayerSet(set) = fact {
            self.payer = Some(set.address.clone());
        }
        if let Fact::NetworkSet(set) = fact {
            self.networks.insert(set.network.clone(), set.on);
        }
        if let Fact::PayerSet(set) = fact {
            self.payer = Some(set.address.clone());
        }
        if let Fact::NetworkSet(set) = fact {
            self.networks.insert(set.network.clone(), set.on);
        }
        if let Fact::MerchantKeyPinned(pinned) = fact {
            let keys = self.merchant_keys.entry(pinned.domain.clone());
            keys.or_default()
                .insert(pinned.kid.clone(), pinned.key.clone());
        }
        if let Fact::MerchantKeyRemoved(removed) = fact {
            if let Some(keys) = self.merchant_keys.get_mut(&removed.domain) {
                keys.remove(&removed.kid);
            }
            self.merchant_keys.retain(|_, keys| !keys.is_empty());
        }
        if let Fact::TaskIssued(issued) = fact {
            let record = TaskRecord {
                agent: issued.agent,
                document: issued.document.clone(),
                issued: at,
                kid: issued.kid.clone(),
                mandate: issued.mandate,
                seed: issued.seed.clone(),
                revoked: false,
            };
            self.tasks.insert(issued.task, record);
        }
        if let Fact::TaskRevoked(revoked) = fact {
            let task = self.tasks.get_mut(&revoked.task);
            task.ok_or(RegistryError::UnknownTask)?.revoked = true;
        }
        Ok(())
    }
}
