//! Texts that speak to whoever decides.
//!
//! A title says what is sold and a reason says why it was chosen. Words that tell a machine what to
//! do, or the owner that somebody has decided already, have no honest place in either, so they are
//! shown to the owner instead of being believed by anything.

mod fold;
mod phrases;

use super::Signal;
use crate::request::PurchaseRequest;
use crate::text::Text;
use fold::{latin, squashed, words};

/// How many words may stand between two words of a phrase.
const BETWEEN: usize = 2;

/// How much of the text is shown.
const SHOWN: usize = 80;

pub(super) fn find(request: &PurchaseRequest, found: &mut Vec<Signal>) {
    let checkout = &request.checkout;
    let items = checkout.items.iter().enumerate();
    let mut in_items = items.filter_map(|(index, item)| {
        let sku = item.sku.as_ref().map(|sku| ("sku", sku.as_str()));
        let texts = [Some(("title", item.title.as_str())), sku];
        let hit = texts.into_iter().flatten().find_map(|(name, text)| {
            spoken(text).map(|words| (format!("items[{index}].{name}"), words))
        });
        hit.map(|(field, words)| signal(field, words))
    });
    found.extend(in_items.next());
    let single = [
        ("merchant.name", Some(checkout.merchant.name.as_str())),
        ("reason", request.reason.as_ref().map(Text::as_str)),
        (
            "intent.text",
            request.intent.as_ref().map(|intent| intent.text.as_str()),
        ),
        ("instrument", checkout.instrument.as_ref().map(Text::as_str)),
    ];
    for (field, text) in single {
        found.extend(
            text.and_then(spoken)
                .map(|words| signal(field.to_owned(), words)),
        );
    }
    let mut notes = request.metadata.iter().filter_map(|(key, text)| {
        spoken(text).map(|words| signal(format!("metadata.{key}"), words))
    });
    found.extend(notes.next());
}

fn signal(field: String, found: String) -> Signal {
    Signal::Addressing { field, found }
}

/// The words that speak to somebody, if there are any.
fn spoken(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let marked = phrases::MARKS.iter().find(|mark| lower.contains(**mark));
    if let Some(mark) = marked {
        return Some(shown(mark));
    }
    if !text.is_ascii() {
        let squashed = squashed(&lower);
        let other = phrases::OTHER_SCRIPTS;
        if let Some(phrase) = other.iter().find(|phrase| squashed.contains(**phrase)) {
            return Some(shown(phrase));
        }
    }
    let latin = latin(&lower);
    let words = words(&latin);
    let places = 0..words.len();
    places.into_iter().find_map(|place| {
        let rest = words.get(place..)?;
        let first = rest.first()?;
        let mut phrases = phrases::beginning_with(first.chars().next()?).iter();
        let length = phrases.find_map(|phrase| length_of(phrase, rest))?;
        Some(shown(&rest.get(..length)?.join(" ")))
    })
}

/// How many of the words the phrase takes, if they begin with it. Words of a phrase are beginnings:
/// `approv` stands for approve, approved and approval; a closed one ends with a dot.
fn length_of(phrase: &[&str], words: &[&str]) -> Option<usize> {
    let mut at = 0_usize;
    for (number, stem) in phrase.iter().enumerate() {
        let reach = if number == 0 { 0 } else { BETWEEN };
        let found = (at..=at.saturating_add(reach)).find(|place| {
            words
                .get(*place)
                .is_some_and(|word| match stem.strip_suffix('.') {
                    Some(whole) => *word == whole,
                    None => word.starts_with(stem),
                })
        })?;
        at = found.saturating_add(1);
    }
    Some(at)
}

fn shown(words: &str) -> String {
    words.chars().take(SHOWN).collect()
}
