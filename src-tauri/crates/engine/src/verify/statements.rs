//! Statements and what the owner said of their lines, held against the entries.

use counterfoil_domain::entry::{Fact, StatementImported};
use counterfoil_domain::replay::Statements;
use counterfoil_domain::statement::{Way, sums};

use crate::error::EngineError;
use crate::store::statements::StoredStatement;
use crate::store::{self, Connection};

/// Whether the tables are what the entries make of them. A statement's lines may be gone, but all
/// of them at once.
pub(super) fn are_right(conn: &Connection, expected: &Statements) -> Result<bool, EngineError> {
    let found = store::statements::all(conn)?;
    if found.len() != expected.imported.len() || store::statements::has_lines_of_none(conn)? {
        return Ok(false);
    }
    for stored in &found {
        let entry = crate::reading::entry(&store::log::entry(conn, stored.seq)?.bytes)?;
        let told = expected.imported.get(&stored.id).filter(
            |imported| matches!(&entry.fact, Fact::StatementImported(told) if told == *imported),
        );
        if !told.is_some_and(|imported| is_right(stored, imported)) {
            return Ok(false);
        }
    }
    Ok(store::statements::rulings(conn)? == expected.rulings)
}

fn is_right(stored: &StoredStatement, imported: &StatementImported) -> bool {
    let Some(sheet) = &stored.sheet else {
        return hex::encode(stored.file) == imported.file;
    };
    let sum = |way| sums(sheet.lines.iter(), way);
    hex::encode(stored.file) == imported.file
        && sheet.hash() == imported.lines
        && u32::try_from(sheet.lines.len()) == Ok(imported.count)
        && sheet.period() == Some((imported.from, imported.until))
        && sum(Way::Out).as_ref() == Some(&imported.charged)
        && sum(Way::Back).as_ref() == Some(&imported.returned)
}
