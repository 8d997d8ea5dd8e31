//! All subscriptions, as they follow from a ledger.

use std::collections::BTreeMap;

use super::{Plan, Subscription, SubscriptionKey};
use crate::ids::PurchaseId;
use crate::purchase::Purchase;
use crate::time::Timestamp;

/// Every subscription, and the plans of purchases that are not authorized yet.
#[derive(Clone, Debug, Default)]
pub struct Subscriptions {
    known: BTreeMap<SubscriptionKey, Subscription>,
    asked: BTreeMap<PurchaseId, Plan>,
}

impl Subscriptions {
    /// Every subscription, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&SubscriptionKey, &Subscription)> {
        self.known.iter()
    }

    /// The subscription of that key.
    pub fn get(&self, key: &SubscriptionKey) -> Option<&Subscription> {
        self.known.get(key)
    }

    /// Keeps in mind how a purchase repeats until it is authorized.
    pub fn asked(&mut self, id: PurchaseId, plan: Option<&Plan>) {
        match plan {
            Some(plan) => {
                self.asked.insert(id, plan.clone());
            }
            None => {
                self.asked.remove(&id);
            }
        }
    }

    /// Begins or renews the subscription of a purchase that was authorized, if it repeats.
    pub fn authorized(&mut self, purchase: &Purchase, at: Timestamp) {
        if let Some(plan) = self.asked.remove(&purchase.id) {
            let known = self.known.remove(&plan.key);
            let renewed = Subscription::authorized(known, &plan, purchase, at);
            self.known.insert(plan.key, renewed);
        }
    }

    /// Lets a subscription that had ended go on. Returns whether there is one.
    pub fn allow(&mut self, key: &SubscriptionKey) -> bool {
        let known = self.known.get_mut(key);
        known.is_some_and(|known| {
            known.cancelled_at = None;
            true
        })
    }

    /// Ends a subscription. Returns whether there is one.
    pub fn cancel(&mut self, key: &SubscriptionKey, at: Timestamp) -> bool {
        let known = self.known.get_mut(key);
        known.is_some_and(|known| {
            known.cancelled_at = Some(at);
            true
        })
    }
}
