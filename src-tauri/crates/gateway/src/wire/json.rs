//! Strict JSON: straight into types, never through a generic value.
//!
//! serde's derived structs also accept arrays, and its maps keep the last of two equal keys; both
//! are refused here, as are numbers where an amount is expected and `null` where a field may only
//! be absent.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::problem::{Problem, clipped, sentence};

/// The body as one `T`, or a problem that names the field.
pub(crate) fn parse<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Problem> {
    if body.first() != Some(&b'{') {
        return Err(not_an_object(body));
    }
    // The path is worth its cost only once something is wrong.
    match serde_json::from_slice::<Object<T>>(body) {
        Ok(Object(value)) => Ok(value),
        Err(_) => Err(explain::<T>(body)),
    }
}

fn explain<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Problem {
    let mut json = serde_json::Deserializer::from_slice(body);
    let Err(error) = serde_path_to_error::deserialize::<_, Object<T>>(&mut json) else {
        return Problem::bad(
            "malformed_json",
            "There is something after the end of the JSON object.",
            "Send exactly one JSON object.",
        );
    };
    let path = error.path().to_string();
    let path = if path == "." { "" } else { &path };
    let error = error.into_inner();
    if error.to_string().starts_with("number out of range") {
        let detail = "A number is too large to be read.";
        return Problem::bad("number_out_of_range", detail, "Write amounts as strings.").at(path);
    }
    if !error.is_data() {
        let detail = format!(
            "The body is not valid JSON: {}.",
            clipped(&error.to_string(), 200)
        );
        return Problem::bad("malformed_json", detail, "Send one JSON object in UTF-8.").at(path);
    }
    let said = error.to_string();
    let said = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(before, _)| before);
    let (code, hint) = verdict(said);
    let field = with_named_field(path, said);
    Problem::bad(code, sentence(said), hint).at(&field)
}

fn verdict(said: &str) -> (&'static str, &'static str) {
    if said.contains(AMOUNT) {
        (
            "amount_not_a_string",
            "Write the amount as a string, such as \"84.90\".",
        )
    } else if said.starts_with("unknown field") {
        (
            "unknown_field",
            "Leave the field out; /openapi.json lists the known ones.",
        )
    } else if said.starts_with("missing field") {
        (
            "missing_field",
            "Add the field; /openapi.json lists the required ones.",
        )
    } else if said.starts_with("duplicate field") {
        ("duplicate_field", "Give every field once.")
    } else if said.starts_with("invalid type: null") {
        ("wrong_type", "Leave the field out instead of sending null.")
    } else {
        ("wrong_type", "Send the type that /openapi.json names.")
    }
}

/// serde names an unknown, missing or repeated field in its message only; the path ends above it.
fn with_named_field(path: &str, said: &str) -> String {
    let about_a_field = ["unknown field `", "missing field `", "duplicate field `"]
        .into_iter()
        .find_map(|start| said.strip_prefix(start));
    let Some(named) = about_a_field
        .and_then(|rest| rest.split_once('`'))
        .map(|(name, _)| name)
    else {
        return path.to_owned();
    };
    if path.is_empty() {
        named.to_owned()
    } else if path == named || path.ends_with(&format!(".{named}")) {
        path.to_owned()
    } else {
        format!("{path}.{named}")
    }
}

fn not_an_object(body: &[u8]) -> Problem {
    let detail = match body {
        [] => "The body is empty.",
        [0xEF, 0xBB, 0xBF, ..] => "The body starts with a byte order mark.",
        _ => "The body does not start with a JSON object.",
    };
    Problem::bad(
        "not_an_object",
        detail,
        "Start the body with { and send one JSON object in UTF-8.",
    )
}

/// A `T` that may only be written as a JSON object.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer
            .deserialize_map(Fields(PhantomData))
            .map(Object)
    }
}

/// For `deserialize_with`: an object.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Object::deserialize(deserializer).map(|Object(value)| value)
}

/// For `deserialize_with`: an object that may be absent, but not `null`.
pub(crate) fn some_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Some)
}

/// For `deserialize_with`: a list of objects that may be absent, but not `null`.
pub(crate) fn some_objects<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let objects = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(Some(
        objects.into_iter().map(|Object(value)| value).collect(),
    ))
}

/// For `deserialize_with`: a value that may be absent, but not `null`.
pub(crate) fn some<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

const AMOUNT: &str = "an amount written as a string";

/// For `deserialize_with`: an amount, which must be a string.
pub(crate) fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Amount;
    impl Visitor<'_> for Amount {
        type Value = String;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(AMOUNT)
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }
    deserializer.deserialize_any(Amount)
}

/// For `deserialize_with`: an amount that may be absent, but not `null`.
pub(crate) fn some_amount<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    amount(deserializer).map(Some)
}

/// For `deserialize_with`: a flat map of strings, every key once.
pub(crate) fn words<'de, D>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error>
where
    D: Deserializer<'de>,
{
    struct Words;
    impl<'de> Visitor<'de> for Words {
        type Value = BTreeMap<String, String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object whose values are strings")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut words = BTreeMap::new();
            while let Some((key, value)) = map.next_entry::<String, String>()? {
                if words.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
                }
                words.insert(key, value);
            }
            Ok(words)
        }
    }
    deserializer.deserialize_map(Words)
}
