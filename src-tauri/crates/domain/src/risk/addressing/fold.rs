//! Texts as words that compare: small Latin letters without accents or imitations.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// The words of a text in small letters, as they read: accents are left out, and letters of other
/// alphabets that look Latin are read as Latin.
pub(super) fn latin_words(lower: &str) -> Vec<String> {
    if lower.is_ascii() {
        return split(lower);
    }
    let mut plain = String::with_capacity(lower.len());
    for letter in lower.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_ascii() {
            plain.push(letter);
            continue;
        }
        // Apostrophes of every kind would split "don't" and "l'utente" differently.
        let mut buffer = [0_u8; 4];
        let seen: String = skeleton(letter.encode_utf8(&mut buffer)).collect();
        if seen.len() == 1 {
            plain.push_str(&seen.to_lowercase());
        } else {
            plain.push(letter);
        }
    }
    split(&plain)
}

/// The letters and digits alone, for scripts that need no blanks.
pub(super) fn squashed(lower: &str) -> String {
    lower
        .nfkc()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

fn split(text: &str) -> Vec<String> {
    let joined = text.replace('\'', "");
    joined
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
