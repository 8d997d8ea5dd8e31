//! Texts as words that compare: small Latin letters without accents or imitations.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// A text in small letters as it reads: accents are left out, and letters of other alphabets that
/// look Latin are read as Latin.
pub(super) fn latin(lower: &str) -> String {
    if lower.is_ascii() {
        return lower.replace('\'', "");
    }
    let mut plain = String::with_capacity(lower.len());
    for letter in lower.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_ascii() {
            plain.push(letter);
            continue;
        }
        let mut buffer = [0_u8; 4];
        let seen: String = skeleton(letter.encode_utf8(&mut buffer)).collect();
        if seen.len() == 1 {
            plain.push_str(&seen.to_lowercase());
        } else {
            plain.push(letter);
        }
    }
    // Apostrophes of every kind would split "don't" and "l'utente" otherwise.
    plain.replace('\'', "")
}

/// The words of such a text.
pub(super) fn words(latin: &str) -> Vec<&str> {
    let words = latin.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect()
}

/// The letters and digits alone, for scripts that need no blanks.
pub(super) fn squashed(lower: &str) -> String {
    lower
        .nfkc()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}
