//! Linking purchases to the ones before them, and keeping what is remembered of them up to date.

use counterfoil_domain::entry::Fact;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::memory::PurchaseFacts;
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::risk::QUARANTINE_SPAN;
use counterfoil_domain::time::Timestamp;

use super::Desk;
use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::writer::remembered;

impl Desk<'_> {
    /// Takes in that an agent used a key again for something else.
    pub(crate) fn note_key_reuse(&mut self, agent: AgentId) {
        let now = self.now();
        self.books.memories.note_key_reuse(agent, now);
    }

    /// How often it did so of late, and after `resumed`.
    pub(crate) fn key_reuses(&self, agent: AgentId, resumed: Option<Timestamp>) -> usize {
        let late = self.now().minus(QUARANTINE_SPAN);
        let since = resumed.map_or(late, |resumed| resumed.max(late));
        self.books.memories.key_reuses(agent, since)
    }

    /// Links a new purchase to the ones before it at its merchant and by its agent.
    pub(super) fn link(&mut self, row: &mut PurchaseRow) -> Result<(), EngineError> {
        let Self {
            conn, books, batch, ..
        } = self;
        let (merchant, agent) = (&row.purchase.merchant, row.purchase.agent);
        row.merchant_before = books.memories.last_there(conn, merchant)?;
        row.agent_before = books.memories.last_by(conn, agent)?;
        batch.merchants.entry(merchant.clone()).or_default().last_n = Some(row.n);
        batch.agents.insert(agent, row.n);
        Ok(())
    }

    pub(super) fn remember_new(
        &mut self,
        row: &PurchaseRow,
        fact: &Fact,
    ) -> Result<(), EngineError> {
        let Some(requested) = crate::reading::as_requested(fact) else {
            return Ok(());
        };
        let merchant = &row.purchase.merchant;
        let new_shop = !self.merchant_known(merchant)?;
        let facts = remembered(self.registry(), row, &requested.request);
        let facts = PurchaseFacts { new_shop, ..facts };
        self.books.memories.opened(row.n, &facts, merchant);
        Ok(())
    }

    pub(super) fn remember(
        &mut self,
        row: &PurchaseRow,
        fact: &Fact,
        before: &MerchantIdentity,
    ) -> Result<(), EngineError> {
        if let Some(requested) = crate::reading::as_requested(fact) {
            let facts = remembered(self.registry(), row, &requested.request);
            let merchant = &row.purchase.merchant;
            self.books.memories.amended(before, &facts, merchant);
            return Ok(());
        }
        if let Fact::PurchaseAuthorized(_) = fact
            && !self
                .books
                .merchant_known(self.conn, &row.purchase.merchant)?
        {
            let asked = crate::reading::requested(&self.entry(row.asked_seq)?)?;
            let name = asked.request.checkout.merchant.name;
            self.books
                .memories
                .learn(&row.purchase.merchant, name.as_str());
        }
        self.books.memories.moved(&row.purchase);
        Ok(())
    }
}
