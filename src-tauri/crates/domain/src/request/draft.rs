//! A purchase request as it came over the wire: the shape is right, nothing else is known.

use std::collections::BTreeMap;

/// A purchase request as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Who sells.
    pub merchant: DraftMerchant,
    /// What is bought.
    pub items: Vec<DraftItem>,
    /// How the amount comes about.
    pub totals: Option<DraftTotals>,
    /// What is charged, in major units.
    pub amount: String,
    /// The currency of every amount.
    pub currency: String,
    /// What the owner asked for.
    pub intent: Option<DraftIntent>,
    /// Why the agent chose this.
    pub reason: Option<String>,
    /// How the money moves.
    pub rail: Option<String>,
    /// With what it is paid.
    pub instrument: Option<String>,
    /// The terms when it repeats.
    pub recurrence: Option<DraftRecurrence>,
    /// When the offer ends.
    pub expires_at: Option<String>,
    /// A loopback address to call when it is decided.
    pub callback: Option<String>,
    /// The agent's own notes.
    pub metadata: BTreeMap<String, String>,
    /// What was asked on a rail; only what speaks the rail fills this in.
    pub quote: Option<DraftQuote>,
}

impl Draft {
    /// One thing at one price, the least that can be asked for.
    pub fn of_one(merchant: DraftMerchant, title: &str, amount: &str, currency: &str) -> Self {
        Self {
            merchant,
            items: vec![DraftItem {
                title: title.to_owned(),
                amount: amount.to_owned(),
                ..DraftItem::default()
            }],
            amount: amount.to_owned(),
            currency: currency.to_owned(),
            ..Self::default()
        }
    }
}

impl DraftMerchant {
    /// One that gives its name and its domain.
    pub fn at(name: &str, domain: &str) -> Self {
        Self {
            name: name.to_owned(),
            domain: Some(domain.to_owned()),
            ..Self::default()
        }
    }
}

/// What the other side of a rail asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftQuote {
    /// What it says that is neither price nor merchant.
    pub facts: BTreeMap<String, String>,
    /// The bytes as received.
    pub received: Vec<u8>,
}

/// Who sells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftMerchant {
    /// What it calls itself.
    pub name: String,
    /// Where it sells.
    pub domain: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// What kind of shop it is.
    pub category: Option<String>,
}

/// One line of the basket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftItem {
    /// What it is.
    pub title: String,
    /// How many; one when absent.
    pub quantity: Option<u64>,
    /// The price of one.
    pub unit_amount: Option<String>,
    /// The price of all of them.
    pub amount: String,
    /// The shop's number for it.
    pub sku: Option<String>,
    /// Where it is described.
    pub url: Option<String>,
}

/// How the amount comes about; what is absent is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftTotals {
    /// The items together.
    pub items: Option<String>,
    /// What is taken off.
    pub discount: Option<String>,
    /// Delivery.
    pub shipping: Option<String>,
    /// Tax that is not in the items.
    pub tax: Option<String>,
}

/// What the owner asked for, as the agent tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftIntent {
    /// The wish in one sentence.
    pub text: String,
    /// The most to pay.
    pub max_amount: Option<String>,
    /// From whom.
    pub merchant: Option<String>,
    /// How many things.
    pub quantity: Option<u64>,
    /// Whether it may repeat.
    pub recurring: Option<bool>,
    /// The words that led here.
    pub conversation: Vec<DraftTurn>,
}

/// One turn of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftTurn {
    /// Who spoke.
    pub role: String,
    /// What was said.
    pub text: String,
    /// When.
    pub at: Option<String>,
}

/// The terms of a purchase that repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftRecurrence {
    /// How often.
    pub interval: String,
    /// How many charges.
    pub count: Option<u64>,
    /// The day the trial ends.
    pub trial_ends: Option<String>,
}
