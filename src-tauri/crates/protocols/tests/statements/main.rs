//! Reading statements of banks and cards, ordinary and hostile.

use counterfoil_domain::statement::Line;
use counterfoil_protocols::statement::{
    File, Mapping, Parsed, Settled, StatementError, Table, read,
};

#[cfg(test)]
mod camt;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod ofx;
#[cfg(test)]
mod tables;

/// A file that says itself what is what.
#[cfg(test)]
fn whole(bytes: &[u8]) -> Parsed {
    match read(bytes).unwrap() {
        File::Whole(parsed) => parsed,
        File::Table(table) => panic!("a table: {table:?}"),
    }
}

#[cfg(test)]
fn table(bytes: &[u8]) -> Table {
    match read(bytes).unwrap() {
        File::Table(table) => table,
        File::Whole(parsed) => panic!("no table: {parsed:?}"),
    }
}

/// Why a file is not read, whichever step finds it out.
#[cfg(test)]
fn refused(bytes: &[u8]) -> StatementError {
    match read(bytes) {
        Err(error) => error,
        Ok(File::Whole(parsed)) => panic!("it was read: {parsed:?}"),
        Ok(File::Table(table)) => table.parse(&Mapping::default()).unwrap_err(),
    }
}

/// What a table says by itself, and what it does not.
#[cfg(test)]
fn settled(table: &Table) -> Settled {
    table.settle(&Mapping::default()).unwrap()
}

/// Day, charge in minor units, and what the bank says.
#[cfg(test)]
fn told(lines: &[Line]) -> Vec<(String, i64, &str)> {
    lines
        .iter()
        .map(|line| {
            (
                line.booked.to_string(),
                line.charged,
                line.descriptor.as_str(),
            )
        })
        .collect()
}
