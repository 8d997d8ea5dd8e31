//! By what a purchase is recognised, as far as it follows from the checkout alone.

use super::{Basket, ItemFacts, Manner, shop};
use crate::checkout::Checkout;
use crate::merchant::MerchantIdentity;

/// Worked out once for everything a checkout is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// The merchant.
    pub merchant: MerchantIdentity,
    /// The fingerprint of its identity.
    pub shop: u64,
    /// How it comes about.
    pub manner: Manner,
    /// What is in it.
    pub basket: Basket,
    /// Each of its items, in their order.
    pub lines: Vec<ItemFacts>,
}

impl Traits {
    /// Those of a checkout.
    pub fn of(checkout: &Checkout) -> Self {
        let lines: Vec<ItemFacts> = checkout.items.iter().map(ItemFacts::of).collect();
        let merchant = checkout.merchant.identity();
        Self {
            shop: shop(&merchant),
            merchant,
            manner: Manner::of(checkout),
            basket: Basket::of_lines(&lines),
            lines,
        }
    }
}
