//! What an assessment comes to for the purchase.

use super::{Ask, Evaluated};
use crate::evaluate::Verdict;
use crate::merchant::MerchantIdentity;
use crate::purchase::{Raises, Status, Terms};
use crate::request::PurchaseRequest;
use crate::subscription::Plan;
use crate::time::Timestamp;

impl Ask<'_> {
    /// The merchant as purchases of this agent know it.
    pub fn merchant(&self) -> MerchantIdentity {
        let identity = self.inspection.traits.merchant.clone();
        if self.agent.sandbox {
            identity.in_play()
        } else {
            identity
        }
    }
}

impl Evaluated {
    /// The terms of a purchase that is asked for now and may be decided until `expires_at`.
    pub fn terms(&self, request: &PurchaseRequest, expires_at: Timestamp) -> Terms {
        let checkout = &request.checkout;
        let quote = checkout.quote.as_ref();
        Terms {
            merchant: self.merchant.clone(),
            rail: checkout.rail,
            amount: checkout.amount,
            status: match self.outcome.verdict {
                Verdict::Within => Status::Approved,
                Verdict::Ask => Status::Pending,
                Verdict::Refuse => Status::Denied,
            },
            charge: self.charge,
            overall: self.overall,
            held: self.hold,
            raises: Raises::new(),
            overall_raises: Raises::new(),
            again_of: self.again_of.map(|again| again.purchase),
            expires_at,
            plan: Plan::of(checkout).map(Box::new),
            quote: quote.map(|quote| quote.hash.as_str().into()),
        }
    }

    /// The terms of a revision that keeps the owner's approval of the one before.
    pub fn approved_terms(&self, terms: Terms) -> Terms {
        Terms {
            status: Status::Approved,
            held: terms.amount.minor(),
            raises: self.raises.clone(),
            overall_raises: self.overall_raises.clone(),
            ..terms
        }
    }
}
