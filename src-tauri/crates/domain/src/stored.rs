//! How values are written into ledger entries.
//!
//! Entries are canonical JSON (RFC 8785): keys in alphabetical order, no blanks, amounts as
//! decimal strings. The structs that derive `Serialize` in this crate declare their fields in that
//! order, so that the ordinary writer already gives the canonical bytes.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::money::Money;

/// Reads a string without insisting that it can be borrowed from the input.
pub(crate) fn string<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'de, str>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);
    Borrowed::deserialize(deserializer).map(|text| text.0)
}

/// Reads a day in the form that records have, `2026-11-22`, and leaves any other to the general
/// reader.
pub(crate) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = string(deserializer)?;
    match crate::time::own_day(text.as_bytes()) {
        Some(day) => Ok(day),
        None => text.parse().map_err(serde::de::Error::custom),
    }
}

/// The canonical bytes of a value whose fields are declared in alphabetical order.
pub(crate) fn canonical<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    #[expect(
        clippy::expect_used,
        reason = "writing to memory cannot fail, and no type here has keys that are not strings"
    )]
    serde_json::to_vec(value).expect("plain data is always JSON")
}

/// An amount as a decimal string; the currency stands elsewhere.
pub(crate) struct Decimal(pub Money);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.as_decimal())
    }
}

/// Minor units as a string, as every amount is written.
pub(crate) mod minor {
    use serde::{Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands fields over by reference"
    )]
    pub(crate) fn serialize<S: Serializer>(minor: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(minor)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = super::string(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A position in the ledger as a string, as every such number is written; absent: none.
pub(crate) mod position {
    use serde::{Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands fields over by reference")]
    pub(crate) fn serialize<S: Serializer>(
        seq: &Option<u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match seq {
            Some(seq) => serializer.collect_str(seq),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u64>, D::Error> {
        let text = super::string(deserializer)?;
        text.parse().map(Some).map_err(serde::de::Error::custom)
    }
}
