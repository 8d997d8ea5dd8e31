//! Days and amounts as banks write them.

use chrono::{Datelike, NaiveDate};
use counterfoil_domain::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::error::{Problem, clipped};

/// In which order a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 2026-11-22, 20261122
    Ymd,
    /// 22.11.2026, 22/11/26
    Dmy,
    /// 11/22/2026
    Mdy,
}

/// What stands before the cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalMark {
    /// 1,234.56
    Point,
    /// 1.234,56
    Comma,
}

/// A day; what follows a blank or a T is its time.
pub(super) fn day(text: &str, order: DateOrder) -> Result<NaiveDate, Problem> {
    let wrong = || Problem::Date(clipped(text));
    let date = text.trim();
    let date = date.split([' ', 'T']).next().unwrap_or(date);
    let [first, second, third] = parts(date).ok_or_else(wrong)?;
    let (year, month, day) = match order {
        DateOrder::Ymd => (first, second, third),
        DateOrder::Dmy => (third, second, first),
        DateOrder::Mdy => (third, first, second),
    };
    let number = |part: &str| part.parse::<u32>().ok();
    let whole = match year.len() {
        4 => year.parse::<i32>().ok(),
        2 => year
            .parse::<i32>()
            .ok()
            .and_then(|year| year.checked_add(2000)),
        _ => None,
    };
    whole
        .zip(number(month).zip(number(day)))
        .and_then(|(year, (month, day))| NaiveDate::from_ymd_opt(year, month, day))
        .filter(|day| (1990..=2100).contains(&day.year()))
        .ok_or_else(wrong)
}

/// The order that a column of days is written in: none when two would do, an error when none does.
pub(super) fn order<'a>(days: &(impl Iterator<Item = &'a str> + Clone)) -> Option<DateOrder> {
    let orders = [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy];
    let fits = |order: &DateOrder| days.clone().all(|text| day(text, *order).is_ok());
    let mut possible: Vec<DateOrder> = orders.into_iter().filter(fits).collect();
    // A dot between the parts is not written where the month comes first.
    if days.clone().all(|text| text.contains('.')) {
        possible.retain(|order| *order != DateOrder::Mdy);
    }
    match possible.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Minor units, below zero with a minus, in brackets, or with a minus behind.
pub(super) fn amount(text: &str, mark: DecimalMark, currency: Currency) -> Result<i64, Problem> {
    let wrong = || Problem::Amount(clipped(text));
    let (negative, digits) = signed(text);
    let plain = ungrouped(digits, mark).ok_or_else(wrong)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let decimals = usize::from(currency.exponent());
    let kept = fraction.get(..fraction.len().min(decimals)).unwrap_or("");
    let cut = fraction.get(kept.len()..).unwrap_or("");
    if cut.bytes().any(|digit| digit != b'0') {
        return Err(wrong());
    }
    let decimal = if kept.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{kept}")
    };
    let money = Money::parse(&decimal, currency).map_err(|_| wrong())?;
    Ok(if negative {
        money.minor().saturating_neg()
    } else {
        money.minor()
    })
}

/// What stands before the cents in a column: none when nothing tells, or two things do.
pub(super) fn mark<'a>(amounts: impl Iterator<Item = &'a str>) -> Option<DecimalMark> {
    let (mut points, mut commas, mut unclear) = (false, false, false);
    for text in amounts {
        let (_, digits) = signed(text);
        let last = digits.rfind(['.', ',']);
        let Some((at, rest)) = last.and_then(|at| Some((at, digits.get(at..)?.get(1..)?))) else {
            continue;
        };
        let is_comma = digits.get(at..).is_some_and(|tail| tail.starts_with(','));
        let other = if is_comma { '.' } else { ',' };
        let own = if is_comma { ',' } else { '.' };
        let both = digits.contains(other);
        let repeated = digits.matches(own).count() > 1;
        if repeated || both || rest.len() != 3 {
            // 1.234.567: a mark that is there twice only groups.
            if is_comma == repeated {
                points = true;
            } else {
                commas = true;
            }
        } else {
            unclear = true;
        }
    }
    match (points, commas) {
        (true, false) => Some(DecimalMark::Point),
        (false, true) => Some(DecimalMark::Comma),
        (false, false) if !unclear => Some(DecimalMark::Point),
        _ => None,
    }
}

/// Whether it says less than nothing.
pub(super) fn is_negative(text: &str) -> bool {
    signed(text).0
}

fn signed(text: &str) -> (bool, &str) {
    let text = text.trim();
    let bracketed = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some(inside) = bracketed {
        return (true, inside.trim());
    }
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        return (true, rest.trim_start());
    }
    if let Some(rest) = text.strip_suffix(['-', '\u{2212}']) {
        return (true, rest.trim_end());
    }
    (false, text.strip_prefix('+').unwrap_or(text).trim())
}

/// Digits with at most one point. Groups must be of three digits, so that a wrong mark is found
/// out and does not multiply the amount.
fn ungrouped(digits: &str, mark: DecimalMark) -> Option<String> {
    let (decimal, grouping) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let is_gap =
        |c: char| c == grouping || matches!(c, '\'' | '\u{2019}' | ' ' | '\u{a0}' | '\u{202f}');
    let groups: Vec<&str> = whole.split(is_gap).collect();
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (first, later) = groups.split_first()?;
    let grouped = later
        .iter()
        .all(|group| group.len() == 3 && is_plain(group));
    let short = later.is_empty() || (1..=3).contains(&first.len());
    let (whole, fraction) = (groups.concat(), fraction.unwrap_or(""));
    let sound = !first.is_empty() && is_plain(first) && grouped && short && is_plain(fraction);
    if !sound {
        return None;
    }
    Some(if fraction.is_empty() {
        whole
    } else {
        format!("{whole}.{fraction}")
    })
}

fn parts(date: &str) -> Option<[&str; 3]> {
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if date.len() == 8 && is_plain(date) {
        return Some([date.get(..4)?, date.get(4..6)?, date.get(6..)?]);
    }
    let mark = date.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let mut parts = date.split(mark);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let short = found.iter().all(|part| is_plain(part) && part.len() <= 4);
    (parts.next().is_none() && short).then_some(found)
}
