//! How the money would move, in the owner's words.

use std::collections::BTreeMap;

use counterfoil_domain::money::Money;
use counterfoil_domain::rates::ChargeRate;
use serde::{Deserialize, Serialize};

/// What the owner is told of a payment on a rail that the engine speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewPayment {
    /// What a token is worth in ordinary money.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<ViewAbout>,
    /// Whether the price is a maximum, of which the seller may take less.
    pub at_most: bool,
    /// What there is to know, the signature first.
    pub lines: Vec<ViewLine>,
    /// The network, by its name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub network: Option<String>,
}

/// A token's worth in ordinary money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewAbout {
    /// So much, or less than this where it is less than the smallest coin.
    pub amount: Money,
    /// Whether it is less than that.
    pub less: bool,
    /// By which rate of the owner's; where there is none, by what the token's issuer promises.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rate: Option<ChargeRate>,
}

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewLine {
    /// Which one, a stable word.
    pub code: String,
    /// What stands in the sentence, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub params: BTreeMap<String, String>,
    /// The sentence.
    pub text: String,
    /// How to take it.
    pub tone: Tone,
}

/// How to take what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Checked just now, and right.
    Verified,
    /// As it is.
    Plain,
    /// Look twice.
    Warn,
}
