//! A workbook of Office Open XML: a sheet that says what it is an export of, then one sheet for each
//! currency with its total.
//!
//! Every cell has the type of what is in it. Text is text, never a formula. Numbers are written as
//! the decimals they are, not by way of floating point; one with more digits than spreadsheets keep
//! is text. Times are those of the owner's zone, because a spreadsheet knows no zones.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono_tz::Tz;
use counterfoil_domain::report::Reported;
use counterfoil_domain::{Currency, Money};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use self::cells::Line;
use crate::row::decided_by;
use crate::spool::Spool;
use crate::statement::{ExportHead, Summary};
use crate::words::xml;
use crate::write::{Form, ReportError};

mod cells;
mod parts;

/// What spreadsheets take on one sheet, less the heading and the total.
const ROWS: u32 = 1_048_574;

/// The headings, and how wide the columns are.
const COLUMNS: [(&str, u8); 20] = [
    ("Asked", 19),
    ("Merchant", 30),
    ("Domain", 26),
    ("Item", 36),
    ("Items", 7),
    ("Agent", 20),
    ("Budget", 16),
    ("Status", 11),
    ("Decided by", 11),
    ("Decided", 19),
    ("Amount", 15),
    ("Captured", 15),
    ("Refunded", 15),
    ("Paid", 15),
    ("Play money", 11),
    ("Revision", 9),
    ("Purchase", 38),
    ("Authorization", 40),
    ("Tags", 20),
    ("Note", 40),
];

/// In which column what was paid stands, from 0.
const PAID: usize = 13;

/// One sheet of a currency, and which of them.
type Sheet = (Currency, u32);

pub(crate) struct Workbook<W> {
    out: W,
    head: ExportHead,
    zone: Tz,
    sheets: Spool<Sheet>,
    rows: BTreeMap<Sheet, u32>,
}

impl<W: Write> Workbook<W> {
    pub(crate) fn begin(out: W, head: ExportHead, zone: Tz) -> Self {
        Self {
            out,
            head,
            zone,
            sheets: Spool::default(),
            rows: BTreeMap::new(),
        }
    }

    /// The sheet that takes the next row of a currency, and the number of that row.
    fn next(&mut self, currency: Currency) -> (Sheet, u32) {
        let sheets = self.rows.range((currency, 0)..=(currency, u32::MAX));
        let (sheet, rows) = match sheets.last() {
            Some(((_, number), rows)) if *rows < ROWS => ((currency, *number), *rows),
            Some(((_, number), _)) => ((currency, number.saturating_add(1)), 0),
            None => ((currency, 1), 0),
        };
        self.rows.insert(sheet, rows.saturating_add(1));
        // The first row is the heading.
        (sheet, rows.saturating_add(2))
    }
}

impl<W: Write + Send> Form for Workbook<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        let purchase = &reported.summary;
        let wrong = |_| ReportError::Amount {
            id: purchase.id.to_string(),
        };
        let paid = purchase.captured.checked_sub(purchase.refunded);
        let paid = paid.map_err(wrong)?;
        let (sheet, number) = self.next(purchase.amount.currency());
        let mut line = Line::new(number);
        line.time(Some(purchase.requested_at), self.zone);
        line.text(&purchase.merchant_name);
        line.text(purchase.merchant_domain.as_deref().unwrap_or_default());
        line.text(purchase.first_item.as_deref().unwrap_or_default());
        line.count(&purchase.item_count);
        line.text(&purchase.agent_name);
        line.text(purchase.budget.as_ref().map_or("", |(_, name)| name));
        line.text(purchase.status.word());
        line.text(purchase.decided_by.map_or("", decided_by));
        line.time(reported.decided_at, self.zone);
        for amount in [purchase.amount, purchase.captured, purchase.refunded, paid] {
            line.money(amount);
        }
        line.truth(purchase.sandbox);
        line.count(&purchase.revision);
        line.text(&purchase.id.to_string());
        line.text(&if purchase.status.was_authorized() {
            format!("{}:{}", purchase.id, purchase.revision)
        } else {
            String::new()
        });
        line.text(&reported.tags.join(", "));
        line.text(reported.note.as_deref().unwrap_or_default());
        line.write(self.sheets.of(sheet)?)?;
        Ok(())
    }

    fn end(self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        let names: Vec<String> = self.rows.keys().map(name).collect();
        let mut zip = ZipWriter::new_stream(self.out);
        for (path, text) in parts::around(&names) {
            put(&mut zip, path, text.as_bytes())?;
        }
        put(
            &mut zip,
            "xl/worksheets/sheet1.xml",
            parts::statement(&self.head, summary).as_bytes(),
        )?;
        for (index, found) in self.sheets.read().enumerate() {
            let (sheet, mut written) = found?;
            let rows = self.rows.get(&sheet).copied().unwrap_or_default();
            let number = index.saturating_add(2);
            let file = format!("xl/worksheets/sheet{number}.xml");
            zip.start_file(file, SimpleFileOptions::default())
                .map_err(unwritten)?;
            zip.write_all(parts::sheet_begins(&COLUMNS, rows).as_bytes())?;
            io::copy(&mut written, &mut zip)?;
            zip.write_all(total(sheet, rows, summary).as_bytes())?;
            zip.write_all(parts::sheet_ends(&COLUMNS, rows).as_bytes())?;
        }
        let mut out = zip.finish().map_err(unwritten)?.into_inner();
        Ok(out.flush()?)
    }
}

/// The last row of the first sheet of a currency says what was paid in it.
fn total((currency, number): Sheet, rows: u32, summary: &Summary) -> String {
    if number > 1 {
        return String::new();
    }
    let mut line = Line::new(rows.saturating_add(2));
    line.heading("Paid in all, without play money");
    line.skip_to(PAID);
    let sum = summary.paid.get(currency.code());
    let zero = Money::zero(currency).decimal();
    line.total(sum.unwrap_or(&zero), currency);
    line.into_xml()
}

fn name((currency, number): &Sheet) -> String {
    if *number == 1 {
        return xml(currency.code());
    }
    format!("{} {number}", xml(currency.code()))
}

fn put<W: Write + io::Seek>(
    zip: &mut ZipWriter<W>,
    path: &str,
    bytes: &[u8],
) -> Result<(), ReportError> {
    zip.start_file(path, SimpleFileOptions::default())
        .map_err(unwritten)?;
    Ok(zip.write_all(bytes)?)
}

fn unwritten(error: ZipError) -> ReportError {
    ReportError::Write(io::Error::from(error))
}
