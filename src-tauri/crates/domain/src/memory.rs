//! What is remembered of earlier purchases, so that a new one can be held against them.
//!
//! Memories are bounded: the last purchases at a merchant, the last of an agent, and the merchants
//! that were bought from. They follow from the purchases alone, so a memory that was advanced step
//! by step equals one that was rebuilt from the records.

mod basket;
mod known;
mod shelf;
mod traits;

use std::collections::VecDeque;
use std::time::Duration;

use crate::checkout::{Checkout, Rail};
use crate::ids::{AgentId, PurchaseId};
use crate::merchant::MerchantIdentity;
use crate::money::Money;
use crate::purchase::{Purchase, Status};
use crate::time::Timestamp;

pub use basket::{Basket, ItemFacts, fingerprint};
pub(crate) use known::is_legal_form;
pub use known::{KnownMerchant, KnownMerchants, folded_name, label_of};
pub use shelf::{Remembered, Shelf};
pub use traits::Traits;

/// What is remembered of one purchase. Plain numbers, so that copying a memory is cheap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurchaseFacts {
    /// The purchase.
    pub id: PurchaseId,
    /// Who asked.
    pub agent: AgentId,
    /// Whether it was play money.
    pub sandbox: bool,
    /// When it was asked for.
    pub at: Timestamp,
    /// The whole price.
    pub amount: Money,
    /// The fingerprint of the merchant's identity.
    pub shop: u64,
    /// Whether nothing had been bought there before.
    pub new_shop: bool,
    /// Where it stands.
    pub status: Status,
    /// How it comes about.
    pub manner: Manner,
    /// What is in it.
    pub basket: Basket,
}

impl PurchaseFacts {
    /// What to remember of a purchase and the traits of its present revision.
    pub fn of(purchase: &Purchase, traits: &Traits, sandbox: bool) -> Self {
        // Play money knows the merchant by another identity than the traits have.
        let shop = if sandbox {
            shop(&purchase.merchant)
        } else {
            traits.shop
        };
        Self {
            id: purchase.id,
            agent: purchase.agent,
            sandbox,
            at: purchase.requested_at,
            amount: purchase.amount,
            shop,
            new_shop: false,
            status: purchase.status,
            manner: traits.manner,
            basket: traits.basket,
        }
    }

    /// Whether the owner or a rule refused it.
    pub const fn was_refused(&self) -> bool {
        is_refused(self.status)
    }

    /// Whether the owner or a rule let it be bought: only that says what is usual.
    pub const fn was_bought(&self) -> bool {
        match self.status {
            Status::Approved
            | Status::Authorized
            | Status::Captured
            | Status::Refunded
            | Status::Lapsed => true,
            Status::Pending
            | Status::Voided
            | Status::Denied
            | Status::Rejected
            | Status::Expired
            | Status::Cancelled
            | Status::Superseded
            | Status::Disputed => false,
        }
    }
}

/// The fingerprint by which an agent's memory tells merchants apart.
pub fn shop(identity: &MerchantIdentity) -> u64 {
    fingerprint(identity.as_str())
}

/// How a purchase comes about, which decides what repeating it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Bought once.
    Single,
    /// Charged again by its terms.
    Recurring,
    /// A machine pays a machine a little for each use: such payments repeat by nature.
    Metered,
}

impl Manner {
    /// How this checkout comes about.
    pub fn of(checkout: &Checkout) -> Self {
        match Self::of_rail(checkout.rail, checkout.amount) {
            Self::Single if checkout.recurrence.is_some() => Self::Recurring,
            manner @ (Self::Single | Self::Recurring | Self::Metered) => manner,
        }
    }

    /// The same where the terms are not at hand: what recurs is then taken as bought once.
    pub fn of_rail(rail: Rail, amount: Money) -> Self {
        match rail {
            Rail::X402 | Rail::A402 | Rail::Clawtip if whole_units(amount) == 0 => Self::Metered,
            Rail::X402
            | Rail::A402
            | Rail::Clawtip
            | Rail::Card
            | Rail::Ap2
            | Rail::Acp
            | Rail::Bank
            | Rail::Other => Self::Single,
        }
    }
}

/// The amount in whole major units, rounded down.
fn whole_units(amount: Money) -> i64 {
    let unit = 10_i64.checked_pow(amount.currency().exponent().into());
    let unit = unit.unwrap_or(i64::MAX);
    amount.minor().checked_div(unit).unwrap_or(0)
}

/// The last purchases asked for at one merchant, by whatever agent, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MerchantMemory {
    ring: VecDeque<PurchaseFacts>,
    /// How many of them were refused: mostly none, and then nobody has to look.
    refused: usize,
}

impl MerchantMemory {
    /// How many are kept.
    pub const KEPT: usize = 64;

    /// Takes in a purchase, or what became of one it has.
    pub fn note(&mut self, facts: &PurchaseFacts) {
        let change = note(&mut self.ring, facts, Self::KEPT);
        self.count(change);
    }

