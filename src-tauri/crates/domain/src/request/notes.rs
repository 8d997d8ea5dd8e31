//! Named texts beside what is bought: the agent's own notes, and the facts of a rail's quote.

use std::collections::BTreeMap;

use super::draft::DraftQuote;
use super::parse::Cleaner;
use super::{FieldError, MAX_METADATA};
use crate::checkout::{FACT_PREFIXES, MAX_FACTS, Quote};
use crate::text::TextRule;

const NOTE: TextRule = TextRule {
    max_graphemes: 500,
    max_bytes: 2000,
    multiline: false,
};
/// Long enough for an address that was called.
const FACT: TextRule = TextRule {
    max_graphemes: 2048,
    max_bytes: 2048,
    multiline: false,
};

/// The agent's notes. None may look like a fact that a rail's seller stated.
pub(super) fn metadata(
    cleaner: &mut Cleaner,
    draft: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, FieldError> {
    if draft.len() > MAX_METADATA {
        return Err(FieldError::new(
            "metadata",
            "too_much_metadata",
            format!("There are more than {MAX_METADATA} metadata entries"),
            "Keep what you need to find the order again.",
        ));
    }
    if let Some(key) = draft.keys().find(|key| is_fact(key)) {
        return Err(FieldError::new(
            format!("metadata.{}", key.chars().take(64).collect::<String>()),
            "metadata_reserved",
            "The metadata key is one that only Counterfoil writes",
            "Use another key; what a seller asked on a rail goes to the route of that rail.",
        ));
    }
    named(cleaner, "metadata", draft, NOTE)
}

/// What a rail's seller stated, cleaned like every other text from outside.
pub(super) fn quote(cleaner: &mut Cleaner, draft: &DraftQuote) -> Result<Quote, FieldError> {
    if draft.facts.len() > MAX_FACTS || !draft.facts.keys().all(|key| is_fact(key)) {
        return Err(FieldError::new(
            "quote",
            "quote_facts",
            "The seller states too much, or under names that no rail has",
            "Do not pay this seller; its message is not sound.",
        ));
    }
    Ok(Quote {
        facts: named(cleaner, "quote", &draft.facts, FACT)?,
        hash: Quote::hash_of(&draft.received),
    })
}

fn is_fact(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    FACT_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
}

fn named(
    cleaner: &mut Cleaner,
    field: &str,
    draft: &BTreeMap<String, String>,
    rule: TextRule,
) -> Result<BTreeMap<String, String>, FieldError> {
    let mut clean = BTreeMap::new();
    for (key, value) in draft {
        // ASCII keys sort alike in every canonical form.
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if !(1..=64).contains(&key.len()) || !key.bytes().all(allowed) {
            return Err(FieldError::new(
                field,
                "metadata_key",
                "A key is not a short ASCII word",
                "Use 1 to 64 letters, digits, points, dashes and underscores.",
            ));
        }
        let value = cleaner.text(|| format!("{field}.{key}"), value, rule)?;
        clean.insert(key.clone(), value.as_str().to_owned());
    }
    Ok(clean)
}
