//! JSON from outside, read so that two readers cannot understand it differently.
//!
//! RFC 8259 leaves open what a repeated name, a huge number or an unpaired surrogate means; here
//! they are errors. Numbers stay the digits they were written in, and every value keeps its own
//! bytes, because some protocols want parts of a message echoed to the letter (x402 §5 `accepted`).

mod fields;

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use unicode_normalization::UnicodeNormalization;

pub use fields::Fields;

/// Values within values beyond this are nobody's payment.
const MAX_DEPTH: usize = 32;
/// The most values of one document.
const MAX_VALUES: usize = 20_000;

/// One value, with the bytes it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<'a> {
    raw: &'a str,
    node: Node<'a>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node<'a> {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number, as it was written.
    Number(&'a str),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Json<'a>>),
    /// Named values in order.
    Object(Fields<'a>),
}

/// Why a document is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Longer than the caller takes.
    #[error("the document is longer than {0} bytes")]
    TooLong(usize),
    /// Not UTF-8, or with a byte order mark.
    #[error("the document is not plain UTF-8")]
    Encoding,
    /// Not one JSON document.
    #[error("the document is not one well-formed JSON value")]
    Syntax,
    /// Too many values, or values too deep within values.
    #[error("the document has too many values, or values too deep within values")]
    TooComplex,
    /// A name that stands twice in one object, also if only spelled alike.
    #[error("the name `{0}` stands twice in one object")]
    Repeated(String),
    /// A value is of another kind.
    #[error("`{field}` is not {expected}")]
    Kind {
        /// Which.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A value that must be there is not.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A name that has no place there.
    #[error("`{0}` is not known here")]
    Unknown(String),
}

impl JsonError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong(_) => "json_too_long",
            Self::Encoding => "json_encoding",
            Self::Syntax => "json_syntax",
            Self::TooComplex => "json_too_complex",
            Self::Repeated(_) => "json_repeated_name",
            Self::Kind { .. } => "json_kind",
            Self::Missing(_) => "json_missing",
            Self::Unknown(_) => "json_unknown",
        }
    }
}

impl<'a> Json<'a> {
    /// Reads one document of at most `max_bytes`.
    pub fn parse(bytes: &'a [u8], max_bytes: usize) -> Result<Self, JsonError> {
        if bytes.len() > max_bytes {
            return Err(JsonError::TooLong(max_bytes));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| JsonError::Encoding)?;
        if text.starts_with('\u{feff}') {
            return Err(JsonError::Encoding);
        }
        let raw: &RawValue = serde_json::from_str(text).map_err(|_| JsonError::Syntax)?;
        let mut budget = MAX_VALUES;
        read(raw.get(), MAX_DEPTH, &mut budget)
    }

    /// Reads one document that must be an object.
    pub fn parse_object(bytes: &'a [u8], max_bytes: usize) -> Result<Fields<'a>, JsonError> {
        if let Node::Object(fields) = Self::parse(bytes, max_bytes)?.node {
            return Ok(fields);
        }
        Err(wrong("document", "an object"))
    }

    /// The bytes it came in, without blanks around them.
    pub const fn raw(&self) -> &'a str {
        self.raw
    }

    /// What it is.
    pub const fn node(&self) -> &Node<'a> {
        &self.node
    }

    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self.node, Node::Null)
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Node::Text(text) = &self.node {
            return Some(text);
        }
        None
    }

    /// The whole number, if it is one written without point, exponent or `-0`.
    pub fn as_integer(&self) -> Option<i128> {
        if let Node::Number(digits) = self.node
            && digits != "-0"
        {
            return digits.parse().ok();
        }
        None
    }

    /// The members, if it is an object.
    pub const fn as_object(&self) -> Option<&Fields<'a>> {
        if let Node::Object(fields) = &self.node {
            return Some(fields);
        }
        None
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Json<'a>]> {
        if let Node::List(elements) = &self.node {
            return Some(elements);
        }
        None
    }

    /// Whether both say the same, whatever the order of names and the blanks between.
    pub fn says_the_same(&self, other: &Json<'_>) -> bool {
        match (&self.node, &other.node) {
            (Node::List(left), Node::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.says_the_same(r))
            }
            (Node::Object(left), Node::Object(right)) => {
                let same = |(name, value): (&str, &Json<'_>)| {
                    right
                        .get(name)
                        .is_some_and(|found| value.says_the_same(found))
                };
                left.len() == right.len() && left.iter().all(same)
            }
            (Node::Text(left), Node::Text(right)) => left == right,
            (Node::Number(left), Node::Number(right)) => left == right,
            (Node::Bool(left), Node::Bool(right)) => left == right,
            (Node::Null, Node::Null) => true,
            _ => false,
        }
    }

    /// Walks over every text in it: names, texts and numbers as written.
    pub fn each_text(&self, visit: &mut impl FnMut(&str)) {
        match &self.node {
            Node::Null | Node::Bool(_) => {}
            Node::Number(digits) => visit(digits),
            Node::Text(text) => visit(text),
            Node::List(elements) => {
                for element in elements {
                    element.each_text(visit);
                }
            }
            Node::Object(fields) => {
                for (name, value) in fields.iter() {
                    visit(name);
                    value.each_text(visit);
                }
            }
        }
    }
}

/// A value of another kind than expected.
pub(crate) fn wrong(field: &str, expected: &'static str) -> JsonError {
    JsonError::Kind {
        field: field.to_owned(),
        expected,
    }
}

/// Text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn read<'a>(raw: &'a str, depth: usize, budget: &mut usize) -> Result<Json<'a>, JsonError> {
    *budget = budget.checked_sub(1).ok_or(JsonError::TooComplex)?;
    let inside = || depth.checked_sub(1).ok_or(JsonError::TooComplex);
    let node = match raw.as_bytes().first() {
        Some(b'n') => Node::Null,
        Some(b't') => Node::Bool(true),
        Some(b'f') => Node::Bool(false),
        Some(b'"') => Node::Text(serde_json::from_str(raw).map_err(|_| JsonError::Syntax)?),
        Some(b'[') => {
            let depth = inside()?;
            let elements = parts(raw, Elements)?;
            let read = elements.into_iter().map(|part| read(part, depth, budget));
            Node::List(read.collect::<Result<_, _>>()?)
        }
        Some(b'{') => {
            let depth = inside()?;
            let mut seen = BTreeSet::new();
            let mut members = Vec::new();
            for (name, part) in parts(raw, Members)? {
                if !seen.insert(folded(&name)) {
                    return Err(JsonError::Repeated(name.chars().take(64).collect()));
                }
                members.push((name, read(part, depth, budget)?));
            }
            Node::Object(Fields::new(members))
        }
        _ => Node::Number(raw),
    };
    Ok(Json { raw, node })
}

/// What makes two names look alike: case and compatibility forms.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

fn parts<'a, V: Visitor<'a>>(raw: &'a str, visitor: V) -> Result<V::Value, JsonError> {
    serde_json::Deserializer::from_str(raw)
        .deserialize_any(visitor)
        .map_err(|_| JsonError::Syntax)
}

struct Elements;

impl<'a> Visitor<'a> for Elements {
    type Value = Vec<&'a str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(part) = list.next_element::<&RawValue>()? {
            elements.push(part.get());
        }
        Ok(elements)
    }
}

struct Members;

impl<'a> Visitor<'a> for Members {
    type Value = Vec<(String, &'a str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, part)) = map.next_entry::<String, &RawValue>()? {
            members.push((name, part.get()));
        }
        Ok(members)
    }
}
