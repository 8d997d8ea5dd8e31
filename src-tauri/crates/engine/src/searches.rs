//! Searches that the owner keeps, and the last ones that were made. They are preferences: nothing
//! follows from them but what is listed and what the owner is told.

use counterfoil_domain::text::{Text, TextRule};
use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::store::{self, Connection};

/// How many searches are kept at most.
pub const MOST_SAVED: usize = 50;

const MOST_RECENT: usize = 10;

const NAME: TextRule = TextRule {
    max_graphemes: 60,
    max_bytes: 240,
    multiline: false,
};

/// As long as the search box takes.
const QUERY: TextRule = TextRule {
    max_graphemes: 1000,
    max_bytes: 4000,
    multiline: false,
};

/// A search that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// Whether the owner is told when a purchase matches it for the first time.
    pub alert: bool,
    /// What the owner calls it.
    pub name: String,
    /// Whether it stands in the sidebar.
    pub pinned: bool,
    /// What is looked for.
    pub query: String,
}

/// What is kept of searches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searches {
    /// In the owner's order.
    pub saved: Vec<SavedSearch>,
    /// The last ones, newest first.
    pub recent: Vec<String>,
}

pub(crate) fn load(conn: &Connection) -> Result<Searches, EngineError> {
    Ok(Searches {
        saved: read(conn, "searches.saved")?,
        recent: read(conn, "searches.recent")?,
    })
}

/// Keeps these and no others.
pub(crate) fn keep(conn: &Connection, saved: &[SavedSearch]) -> Result<(), EngineError> {
    let mut kept: Vec<SavedSearch> = Vec::new();
    for search in saved {
        let (name, query) = (fit(&search.name, NAME)?, fit(&search.query, QUERY)?);
        if kept.iter().any(|other| other.name == name) {
            let text = format!("There is a search called {name} already.");
            return Err(EngineError::Invalid(text));
        }
        kept.push(SavedSearch {
            name,
            query,
            ..search.clone()
        });
    }
    if kept.len() > MOST_SAVED {
        let text = format!("At most {MOST_SAVED} searches can be kept.");
        return Err(EngineError::Invalid(text));
    }
    write(conn, "searches.saved", &kept)
}

/// A search was made; it is now the last one.
pub(crate) fn made(conn: &Connection, query: &str) -> Result<(), EngineError> {
    let query = fit(query, QUERY)?;
    let mut recent: Vec<String> = read(conn, "searches.recent")?;
    recent.retain(|other| *other != query);
    recent.insert(0, query);
    recent.truncate(MOST_RECENT);
    write(conn, "searches.recent", &recent)
}

/// What cannot be read is gone: these are only preferences.
fn read<T: for<'de> Deserialize<'de>>(
    conn: &Connection,
    name: &str,
) -> Result<Vec<T>, EngineError> {
    let text = store::texts::setting(conn, name)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

fn write<T: Serialize>(conn: &Connection, name: &str, kept: &[T]) -> Result<(), EngineError> {
    let text = serde_json::to_string(kept);
    let text = text.map_err(|error| EngineError::Internal(error.to_string()))?;
    store::texts::put_setting(conn, name, &text)
}

fn fit(text: &str, rule: TextRule) -> Result<String, EngineError> {
    let text = Text::clean(text, rule);
    let text =
        text.map_err(|error| EngineError::Invalid(format!("The search cannot be kept: {error}.")))?;
    Ok(text.as_str().to_owned())
}
