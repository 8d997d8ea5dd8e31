//! Finding purchases: a small grammar of words and filters, a text index and narrow columns that are
//! brought up to date when the writer is idle, and the newest entries searched directly until then.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};

use crate::store::Connection;
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::Registry;

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::store::search::Attempts;
use crate::store::{self, Store};

pub use complete::Completion;
pub use query::{Query, Term};
pub(crate) use sieve::Test;
pub(crate) use words::{Column, Words, folded};

use query::Text;
use sieve::{Sieve, Sums};

pub(crate) mod complete;
mod query;
mod sieve;
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
    let search = Search::begin(conn, registry, query, Vec::new())?;
    let mut rows = Vec::new();
    search.newest(before, |n| {
        let row = store::purchases::by_n(conn, n)?;
        let row = row.ok_or_else(|| EngineError::Damaged(format!("purchase {n} is missing")))?;
        if attempts == Attempts::All || !store::purchases::is_tried_again(conn, &row.purchase)? {
            rows.push(row);
        }
        Ok(if rows.len() > limit {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
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
    let mut tests = Vec::new();
    if attempts == Attempts::Last {
        tests.push((true, Test::Numbers(store::search::tried_again(conn)?)));
    }
    let search = Search::begin(conn, registry, query, tests)?;
    let sandboxes = registry.agents.values().filter(|agent| agent.sandbox);
    let sandboxes: Vec<_> = sandboxes.map(|agent| agent.id).collect();
    search.totals(&store::search::agents(conn, &sandboxes)?)
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
    store::cells::bring_up_to_date(&transaction, &touched(&transaction, mark..next)?)?;
    store::search::set_mark(&transaction, next)?;
    transaction.commit()?;
    Ok(next)
}

/// A query over one moment of the record.
struct Search<'a> {
    conn: &'a Connection,
    sieve: Sieve<'a>,
    text: Text,
    tail: Tail,
}

/// What the index does not have yet.
#[derive(Default)]
struct Tail {
    /// Purchases whose words it does not have.
    all: BTreeSet<i64>,
    /// Those of them that fit.
    hits: BTreeSet<i64>,
}

impl<'a> Search<'a> {
    fn begin(
        conn: &'a Connection,
        registry: &Registry,
        query: &Query,
        mut tests: Vec<(bool, Test)>,
    ) -> Result<Self, EngineError> {
        let unread = store::search::mark(conn)?..store::log::size(conn)?;
        for filter in query.filters(registry) {
            tests.push((filter.negated, filter.condition.test(conn)?));
        }
        let touched = if tests.is_empty() {
            Vec::new()
        } else {
            touched(conn, unread)?.into_iter().collect()
        };
        let tail = if query.has_text() {
            tail(conn, registry, query)?
        } else {
            Tail::default()
        };
        Ok(Self {
            conn,
            sieve: Sieve::new(conn, tests, touched)?,
            text: query.text(),
            tail,
        })
    }

    /// Calls `take` with what matches, newest first, until it has enough.
    fn newest(
        &self,
        before: i64,
        mut take: impl FnMut(i64) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<(), EngineError> {
        let before = before.min(self.sieve.last().saturating_add(1));
        if let Text::Fits(expression) = &self.text {
            return self.newest_of(expression, before, take);
        }
        let mut block = self.sieve.block_of(before.saturating_sub(1));
        while block >= 0 {
            let passing = self.sieve.passing(block)?;
            let passing = self.also_text(block, passing)?;
            for n in passing.into_iter().rev().filter(|n| *n < before) {
                if take(n)?.is_break() {
                    return Ok(());
                }
            }
            block = block.saturating_sub(1);
        }
        Ok(())
    }

    /// Those of a block that do not hold what must not be in them.
    fn also_text(&self, block: i64, mut passing: Vec<i64>) -> Result<Vec<i64>, EngineError> {
        let Text::FitsNot(expression) = &self.text else {
            return Ok(passing);
        };
        if passing.is_empty() {
            return Ok(passing);
        }
        let unwanted = store::search::within(self.conn, expression, &self.sieve.range(block))?;
        passing.retain(|n| self.fits_not(*n, &unwanted));
        Ok(passing)
    }

    fn fits_not(&self, n: i64, unwanted: &[i64]) -> bool {
        if self.tail.all.contains(&n) {
            self.tail.hits.contains(&n)
        } else {
            unwanted.binary_search(&n).is_err()
        }
    }

    /// The hits of the index and those of the tail, merged.
    fn newest_of(
        &self,
        expression: &str,
        before: i64,
        mut take: impl FnMut(i64) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<(), EngineError> {
        let mut tail = self.tail.hits.range(..before).rev().copied().peekable();
        let mut seen: (i64, Vec<i64>) = (i64::MAX, Vec::new());
        let mut passes = |n: i64| {
            let block = self.sieve.block_of(n);
            if !self.sieve.is_open() && seen.0 != block {
                seen = (block, self.sieve.passing(block)?);
            }
            Ok::<_, EngineError>(self.sieve.is_open() || seen.1.binary_search(&n).is_ok())
        };
        let mut enough = false;
        let mut offer = |n: i64, enough: &mut bool| {
            if passes(n)? {
                *enough = take(n)?.is_break();
            }
            Ok::<_, EngineError>(())
        };
        store::search::newest(self.conn, expression, before, |n| {
            while let Some(newer) = tail.next_if(|newer| *newer > n) {
                offer(newer, &mut enough)?;
                if enough {
                    return Ok(ControlFlow::Break(()));
                }
            }
            if !self.tail.all.contains(&n) {
                offer(n, &mut enough)?;
            }
            Ok(if enough {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        for n in tail {
            if enough {
                break;
            }
            offer(n, &mut enough)?;
        }
        Ok(())
    }

    fn totals(&self, sandboxes: &[i64]) -> Result<Totals, EngineError> {
        let mut sums = Sums::default();
        let last = self.sieve.block_of(self.sieve.last());
        match &self.text {
            Text::Any => {
                for block in 0..=last {
                    self.sieve.sum(block, sandboxes, |_| true, &mut sums)?;
                }
            }
            Text::Fits(expression) => {
                let mut hits = store::search::all(self.conn, expression)?;
                hits.retain(|n| !self.tail.all.contains(n));
                hits.extend(&self.tail.hits);
                hits.sort_unstable();
                let mut rest = hits.as_slice();
                while let Some(first) = rest.first() {
                    let block = self.sieve.block_of(*first);
                    let end = self.sieve.range(block);
                    let (these, others) = rest.split_at(rest.partition_point(|n| n <= end.end()));
                    let fits = |n: i64| these.binary_search(&n).is_ok();
                    self.sieve.sum(block, sandboxes, fits, &mut sums)?;
                    rest = others;
                }
            }
            Text::FitsNot(expression) => {
                let unwanted = store::search::all(self.conn, expression)?;
                for block in 0..=last {
                    let fits = |n: i64| self.fits_not(n, &unwanted);
                    self.sieve.sum(block, sandboxes, fits, &mut sums)?;
                }
            }
        }
        sums.totals()
    }
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
        tail.all.insert(n);
        if query.matches_text(&words) {
            tail.hits.insert(n);
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

/// Every purchase that these entries are about.
fn touched(conn: &Connection, entries: Range<u64>) -> Result<BTreeSet<i64>, EngineError> {
    let mut found = BTreeSet::new();
    store::log::for_each(conn, entries, |_, bytes, _| {
        if let Some(purchase) = crate::reading::about(bytes)? {
            found.insert(store::purchases::n_of(conn, purchase)?);
        }
        Ok(())
    })?;
    Ok(found)
}
