//! What an agent asks, read from plain strings into types that cannot hold nonsense.
//!
//! A [`Draft`] is what came over the wire; a [`PurchaseRequest`] is what was understood. Between
//! them every amount adds up, every text is clean and bounded, and whatever is wrong is named with
//! its field and what to do about it.

mod basket;
mod draft;
mod intent;
mod notes;
mod parse;
mod problems;
mod stored;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use draft::{
    Draft, DraftIntent, DraftItem, DraftMerchant, DraftQuote, DraftRecurrence, DraftTotals,
    DraftTurn,
};

pub(crate) use parse::parse_day;
pub(crate) use problems::{currency_error, money_error, text_error};

use crate::checkout::Checkout;
use crate::money::Money;
use crate::text::Text;
use crate::time::Timestamp;

/// The most lines of a basket.
pub const MAX_ITEMS: usize = 100;
/// The most of one thing.
pub const MAX_QUANTITY: u32 = 1_000_000;
/// The most turns of a conversation.
pub const MAX_TURNS: usize = 50;
/// The most metadata entries.
pub const MAX_METADATA: usize = 20;

/// One thing that is wrong with what was sent, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// Where: `items[0].amount`; empty for the whole.
    pub field: String,
    /// The stable code.
    pub code: &'static str,
    /// What is wrong, as one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl FieldError {
    /// Names what is wrong with `field`.
    pub fn new(
        field: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// What the owner asked the agent for, as the agent tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The words that led here.
    pub conversation: Vec<Turn>,
    /// The most the owner wanted to pay.
    pub max_amount: Option<Money>,
    /// From whom; a domain, a name or `any`.
    pub merchant: Option<Text>,
    /// How many things.
    pub quantity: Option<u32>,
    /// Whether it may repeat.
    pub recurring: Option<bool>,
    /// The wish in one sentence.
    pub text: Text,
}

/// One turn of the conversation that led to a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// When it was said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Timestamp>,
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub text: Text,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The owner.
    User,
    /// The agent.
    Assistant,
    /// Instructions around them.
    System,
    /// A tool's answer.
    Tool,
}

/// A request to buy, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseRequest {
    /// What exactly is bought.
    pub checkout: Checkout,
    /// What the owner asked for, as the agent tells it.
    pub intent: Option<Intent>,
    /// Why the agent chose this.
    pub reason: Option<Text>,
    /// When the offer ends.
    pub expires_at: Option<Timestamp>,
    /// A loopback address to call when it is decided.
    pub callback: Option<String>,
    /// The agent's own notes.
    pub metadata: BTreeMap<String, String>,
    /// How many hidden characters were taken out of all its texts.
    pub hidden_characters: u32,
}

impl PurchaseRequest {
    /// Reads a draft as of `now`; names the first field that is wrong.
    pub fn from_draft(draft: Draft, now: Timestamp) -> Result<Self, FieldError> {
        parse::request(draft, now)
    }

    /// The canonical bytes (RFC 8785).
    pub fn canonical_json(&self) -> Vec<u8> {
        crate::stored::canonical(self)
    }
}
