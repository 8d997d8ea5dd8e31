//! The account that x402 payments are paid from, and offers that were refused.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// The paying account and where agents may pay from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PayerView {
    /// The account, when there is one.
    pub address: Option<String>,
    /// Every network there is a token for.
    pub networks: Vec<NetworkView>,
    /// What agents paid from it by this record, one amount per currency.
    pub paid: Vec<Money>,
    /// What is signed for or waits, and may still be taken.
    pub held: Vec<Money>,
}

/// One network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// The chain by CAIP-2.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether its money is real.
    pub real_money: bool,
    /// Whether agents may pay on it.
    pub on: bool,
}

/// An offer that never became a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RefusedOffer {
    /// Its entry in the ledger.
    pub seq: u32,
    /// When.
    pub at: String,
    /// The agent that passed it on.
    pub agent_name: String,
    /// Nothing real was bought.
    pub sandbox: bool,
    /// The rail.
    pub rail: String,
    /// The host that was called.
    pub seller: Option<String>,
    /// Why, a stable word.
    pub code: String,
    /// Why, in words.
    pub text: String,
}
