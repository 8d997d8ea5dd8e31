//! What is written into the search box: words and filters, all of which must hold.
//!
//! One grammar for the window and the command line. Reading never fails: what cannot be understood
//! is kept as it was written, together with what to write instead. Writing a query gives text that
//! reads as the same query.
//!
//! ```text
//! query := term*                 all of them      term  := ["-"] (field op value | word | "phrase")
//! op    := ":" ">" ">=" "<" "<=" "="              value := atom ("," atom)*  any  |  atom ".." atom
//! ```

use std::fmt;

pub use amount::{AmountIs, Decimal};
pub use date::{DateIs, Days, Moments};
pub use read::{fields, values_of};
pub use term::{Decider, Has, Is, StatusIs, TextField};

use crate::currency::Currency;

mod amount;
mod date;
mod lines;
mod read;
mod term;
mod write;

/// More terms than this nobody writes; the rest is left out.
const MOST_TERMS: usize = 24;

/// Longer queries are cut, in characters.
const MOST_CHARACTERS: usize = 1000;

/// A query as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// All of these must hold.
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether it must not hold.
    pub negated: bool,
    /// What it asks.
    pub wants: Wants,
}

/// What a term asks of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wants {
    /// This text, anywhere.
    Words(String),
    /// One of these texts, in that field.
    Text(TextField, Vec<String>),
    /// One of these states.
    Status(Vec<StatusIs>),
    /// That one of these decided.
    By(Vec<Decider>),
    /// One of these properties.
    Is(Vec<Is>),
    /// One of these things beside it.
    Has(Vec<Has>),
    /// One of these currencies.
    Currency(Vec<Currency>),
    /// An amount, in each currency or in one.
    Amount(AmountIs, Option<Currency>),
    /// When it was asked for.
    Date(DateIs),
    /// Nothing: it could not be understood.
    Unread(Unread),
}

/// A term that has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// As it was written, without the `-`.
    pub text: String,
    /// What to write instead.
    pub problem: String,
}

impl Query {
    /// Reads what was typed.
    pub fn read(text: &str) -> Self {
        let pieces = lines::pieces(text, MOST_CHARACTERS);
        Self {
            terms: pieces
                .take(MOST_TERMS)
                .map(|piece| read::term(&piece))
                .collect(),
        }
    }
}

impl Term {
    /// The field that it filters by, as it is written; none for words.
    pub fn field(&self) -> Option<&'static str> {
        match &self.wants {
            Wants::Words(_) => None,
            Wants::Text(field, _) => Some(field.word()),
            Wants::Status(_) => Some("status"),
            Wants::By(_) => Some("by"),
            Wants::Is(_) => Some("is"),
            Wants::Has(_) => Some("has"),
            Wants::Currency(_) => Some("currency"),
            Wants::Amount(..) => Some("amount"),
            Wants::Date(_) => Some("date"),
            Wants::Unread(unread) => read::field_of(&unread.text),
        }
    }

    /// What to write instead, if it has no effect or is probably not what was meant.
    pub fn problem(&self) -> Option<String> {
        match &self.wants {
            Wants::Unread(unread) => Some(unread.problem.clone()),
            Wants::Words(text) => read::no_such_field(text),
            Wants::Text(..)
            | Wants::Status(_)
            | Wants::By(_)
            | Wants::Is(_)
            | Wants::Has(_)
            | Wants::Currency(_)
            | Wants::Amount(..)
            | Wants::Date(_) => None,
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}
