//! CSV: RFC 4180, UTF-8, CRLF; one header line, then one line a purchase, so that any program reads
//! it. Cells are [`guarded`].
//!
//! A table has no place for what it says about itself, and a line of another shape would break
//! readers. So it is the name of a last column, which is empty in every row.

use std::io::Write;

use counterfoil_domain::report::Reported;

use crate::cell::guarded;
use crate::row::{COLUMNS, ExportRow};
use crate::statement::{ExportHead, Summary};
use crate::write::{Form, ReportError};

pub(crate) struct Table<W: Write>(csv::Writer<W>);

impl<W: Write> Table<W> {
    pub(crate) fn begin(out: W, head: &ExportHead) -> Result<Self, ReportError> {
        let mut builder = csv::WriterBuilder::new();
        let mut table = builder.terminator(csv::Terminator::CRLF).from_writer(out);
        let facts = head.facts().map(|(name, fact)| format!("{name}: {fact}"));
        let statement = facts.join("; ");
        table.write_record(COLUMNS.into_iter().chain([guarded(&statement).as_ref()]))?;
        Ok(Self(table))
    }
}

impl<W: Write> Form for Table<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        let cells = ExportRow::of(reported).cells();
        let cells = cells.iter().map(|cell| guarded(cell).into_owned());
        self.0.write_record(cells.chain([String::new()]))?;
        Ok(())
    }

    fn end(mut self: Box<Self>, _: &Summary) -> Result<(), ReportError> {
        Ok(self.0.flush()?)
    }
}
