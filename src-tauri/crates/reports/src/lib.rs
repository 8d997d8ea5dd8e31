//! Purchases as bytes that other programs read: CSV, JSON Lines and JSON.
//!
//! Data comes in, bytes go out to a `Write` as they are made, so an export of any length needs the
//! memory of one row. Amounts are decimal strings throughout; nothing here calculates but the
//! sums in the closing statement, which are checked.

mod cell;
mod read;
mod row;
mod statement;
mod write;

pub use cell::guarded;
pub use read::{ExportCheck, ReadError, check_export};
pub use row::{COLUMNS, ExportRow};
pub use statement::{ExportHead, LedgerHead, Summary};
pub use write::{Export, Format, ReportError};
