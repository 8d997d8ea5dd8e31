//! One term from what was written.

use super::lines::atoms;
use super::term::{Decider, Has, Is, StatusIs, TextField, Worded};
use super::{AmountIs, DateIs, Days, Decimal, Term, Unread, Wants};
use crate::currency::Currency;

/// Fields besides those that look for text.
const OTHERS: [&str; 9] = [
    "status", "by", "is", "has", "currency", "amount", "date", "before", "after",
];

const OPERATORS: [&str; 6] = [">=", "<=", ":", ">", "<", "="];

type Meant = Result<Wants, String>;

pub(super) fn term(piece: &str) -> Term {
    let (negated, text) = match piece.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, piece),
    };
    let wants = match split(text) {
        Some((field, op, value)) => filter(field, op, value),
        None => words(text),
    };
    let wants = wants.unwrap_or_else(|problem| {
        let text = text.to_owned();
        Wants::Unread(Unread { text, problem })
    });
    Term { negated, wants }
}

/// The field that a piece begins with, if there is one of that name.
pub(super) fn field_of(text: &str) -> Option<&'static str> {
    let (name, _, _) = split(text)?;
    fields().find(|field| *field == name)
}

/// Whether the text stands for itself without quotation marks.
pub(super) fn is_bare_word(text: &str) -> bool {
    let parted = text.contains(|c: char| c.is_whitespace() || c == '"');
    !parted && !text.starts_with('-') && split(text).is_none_or(|(name, ..)| !is_field(name))
}

/// What was probably meant by words that look like a field.
pub(super) fn no_such_field(text: &str) -> Option<String> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let (name, _, _) = split(text).filter(|(name, ..)| !is_field(name))?;
    let near = fields().min_by_key(|field| distance(field, name));
    Some(match near.filter(|field| distance(field, name) <= 2) {
        Some(field) => format!("No field {name:?}. Did you mean {field:?}?"),
        None => format!("No field {name:?}; searched as text."),
    })
}

/// Splits `field op value`; the name is of small letters only, so addresses and times stay words.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_lowercase())?;
    let (name, rest) = text.split_at_checked(end)?;
    let op = OPERATORS.into_iter().find(|op| rest.starts_with(op))?;
    let value = rest.get(op.len()..)?;
    let is_address = value.starts_with("//");
    (!name.is_empty() && !value.is_empty() && !is_address).then_some((name, op, value))
}

/// The words that a field knows; none for fields that look for anything else.
pub fn values_of(field: &str) -> Vec<&'static str> {
    fn all<T: Worded>() -> Vec<&'static str> {
        T::words().map(|(word, _)| word).collect()
    }
    match field {
        "status" => all::<StatusIs>(),
        "by" => all::<Decider>(),
        "is" => all::<Is>(),
        "has" => all::<Has>(),
        _ => Vec::new(),
    }
}

/// Every field.
pub fn fields() -> impl Iterator<Item = &'static str> {
    TextField::ALL
        .iter()
        .map(|field| field.word())
        .chain(OTHERS)
}

fn is_field(name: &str) -> bool {
    fields().any(|field| field == name)
}

fn filter(name: &str, op: &str, value: &str) -> Meant {
    if !is_field(name) {
        return words(&format!("{name}{op}{value}"));
    }
    let field = TextField::ALL
        .into_iter()
        .find(|field| field.word() == name);
    match (name, field) {
        ("amount", _) => amount(op, value),
        ("date", _) => date(op, value),
        ("before", _) if op == ":" => date("<", value),
        ("after", _) if op == ":" => date(">", value),
        _ if !matches!(op, ":" | "=") => {
            Err(format!("{name} is not compared; write {name}:{value}."))
        }
        (_, Some(field)) => text(field, value),
        ("status", _) => worded::<StatusIs>(value, "status").map(Wants::Status),
        ("by", _) => worded::<Decider>(value, "by").map(Wants::By),
        ("is", _) => worded::<Is>(value, "is").map(Wants::Is),
        ("has", _) => worded::<Has>(value, "has").map(Wants::Has),
        _ => currencies(value),
    }
}

fn words(text: &str) -> Meant {
    let text = text.replace('"', "");
    match text.trim() {
        "" => Err("Write something to look for.".to_owned()),
        text => Ok(Wants::Words(text.to_owned())),
    }
}

