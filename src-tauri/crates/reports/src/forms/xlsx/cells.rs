//! One row of a sheet.

use std::io::{self, Write};

use chrono::{DateTime, NaiveDate, Timelike};
use chrono_tz::Tz;
use counterfoil_domain::{Currency, Money, Timestamp};

use crate::words::{cut, one_line, xml};

/// What a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// What a cell can hold.
const LONGEST: usize = 32_000;

pub(super) const STYLE_HEADING: usize = 1;
pub(super) const STYLE_TIME: usize = 2;
/// The first of those for amounts; one for each number of decimals.
pub(super) const STYLE_MONEY: usize = 3;
/// The same for totals.
pub(super) const STYLE_TOTAL: usize = STYLE_MONEY + DECIMALS;
/// How many numbers of decimals there are, from none on.
pub(super) const DECIMALS: usize = 9;

pub(super) struct Line {
    number: u32,
    column: usize,
    xml: String,
}

impl Line {
    pub(super) fn new(number: u32) -> Self {
        Self {
            number,
            column: 0,
            xml: format!("<row r=\"{number}\">"),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.styled_text(text, None);
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.styled_text(text, Some(STYLE_HEADING));
    }

    pub(super) fn count(&mut self, count: &impl ToString) {
        self.number(&count.to_string(), None);
    }

    pub(super) fn truth(&mut self, truth: bool) {
        let at = self.next();
        let value = u8::from(truth);
        self.push(&format!("<c r=\"{at}\" t=\"b\"><v>{value}</v></c>"));
    }

    pub(super) fn money(&mut self, money: Money) {
        self.amount(&money.decimal(), money.currency(), STYLE_MONEY);
    }

    pub(super) fn total(&mut self, decimal: &str, currency: Currency) {
        self.amount(decimal, currency, STYLE_TOTAL);
    }

    /// The time on the owner's clock; an empty cell where there is none.
    pub(super) fn time(&mut self, at: Option<Timestamp>, zone: Tz) {
        let Some(at) = at else {
            return self.skip_to(self.column.saturating_add(1));
        };
        self.number(
            &serial(at.to_datetime().with_timezone(&zone)),
            Some(STYLE_TIME),
        );
    }

    pub(super) fn skip_to(&mut self, column: usize) {
        self.column = column;
    }

    pub(super) fn into_xml(self) -> String {
        format!("{}</row>\n", self.xml)
    }

    pub(super) fn write(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.into_xml().as_bytes())
    }

    fn amount(&mut self, decimal: &str, currency: Currency, style: usize) {
        let digits = decimal.bytes().filter(u8::is_ascii_digit).count();
        if digits > DIGITS {
            return self.text(decimal);
        }
        let decimals = usize::from(currency.exponent()).min(DECIMALS.saturating_sub(1));
        self.number(decimal, Some(style.saturating_add(decimals)));
    }

    fn number(&mut self, number: &str, style: Option<usize>) {
        let at = self.next();
        let style = style_of(style);
        self.push(&format!("<c r=\"{at}\"{style}><v>{number}</v></c>"));
    }

    fn styled_text(&mut self, text: &str, style: Option<usize>) {
        if text.is_empty() {
            return self.skip_to(self.column.saturating_add(1));
        }
        let at = self.next();
        let style = style_of(style);
        // What looks like an escape would be read as one.
        let text = xml(&cut(&one_line(text), LONGEST)).replace("_x", "_x005F_x");
        self.push(&format!(
            "<c r=\"{at}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
        ));
    }

    fn push(&mut self, cell: &str) {
        self.xml.push_str(cell);
    }

    fn next(&mut self) -> String {
        let at = format!("{}{}", letter(self.column), self.number);
        self.column = self.column.saturating_add(1);
        at
    }
}

/// The letter of a column, from 0.
pub(super) fn letter(column: usize) -> char {
    u8::try_from(column)
        .ok()
        .and_then(|column| b'A'.checked_add(column))
        .map_or('Z', char::from)
}

fn style_of(style: Option<usize>) -> String {
    style.map_or_else(String::new, |style| format!(" s=\"{style}\""))
}

/// Days since the end of 1899, with the time of day as their fraction.
fn serial(at: DateTime<Tz>) -> String {
    let local = at.naive_local();
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    let days = local.date().signed_duration_since(epoch).num_days();
    let seconds = u64::from(local.num_seconds_from_midnight());
    let fraction = seconds.saturating_mul(10_000_000_000) / 86_400;
    format!("{days}.{fraction:010}")
}
