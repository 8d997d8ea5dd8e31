//! The searches that the owner keeps.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A search that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedSearch {
    /// What the owner calls it.
    pub name: String,
    /// What is looked for.
    pub query: String,
    /// It stands in the sidebar.
    pub pinned: bool,
    /// The owner is told when a purchase matches it for the first time.
    pub alert: bool,
}

/// One way in which a search could go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// The whole search as it would be.
    pub query: String,
    /// What is added.
    pub label: String,
    /// How many of the latest purchases have it.
    pub count: Option<u32>,
}

/// What is kept of searches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Searches {
    /// In the owner's order.
    pub saved: Vec<SavedSearch>,
    /// The last ones, newest first.
    pub recent: Vec<String>,
}
