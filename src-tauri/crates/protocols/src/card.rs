//! Card numbers, so that none is ever kept: where one stands in what an agent sends, the whole is
//! refused before anything of it is stored.

use unicode_normalization::UnicodeNormalization;

use crate::json::{Fields, Json, Node};

/// Names of members that hold what only a card's owner and issuer may know.
const SECRET_NAMES: [&str; 8] = [
    "cvc",
    "cvc2",
    "cvv",
    "cvv2",
    "card_number",
    "cardnumber",
    "pan",
    "track_data",
];

/// First digits, and lengths, of the card brands there are.
const BRANDS: [(u32, u32, usize, usize); 15] = [
    (4, 4, 13, 19),
    (51, 55, 16, 16),
    (2221, 2720, 16, 16),
    (34, 34, 15, 15),
    (37, 37, 15, 15),
    (300, 305, 14, 19),
    (36, 36, 14, 19),
    (38, 39, 14, 19),
    (3528, 3589, 16, 19),
    (6011, 6011, 16, 19),
    (62, 62, 16, 19),
    (644, 659, 16, 19),
    (50, 50, 13, 19),
    (56, 69, 13, 19),
    (2200, 2204, 16, 19),
];

/// Whether a card number, or a member that holds card secrets, stands anywhere in the document.
pub fn in_json(json: &Json<'_>) -> bool {
    let mut found = false;
    json.each_text(&mut |text| found = found || in_text(text));
    found || has_secret(json)
}

/// Whether a card number stands anywhere in the text.
pub fn in_text(text: &str) -> bool {
    if text.len() < 13 {
        return false;
    }
    let mut groups: Vec<Vec<u8>> = Vec::new();
    let mut open = false;
    let mut gap: usize = 0;
    for letter in text.nfkc() {
        if let Some(digit) = digit(letter) {
            if !open {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(digit);
            }
            open = true;
            gap = 0;
        } else if is_separator(letter) && gap < 3 && !groups.is_empty() {
            open = false;
            gap = gap.saturating_add(1);
        } else {
            if any_card(&groups) {
                return true;
            }
            groups.clear();
            open = false;
            gap = 0;
        }
    }
    any_card(&groups)
}

fn has_secret(json: &Json<'_>) -> bool {
    match json.node() {
        Node::Object(fields) => {
            names_secret(fields) || fields.iter().any(|(_, value)| has_secret(value))
        }
        Node::List(elements) => elements.iter().any(has_secret),
        Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) => false,
    }
}

fn names_secret(fields: &Fields<'_>) -> bool {
    fields.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        SECRET_NAMES.contains(&name.as_str()) && !value.is_null()
    })
}

/// Whether neighbouring groups of digits together are a card number.
fn any_card(groups: &[Vec<u8>]) -> bool {
    (0..groups.len()).any(|start| {
        let mut number = Vec::new();
        groups.iter().skip(start).any(|group| {
            number.extend_from_slice(group);
            is_card(&number)
        })
    })
}

fn is_card(digits: &[u8]) -> bool {
    (13..=19).contains(&digits.len()) && has_brand(digits) && passes_luhn(digits)
}

fn has_brand(digits: &[u8]) -> bool {
    BRANDS.into_iter().any(|(first, last, shortest, longest)| {
        let width = first.to_string().len();
        let leading = digits.iter().take(width);
        let leading = leading.fold(0_u32, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u32::from(*digit))
        });
        (first..=last).contains(&leading) && (shortest..=longest).contains(&digits.len())
    })
}

fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            let doubled = digit.saturating_mul(2);
            match (place % 2, doubled > 9) {
                (0, _) => digit,
                (_, true) => doubled.saturating_sub(9),
                (_, false) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A digit of any script; NFKC has already made the wide ones narrow.
fn digit(letter: char) -> Option<u8> {
    let value = match letter {
        '0'..='9' => u32::from(letter).checked_sub(0x30),
        '\u{660}'..='\u{669}' => u32::from(letter).checked_sub(0x660),
        '\u{6f0}'..='\u{6f9}' => u32::from(letter).checked_sub(0x6f0),
        '\u{966}'..='\u{96f}' => u32::from(letter).checked_sub(0x966),
        _ => None,
    };
    value.and_then(|value| u8::try_from(value).ok())
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '-' | '.' | '_' | '/' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}
