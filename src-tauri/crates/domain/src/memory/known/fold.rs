//! What makes two labels or names alike.

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

/// Words that say what kind of company or site a name belongs to, not whose it is.
const FORMS: [&str; 36] = [
    "ab",
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "inc",
    "kg",
    "kk",
    "limited",
    "llc",
    "ltd",
    "mbh",
    "nv",
    "official",
    "ohg",
    "online",
    "oy",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "shop",
    "spa",
    "srl",
    "store",
    "ug",
    "www",
    "com",
    "de",
];

/// The shortest label that is cut into parts: shorter ones are all near each other.
const SHORTEST: usize = 5;

/// How far a part may have moved in a label that differs by two letters.
const SHIFT: usize = 2;

/// The first label of a registrable domain, in the letters it stands for.
pub fn label_of(registrable: &str) -> String {
    let label = registrable.split('.').next().unwrap_or(registrable);
    if label.starts_with("xn--") {
        idna::domain_to_unicode(label).0
    } else {
        label.to_owned()
    }
}

/// What a reader sees: two labels with the same looks cannot be told apart at a glance.
pub fn looks(label: &str) -> String {
    // The skeleton of a capital may differ from that of its small letter, so small ones go in, and
    // what comes out (0 has the looks of O) is made small again.
    let small = label.to_lowercase();
    let seen: String = skeleton(&small).flat_map(char::to_lowercase).collect();
    let plain: String = seen.nfd().filter(|letter| *letter != '-').collect();
    plain.replace("vv", "w").replace('i', "l")
}

/// Whether a word, in small letters, says what kind of company or site a name belongs to.
pub(crate) fn is_legal_form(word: &str) -> bool {
    FORMS.contains(&word)
}

/// A name without case, punctuation and legal form.
pub fn folded_name(name: &str) -> String {
    let small: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = small
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let own: String = words
        .iter()
        .filter(|word| !is_legal_form(word))
        .copied()
        .collect();
    let kept = if own.is_empty() { words.concat() } else { own };
    looks(&kept)
}

/// The thirds of a label, as hashes over the label's length, the third's place and its letters.
pub(super) struct Parts;

impl Parts {
    /// The thirds under which a label is found.
    pub(super) fn of(label: &str) -> Vec<u64> {
        let letters: Vec<char> = label.chars().collect();
        if letters.len() < SHORTEST {
            return Vec::new();
        }
        thirds(letters.len())
            .filter_map(|(place, from, length)| {
                let part = letters.get(from..from.checked_add(length)?)?;
                Some(hash(letters.len(), place, part))
            })
            .collect()
    }

    /// The thirds under which labels are found that differ from this one by two letters at most:
    /// two changes leave one of three parts whole, moved by two places at most.
    pub(super) fn near(label: &str) -> Vec<u64> {
        let letters: Vec<char> = label.chars().collect();
        let lengths = letters.len().saturating_sub(SHIFT)..=letters.len().saturating_add(SHIFT);
        let mut found = Vec::new();
        for length in lengths.filter(|length| *length >= SHORTEST) {
            for (place, from, width) in thirds(length) {
                let starts = from.saturating_sub(SHIFT)..=from.saturating_add(SHIFT);
                for start in starts {
                    let part = letters.get(start..start.saturating_add(width));
                    found.extend(part.map(|part| hash(length, place, part)));
                }
            }
        }
        found
    }
}

/// Place, start and length of each third.
fn thirds(length: usize) -> impl Iterator<Item = (u8, usize, usize)> {
    let third = length.checked_div(3).unwrap_or(0);
    let last = length.saturating_sub(third.saturating_mul(2));
    [
        (0, 0, third),
        (1, third, third),
        (2, third.saturating_mul(2), last),
    ]
    .into_iter()
}

/// FNV-1a: short, and nothing depends on its strength.
fn hash(length: usize, place: u8, part: &[char]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    let letters = part.iter().map(|letter| u64::from(u32::from(*letter)));
    [length, u64::from(place)]
        .into_iter()
        .chain(letters)
        .fold(start, |hash, value| (hash ^ value).wrapping_mul(PRIME))
}
