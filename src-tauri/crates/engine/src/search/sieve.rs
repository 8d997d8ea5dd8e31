//! Which purchases pass all filters: block by block, each filter over one narrow column.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use counterfoil_domain::money::Money;

use super::Totals;
use crate::error::EngineError;
use crate::store::Connection;
use crate::store::cells::{self, Cell, Column, Lines};

/// What must be so of a purchase's cells.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// One of these values, ascending.
    Among(Cell, Vec<i64>),
    /// From the one up to before the other.
    Asked(i64, i64),
    /// From the lowest to the highest amount of each currency.
    Amount(Vec<(i64, (i64, i64))>),
    /// One of these purchases, ascending.
    Numbers(Vec<i64>),
}

/// All filters of a search, over one moment of the record.
pub(super) struct Sieve<'a> {
    conn: &'a Connection,
    /// What must be so, or must not.
    tests: Vec<(bool, Test)>,
    /// Purchases whose cells are out of date, ascending.
    touched: Vec<i64>,
    width: i64,
    stored: i64,
    last: i64,
}

/// Purchases of one block.
struct Part {
    ns: Numbers,
    cells: Cells,
    passes: Vec<bool>,
}

enum Numbers {
    From(i64),
    These(Vec<i64>),
}

enum Cells {
    Stored(i64),
    Read(Box<Lines>),
}

/// Sums by currency; play money apart.
#[derive(Default)]
pub(super) struct Sums {
    count: u64,
    sums: BTreeMap<(bool, i64), i64>,
}

impl Test {
    /// One of these values.
    pub(crate) fn among(cell: Cell, mut any: Vec<i64>) -> Self {
        any.sort_unstable();
        any.dedup();
        Self::Among(cell, any)
    }
}

impl<'a> Sieve<'a> {
    pub(super) fn new(
        conn: &'a Connection,
        tests: Vec<(bool, Test)>,
        touched: Vec<i64>,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            conn,
            tests,
            touched,
            width: cells::width(conn)?,
            stored: cells::blocks(conn)?,
            last: crate::store::purchases::last_n(conn)?,
        })
    }

    /// Whether everything passes.
    pub(super) fn is_open(&self) -> bool {
        self.tests.is_empty()
    }

    /// The number of the last purchase.
    pub(super) const fn last(&self) -> i64 {
        self.last
    }

    pub(super) const fn block_of(&self, n: i64) -> i64 {
        cells::block_of(n, self.width)
    }

    pub(super) const fn range(&self, block: i64) -> RangeInclusive<i64> {
        cells::range(block, self.width)
    }

    /// The purchases of a block that pass, ascending.
    pub(super) fn passing(&self, block: i64) -> Result<Vec<i64>, EngineError> {
        if self.is_open() {
            let range = self.range(block);
            return Ok((*range.start()..=self.last.min(*range.end())).collect());
        }
        let mut passing = Vec::new();
        for part in self.parts(block)? {
            passing.extend(part.passing());
        }
        passing.sort_unstable();
        Ok(passing)
    }

    /// Sums up what passes in a block and of which `also` says so.
    pub(super) fn sum(
        &self,
        block: i64,
        sandboxes: &[i64],
        also: impl Fn(i64) -> bool,
        sums: &mut Sums,
    ) -> Result<(), EngineError> {
        for part in self.parts(block)? {
            if !part.passes.contains(&true) {
                continue;
            }
            let currencies = part.values(self.conn, Cell::Currency)?;
            let paid = part.values(self.conn, Cell::Paid)?;
            let agents = if sandboxes.is_empty() {
                Vec::new()
            } else {
                part.values(self.conn, Cell::Agent)?
            };
            let lines = part.passes.iter().zip(part.ns.all()).zip(&currencies);
            for (place, (((passes, n), currency), paid)) in lines.zip(&paid).enumerate() {
                if *passes && also(n) {
                    let play = agents
                        .get(place)
                        .is_some_and(|agent| sandboxes.contains(agent));
                    sums.add((play, *currency), *paid);
                }
            }
        }
        Ok(())
    }

    /// A block as far as its cells are there and hold, and the rest of it from the rows.
    fn parts(&self, block: i64) -> Result<Vec<Part>, EngineError> {
        let range = self.range(block);
        let mut parts = Vec::with_capacity(2);
        if block < self.stored {
            let touched = self.touched_in(&range);
            let count = usize::try_from(self.width).unwrap_or(0);
            let mut part = Part {
                ns: Numbers::From(*range.start()),
                cells: Cells::Stored(block),
                passes: vec![true; count],
            };
            for n in touched {
                let place = usize::try_from(n.saturating_sub(*range.start()));
                if let Some(passes) = place.ok().and_then(|place| part.passes.get_mut(place)) {
                    *passes = false;
                }
            }
            parts.push(part);
            if !touched.is_empty() {
                parts.push(Part::read(cells::lines_of(self.conn, touched)?));
            }
        } else {
            parts.push(Part::read(cells::lines(self.conn, &range)?));
        }
        for part in &mut parts {
            for (negated, test) in &self.tests {
                part.keep(self.conn, test, *negated)?;
            }
        }
        Ok(parts)
    }

    fn touched_in(&self, range: &RangeInclusive<i64>) -> &[i64] {
        let from = self.touched.partition_point(|n| n < range.start());
        let until = self.touched.partition_point(|n| n <= range.end());
        self.touched.get(from..until).unwrap_or_default()
    }
}