fn text(field: TextField, value: &str) -> Meant {
    let any = atoms(value);
    let (fits, problem): (fn(&str) -> bool, _) = match field {
        TextField::Id => (is_id, "Write the beginning of an id, such as id:pur_01a2."),
        TextField::Hash => (
            is_hash,
            "Write at least four digits of a hash, 0-9 and a-f.",
        ),
        TextField::Merchant
        | TextField::Domain
        | TextField::Item
        | TextField::Agent
        | TextField::Budget
        | TextField::Category
        | TextField::Reason
        | TextField::Card
        | TextField::Tag
        | TextField::Note => (|_| true, ""),
    };
    if any.is_empty() {
        Err("Write something to look for.".to_owned())
    } else if any.iter().all(|atom| fits(atom)) {
        Ok(Wants::Text(field, any))
    } else {
        Err(problem.to_owned())
    }
}

fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix("pur_").unwrap_or(text);
    (1..=32).contains(&digits.len()) && is_hexadecimal(digits)
}

fn is_hash(text: &str) -> bool {
    (4..=64).contains(&text.len()) && is_hexadecimal(text)
}

fn is_hexadecimal(text: &str) -> bool {
    let digit = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    text.bytes().all(digit)
}

fn worded<T: Worded>(value: &str, field: &str) -> Result<Vec<T>, String> {
    let any: Result<Vec<T>, String> = atoms(value)
        .iter()
        .map(|atom| {
            let word = atom.to_lowercase();
            let known = T::words().find(|(known, _)| *known == word);
            known.map(|(_, value)| value).ok_or_else(|| {
                let words: Vec<&str> = T::words().map(|(word, _)| word).collect();
                format!(
                    "{field}:{atom} is not known; there are {}.",
                    words.join(", ")
                )
            })
        })
        .collect();
    let any = any?;
    let written = !any.is_empty();
    written
        .then_some(any)
        .ok_or_else(|| format!("Write {field}: and a word."))
}

fn currencies(value: &str) -> Meant {
    let any: Result<Vec<Currency>, String> =
        atoms(value).iter().map(|code| currency(code)).collect();
    match any? {
        any if any.is_empty() => Err("Write a currency, such as EUR.".to_owned()),
        any => Ok(Wants::Currency(any)),
    }
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::parse(&code.to_uppercase()).map_err(|_| format!("{code:?} is not a currency."))
}

fn amount(op: &str, value: &str) -> Meant {
    let wrong = || format!("{value:?} is not an amount; write amount>50 or amount:20..80.");
    let end = value.find(|c: char| c.is_ascii_alphabetic());
    let (number, code) = value
        .split_at_checked(end.unwrap_or(value.len()))
        .ok_or_else(wrong)?;
    if number.is_empty() {
        return Err(wrong());
    }
    let currency = match code {
        "" => None,
        code => Some(currency(code)?),
    };
    let decimal = |text: &str| Decimal::parse(text).ok_or_else(wrong);
    let is = match (number.split_once(".."), op) {
        (Some((low, "")), ":" | "=") => AmountIs::AtLeast(decimal(low)?),
        (Some(("", high)), ":" | "=") => AmountIs::AtMost(decimal(high)?),
        (Some((low, high)), ":" | "=") => AmountIs::Between(decimal(low)?, decimal(high)?),
        (Some(_), _) => return Err(wrong()),
        (None, ">") => AmountIs::Above(decimal(number)?),
        (None, ">=") => AmountIs::AtLeast(decimal(number)?),
        (None, "<") => AmountIs::Below(decimal(number)?),
        (None, "<=") => AmountIs::AtMost(decimal(number)?),
        (None, _) => AmountIs::Exactly(decimal(number)?),
    };
    Ok(Wants::Amount(is, currency))
}

fn date(op: &str, value: &str) -> Meant {
    let wrong = || format!("{value:?} is not a date; write 2026-09, 2026-09-01, today or 7d.");
    let days = |text: &str| Days::parse(text).ok_or_else(wrong);
    let is = match (value.split_once(".."), op) {
        (Some((low, "")), ":" | "=") => DateIs::From(days(low)?),
        (Some(("", high)), ":" | "=") => DateIs::Until(days(high)?),
        (Some((low, high)), ":" | "=") => DateIs::Between(days(low)?, days(high)?),
        (Some(_), _) => return Err(wrong()),
        (None, ">") => DateIs::After(days(value)?),
        (None, ">=") => DateIs::From(days(value)?),
        (None, "<") => DateIs::Before(days(value)?),
        (None, "<=") => DateIs::Until(days(value)?),
        (None, _) => DateIs::In(days(value)?),
    };
    Ok(Wants::Date(is))
}

/// How many letters must change to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, a) in one.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line.saturating_add(1);
        let mut next = vec![left];
        for (above, b) in row.iter().skip(1).zip(other.chars()) {
            let changed = diagonal.saturating_add(usize::from(a != b));
            left = changed
                .min(above.saturating_add(1))
                .min(left.saturating_add(1));
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
