//! Statements of banks and cards: CSV by a mapping of its columns, OFX in both dialects, camt.053.
//!
//! A statement comes from outside and says what was charged, so it is taken whole or not at all:
//! what is not understood is an error that names the line of the file, and nothing is guessed
//! where two readings are possible. Documents may not define anything: there are no document
//! types, no entities but the five of XML, and bounds on everything that can grow.

mod camt;
mod decode;
mod error;
mod figures;
mod mapping;
mod ofx;
mod sgml;
mod table;
mod tree;
mod xml;

use counterfoil_domain::statement::{Format, Line};

pub use error::{Problem, StatementError};
pub use figures::{DateOrder, DecimalMark};
pub use mapping::{Ask, Charges, Mapping, Settled};
pub use table::Table;

/// Larger than the statements of years.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What kind of file it is.
    pub format: Format,
    /// The account or card, as the file names it.
    pub account: Option<String>,
    /// The lines, in the order of the file.
    pub lines: Vec<Line>,
    /// How many were left out: of nothing, or not booked yet.
    pub left_out: u32,
}

/// A file, as far as it is understood without being told anything.
#[derive(Clone, Debug)]
pub enum File {
    /// It says itself what is what.
    Whole(Parsed),
    /// A table, whose columns must be mapped.
    Table(Table),
}

/// Reads a file, whichever kind it is.
pub fn read(bytes: &[u8]) -> Result<File, StatementError> {
    let (text, encoding) = decode::text(bytes)?;
    let start = text.trim_start();
    if decode::is_ofx(start) {
        return ofx::read(&text).map(File::Whole);
    }
    if start.starts_with('<') {
        return xml::read(&text).and_then(|tree| {
            if tree.name == "OFX" {
                ofx::of_tree(&tree).map(File::Whole)
            } else {
                camt::of_tree(&tree).map(File::Whole)
            }
        });
    }
    Table::read(&text, encoding).map(File::Table)
}
