//! The entries of the tray's menu, and what choosing one means.

use std::time::Duration;

use counterfoil_domain::time::Timestamp;

use super::Situation;
use crate::notifications::{Waiting, isolate_to, money, sums};
use crate::views::Privacy;

/// More than these are in the inbox, not in the menu.
const MAX_REQUESTS: usize = 8;
const MAX_NAME: usize = 40;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Something to choose.
    Item {
        /// What it is called in events.
        id: String,
        /// What it says.
        text: String,
    },
    /// Something to read.
    Label {
        /// What it is called in events.
        id: String,
        /// What it says.
        text: String,
    },
    /// Entries behind another.
    Menu {
        /// What it is called in events.
        id: String,
        /// What it says.
        text: String,
        /// What is behind it.
        entries: Vec<Entry>,
    },
    /// A line.
    Line,
}

/// How long all agents are paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// This long.
    For(Duration),
    /// Until the owner resumes.
    UntilResumed,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Show the window at this address.
    Open(String),
    /// Pause all agents.
    Pause(Pause),
    /// End the app.
    Quit,
}

impl Picked {
    /// What the entry with this id means.
    pub fn from_id(id: &str) -> Option<Self> {
        Some(match id {
            "inbox" => Self::Open("inbox".to_owned()),
            "settings" => Self::Open("settings".to_owned()),
            // Resuming takes the passphrase, so it happens in the window.
            "resume" => Self::Open("agents".to_owned()),
            "pause-15" => Self::Pause(Pause::For(Duration::from_mins(15))),
            "pause-60" => Self::Pause(Pause::For(Duration::from_hours(1))),
            "pause" => Self::Pause(Pause::UntilResumed),
            "quit" => Self::Quit,
            other => Self::Open(format!("inbox/{}", other.strip_prefix("request-")?)),
        })
    }
}

/// The menu for a situation.
pub fn entries(situation: &Situation<'_>) -> Vec<Entry> {
    let count = situation.waiting.len();
    let mut entries = vec![item("inbox", format!("Open inbox ({count})")), Entry::Line];
    let requests = situation.waiting.iter().take(MAX_REQUESTS).enumerate();
    entries.extend(requests.map(|(at, waiting)| request(at, waiting, situation)));
    if count > MAX_REQUESTS {
        let more = count.saturating_sub(MAX_REQUESTS);
        entries.push(label("more", format!("{more} more in the inbox")));
    }
    if count > 0 {
        entries.push(Entry::Line);
    }
    if situation.open {
        if situation.privacy != Privacy::Private && !situation.spent_today.is_empty() {
            entries.push(label(
                "spent",
                format!("Spent today {}", sums(situation.spent_today)),
            ));
        }
        entries.push(pause(situation));
    }
    entries.push(item("settings", "Settings"));
    entries.push(item("quit", "Quit (agents cannot pay)"));
    entries
}

fn request(at: usize, waiting: &Waiting, situation: &Situation<'_>) -> Entry {
    let mut text = match situation.privacy {
        Privacy::Private => format!("Request {}", at.saturating_add(1)),
        Privacy::Standard | Privacy::Full => {
            format!(
                "{} {}",
                money(&waiting.amount),
                isolate_to(&waiting.merchant, MAX_NAME)
            )
        }
    };
    if waiting.sandbox {
        text = format!("[SANDBOX] {text}");
    }
    if let Some(expires) = waiting.expires {
        text = format!("{text} · {}", left(expires, situation.now));
    }
    item(format!("request-{}", waiting.id), text)
}

fn pause(situation: &Situation<'_>) -> Entry {
    if situation.paused {
        return item("resume", "Resume agents");
    }
    Entry::Menu {
        id: "pause-all".to_owned(),
        text: "Pause all agents".to_owned(),
        entries: vec![
            item("pause-15", "15 min"),
            item("pause-60", "1 h"),
            item("pause", "Until I resume"),
        ],
    }
}

fn left(expires: Timestamp, now: Timestamp) -> String {
    if expires <= now {
        return "expired".to_owned();
    }
    let minutes = expires.since(now).as_secs().div_ceil(60);
    match minutes {
        0..=59 => format!("{minutes} min"),
        60..=2879 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

fn item(id: impl Into<String>, text: impl Into<String>) -> Entry {
    Entry::Item {
        id: id.into(),
        text: text.into(),
    }
}

fn label(id: &str, text: String) -> Entry {
    Entry::Label {
        id: id.to_owned(),
        text,
    }
}
