//! What waits for the owner, as notifications and the tray know it.

use counterfoil_domain::time::Timestamp;

use crate::views::{Money, Tier};

/// What the rules know of a waiting purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The purchase.
    pub id: String,
    /// Who asks.
    pub agent_id: String,
    /// Its name.
    pub agent: String,
    /// Nothing real is bought.
    pub sandbox: bool,
    /// Who sells.
    pub merchant: String,
    /// The whole price.
    pub amount: Money,
    /// What deciding takes.
    pub tier: Tier,
    /// Codes of the reasons, the riskiest first.
    pub reasons: Vec<String>,
    /// When the agent asked.
    pub requested: Timestamp,
    /// When nobody may decide any more.
    pub expires: Option<Timestamp>,
    /// Title of the first item.
    pub first_item: Option<String>,
    /// How many items.
    pub item_count: u32,
    /// The line of small payments that it belongs to.
    pub line: Option<Line>,
}

/// Small payments that are one line, as the engine found them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The payment that stands for all.
    pub first: Option<String>,
    /// How many they are.
    pub count: usize,
    /// What they cost together.
    pub sum: Money,
}
