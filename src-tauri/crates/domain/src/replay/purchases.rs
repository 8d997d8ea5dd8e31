//! Every purchase of a replay, by number and by id.
//!
//! Ids follow time, so nearly every id is the highest yet, and what happens next concerns purchases
//! of a moment ago: a narrow map from id to number stays warm where a map of whole purchases would
//! not. The purchases themselves lie in pages that never move.

use std::collections::BTreeMap;

use crate::ids::PurchaseId;
use crate::purchase::Purchase;

const PAGE: usize = 1024;

/// Purchases in the order in which they were first asked for; the first has the number 0.
#[derive(Clone, Debug, Default)]
pub struct Purchases {
    pages: Vec<Vec<Purchase>>,
    numbers: BTreeMap<PurchaseId, usize>,
}

impl Purchases {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The purchase of that id.
    pub fn get(&self, id: &PurchaseId) -> Option<&Purchase> {
        self.at(*self.numbers.get(id)?)
    }

    /// The purchase of that number.
    pub fn at(&self, number: usize) -> Option<&Purchase> {
        let (page, place) = position(number);
        self.pages.get(page)?.get(place)
    }

    /// The number and the purchase of that id.
    pub(super) fn get_mut(&mut self, id: &PurchaseId) -> Option<(usize, &mut Purchase)> {
        let number = *self.numbers.get(id)?;
        let (page, place) = position(number);
        Some((number, self.pages.get_mut(page)?.get_mut(place)?))
    }

    /// Adds a purchase and returns its number; none where there is one of that id.
    pub(super) fn add(&mut self, purchase: Purchase) -> Option<usize> {
        let number = self.numbers.len();
        if self.numbers.insert(purchase.id, number).is_some() {
            return None;
        }
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE => page.push(purchase),
            _ => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(purchase);
                self.pages.push(page);
            }
        }
        Some(number)
    }
}

fn position(number: usize) -> (usize, usize) {
    let page = number.checked_div(PAGE).unwrap_or(0);
    (page, number.checked_rem(PAGE).unwrap_or(0))
}
