//! The words of a purchase as the text index has them: folded, so that case and accents do not
//! matter, and short words of scripts without letters findable.

use counterfoil_domain::checkout::Quote;
use counterfoil_domain::entry::Requested;
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::merchant::{Category, MerchantDomain};
use counterfoil_domain::query::Is;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::text::Text;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands around what no owner types.
const MARK: char = '\u{2023}';

/// The index has all sequences of three.
const SHORTEST: usize = 3;

/// A column of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Merchant,
    Items,
    Category,
    Reason,
    Card,
    Other,
    /// Marker words for properties.
    Facets,
}

/// The words of one purchase, by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    merchant: String,
    items: String,
    category: String,
    reason: String,
    card: String,
    other: String,
    facets: String,
}

impl Column {
    /// Those in which words without a field are looked for.
    pub(crate) const TEXT: [Self; 6] = [
        Self::Merchant,
        Self::Items,
        Self::Category,
        Self::Reason,
        Self::Card,
        Self::Other,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Items => "items",
            Self::Category => "category",
            Self::Reason => "reason",
            Self::Card => "card",
            Self::Other => "other",
            Self::Facets => "facets",
        }
    }
}

impl Words {
    pub(crate) fn get(&self, column: Column) -> &str {
        match column {
            Column::Merchant => &self.merchant,
            Column::Items => &self.items,
            Column::Category => &self.category,
            Column::Reason => &self.reason,
            Column::Card => &self.card,
            Column::Other => &self.other,
            Column::Facets => &self.facets,
        }
    }

    /// What the owner said, which the index does not have because it may be erased.
    pub(crate) fn with_note(mut self, note: &str) -> Self {
        self.other.push('\n');
        self.other.push_str(&indexed([note]));
        self
    }

    pub(crate) fn of(requested: &Requested, registry: &Registry) -> Self {
        let request = &requested.request;
        let checkout = &request.checkout;
        let merchant = &checkout.merchant;
        let agent = registry.agents.get(&requested.agent);
        let domain = merchant.domain.as_ref();
        let readable = domain.map(MerchantDomain::unicode);
        let mut shop = vec![merchant.name.as_str()];
        shop.extend(domain.map(MerchantDomain::host));
        shop.extend(readable.as_deref());
        let intent = request.intent.as_ref().map(|intent| intent.text.as_str());
        let mut other: Vec<&str> = agent.map(|agent| agent.name.as_str()).into_iter().collect();
        other.extend(intent);
        other.extend(request.metadata.values().map(String::as_str));
        let one = |text: Option<&Text>| indexed(text.map(Text::as_str));
        Self {
            merchant: indexed(shop),
            items: indexed(checkout.items.iter().map(|item| item.title.as_str())),
            category: indexed(merchant.category.as_ref().map(Category::as_str)),
            reason: one(request.reason.as_ref()),
            card: one(checkout.instrument.as_ref()),
            other: indexed(other),
            facets: facets(requested, agent.is_some_and(|agent| agent.sandbox)),
        }
    }
}

/// Case and accents do not matter in search.
pub(crate) fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c));
    let small = plain.flat_map(char::to_lowercase);
    small.flat_map(unadorned).collect()
}

/// Letters whose strokes and joins are no marks of their own, as people type them who lack the key.
fn unadorned(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ı' => (Some('i'), None),
        'ß' => (Some('s'), Some('s')),
        'æ' => (Some('a'), Some('e')),
        'œ' => (Some('o'), Some('e')),
        'ø' => (Some('o'), None),
        'ł' => (Some('l'), None),
        'đ' | 'ð' => (Some('d'), None),
        'ς' => (Some('σ'), None),
        // Arabic: the stroke that only widens a word, and the silent alef.
        '\u{640}' => (None, None),
        '\u{671}' => (Some('\u{627}'), None),
        c => (Some(c), None),
    };
    first.into_iter().chain(second)
}

/// What to look for in the index; none where it is too short to be found.
pub(crate) fn needle(text: &str) -> Option<String> {
    let word = folded(text.trim());
    let length = word.chars().count();
    if length >= SHORTEST {
        return Some(word);
    }
    let whole = length > 0 && word.chars().all(is_a_word);
    whole.then(|| format!("{MARK}{word}{MARK}"))
}

/// The marker word of a property.
pub(crate) const fn facet(is: Is) -> &'static str {
    match is {
        Is::Recurring => "\u{2023}recurring",
        Is::Unverified => "\u{2023}unverified",
        Is::Sandbox => "\u{2023}sandbox",
        Is::Flagged => "\u{2023}flagged",
        Is::Again => "\u{2023}again",
    }
}

fn facets(requested: &Requested, sandbox: bool) -> String {
    let checkout = &requested.request.checkout;
    let verified = checkout.quote.as_ref().is_some_and(Quote::is_verified);
    let reasons = &requested.evaluation.reasons;
    let flagged = reasons
        .iter()
        .any(|reason| matches!(reason, Reason::Signal(_)));
    let mut words = Vec::new();
    for (is, holds) in [
        (Is::Recurring, checkout.recurrence.is_some()),
        (Is::Unverified, !verified),
        (Is::Sandbox, sandbox),
        (Is::Flagged, flagged),
        (Is::Again, requested.again_of.is_some()),
    ] {
        if holds {
            words.push(facet(is));
        }
    }
    words.join("\n")
}

/// The texts as the index takes them, one in each line.
fn indexed<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(folded).collect();
    // A query cannot have quotation marks in its words.
    let mut lines = texts.join("\n").replace('"', "");
    let letters: Vec<char> = lines.chars().collect();
    // One or two of these are a word, and the index has nothing shorter than three.
    for run in letters
        .split(|c| !is_a_word(*c))
        .filter(|run| !run.is_empty())
    {
        let lone = run.iter().map(|c| format!("\n{MARK}{c}{MARK}"));
        let pairs = run.windows(2).map(|pair| {
            let pair: String = pair.iter().collect();
            format!("\n{MARK}{pair}{MARK}")
        });
        lines.extend(lone.chain(pairs));
    }
    lines
}

/// Whether a character of this script can be a word of its own: ideographs, kana, hangul.
const fn is_a_word(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}
