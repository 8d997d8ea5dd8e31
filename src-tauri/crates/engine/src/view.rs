//! The view: everything the owner is shown before deciding, rendered here from stored bytes.
//!
//! Its canonical bytes are stored and hashed; an approval carries that hash, so what was shown is
//! what was approved. Fields are in alphabetical order, which makes the JSON canonical.

use std::collections::BTreeMap;

use counterfoil_domain::evaluate::{Reason, Tier};
use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::money::Money;
use counterfoil_domain::period::Window;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::rates::ChargeRate;
use counterfoil_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::EngineError;

pub use payment::{Tone, ViewAbout, ViewLine, ViewPayment};

mod payment;

/// What the owner sees of one revision of one purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewDocument {
    /// The refused purchase that this one tries again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub again_of: Option<ViewAgain>,
    /// Who asks.
    pub agent: ViewAgent,
    /// The whole price.
    pub amount: Money,
    /// The budget it would be charged to, and what would be left of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<ViewBudget>,
    /// SHA-256 of the canonical checkout, hex.
    pub checkout_hash: String,
    /// What the agent says; nobody checked it.
    pub claims: ViewClaims,
    /// When nobody may decide any more.
    pub expires_at: Timestamp,
    /// What the seller asked on the rail, by name; empty on rails that the engine does not speak.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub facts: BTreeMap<String, String>,
    /// How many invisible characters were taken out of the texts.
    pub hidden_characters: u32,
    /// What it is paid with, as the agent says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// What is bought.
    pub items: Vec<ViewItem>,
    /// The highest new price that keeps an approval of this one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub keeps_up_to: Option<Money>,
    /// Who sells.
    pub merchant: ViewMerchant,
    /// By how much the budget would go over, decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// How the money would move, on a rail that the engine speaks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment: Option<ViewPayment>,
    /// The price of the revision before, if it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<ViewPrevious>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// How the money moves.
    pub rail: String,
    /// Why the owner is asked.
    pub reasons: Vec<Reason>,
    /// When it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<ViewRecurrence>,
    /// The revision.
    pub revision: u32,
    /// The code of the fact that must be ticked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tick: Option<String>,
    /// How much friction approving takes.
    pub tier: Tier,
    /// How the price is made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totals: Option<ViewTotals>,
    /// The undo window, milliseconds.
    pub undo_ms: u32,
    /// The version of this form.
    pub v: u8,
}

/// A refused purchase of the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewAgain {
    /// The name of the agent that asked then.
    pub agent: String,
    /// When.
    pub on: Timestamp,
    /// The refused purchase.
    pub purchase: PurchaseId,
    /// `Rejected` or `Denied`.
    pub status: Status,
}

/// The agent on the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewAgent {
    /// Whether it can click in this desktop.
    pub controls_desktop: bool,
    /// Its id.
    pub id: AgentId,
    /// A short form of its token's hash, to tell agents apart.
    pub key: String,
    /// Its name.
    pub name: String,
    /// When it was connected.
    pub paired_at: Timestamp,
    /// Whether its money is play money.
    pub sandbox: bool,
}

/// The budget on the card: the tightest period of the charged mandate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewBudget {
    /// What open purchases hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<Money>,
    /// What would be left after this purchase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_after: Option<Money>,
    /// The mandate.
    pub mandate: MandateId,
    /// The limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Money>,
    /// Its name.
    pub name: String,
    /// What this purchase counts in it, where it is in another currency.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price: Option<Money>,
    /// By which rate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rate: Option<ChargeRate>,
    /// What was spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent: Option<Money>,
    /// The window of the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

/// The agent's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewClaims {
    /// What it says it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// Why it wants this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A line item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewItem {
    /// Price of the line.
    pub amount: Money,
    /// How many.
    pub quantity: u32,
    /// What.
    pub title: String,
}

/// The merchant on the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewMerchant {
    /// The category the agent names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The country the agent names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The whole host, ASCII.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Whether the owner bought here before.
    pub known: bool,
    /// The name the agent gives.
    pub name: String,
    /// How many purchases were authorized before.
    pub purchases_before: u64,
    /// The part of the domain that can be bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registrable: Option<String>,
    /// The host in its own script, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode: Option<String>,
}

/// The revision before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewPrevious {
    /// Its price.
    pub amount: Money,
    /// What was bought.
    pub items: Vec<ViewItem>,
    /// Its number.
    pub revision: u32,
}

/// How a purchase repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewRecurrence {
    /// How often, if it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Day, week, month or year.
    pub interval: String,
    /// The day the trial ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial_ends: Option<String>,
    /// What a year costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yearly: Option<Money>,
}

/// How the price is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewTotals {
    /// Taken off.
    pub discount: Money,
    /// All items.
    pub items: Money,
    /// Delivery.
    pub shipping: Money,
    /// Tax that is not in the prices.
    pub tax: Money,
}

/// A view with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What is shown.
    pub view: ViewDocument,
    /// SHA-256 of its canonical bytes.
    pub hash: [u8; 32],
}

impl ViewDocument {
    /// The canonical bytes.
    pub fn bytes(&self) -> Result<Vec<u8>, EngineError> {
        serde_json::to_vec(self).map_err(|error| EngineError::Internal(error.to_string()))
    }

    /// Reads stored bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, EngineError> {
        serde_json::from_slice(bytes)
            .map_err(|error| EngineError::Damaged(format!("a stored view: {error}")))
    }
}
