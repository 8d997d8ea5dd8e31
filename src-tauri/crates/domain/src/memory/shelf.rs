//! Many memories at once: those of a whole history, or as many as a writer keeps.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AgentMemory, KnownMerchants, MerchantMemory, PurchaseFacts};
use crate::ids::AgentId;
use crate::merchant::MerchantIdentity;
use crate::purchase::Purchase;

/// What is remembered of the merchants and agents that it was told of; others are left out.
#[derive(Debug, Clone, Default)]
pub struct Remembered {
    places: BTreeMap<MerchantIdentity, usize>,
    merchants: Vec<(MerchantIdentity, Arc<MerchantMemory>)>,
    agents: BTreeMap<AgentId, Arc<AgentMemory>>,
    /// Where the merchant is that was looked for last: mostly it is the next one too.
    last: usize,
}

impl Remembered {
    /// What was asked for at this merchant.
    pub fn merchant(&mut self, identity: &MerchantIdentity) -> Option<&Arc<MerchantMemory>> {
        let place = self.place(identity)?;
        self.merchants.get(place).map(|(_, memory)| memory)
    }

    /// What this agent asked for.
    pub fn agent(&self, id: AgentId) -> Option<&Arc<AgentMemory>> {
        self.agents.get(&id)
    }

    /// Of how many merchants it was told.
    pub const fn merchants(&self) -> usize {
        self.merchants.len()
    }

    /// Whether it was told of nothing.
    pub fn is_empty(&self) -> bool {
        self.merchants.is_empty() && self.agents.is_empty()
    }

    /// Whether it was told what was asked for at this merchant.
    pub fn has_merchant(&self, identity: &MerchantIdentity) -> bool {
        self.places.contains_key(identity)
    }

    /// Whether it was told what this agent asked for.
    pub fn has_agent(&self, id: AgentId) -> bool {
        self.agents.contains_key(&id)
    }

    /// Begins with what was asked for at a merchant.
    pub fn begin_merchant(&mut self, identity: &MerchantIdentity, memory: Arc<MerchantMemory>) {
        if let Some((_, known)) = self.at(identity) {
            *known = memory;
            return;
        }
        self.places.insert(identity.clone(), self.merchants.len());
        self.merchants.push((identity.clone(), memory));
    }

    /// Begins with what an agent asked for.
    pub fn begin_agent(&mut self, id: AgentId, memory: Arc<AgentMemory>) {
        self.agents.insert(id, memory);
    }

    /// Forgets all merchants.
    pub fn forget_merchants(&mut self) {
        self.merchants.clear();
        self.places.clear();
    }

    /// Takes in a new purchase or a new revision of one.
    pub fn note(&mut self, facts: &PurchaseFacts, identity: &MerchantIdentity) {
        if let Some((_, memory)) = self.at(identity) {
            Arc::make_mut(memory).note(facts);
        }
        if let Some(memory) = self.agents.get_mut(&facts.agent) {
            Arc::make_mut(memory).note(facts);
        }
    }

    /// Takes in a new revision of a purchase, which may be from another merchant than `before`.
    pub fn amended(
        &mut self,
        before: &MerchantIdentity,
        facts: &PurchaseFacts,
        identity: &MerchantIdentity,
    ) {
        if before != identity
            && let Some((_, memory)) = self.at(before)
        {
            Arc::make_mut(memory).forget(facts.id);
        }
        self.note(facts, identity);
    }

    /// Takes in where a purchase stands now.
    pub fn moved(&mut self, purchase: &Purchase) {
        if let Some((_, memory)) = self.at(&purchase.merchant) {
            Arc::make_mut(memory).moved(purchase);
        }
        if let Some(memory) = self.agents.get_mut(&purchase.agent) {
            Arc::make_mut(memory).moved(purchase);
        }
    }

    fn at(
        &mut self,
        identity: &MerchantIdentity,
    ) -> Option<&mut (MerchantIdentity, Arc<MerchantMemory>)> {
        let place = self.place(identity)?;
        self.merchants.get_mut(place)
    }

    fn place(&mut self, identity: &MerchantIdentity) -> Option<usize> {
        let last = self.merchants.get(self.last);
        if last.is_none_or(|(known, _)| known != identity) {
            self.last = self.places.get(identity).copied()?;
        }
        Some(self.last)
    }
}

/// Every memory there is, for whoever keeps the whole history in memory.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    asked: Remembered,
    known: Arc<KnownMerchants>,
}

impl Shelf {
    /// What was asked for at this merchant.
    pub fn merchant(&mut self, identity: &MerchantIdentity) -> Arc<MerchantMemory> {
        self.asked.merchant(identity).cloned().unwrap_or_default()
    }

    /// What this agent asked for.
    pub fn agent(&self, id: AgentId) -> Arc<AgentMemory> {
        self.asked.agent(id).cloned().unwrap_or_default()
    }

    /// Where something was bought.
    pub fn known(&self) -> Arc<KnownMerchants> {
        Arc::clone(&self.known)
    }

    /// What was asked for, to begin with.
    pub const fn asked(&mut self) -> &mut Remembered {
        &mut self.asked
    }

    /// Takes in a new revision of a purchase, which may be from another merchant than `before`.
    pub fn amended(
        &mut self,
        before: &MerchantIdentity,
        facts: &PurchaseFacts,
        identity: &MerchantIdentity,
    ) {
        self.begin(facts, identity);
        self.asked.amended(before, facts, identity);
    }

    /// Takes in a purchase that was never noted before.
    pub fn open(&mut self, facts: &PurchaseFacts, identity: &MerchantIdentity) {
        self.begin(facts, identity);
        if let Some((_, memory)) = self.asked.at(identity) {
            Arc::make_mut(memory).open(facts);
        }
        if let Some(memory) = self.asked.agents.get_mut(&facts.agent) {
            Arc::make_mut(memory).open(facts);
        }
    }

    /// Takes in where a purchase stands now.
    pub fn moved(&mut self, purchase: &Purchase) {
        self.asked.moved(purchase);
    }

    /// Takes in that a merchant was bought from.
    pub fn learn(&mut self, identity: &MerchantIdentity, name: &str) {
        if !self.known.contains(identity) {
            Arc::make_mut(&mut self.known).learn(identity, name);
        }
    }

    fn begin(&mut self, facts: &PurchaseFacts, identity: &MerchantIdentity) {
        if self.asked.place(identity).is_none() {
            self.asked.begin_merchant(identity, Arc::default());
        }
        if !self.asked.has_agent(facts.agent) {
            self.asked.begin_agent(facts.agent, Arc::default());
        }
    }
}
