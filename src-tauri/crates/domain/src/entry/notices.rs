//! The data of facts that change no state.

use serde::{Deserialize, Serialize};

use super::Actor;

/// Data of [`super::Fact::Exported`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The format.
    pub format: String,
    /// The search it was made from.
    pub query: String,
    /// How many purchases matched.
    pub rows: String,
}

/// Data of [`super::Fact::UnsignedCovered`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsignedCovered {
    /// Who unlocked.
    pub by: Actor,
    /// How many entries were not covered.
    pub count: String,
}