    /// Takes in a purchase that it cannot have.
    pub fn open(&mut self, facts: &PurchaseFacts) {
        let change = open(&mut self.ring, facts, Self::KEPT);
        self.count(change);
    }

    /// Takes in where a purchase it has stands now.
    pub fn moved(&mut self, purchase: &Purchase) {
        let change = moved(&mut self.ring, purchase);
        self.count(change);
    }

    /// Takes a purchase that was amended to another merchant out again.
    pub fn forget(&mut self, id: PurchaseId) {
        self.ring.retain(|facts| facts.id != id);
        self.refused = self.ring.iter().filter(|facts| facts.was_refused()).count();
    }

    /// What of it was refused, oldest first.
    pub fn refused(&self) -> impl DoubleEndedIterator<Item = &PurchaseFacts> {
        let all = (self.refused > 0).then(|| self.ring.iter());
        let all = all.into_iter().flatten();
        all.filter(|facts| facts.was_refused())
    }

    /// How many purchases it remembers.
    pub fn len(&self) -> usize {
        self.ring.len()
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.ring.is_empty()
    }

    fn count(&mut self, change: Change) {
        let refused = |status: Option<Status>| usize::from(status.is_some_and(is_refused));
        let more = self.refused.saturating_add(refused(change.after));
        self.refused = more.saturating_sub(refused(change.before));
    }

    /// What is remembered, oldest first.
    pub fn purchases(&self) -> impl DoubleEndedIterator<Item = &PurchaseFacts> {
        self.ring.iter()
    }
}

/// The last purchases one agent asked for, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentMemory {
    ring: VecDeque<PurchaseFacts>,
}

impl AgentMemory {
    /// How many are kept.
    pub const KEPT: usize = 256;

    /// Takes in a purchase, or what became of one it has; what is in it is not kept here.
    pub fn note(&mut self, facts: &PurchaseFacts) {
        note(&mut self.ring, &without_basket(facts), Self::KEPT);
    }

    /// Takes in a purchase that it cannot have.
    pub fn open(&mut self, facts: &PurchaseFacts) {
        open(&mut self.ring, &without_basket(facts), Self::KEPT);
    }

    /// Takes in where a purchase it has stands now.
    pub fn moved(&mut self, purchase: &Purchase) {
        moved(&mut self.ring, purchase);
    }

    /// What is remembered, oldest first.
    pub fn purchases(&self) -> impl DoubleEndedIterator<Item = &PurchaseFacts> {
        self.ring.iter()
    }

    /// What was asked for within `back` before `now`.
    pub fn recent(&self, now: Timestamp, back: Duration) -> impl Iterator<Item = &PurchaseFacts> {
        let from = now.minus(back);
        self.ring
            .iter()
            .rev()
            .take_while(move |facts| facts.at > from)
    }
}

/// The status that went out of a memory, and the one that came into it.
#[derive(Clone, Copy, Default)]
struct Change {
    before: Option<Status>,
    after: Option<Status>,
}

const fn is_refused(status: Status) -> bool {
    matches!(status, Status::Rejected | Status::Denied)
}

fn moved(ring: &mut VecDeque<PurchaseFacts>, purchase: &Purchase) -> Change {
    let mut newest_first = ring.iter_mut().rev();
    let Some(known) = newest_first.find(|known| known.id == purchase.id) else {
        return Change::default();
    };
    let before = std::mem::replace(&mut known.status, purchase.status);
    Change {
        before: Some(before),
        after: Some(purchase.status),
    }
}

/// Replaces the purchase where it is remembered; else it is the newest, and the oldest makes room.
fn note(ring: &mut VecDeque<PurchaseFacts>, facts: &PurchaseFacts, kept: usize) -> Change {
    if let Some(known) = ring.iter_mut().rev().find(|known| known.id == facts.id) {
        let new_shop = known.new_shop || facts.new_shop;
        let before = std::mem::replace(known, PurchaseFacts { new_shop, ..*facts });
        return Change {
            before: Some(before.status),
            after: Some(facts.status),
        };
    }
    open(ring, facts, kept)
}

fn without_basket(facts: &PurchaseFacts) -> PurchaseFacts {
    let manner = match facts.manner {
        Manner::Metered => Manner::Metered,
        Manner::Single | Manner::Recurring => Manner::Single,
    };
    PurchaseFacts {
        basket: Basket::default(),
        manner,
        ..*facts
    }
}

fn open(ring: &mut VecDeque<PurchaseFacts>, facts: &PurchaseFacts, kept: usize) -> Change {
    let oldest = if ring.len() >= kept {
        ring.pop_front()
    } else {
        None
    };
    ring.push_back(*facts);
    Change {
        before: oldest.map(|oldest| oldest.status),
        after: Some(facts.status),
    }
}
