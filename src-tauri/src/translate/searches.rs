//! The searches that the owner keeps.

use counterfoil_engine as engine;

use crate::views::{SavedSearch, Searches};

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

/// A search as the window names it.
pub fn kept(search: SavedSearch) -> engine::SavedSearch {
    engine::SavedSearch {
        alert: search.alert,
        name: search.name,
        pinned: search.pinned,
        query: search.query,
    }
}
