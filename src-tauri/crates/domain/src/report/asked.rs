//! What a list says of a purchase, from the request and from where the purchase stands.

use super::PurchaseSummary;
use crate::entry::Requested;
use crate::evaluate::{Reason, Tier};
use crate::money::Money;
use crate::purchase::{DecidedBy, Purchase, Status};
use crate::registry::Registry;
use crate::time::Timestamp;

/// The part that comes from the request, and that no later step changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The merchant's name, as the agent gives it.
    pub merchant_name: String,
    /// The merchant's domain.
    pub merchant_domain: Option<String>,
    /// The first item's title.
    pub first_item: Option<String>,
    /// How many items there are.
    pub item_count: usize,
    /// How much friction approving takes.
    pub tier: Tier,
    /// Why the owner was asked, or why it was refused.
    pub reasons: Vec<Reason>,
}

impl From<Requested> for Asked {
    fn from(requested: Requested) -> Self {
        let checkout = requested.request.checkout;
        let (merchant, items) = (checkout.merchant, checkout.items);
        Self {
            merchant_name: merchant.name.as_str().to_owned(),
            merchant_domain: merchant.domain.map(|domain| domain.host().to_owned()),
            first_item: items.first().map(|item| item.title.as_str().to_owned()),
            item_count: items.len(),
            tier: requested.evaluation.tier,
            reasons: requested.evaluation.reasons,
        }
    }
}

impl PurchaseSummary {
    /// A purchase as it stands, with names as they are now.
    pub fn of(registry: &Registry, purchase: &Purchase, asked: Asked, tried: u32) -> Self {
        let agent = registry.agents.get(&purchase.agent);
        let currency = purchase.amount.currency();
        let budget = purchase.charge.map(|charge| {
            let record = registry.mandates.get(&charge.mandate);
            let name = record.map_or_else(String::new, |record| record.mandate.name.clone());
            (charge.mandate, name)
        });
        Self {
            id: purchase.id,
            revision: purchase.revision,
            requested_at: purchase.requested_at,
            agent: purchase.agent,
            agent_name: agent.map_or_else(String::new, |agent| agent.name.clone()),
            sandbox: agent.is_some_and(|agent| agent.sandbox),
            merchant_name: asked.merchant_name,
            merchant_domain: asked.merchant_domain,
            first_item: asked.first_item,
            item_count: asked.item_count,
            amount: purchase.amount,
            captured: Money::new(purchase.captured, currency),
            refunded: Money::new(purchase.refunded, currency),
            status: purchase.status,
            decided_by: purchase.decided_by,
            tier: asked.tier,
            reasons: asked.reasons,
            expires_at: purchase.expires_at,
            undo_until: purchase
                .due_at
                .filter(|_| purchase.status == Status::Approved),
            budget,
            again_of: purchase.again_of,
            tried,
        }
    }

    /// When a rule decided: in the instant of the request, which an amendment moves.
    pub fn ruled_at(&self) -> Option<Timestamp> {
        let ruled = self.decided_by == Some(DecidedBy::Rule) && self.revision == 1;
        ruled.then_some(self.requested_at)
    }
}
