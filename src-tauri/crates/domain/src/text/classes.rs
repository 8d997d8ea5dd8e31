//! What each character is to us.

use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};

use super::TextError;

/// What cleaning does with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Stays.
    Visible,
    /// Stays, but not too many in a row.
    Mark,
    /// Becomes a blank.
    Blank,
    /// Becomes a line break or a blank.
    LineBreak,
    /// Is taken out and counted.
    Hidden,
}

/// The characters around a joiner decide whether it means something.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Neighbours {
    pub before: Option<char>,
    pub after: Option<char>,
}

pub(super) fn classify(character: char, around: Neighbours) -> Result<Class, TextError> {
    match character {
        ' '..='~' if character != ' ' => Ok(Class::Visible),
        ' ' | '\t' => Ok(Class::Blank),
        '\n' => Ok(Class::LineBreak),
        '\u{200C}' | '\u{200D}' if joins(character, around) => Ok(Class::Visible),
        '\u{FE0F}' if dresses(around) => Ok(Class::Mark),
        _ if is_invisible(character) => Ok(Class::Hidden),
        _ => classify_by_category(character),
    }
}

fn classify_by_category(character: char) -> Result<Class, TextError> {
    let category = character.general_category();
    let is = |kinds: &[GeneralCategory]| kinds.contains(&category);
    // Signs newer than our tables may stand in honest names; noncharacters never do.
    if is_noncharacter(character)
        || is(&[
            GeneralCategory::Control,
            GeneralCategory::PrivateUse,
            GeneralCategory::Surrogate,
        ])
    {
        return Err(TextError::Forbidden { character });
    }
    if is(&[GeneralCategory::Format]) && !is_script_format(character) {
        Ok(Class::Hidden)
    } else if is(&[GeneralCategory::SpaceSeparator]) {
        Ok(Class::Blank)
    } else if is_combining_mark(character) {
        Ok(Class::Mark)
    } else {
        Ok(Class::Visible)
    }
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'                  // soft hyphen
        | '\u{034F}'                // combining grapheme joiner
        | '\u{061C}'                // Arabic letter mark
        | '\u{115F}'..='\u{1160}'   // Hangul fillers
        | '\u{17B4}'..='\u{17B5}'   // Khmer inherent vowels
        | '\u{180B}'..='\u{180F}'   // Mongolian selectors
        | '\u{200B}'..='\u{200F}'   // zero width, directional marks
        | '\u{2028}'..='\u{202E}'   // line and paragraph separator, bidi embeddings
        | '\u{2060}'..='\u{206F}'   // word joiner, invisible operators, bidi isolates
        | '\u{2800}'                // blank Braille pattern
        | '\u{3164}' | '\u{FFA0}'   // Hangul fillers
        | '\u{FE00}'..='\u{FE0F}'   // variation selectors
        | '\u{FEFF}'                // byte order mark
        | '\u{FFF0}'..='\u{FFFB}'   // interlinear annotation and reserved
        | '\u{1D173}'..='\u{1D17A}' // musical format controls
        | '\u{E0000}'..='\u{E0FFF}' // tags and further variation selectors
    )
}

/// Whether a joiner does its real work: inside an emoji, or between letters that change shape.
fn joins(joiner: char, around: Neighbours) -> bool {
    let (Some(before), Some(after)) = (around.before, around.after) else {
        return false;
    };
    let emoji = |character: char| character.is_emoji_char() && !character.is_ascii();
    if joiner == '\u{200D}' && (emoji(before) || before == '\u{FE0F}') && emoji(after) {
        return true;
    }
    is_shaped(before) && is_shaped(after)
}

/// Whether the emoji selector does its real work: after an emoji, or inside a keycap.
fn dresses(around: Neighbours) -> bool {
    around.before.is_some_and(|before| {
        before.is_emoji_char() && (!before.is_ascii() || around.after == Some('\u{20E3}'))
    })
}

/// Letters and signs of scripts in which joiners are part of the spelling.
fn is_shaped(character: char) -> bool {
    let joining_script = matches!(
        u32::from(character),
        0x0600..=0x08FF     // Arabic, Syriac, Thaana, N'Ko …
        | 0x0900..=0x0DFF   // the scripts of India and Sri Lanka
        | 0x1000..=0x109F   // Myanmar
        | 0x1780..=0x17FF   // Khmer
        | 0x1800..=0x18AF   // Mongolian
    );
    joining_script && (character.is_alphabetic() || is_combining_mark(character))
}

/// Visible format characters of Arabic and Syriac, Kaithi number signs.
fn is_script_format(character: char) -> bool {
    matches!(
        character,
        '\u{0600}'..='\u{0605}'
            | '\u{06DD}'
            | '\u{070F}'
            | '\u{0890}'..='\u{0891}'
            | '\u{08E2}'
            | '\u{110BD}'
            | '\u{110CD}'
    )
}

fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}
