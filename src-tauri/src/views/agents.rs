//! Agents, and what a new one needs to connect.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// Whether an agent may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum AgentState {
    /// It may.
    Active,
    /// Every request is refused.
    Paused,
    /// Its token is dead for good.
    Removed,
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it may ask.
    pub state: AgentState,
    /// Until when it is paused.
    pub paused_until: Option<String>,
    /// Nothing real is bought.
    pub sandbox: bool,
    /// It can click like a person.
    pub controls_desktop: bool,
    /// Its key, shortened.
    pub key: String,
    /// Three digits to compare with what the agent says.
    pub code: String,
    /// When it was connected.
    pub paired_at: String,
    /// When it was heard of last.
    pub last_seen: Option<String>,
    /// Purchases that went through by rule.
    pub auto: u32,
    /// Purchases the owner was asked about.
    pub asked: u32,
    /// Purchases a rule refused.
    pub denied: u32,
    /// Spent this month, one amount per currency.
    pub spent_this_month: Vec<Money>,
    /// Names of the budgets that cover it.
    pub budgets: Vec<String>,
    /// What it says of itself; nobody checked it.
    pub claims: Vec<AgentClaim>,
}

/// One thing that an agent says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentClaim {
    /// In which way it is said, a stable word.
    pub name: String,
    /// What.
    pub said: String,
}

/// A connected agent with its token, which is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    /// The agent.
    pub agent: AgentView,
    /// Its token.
    pub token: String,
    /// Ready-made configuration for common clients.
    pub snippets: Vec<Snippet>,
}

/// Ready-made configuration for one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Stable word.
    pub id: String,
    /// The client's name.
    pub label: String,
    /// For highlighting.
    pub language: String,
    /// What to copy.
    pub text: String,
}
