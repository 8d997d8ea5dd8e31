//! Why a file is not a statement.

use counterfoil_domain::statement::MOST_LINES;

use super::MOST_BYTES;
use super::mapping::Ask;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", place(*line))]
pub struct StatementError {
    /// The line of the file, counted from 1.
    pub line: Option<u32>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Larger than [`MOST_BYTES`].
    #[error("the file is larger than {} MiB", MOST_BYTES / 1024 / 1024)]
    TooLarge,
    /// More lines than anybody has.
    #[error("the file has more than {MOST_LINES} lines")]
    TooManyLines,
    /// A line that is no line of text.
    #[error("the line is longer than 64 KiB")]
    LongLine,
    /// A field that is no field.
    #[error("a field is longer than 1000 characters")]
    LongField,
    /// A table wider than any.
    #[error("the table has more than 100 columns")]
    TooManyColumns,
    /// Bytes that are no text.
    #[error("the file is not plain text: {0}")]
    NotText(&'static str),
    /// An archive or a document of another program.
    #[error("the file is {0}")]
    Other(&'static str),
    /// Nothing in it.
    #[error("the file has no lines that were booked")]
    Empty,
    /// None of the kinds.
    #[error("the file is not a statement: {0}")]
    Format(&'static str),
    /// A row unlike the others.
    #[error("the row has {found} columns, not {expected}")]
    Columns {
        /// As the first row has.
        expected: usize,
        /// As this one has.
        found: usize,
    },
    /// A cell that a spreadsheet would run.
    #[error("a cell begins like a formula")]
    Formula,
    /// Not a day there is.
    #[error("{0:?} is not a day")]
    Date(String),
    /// Not an amount.
    #[error("{0:?} is not an amount")]
    Amount(String),
    /// Not a currency.
    #[error("{0:?} is not a currency")]
    Currency(String),
    /// Something that every line has.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// Text that nothing may show.
    #[error("a text has characters that have no place in text")]
    Text,
    /// The markup does not hold together.
    #[error("the markup does not hold together: {0}")]
    Markup(String),
    /// A document type, an entity, an instruction.
    #[error("the file has {0}, which no statement needs")]
    Forbidden(&'static str),
    /// Nested without end.
    #[error("the markup is nested too deep")]
    TooDeep,
    /// The same transaction again.
    #[error("the transaction {0:?} is there twice")]
    Twice(String),
    /// Two readings are possible.
    #[error("it does not say {}", list(.0))]
    Unclear(Vec<Ask>),
    /// A mapping that does not fit the table.
    #[error("the mapping names {0}, which the table does not have")]
    Mapping(String),
}

impl StatementError {
    pub(super) const fn whole(problem: Problem) -> Self {
        Self {
            line: None,
            problem,
        }
    }

    pub(super) const fn at(line: u32, problem: Problem) -> Self {
        Self {
            line: Some(line),
            problem,
        }
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self.problem {
            Problem::TooLarge => "statement_too_large",
            Problem::TooManyLines => "statement_too_many_lines",
            Problem::LongLine => "statement_long_line",
            Problem::LongField => "statement_long_field",
            Problem::TooManyColumns => "statement_too_many_columns",
            Problem::NotText(_) => "statement_not_text",
            Problem::Other(_) => "statement_other_file",
            Problem::Empty => "statement_empty",
            Problem::Format(_) => "statement_format",
            Problem::Columns { .. } => "statement_columns",
            Problem::Formula => "statement_formula",
            Problem::Date(_) => "statement_date",
            Problem::Amount(_) => "statement_amount",
            Problem::Currency(_) => "statement_currency",
            Problem::Missing(_) => "statement_missing",
            Problem::Text => "statement_text",
            Problem::Markup(_) => "statement_markup",
            Problem::Forbidden(_) => "statement_forbidden",
            Problem::TooDeep => "statement_too_deep",
            Problem::Twice(_) => "statement_twice",
            Problem::Unclear(_) => "statement_unclear",
            Problem::Mapping(_) => "statement_mapping",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        if let Problem::Unclear(asks) = &self.problem {
            let says: Vec<&str> = asks.iter().map(|ask| ask.remedy()).collect();
            return format!("Say it: {}.", says.join("; "));
        }
        let hint = match &self.problem {
            Problem::TooLarge | Problem::TooManyLines => "Export a shorter period at the bank.",
            Problem::Other(_) => "Unpack it, or export CSV, OFX or camt.053 at the bank.",
            Problem::Mapping(_) => "Name the columns as the file's first line does.",
            Problem::LongLine
            | Problem::LongField
            | Problem::TooManyColumns
            | Problem::NotText(_)
            | Problem::Empty
            | Problem::Format(_)
            | Problem::Columns { .. }
            | Problem::Formula
            | Problem::Date(_)
            | Problem::Amount(_)
            | Problem::Currency(_)
            | Problem::Missing(_)
            | Problem::Text
            | Problem::Markup(_)
            | Problem::Forbidden(_)
            | Problem::TooDeep
            | Problem::Twice(_)
            | Problem::Unclear(_) => {
                "Nothing was read in. Download the file from the bank again and do not edit it."
            }
        };
        hint.to_owned()
    }
}

fn place(line: Option<u32>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}

fn list(asks: &[Ask]) -> String {
    let names: Vec<&str> = asks.iter().map(|ask| ask.label()).collect();
    names.join(", nor ")
}

/// Enough of what the file says to find it, and no more.
pub(super) fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}
