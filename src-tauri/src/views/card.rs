//! The approval card, exactly as the core rendered and hashed it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Money, Reason, Status, Tier};

/// Everything the owner sees before deciding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// The purchase.
    pub id: String,
    /// Which version of it.
    pub revision: u32,
    /// Hash of the view; an approval is valid for exactly this one.
    pub view_hash: String,
    /// What deciding takes.
    pub tier: Tier,
    /// Who asks.
    pub agent: CardAgent,
    /// The whole price.
    pub amount: Money,
    /// Who sells.
    pub merchant: CardMerchant,
    /// Why the owner is asked, the riskiest first.
    pub reasons: Vec<Reason>,
    /// The refused purchase that this one tries again.
    pub again: Option<CardAgain>,
    /// The fact that must be ticked first.
    pub tick: Option<CardTick>,
    /// The budget it counts against.
    pub budget: Option<CardBudget>,
    /// What is bought.
    pub items: Vec<CardItem>,
    /// How the price comes about.
    pub totals: Option<CardTotals>,
    /// What pays, as the agent calls it.
    pub instrument: Option<String>,
    /// How the money moves.
    pub rail: String,
    /// What the seller asked on that rail, where it was read and kept.
    pub facts: Vec<CardFact>,
    /// How the money would move, in the owner's words.
    pub payment: Option<CardPayment>,
    /// How often it repeats.
    pub recurrence: Option<CardRecurrence>,
    /// The agent's own words; nobody checked them.
    pub claims: CardClaims,
    /// How many hidden characters were taken out of the agent's text.
    pub hidden_characters: u32,
    /// When nobody may decide any more.
    pub expires_at: Option<String>,
    /// How long an approval can be taken back.
    pub undo_seconds: u32,
    /// How long a fresh card refuses decisions, milliseconds.
    pub guard_ms: u32,
    /// The version before, if the agent changed its request.
    pub previous: Option<CardPrevious>,
    /// Where the purchase stands.
    pub status: Status,
}

/// The agent on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardAgent {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was connected.
    pub paired_at: String,
    /// Its key, shortened.
    pub key: String,
    /// It can click like a person.
    pub controls_desktop: bool,
    /// Nothing real is bought.
    pub sandbox: bool,
}

/// The merchant on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardMerchant {
    /// The name it gives.
    pub name: String,
    /// Its host, in ASCII.
    pub domain: Option<String>,
    /// The part of the host that someone registered.
    pub registrable: Option<String>,
    /// Its host as written, when that differs.
    pub unicode: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// What it sells.
    pub category: Option<String>,
    /// Something was bought there before.
    pub known: bool,
    /// How often.
    pub purchases_before: u32,
}

/// A refused purchase of the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardAgain {
    /// The purchase.
    pub id: String,
    /// The name of the agent that asked then.
    pub agent: String,
    /// When it was asked for.
    pub at: String,
    /// `rejected` or `denied`.
    pub status: Status,
}

/// The fact that must be ticked first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardTick {
    /// The reason's code.
    pub code: String,
}

/// What the purchase does to its budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardBudget {
    /// The budget's name.
    pub name: String,
    /// The period that is tightest.
    pub window: Option<String>,
    /// Its limit.
    pub max: Option<Money>,
    /// Spent in it.
    pub spent: Option<Money>,
    /// Reserved in it.
    pub held: Option<Money>,
    /// Left in it afterwards.
    pub left_after: Option<Money>,
    /// By how much it would be exceeded.
    pub over_by: Option<Money>,
    /// What the purchase counts, when it is paid in another currency.
    pub counted: Option<CardCounted>,
}

/// A purchase in another currency than its budget's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardCounted {
    /// What it counts.
    pub amount: Money,
    /// One unit of its currency in the budget's.
    pub rate: String,
    /// The day of the rate.
    pub date: String,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardItem {
    /// What it is.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// For all of them.
    pub amount: Money,
}

/// One thing the seller asked on the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardFact {
    /// Its stable name, the rail first.
    pub name: String,
    /// What it is; the seller's words, cleaned.
    pub value: String,
}

/// How the money would move, on a rail that the core speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardPayment {
    /// What a token is worth in ordinary money.
    pub about: Option<CardAbout>,
    /// The price is a maximum, of which less may be taken.
    pub at_most: bool,
    /// What there is to know, the signature first.
    pub lines: Vec<CardLine>,
    /// The network, by its name.
    pub network: Option<String>,
}

/// A token's worth in ordinary money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardAbout {
    /// So much.
    pub amount: Money,
    /// Less than that, which is the smallest coin.
    pub less: bool,
    /// The day of the owner's rate; by the issuer's promise when absent.
    pub date: Option<String>,
}

/// One thing to know about a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardLine {
    /// Which one.
    pub code: String,
    /// What stands in it, by name.
    pub params: BTreeMap<String, String>,
    /// In words, for a code the window does not know.
    pub text: String,
    /// How to take it.
    pub tone: CardTone,
}

/// How to take what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum CardTone {
    /// Checked, and right.
    Verified,
    /// As it is.
    Plain,
    /// Look twice.
    Warn,
}

/// How the price comes about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardTotals {
    /// All items.
    pub items: Money,
    /// Taken off.
    pub discount: Money,
    /// Delivery.
    pub shipping: Money,
    /// Tax on top.
    pub tax: Money,
}

/// How often the charge repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardRecurrence {
    /// `day`, `week`, `month` or `year`.
    pub interval: String,
    /// How many times; without end when absent.
    pub count: Option<u32>,
    /// The day a free trial ends.
    pub trial_ends: Option<String>,
    /// About what a year costs.
    pub yearly: Option<Money>,
}

/// The agent's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardClaims {
    /// Why it wants to buy.
    pub reason: Option<String>,
    /// What it says it was asked for.
    pub intent: Option<String>,
}

/// The version before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CardPrevious {
    /// Its price.
    pub amount: Money,
    /// What was bought.
    pub items: Vec<CardItem>,
    /// Its number.
    pub revision: u32,
}

/// The core has noted that a card is on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Presented {
    /// From when an approval is accepted.
    pub approve_in_ms: u32,
}
