//! The European Central Bank's daily reference rates: `eurofxref-daily.xml`, and `eurofxref.csv`
//! as it lies in the zipped file.
//!
//! The file comes from outside and decides what purchases count, so it is read strictly: one day,
//! plain decimals, each currency once, and no document types, entities or instructions, which the
//! bank never writes. What is not understood is an error and never skipped, except currencies
//! that one cannot pay in.

mod csv;
mod xml;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use counterfoil_domain::Currency;
use counterfoil_domain::rates::{Quote, QuoteError};

/// Larger than any day's file, by far.
pub const MOST_BYTES: usize = 256 * 1024;

/// The rates of one day: what one euro was worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcbDay {
    /// The day.
    pub date: NaiveDate,
    /// Units of each currency for one euro.
    pub rates: BTreeMap<Currency, Quote>,
    /// Codes in the file that are not money one can pay with, such as withdrawn ones.
    pub skipped: Vec<String>,
}

/// Why a file is not a day of reference rates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EcbError {
    /// Larger than [`MOST_BYTES`].
    #[error("the file is larger than {} KiB", MOST_BYTES / 1024)]
    TooLarge,
    /// Not UTF-8, or with characters no such file has.
    #[error("the file is not plain text")]
    NotText,
    /// A zip archive.
    #[error("the file is a zip archive")]
    Zipped,
    /// Neither of the two formats.
    #[error("the file is not the bank's daily rates: {0}")]
    Format(&'static str),
    /// The XML does not hold together.
    #[error("the XML is not well formed: {0}")]
    Xml(String),
    /// A document type, entity, instruction or raw section.
    #[error("the XML has {0}, which the bank never writes")]
    Forbidden(&'static str),
    /// Not a day.
    #[error("{0:?} is not a day of the years 1999 to 2100")]
    Date(String),
    /// More days than one.
    #[error("the file has more than one day")]
    SeveralDays,
    /// A rate that is none.
    #[error("the rate of {currency}: {error}")]
    Rate {
        /// Of which currency.
        currency: String,
        /// What is wrong with it.
        error: QuoteError,
    },
    /// The same currency again.
    #[error("{0} is there twice")]
    Twice(String),
    /// No rate at all.
    #[error("the file has no rates")]
    Empty,
}

impl EcbError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "rates_too_large",
            Self::NotText => "rates_not_text",
            Self::Zipped => "rates_zipped",
            Self::Format(_) => "rates_format",
            Self::Xml(_) => "rates_xml",
            Self::Forbidden(_) => "rates_forbidden",
            Self::Date(_) => "rates_date",
            Self::SeveralDays => "rates_several_days",
            Self::Rate { error, .. } => error.code(),
            Self::Twice(_) => "rates_twice",
            Self::Empty => "rates_empty",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Zipped => "Unpack it and give the file inside, or take the XML file instead.",
            Self::SeveralDays => "Take the daily file, not one with the history.",
            Self::TooLarge
            | Self::NotText
            | Self::Format(_)
            | Self::Xml(_)
            | Self::Forbidden(_)
            | Self::Date(_)
            | Self::Rate { .. }
            | Self::Twice(_)
            | Self::Empty => {
                "Download eurofxref-daily.xml or the daily CSV from the European Central Bank again."
            }
        }
    }
}

/// Reads a day of reference rates, whichever of the two formats it is in.
pub fn read(bytes: &[u8]) -> Result<EcbDay, EcbError> {
    if bytes.len() > MOST_BYTES {
        return Err(EcbError::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(EcbError::Zipped);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| EcbError::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let odd = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{feff}';
    if text.contains(odd) {
        return Err(EcbError::NotText);
    }
    let day = if text.trim_start().starts_with('<') {
        xml::read(text)?
    } else {
        csv::read(text)?
    };
    if day.rates.is_empty() {
        return Err(EcbError::Empty);
    }
    Ok(day)
}

impl EcbDay {
    const fn of(date: NaiveDate) -> Self {
        Self {
            date,
            rates: BTreeMap::new(),
            skipped: Vec::new(),
        }
    }

    /// Takes one rate in, under the code and as the decimal that the file has.
    fn take(&mut self, code: &str, rate: &str) -> Result<(), EcbError> {
        let three = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if !three {
            return Err(EcbError::Format("a currency is not three capital letters"));
        }
        let seen = |known: &Currency| known.code() == code;
        if code == "EUR" || self.rates.keys().any(seen) || self.skipped.iter().any(|c| c == code) {
            return Err(EcbError::Twice(code.to_owned()));
        }
        let quote = Quote::parse(rate).map_err(|error| EcbError::Rate {
            currency: code.to_owned(),
            error,
        })?;
        match Currency::parse(code) {
            Ok(currency) => {
                self.rates.insert(currency, quote);
            }
            Err(_) => self.skipped.push(code.to_owned()),
        }
        Ok(())
    }
}

fn in_range(date: NaiveDate) -> Option<NaiveDate> {
    (1999..=2100).contains(&date.year()).then_some(date)
}

/// Exactly `YYYY-MM-DD`.
fn iso_day(text: &str) -> Result<NaiveDate, EcbError> {
    let shaped = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = text.parse().ok().filter(|_| shaped).and_then(in_range);
    day.ok_or_else(|| EcbError::Date(clipped(text)))
}

/// Enough of what the file says to find it, and no more.
fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}
