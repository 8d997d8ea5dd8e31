//! The searches that the owner keeps.

use counterfoil_engine as engine;

use super::values::count;
use crate::views::{Completion, SavedSearch, Searches};

/// What is kept of searches.
pub fn searches(found: engine::Searches) -> Searches {
    let saved = found.saved.into_iter().map(|search| SavedSearch {
        name: search.name,
        query: search.query,
        pinned: search.pinned,
        alert: search.alert,
    });
    Searches {
        saved: saved.collect(),
        recent: found.recent,
    }
}

/// One way in which a search could go on.
pub fn completion(found: engine::Completion) -> Completion {
    Completion {
        query: found.query,
        label: found.label,
        count: found.count.map(count),
    }
}

/// A search as the window names it.
pub fn kept(search: SavedSearch) -> engine::SavedSearch {
    engine::SavedSearch {
        alert: search.alert,
        name: search.name,
        pinned: search.pinned,
        query: search.query,
    }
}
