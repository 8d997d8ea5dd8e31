//! Telling lines apart that several statements have, because their periods overlap.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Line, Sheet};
use crate::currency::Currency;

/// What makes a line the same one in another file of the same account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// The bank's own name for it.
    Reference(String),
    /// Else everything it says, and the how many-eth of its like it is in its file.
    Content {
        booked: NaiveDate,
        charged: i64,
        currency: Currency,
        descriptor: String,
        nth: u32,
    },
}

/// The lines that were seen so far, by account.
#[derive(Debug, Default)]
pub struct Repeats(BTreeSet<(Option<String>, Mark)>);

impl Repeats {
    /// Which lines of the sheet no sheet before it had, in the order of the file. Sheets are given
    /// from the first that was read in to the last.
    pub fn fresh(&mut self, sheet: &Sheet) -> Vec<bool> {
        let mut alike: BTreeMap<Mark, u32> = BTreeMap::new();
        let marks: Vec<Mark> = sheet
            .lines
            .iter()
            .map(|line| {
                let mark = mark(line);
                let count = alike.entry(mark.clone()).or_default();
                let nth = *count;
                *count = count.saturating_add(1);
                numbered(mark, nth)
            })
            .collect();
        let account = &sheet.head.account;
        marks
            .into_iter()
            .map(|mark| self.0.insert((account.clone(), mark)))
            .collect()
    }
}

fn mark(line: &Line) -> Mark {
    match &line.reference {
        Some(reference) => Mark::Reference(reference.clone()),
        None => Mark::Content {
            booked: line.booked,
            charged: line.charged,
            currency: line.currency,
            descriptor: line.descriptor.clone(),
            nth: 0,
        },
    }
}

fn numbered(mark: Mark, number: u32) -> Mark {
    match mark {
        Mark::Content {
            booked,
            charged,
            currency,
            descriptor,
            ..
        } => Mark::Content {
            booked,
            charged,
            currency,
            descriptor,
            nth: number,
        },
        reference @ Mark::Reference(_) => reference,
    }
}
