//! What the core tells the window without being asked.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// Which of the window's answers are out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// The frame: phase, pause, ledger, count.
    Status,
    /// Requests and cards.
    Inbox,
    /// The record.
    Activity,
    /// Budgets and what is left of them.
    Budgets,
    /// Agents.
    Agents,
    /// Settings.
    Settings,
}

impl Tag {
    /// All of them, for when it is not known what changed.
    pub const ALL: [Self; 6] = [
        Self::Status,
        Self::Inbox,
        Self::Activity,
        Self::Budgets,
        Self::Agents,
        Self::Settings,
    ];
}

/// Something changed; ask again for what these tags name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub struct Changed {
    /// What to ask for again.
    pub tags: Vec<Tag>,
}

/// How far an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub struct Exporting {
    /// So many entries are written.
    pub done: u32,
    /// Of so many.
    pub all: u32,
}

/// The owner chose a place from the tray or a notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub struct Navigate {
    /// The address, such as `inbox/pur_…`.
    pub to: String,
}