impl Part {
    fn read(lines: Lines) -> Self {
        Self {
            ns: Numbers::These(lines.ns.clone()),
            passes: vec![true; lines.ns.len()],
            cells: Cells::Read(Box::new(lines)),
        }
    }

    fn column(&self, conn: &Connection, cell: Cell) -> Result<Column, EngineError> {
        match &self.cells {
            Cells::Stored(block) => cells::column(conn, cell, *block),
            Cells::Read(lines) => Ok(lines.column(cell)),
        }
    }

    fn values(&self, conn: &Connection, cell: Cell) -> Result<Vec<i64>, EngineError> {
        Ok(self.column(conn, cell)?.values(self.passes.len()))
    }

    fn passing(&self) -> impl Iterator<Item = i64> {
        let all = self.passes.iter().zip(self.ns.all());
        all.filter(|(passes, _)| **passes).map(|(_, n)| n)
    }

    /// Lets through only what the test holds of, or does not.
    fn keep(&mut self, conn: &Connection, test: &Test, negated: bool) -> Result<(), EngineError> {
        if !self.passes.contains(&true) {
            return Ok(());
        }
        match test {
            Test::Among(cell, any) => {
                let column = self.column(conn, *cell)?;
                let (low, high) = column.ends;
                if low == high {
                    self.keep_all_if(any.contains(&low) != negated);
                } else if !any.iter().any(|one| (low..=high).contains(one)) {
                    self.keep_all_if(negated);
                } else {
                    let values = column.values(self.passes.len());
                    self.keep_where(&values, |value| among(any, *value) != negated);
                }
            }
            Test::Asked(from, until) => {
                let column = self.column(conn, Cell::Asked)?;
                let (low, high) = column.ends;
                if high < *from || low >= *until {
                    self.keep_all_if(negated);
                } else if low >= *from && high < *until {
                    self.keep_all_if(!negated);
                } else {
                    let values = column.values(self.passes.len());
                    self.keep_where(&values, |at| (from..until).contains(&at) != negated);
                }
            }
            Test::Amount(bounds) => {
                let amounts = self.values(conn, Cell::Amount)?;
                let currencies = self.values(conn, Cell::Currency)?;
                let both: Vec<(i64, i64)> = currencies.into_iter().zip(amounts).collect();
                self.keep_where(&both, |(currency, amount)| {
                    let place = bounds.binary_search_by_key(currency, |bound| bound.0);
                    let bound = place.ok().and_then(|place| bounds.get(place));
                    let fits = bound.is_some_and(|(_, (low, high))| (low..=high).contains(&amount));
                    fits != negated
                });
            }
            Test::Numbers(numbers) => {
                let (first, last) = self.ns.ends(self.passes.len());
                let from = numbers.partition_point(|n| *n < first);
                let until = numbers.partition_point(|n| *n <= last);
                let here = numbers.get(from..until).unwrap_or_default();
                if here.is_empty() {
                    self.keep_all_if(negated);
                } else {
                    let ns: Vec<i64> = self.ns.all().take(self.passes.len()).collect();
                    self.keep_where(&ns, |n| here.binary_search(n).is_ok() != negated);
                }
            }
        }
        Ok(())
    }

    fn keep_all_if(&mut self, holds: bool) {
        if !holds {
            self.passes.fill(false);
        }
    }

    fn keep_where<T>(&mut self, values: &[T], holds: impl Fn(&T) -> bool) {
        for (passes, value) in self.passes.iter_mut().zip(values) {
            *passes = *passes && holds(value);
        }
    }
}

impl Numbers {
    /// The first and the last of so many.
    fn ends(&self, count: usize) -> (i64, i64) {
        match self {
            Self::From(first) => {
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                (*first, first.saturating_add(count))
            }
            Self::These(ns) => (
                ns.first().copied().unwrap_or(0),
                ns.last().copied().unwrap_or(0),
            ),
        }
    }

    fn all(&self) -> Box<dyn Iterator<Item = i64> + '_> {
        match self {
            Self::From(first) => Box::new(*first..),
            Self::These(ns) => Box::new(ns.iter().copied()),
        }
    }
}

impl Sums {
    fn add(&mut self, side: (bool, i64), paid: i64) {
        self.count = self.count.saturating_add(1);
        let sum = self.sums.entry(side).or_insert(0);
        *sum = sum.saturating_add(paid);
    }

    /// Of each currency in the order of their codes; what is zero is left out.
    pub(super) fn totals(self) -> Result<Totals, EngineError> {
        let mut totals = Totals {
            count: self.count,
            ..Totals::default()
        };
        for ((play, currency), sum) in self.sums {
            let sum = Money::new(sum, cells::currency_of(currency)?);
            let side = if play {
                &mut totals.played
            } else {
                &mut totals.paid
            };
            if !sum.is_zero() {
                side.push(sum);
            }
        }
        totals.paid.sort_by_key(|sum| sum.currency().code());
        totals.played.sort_by_key(|sum| sum.currency().code());
        Ok(totals)
    }
}

fn among(any: &[i64], value: i64) -> bool {
    if any.len() <= 8 {
        any.contains(&value)
    } else {
        any.binary_search(&value).is_ok()
    }
}
