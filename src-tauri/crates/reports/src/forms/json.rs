//! Two forms in JSON.
//!
//! - `jsonl`: the first line is `{"type":"export",…}` with the [`ExportHead`], each further line
//!   `{"type":"purchase",…}` a row, the last one `{"type":"end",…}` the [`Summary`].
//! - `json`: `{"export":{head},"items":[rows],"end":{summary}}`.
//!
//! A JSON export without its end was cut off.

use std::io::Write;

use counterfoil_domain::report::Reported;
use serde::Serialize;

use crate::row::ExportRow;
use crate::statement::{ExportHead, Summary};
use crate::write::{Form, ReportError};

/// One object a line.
pub(crate) struct Lines<W>(W);

/// One object.
pub(crate) struct Whole<W> {
    out: W,
    first: bool,
}

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    r#type: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

impl<W: Write> Lines<W> {
    pub(crate) fn begin(out: W, head: &ExportHead) -> Result<Self, ReportError> {
        let mut lines = Self(out);
        lines.line("export", head)?;
        Ok(lines)
    }

    fn line<T: Serialize>(&mut self, r#type: &'static str, value: &T) -> Result<(), ReportError> {
        serde_json::to_writer(&mut self.0, &Line { r#type, value })?;
        self.0.write_all(b"\n")?;
        Ok(())
    }
}

impl<W: Write> Form for Lines<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        self.line("purchase", &ExportRow::of(reported))
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.line("end", summary)?;
        Ok(self.0.flush()?)
    }
}

impl<W: Write> Whole<W> {
    pub(crate) fn begin(mut out: W, head: &ExportHead) -> Result<Self, ReportError> {
        out.write_all(b"{\"export\":")?;
        serde_json::to_writer(&mut out, head)?;
        out.write_all(b",\"items\":[")?;
        Ok(Self { out, first: true })
    }
}

impl<W: Write> Form for Whole<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        let between: &[u8] = if self.first { b"\n" } else { b",\n" };
        self.out.write_all(between)?;
        self.first = false;
        serde_json::to_writer(&mut self.out, &ExportRow::of(reported))?;
        Ok(())
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.out.write_all(b"\n],\"end\":")?;
        serde_json::to_writer(&mut self.out, summary)?;
        self.out.write_all(b"}\n")?;
        Ok(self.out.flush()?)
    }
}
