//! Text from outside, made safe to show and to compare.
//!
//! Names and notes come from agents and shops. What steers a terminal or has no meaning is refused;
//! what is invisible is taken out and counted, so that the owner can be told; what is too long is
//! refused and never cut, because a cut text says something its author did not.

mod classes;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use classes::{Class, Neighbours, classify};

/// More combining marks in a row than this are drawn over the lines above and below.
const MAX_MARKS: usize = 8;

/// How much text is taken, and whether it may have lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRule {
    /// The most characters as a reader counts them.
    pub max_graphemes: usize,
    /// The most bytes of UTF-8.
    pub max_bytes: usize,
    /// Whether line breaks stay.
    pub multiline: bool,
}

/// Cleaned text: NFC, no controls, nothing invisible, single blanks, not empty.
#[derive(Clone)]
pub struct Text {
    value: String,
    removed: u32,
}

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left to read.
    #[error("the text is empty")]
    Empty,
    /// Longer than the rule allows.
    #[error("the text is longer than {max_graphemes} characters or {max_bytes} bytes")]
    TooLong {
        /// The most characters.
        max_graphemes: usize,
        /// The most bytes.
        max_bytes: usize,
    },
    /// A control, private or meaningless character.
    #[error("the text has the character U+{:04X}, which has no place in text", u32::from(*character))]
    Forbidden {
        /// The first such character.
        character: char,
    },
    /// Too many combining marks in a row.
    #[error("the text has more than {MAX_MARKS} combining marks in a row")]
    TooManyMarks,
}

impl TextError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "text_empty",
            Self::TooLong { .. } => "text_too_long",
            Self::Forbidden { .. } => "text_forbidden_character",
            Self::TooManyMarks => "text_too_many_marks",
        }
    }
}

impl Text {
    /// Cleans `raw` by the policy of this module and checks it against `rule`.
    pub fn clean(raw: &str, rule: TextRule) -> Result<Self, TextError> {
        let too_long = TextError::TooLong {
            max_graphemes: rule.max_graphemes,
            max_bytes: rule.max_bytes,
        };
        // Blanks and hidden characters may shrink away, so some slack; not enough to do work for.
        if raw.len() > rule.max_bytes.saturating_mul(4) {
            return Err(too_long);
        }
        if is_plain(raw) {
            if raw.len() > rule.max_bytes || raw.len() > rule.max_graphemes {
                return Err(too_long);
            }
            return Ok(Self {
                value: raw.to_owned(),
                removed: 0,
            });
        }
        let (visible, removed) = remove_hidden(raw)?;
        let value = collapse(visible.nfc(), rule.multiline);
        if value.is_empty() {
            return Err(TextError::Empty);
        }
        if value.len() > rule.max_bytes || value.graphemes(true).count() > rule.max_graphemes {
            return Err(too_long);
        }
        Ok(Self { value, removed })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// How many hidden characters were taken out.
    pub const fn removed(&self) -> u32 {
        self.removed
    }
}

/// Whether a character cannot be seen: bidirectional controls, zero width, tags, soft hyphen.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(
        classify(character, Neighbours::default()),
        Ok(Class::Hidden)
    )
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.value)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

/// Stored text is taken as it is: it was cleaned when it came in, and rules made later must not
/// change what was recorded.
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = crate::stored::string(deserializer)?.into_owned();
        Ok(Self { value, removed: 0 })
    }
}

/// Whether cleaning would change nothing: printable ASCII, single blanks, no blank at the ends.
fn is_plain(raw: &str) -> bool {
    let mut after_blank = true;
    for byte in raw.bytes() {
        match byte {
            b' ' if after_blank => return false,
            b' ' => after_blank = true,
            b'!'..=b'~' => after_blank = false,
            _ => return false,
        }
    }
    !after_blank
}

fn remove_hidden(raw: &str) -> Result<(String, u32), TextError> {
    let mut visible = String::with_capacity(raw.len());
    let mut removed: u32 = 0;
    let mut marks: usize = 0;
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        let around = Neighbours {
            before: visible.chars().next_back(),
            after: characters.peek().copied(),
        };
        match classify(character, around)? {
            Class::Hidden => removed = removed.saturating_add(1),
            Class::Mark => {
                marks = marks.saturating_add(1);
                if marks > MAX_MARKS {
                    return Err(TextError::TooManyMarks);
                }
                visible.push(character);
            }
            Class::Visible => {
                marks = 0;
                visible.push(character);
            }
            Class::Blank => {
                marks = 0;
                visible.push(' ');
            }
            Class::LineBreak => {
                marks = 0;
                visible.push('\n');
            }
        }
    }
    Ok((visible, removed))
}

/// Runs of blanks become one; a run with a line break becomes one line break where lines may stay.
fn collapse(characters: impl Iterator<Item = char>, multiline: bool) -> String {
    let mut value = String::new();
    let mut blank: Option<char> = None;
    for character in characters {
        if character == '\n' && multiline {
            blank = Some('\n');
        } else if character.is_whitespace() {
            blank = blank.or(Some(' '));
        } else {
            if let Some(blank) = blank.take().filter(|_| !value.is_empty()) {
                value.push(blank);
            }
            value.push(character);
        }
    }
    value
}
