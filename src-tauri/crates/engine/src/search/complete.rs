//! How a query could go on: fields, and values that the record has, the most frequent first. Only the
//! latest purchases are counted, so that an answer never takes longer because there is much history.

use std::collections::BTreeMap;

use counterfoil_domain::query::{fields, values_of};
use counterfoil_domain::registry::Registry;

use super::folded;
use crate::error::EngineError;
use crate::store::search::observed;
use crate::store::{self, Connection};

/// So many are offered.
const MOST: usize = 8;

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The whole query as it would be.
    pub query: String,
    /// What is added, to show.
    pub label: String,
    /// How many of the latest purchases have it; none for fields and fixed words.
    pub count: Option<u64>,
}

/// What could stand in place of the last word of a query.
pub(crate) fn complete(
    conn: &Connection,
    registry: &Registry,
    text: &str,
) -> Result<Vec<Completion>, EngineError> {
    let (before, last) = parted(text);
    let (sign, word) = match last.strip_prefix('-') {
        Some(word) => ("-", word),
        None => ("", last),
    };
    let Some((field, typed)) = word.split_once(':') else {
        let known = fields().filter(|field| !word.is_empty() && field.starts_with(word));
        let offered = known.map(|field| Completion {
            query: format!("{before}{sign}{field}:"),
            label: format!("{field}:"),
            count: None,
        });
        return Ok(offered.take(MOST).collect());
    };
    let (others, typed) = match typed.rsplit_once(',') {
        Some((others, typed)) => (format!("{others},"), typed),
        None => (String::new(), typed),
    };
    let sought = folded(typed.trim_matches('"'));
    let mut found: Vec<(String, Option<u64>)> = values(conn, registry, field)?
        .into_iter()
        .filter(|(value, _)| folded(value).contains(&sought) && folded(value) != sought)
        .collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(count.unwrap_or(0)));
    let offered = found.into_iter().map(|(value, count)| {
        let parted = value.contains(|c: char| c.is_whitespace() || c == ',');
        let written = if parted {
            format!("\"{}\"", value.replace('"', ""))
        } else {
            value.replace('"', "")
        };
        Completion {
            query: format!("{before}{sign}{field}:{others}{written}"),
            label: value,
            count,
        }
    });
    Ok(offered.take(MOST).collect())
}

/// What comes before the last word, and that word; a quotation is one word.
fn parted(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => start = at.saturating_add(c.len_utf8()),
            _ => {}
        }
    }
    text.split_at_checked(start).unwrap_or(("", text))
}

/// The values of a field with how often they were seen of late.
fn values(
    conn: &Connection,
    registry: &Registry,
    field: &str,
) -> Result<Vec<(String, Option<u64>)>, EngineError> {
    let fixed = values_of(field);
    if !fixed.is_empty() {
        let words = fixed.into_iter().map(|word| (word.to_owned(), None));
        return Ok(words.collect());
    }
    let counted: BTreeMap<String, u64> = match field {
        "agent" => {
            let counts = observed::agents(conn)?;
            let agents = registry.agents.values();
            agents
                .filter_map(|agent| Some((agent.name.clone(), *counts.get(&agent.id)?)))
                .collect()
        }
        "budget" => {
            let counts = observed::mandates(conn)?;
            let mandates = registry.mandates.iter();
            mandates
                .filter_map(|(id, known)| Some((known.mandate.name.clone(), *counts.get(id)?)))
                .collect()
        }
        "merchant" | "domain" => observed::merchants(conn)?,
        "currency" => observed::currencies(conn)?,
        "tag" => store::words::tags(conn)?,
        _ => BTreeMap::new(),
    };
    let counted = counted.into_iter();
    Ok(counted.map(|(value, count)| (value, Some(count))).collect())
}
