//! Finding purchases: a small grammar of words and filters, a text index that is brought up to
//! date when the writer is idle, and the newest entries searched directly until it is.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::store::Connection;
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::Registry;

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::store::search::{Attempts, Wanted};
use crate::store::{self, Store};

pub use query::{Query, Term};
pub(crate) use words::{Column, Words, folded};

mod query;
mod words;

/// How many entries one pass indexes, so that no decision waits long behind it.
const CHUNK: u64 = 800;

/// A page of hits, newest first.
#[derive(Clone, Debug)]
pub(crate) struct Hits {
    pub(crate) rows: Vec<PurchaseRow>,
    pub(crate) more: bool,
}

/// How much a search finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many purchases.
    pub count: u64,
    /// Captured minus refunded, per currency; play money is not among it.
    pub paid: Vec<Money>,
    /// The same of play money.
    pub played: Vec<Money>,
}

/// Which part of what is found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) attempts: Attempts,
    /// Only what was asked for before this number.
    pub(crate) before: i64,
    pub(crate) limit: usize,
}

/// The newest that match, before a number.
pub(crate) fn page(
    conn: &Connection,
    registry: &Registry,
    query: &Query,
    page: Page,
) -> Result<Hits, EngineError> {
    let Page {
        attempts,
        before,
        limit,
    } = page;
    let wanted = wanted(conn, registry, query, attempts)?;
    let mut rows = store::search::find(conn, &wanted, before, limit.saturating_add(1))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok(Hits { rows, more })
}

/// How many match, and what was paid for all of them.
pub(crate) fn totals(
    conn: &Connection,
    registry: &Registry,
    query: &Query,
    attempts: Attempts,
) -> Result<Totals, EngineError> {
    let wanted = wanted(conn, registry, query, attempts)?;
    let sandboxes = registry.agents.values().filter(|agent| agent.sandbox);
    let sandboxes = sandboxes.map(|agent| agent.id).collect();
    store::search::totals(conn, &wanted, sandboxes)
}

/// Indexes the terms in the next entries that are not indexed yet. Returns how far the index
/// reaches now.
pub(crate) fn index_chunk(store: &mut Store, registry: &Registry) -> Result<u64, EngineError> {
    let transaction = store.begin()?;
    let mark = store::search::mark(&transaction)?;
    let size = store::log::size(&transaction)?;
    if mark >= size {
        return Ok(mark);
    }
    let next = mark.saturating_add(CHUNK).min(size);
    for (n, words) in terms(&transaction, registry, mark..next)? {
        store::search::put(&transaction, n, &words)?;
    }
    store::search::set_mark(&transaction, next)?;
    transaction.commit()?;
    Ok(next)
}

fn wanted(
    conn: &Connection,
    registry: &Registry,
    query: &Query,
    attempts: Attempts,
) -> Result<Wanted, EngineError> {
    let tail = if query.has_text() {
        tail(conn, registry, query)?
    } else {
        Tail::default()
    };
    Ok(Wanted {
        filters: query.filters(registry),
        text: query.text_match(),
        tail: tail.all,
        tail_hits: tail.hits,
        attempts,
    })
}

#[derive(Default)]
struct Tail {
    all: Vec<i64>,
    hits: Vec<i64>,
}

/// Purchases whose terms, or whose note with one of the words, the index does not have, and which
/// of them match.
fn tail(conn: &Connection, registry: &Registry, query: &Query) -> Result<Tail, EngineError> {
    let unread = store::search::mark(conn)?..store::log::size(conn)?;
    let mut found = terms(conn, registry, unread)?;
    for note in store::words::notes_with(conn, &query.free_words())? {
        let words = match found.remove(&note.n) {
            Some(words) => words,
            None => stored(conn, registry, note.asked_seq)?,
        };
        found.insert(note.n, words.with_note(&note.text));
    }
    let mut tail = Tail::default();
    for (n, words) in found {
        tail.all.push(n);
        if query.matches_text(&words) {
            tail.hits.push(n);
        }
    }
    Ok(tail)
}

/// The words in an entry with terms.
fn stored(conn: &Connection, registry: &Registry, seq: u64) -> Result<Words, EngineError> {
    let requested = crate::reading::requested(&store::log::entry(conn, seq)?.bytes)?;
    Ok(Words::of(&requested, registry))
}

/// The words of every purchase with terms in these entries; of several revisions the last.
fn terms(
    conn: &Connection,
    registry: &Registry,
    entries: Range<u64>,
) -> Result<BTreeMap<i64, Words>, EngineError> {
    let mut found = BTreeMap::new();
    store::log::for_each(conn, entries, |_, bytes, _| {
        if let Some(requested) = crate::reading::terms(bytes)? {
            let n = store::purchases::n_of(conn, requested.purchase)?;
            found.insert(n, Words::of(&requested, registry));
        }
        Ok(())
    })?;
    Ok(found)
}
