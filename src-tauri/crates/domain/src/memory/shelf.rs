//! All memories at once, for whoever keeps the whole history in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AgentMemory, KnownMerchants, MerchantMemory, PurchaseFacts};
use crate::ids::AgentId;
use crate::merchant::MerchantIdentity;
use crate::purchase::Purchase;

/// Every memory there is.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    merchants: BTreeMap<MerchantIdentity, Arc<MerchantMemory>>,
    agents: BTreeMap<AgentId, Arc<AgentMemory>>,
    known: Arc<KnownMerchants>,
}

impl Shelf {
    /// What was asked for at this merchant.
    pub fn merchant(&self, identity: &MerchantIdentity) -> Arc<MerchantMemory> {
        self.merchants.get(identity).cloned().unwrap_or_default()
    }

    /// What this agent asked for.
    pub fn agent(&self, id: AgentId) -> Arc<AgentMemory> {
        self.agents.get(&id).cloned().unwrap_or_default()
    }

    /// Where something was bought.
    pub fn known(&self) -> Arc<KnownMerchants> {
        Arc::clone(&self.known)
    }

    /// Whether it was told what was asked for at this merchant.
    pub fn has_merchant(&self, identity: &MerchantIdentity) -> bool {
        self.merchants.contains_key(identity)
    }

    /// Whether it was told what this agent asked for.
    pub fn has_agent(&self, id: AgentId) -> bool {
        self.agents.contains_key(&id)
    }

    /// Begins with what was asked for at a merchant.
    pub fn begin_merchant(&mut self, identity: MerchantIdentity, memory: MerchantMemory) {
        self.merchants.insert(identity, Arc::new(memory));
    }

    /// Begins with what an agent asked for.
    pub fn begin_agent(&mut self, id: AgentId, memory: AgentMemory) {
        self.agents.insert(id, Arc::new(memory));
    }

    /// Takes in a new purchase or a new revision of one, which may be from another merchant than
    /// `before`.
    pub fn note(
        &mut self,
        before: &MerchantIdentity,
        facts: &PurchaseFacts,
        identity: &MerchantIdentity,
    ) {
        if before != identity
            && let Some(memory) = self.merchants.get_mut(before)
        {
            Arc::make_mut(memory).forget(facts.id);
        }
        Arc::make_mut(self.merchant_mut(identity)).note(facts);
        Arc::make_mut(self.agents.entry(facts.agent).or_default()).note(facts);
    }

    /// Takes in a purchase that was never noted before.
    pub fn open(&mut self, facts: &PurchaseFacts, identity: &MerchantIdentity) {
        Arc::make_mut(self.merchant_mut(identity)).open(facts);
        Arc::make_mut(self.agents.entry(facts.agent).or_default()).open(facts);
    }

    /// Takes in where a purchase stands now.
    pub fn moved(&mut self, purchase: &Purchase) {
        if let Some(memory) = self.merchants.get_mut(&purchase.merchant) {
            Arc::make_mut(memory).moved(purchase);
        }
        if let Some(memory) = self.agents.get_mut(&purchase.agent) {
            Arc::make_mut(memory).moved(purchase);
        }
    }

    /// Takes in that a merchant was bought from.
    pub fn learn(&mut self, identity: &MerchantIdentity, name: &str) {
        if !self.known.contains(identity) {
            Arc::make_mut(&mut self.known).learn(identity, name);
        }
    }

    fn merchant_mut(&mut self, identity: &MerchantIdentity) -> &mut Arc<MerchantMemory> {
        self.merchants.entry(identity.clone()).or_default()
    }
}
