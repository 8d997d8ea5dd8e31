//! The comma-separated form: a line of codes, a line of rates.

use chrono::NaiveDate;

use super::{EcbDay, EcbError, clipped, in_range, iso_day};

const MOST_COLUMNS: usize = 200;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn read(text: &str) -> Result<EcbDay, EcbError> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let header = cells(lines.next().ok_or(EcbError::Empty)?)?;
    let values = cells(lines.next().ok_or(EcbError::Empty)?)?;
    if lines.next().is_some() {
        return Err(EcbError::SeveralDays);
    }
    if header.first() != Some(&"Date") {
        return Err(EcbError::Format("its first column is not Date"));
    }
    if header.len() != values.len() {
        return Err(EcbError::Format("its two lines differ in length"));
    }
    let date = day(values.first().copied().unwrap_or_default())?;
    let mut result = EcbDay::of(date);
    for (code, rate) in header.iter().zip(&values).skip(1) {
        // So the bank writes a currency that has no rate that day.
        if *rate != "N/A" {
            result.take(code, rate)?;
        }
    }
    Ok(result)
}

/// The cells of a line. The bank ends each line with one more comma.
fn cells(line: &str) -> Result<Vec<&str>, EcbError> {
    let mut cells: Vec<&str> = line.split(',').map(str::trim).collect();
    if cells.last() == Some(&"") {
        cells.pop();
    }
    if cells.len() > MOST_COLUMNS {
        return Err(EcbError::Format("it has too many columns"));
    }
    Ok(cells)
}

/// `01 September 2026` as in the daily file, or `2026-09-01`.
fn day(text: &str) -> Result<NaiveDate, EcbError> {
    let mut words = text.split(' ');
    let (Some(day), Some(month), Some(year), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return iso_day(text);
    };
    let number = |digits: &str, lengths: std::ops::RangeInclusive<usize>| {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        (plain && lengths.contains(&digits.len()))
            .then(|| digits.parse::<u32>().ok())
            .flatten()
    };
    let month = MONTHS.iter().zip(1..).find(|(name, _)| **name == month);
    let date = number(day, 1..=2)
        .zip(month)
        .zip(number(year, 4..=4))
        .and_then(|((day, (_, month)), year)| {
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        });
    date.and_then(in_range)
        .ok_or_else(|| EcbError::Date(clipped(text)))
}
