//! What a line says about who was paid, and whether that is a merchant we know.
//!
//! Banks write names in capitals, cut them off, spell out umlauts and put the payment processor, a
//! card number, a town or a reference beside them. So words are compared, not whole texts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::memory::{is_legal_form, label_of};
use crate::merchant::MerchantDomain;

/// How well the name on a line fits a merchant, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// Nothing tells.
    None,
    /// Half of the name is there.
    Alike,
    /// The name is there.
    Name,
    /// The domain is there.
    Domain,
}

/// Words about how it was paid, not to whom.
const MANNERS: [&str; 29] = [
    "card",
    "debit",
    "credit",
    "visa",
    "mastercard",
    "maestro",
    "payment",
    "purchase",
    "pos",
    "sepa",
    "paypal",
    "sumup",
    "zettle",
    "stripe",
    "klarna",
    "kartenzahlung",
    "kartenumsatz",
    "lastschrift",
    "basislastschrift",
    "folgelastschrift",
    "gutschrift",
    "dauerauftrag",
    "uberweisung",
    "direct",
    "transfer",
    "refund",
    "ref",
    "mandate",
    "sq",
];

/// Words shorter than this are compared whole; longer ones may be cut off.
const CUT: usize = 4;

/// A line's words.
#[derive(Clone, Debug, Default)]
pub(super) struct Descriptor {
    words: Vec<String>,
    domains: Vec<String>,
}

impl Descriptor {
    pub(super) fn of(text: &str) -> Self {
        let domains = text
            .split(|letter: char| letter.is_whitespace() || "*/:,;()".contains(letter))
            .filter(|part| part.contains('.'))
            .filter_map(|part| MerchantDomain::parse(part.trim_matches('.')).ok())
            .map(|domain| domain.registrable().to_owned())
            .collect();
        Self {
            words: words(text),
            domains,
        }
    }

    /// Under what a merchant is looked up that may be meant.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| stem(word))
    }

    pub(super) fn kinship(&self, known: &Known) -> Kinship {
        if let Some(domain) = &known.domain
            && self.domains.contains(domain)
        {
            return Kinship::Domain;
        }
        if self.has_whole(&known.label) {
            return Kinship::Name;
        }
        let there = |word: &&String| self.words.iter().any(|own| is_same(own, word));
        let letters = |word: &String| word.chars().count();
        let all: usize = known.words.iter().map(letters).sum();
        let found: usize = known.words.iter().filter(there).map(letters).sum();
        if found == 0 {
            Kinship::None
        } else if found == all {
            Kinship::Name
        } else if found.saturating_mul(2) >= all {
            Kinship::Alike
        } else {
            Kinship::None
        }
    }

    /// Whether the words from some place on, without blanks, begin with the label.
    fn has_whole(&self, label: &str) -> bool {
        label.len() >= CUT
            && (0..self.words.len()).any(|from| {
                let rest = self.words.get(from..).unwrap_or_default();
                rest.concat().starts_with(label)
            })
    }
}

/// A merchant's words.
#[derive(Clone, Debug)]
pub(super) struct Known {
    domain: Option<String>,
    label: String,
    words: Vec<String>,
}

impl Known {
    pub(super) fn of(name: &str, domain: Option<&str>) -> Self {
        let label = domain.map(|domain| folded(&label_of(domain)).replace('-', ""));
        Self {
            domain: domain.map(str::to_owned),
            label: label.unwrap_or_default(),
            words: words(name),
        }
    }

    /// Under what it is looked up.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let label = (!self.label.is_empty()).then_some(self.label.as_str());
        self.words.iter().map(String::as_str).chain(label).map(stem)
    }
}

/// The words that name somebody: no numbers, no legal forms, nothing about how it was paid.
fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let all = || {
        folded
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .filter(|word| word.chars().filter(char::is_ascii_digit).count() < 3)
    };
    let own: Vec<String> = all()
        .filter(|word| !is_legal_form(word) && !MANNERS.contains(word))
        .map(str::to_owned)
        .collect();
    if own.is_empty() {
        return all().map(str::to_owned).collect();
    }
    own
}

/// Small letters without accents. Spelled-out umlauts and plain ones become the same.
fn folded(text: &str) -> String {
    let small: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect();
    small
        .replace('ß', "ss")
        .replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u")
}

fn stem(word: &str) -> &str {
    let end = word
        .char_indices()
        .nth(CUT)
        .map_or(word.len(), |(at, _)| at);
    word.get(..end).unwrap_or(word)
}

/// The same word, or one cut off from the other.
fn is_same(left: &str, right: &str) -> bool {
    let long = left.chars().count().min(right.chars().count()) >= CUT;
    left == right || (long && (left.starts_with(right) || right.starts_with(left)))
}
