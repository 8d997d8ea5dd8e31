//! Purchases as bytes that other programs and people read.
//!
//! Data comes in, bytes go out to a `Write` as they are made. Amounts are decimal strings of whole
//! minor units throughout; nothing here calculates but sums, which are checked.

mod cell;
mod choices;
mod complete;
mod forms;
mod proof;
mod read;
mod row;
mod spool;
mod statement;
mod words;
mod write;

pub use cell::guarded;
pub use choices::{Choices, Tell};
pub use complete::{Part, Present};
pub use forms::bundle::VERIFIER;
pub use proof::{BundleCheck, BundleError, Fault, check_bundle, looks_like_bundle};
pub use read::{ExportCheck, ReadError, check_export};
pub use row::{COLUMNS, ExportRow};
pub use statement::{ExportHead, LedgerHead, Summary};
pub use write::{Export, Format, Grouping, ReportError};
