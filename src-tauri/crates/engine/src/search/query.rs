//! The search grammar: words, "phrases", and `field op value`, all of which must hold; a leading
//! `-` turns one around.

use counterfoil_domain::purchase::Status;
use counterfoil_domain::registry::Registry;

use super::dates::DateRange;
use super::{Words, folded};
use crate::store::search::{AmountRange, Filter};

/// A term as the search box shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As typed.
    pub text: String,
    /// The field it filters by; none for words.
    pub field: Option<&'static str>,
    /// Why it has no effect, if it has none.
    pub problem: Option<String>,
}

/// A parsed query.
#[derive(Clone, Debug, Default)]
pub struct Query {
    terms: Vec<Parsed>,
}

#[derive(Clone, Debug)]
struct Parsed {
    term: Term,
    meaning: Option<Meaning>,
    negated: bool,
}

#[derive(Clone, Debug)]
enum Meaning {
    Text {
        column: Option<&'static str>,
        any: Vec<String>,
    },
    Agent(Vec<String>),
    Statuses(Vec<Status>),
    DecidedBy(&'static str),
    Currency(Vec<String>),
    Amount(AmountRange),
    Again,
    Dates(DateRange),
}

/// Fields that filter, and what they are called in the index.
const FIELDS: [&str; 10] = [
    "merchant", "domain", "item", "agent", "status", "by", "is", "currency", "amount", "date",
];

/// A query longer than this is cut: nobody types it.
const MOST_TERMS: usize = 24;

impl Query {
    /// Reads what was typed; `today` gives words like `today` a meaning (local date).
    pub fn parse(text: &str, today: chrono::NaiveDate, zone: chrono_tz::Tz) -> Self {
        let terms = split(text).into_iter().take(MOST_TERMS);
        Self {
            terms: terms.map(|term| parse_term(&term, today, zone)).collect(),
        }
    }

    /// The terms, for the chips of the search box.
    pub fn terms(&self) -> Vec<Term> {
        self.terms
            .iter()
            .map(|parsed| parsed.term.clone())
            .collect()
    }

    /// Whether it asks for everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub(crate) fn has_text(&self) -> bool {
        self.terms
            .iter()
            .any(|parsed| matches!(parsed.meaning, Some(Meaning::Text { .. })))
    }

    /// Everything but text, for the store.
    pub(crate) fn filters(&self, registry: &Registry) -> Vec<Filter> {
        let mut filters = Vec::new();
        for parsed in &self.terms {
            let negated = parsed.negated;
            match &parsed.meaning {
                Some(Meaning::Agent(names)) => {
                    let fits = |name: &str| names.iter().any(|part| folded(name).contains(part));
                    let agents = registry.agents.values().filter(|agent| fits(&agent.name));
                    let agents = agents.map(|agent| agent.id).collect();
                    filters.push(Filter::Agents { agents, negated });
                }
                Some(Meaning::Statuses(statuses)) => {
                    filters.push(Filter::Statuses {
                        statuses: statuses.clone(),
                        negated,
                    });
                }
                Some(Meaning::DecidedBy(by)) => filters.push(Filter::DecidedBy { by, negated }),
                Some(Meaning::Currency(codes)) => {
                    filters.push(Filter::Currencies {
                        codes: codes.clone(),
                        negated,
                    });
                }
                Some(Meaning::Amount(range)) => {
                    filters.push(Filter::Amount {
                        range: range.clone(),
                        negated,
                    });
                }
                Some(Meaning::Again) => filters.push(Filter::Again { negated }),
                Some(Meaning::Dates(dates)) => {
                    filters.push(Filter::Dates {
                        from: dates.from,
                        until: dates.until,
                        negated,
                    });
                }
                Some(Meaning::Text { .. }) | None => {}
            }
        }
        filters
    }

    /// The text terms as one expression of the index; `None` when there are none to look for.
    pub(crate) fn text_match(&self) -> Option<String> {
        let expression = |column: Option<&str>, any: &[String]| {
            let any: Vec<String> = any
                .iter()
                .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
                .collect();
            let any = format!("({})", any.join(" OR "));
            column.map_or_else(|| any.clone(), |column| format!("{{{column}}} : {any}"))
        };
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for parsed in &self.terms {
            if let Some(Meaning::Text { column, any }) = &parsed.meaning {
                let side = if parsed.negated {
                    &mut unwanted
                } else {
                    &mut wanted
                };
                side.push(format!("({})", expression(*column, any)));
            }
        }
        if wanted.is_empty() && unwanted.is_empty() {
            return None;
        }
        // The index can only take away from something; everything has the marker word.
        if wanted.is_empty() {
            wanted.push(format!("({})", expression(None, &[EVERYTHING.to_owned()])));
        }
        let wanted = wanted.join(" AND ");
        let mut whole = format!("({wanted})");
        for one in unwanted {
            whole = format!("({whole} NOT {one})");
        }
        Some(whole)
    }

    /// Whether the words of a purchase that is not indexed yet fit.
    pub(crate) fn matches_text(&self, words: &Words) -> bool {
        self.terms.iter().all(|parsed| match &parsed.meaning {
            Some(Meaning::Text { column, any }) => {
                let columns: &[&String] = match column {
                    Some("merchant") => &[&words.merchant],
                    Some("items") => &[&words.items],
                    _ => &[&words.merchant, &words.items, &words.other],
                };
                let found = |word: &String| columns.iter().any(|text| text.contains(word.as_str()));
                any.iter().any(found) != parsed.negated
            }
            _ => true,
        })
    }
}

/// A word that every indexed purchase has, so that `-word` alone finds the rest.
pub(crate) const EVERYTHING: &str = "\u{2023}all";

fn parse_term(raw: &RawTerm, today: chrono::NaiveDate, zone: chrono_tz::Tz) -> Parsed {
    let negated = raw.text.starts_with('-') && raw.text.len() > 1;
    let body = if negated {
        raw.text.get(1..).unwrap_or_default()
    } else {
        &raw.text
    };
    let (meaning, field, problem) = match field_of(body).filter(|_| !raw.quoted) {
        Some((field, op, value)) => meaning_of(field, op, value, today, zone),
        None => word(body, raw.quoted),
    };
    let term = Term {
        text: raw.text.clone(),
        field,
        problem,
    };
    Parsed {
        term,
        meaning,
        negated,
    }
}

type Meant = (Option<Meaning>, Option<&'static str>, Option<String>);

fn meaning_of(
    name: &str,
    op: &str,
    value: &str,
    today: chrono::NaiveDate,
    zone: chrono_tz::Tz,
) -> Meant {
    let Some(field) = FIELDS.into_iter().find(|field| *field == name) else {
        let problem = Some(no_such_field(name));
        return (word(&format!("{name}{op}{value}"), false).0, None, problem);
    };
    let values: Vec<String> = value
        .split(',')
        .map(unquoted)
        .filter(|v| !v.is_empty())
        .collect();
    let meaning = match field {
        "merchant" | "domain" => text_in("merchant", &values),
        "item" => text_in("items", &values),
        "agent" => Ok(Meaning::Agent(
            values.iter().map(|value| folded(value)).collect(),
        )),
        "status" => statuses(&values),
        "by" => decided_by(&values),
        "is" => is(&values),
        "currency" => Ok(Meaning::Currency(
            values.iter().map(|code| code.to_uppercase()).collect(),
        )),
        "amount" => AmountRange::parse(op, value).map(Meaning::Amount),
        _ => DateRange::parse(op, value, today, zone).map(Meaning::Dates),
    };
    match meaning {
        Ok(meaning) => (Some(meaning), Some(field), None),
        Err(problem) => (None, Some(field), Some(problem)),
    }
}

fn word(text: &str, quoted: bool) -> Meant {
    let text = if quoted {
        unquoted(text)
    } else {
        text.to_owned()
    };
    match text_of(&text) {
        Ok(word) => (
            Some(Meaning::Text {
                column: None,
                any: vec![word],
            }),
            None,
            None,
        ),
        Err(problem) => (None, None, Some(problem)),
    }
}

fn text_in(column: &'static str, values: &[String]) -> Result<Meaning, String> {
    let any: Result<Vec<String>, String> = values.iter().map(|value| text_of(value)).collect();
    let any = any?;
    if any.is_empty() {
        return Err("Write something to look for.".to_owned());
    }
    Ok(Meaning::Text {
        column: Some(column),
        any,
    })
}

fn text_of(text: &str) -> Result<String, String> {
    let word = folded(text.trim());
    if word.chars().count() < 3 {
        return Err("Text needs at least three letters.".to_owned());
    }
    Ok(word)
}

fn statuses(values: &[String]) -> Result<Meaning, String> {
    let mut statuses = Vec::new();
    for value in values {
        let word = value.to_lowercase();
        match word.as_str() {
            "waiting" => statuses.push(Status::Pending),
            "paid" => statuses.push(Status::Captured),
            "held" => statuses.extend([Status::Pending, Status::Approved, Status::Authorized]),
            "withdrawn" => statuses.push(Status::Cancelled),
            _ => statuses.push(
                Status::from_word(&word).ok_or_else(|| format!("There is no status {value:?}."))?,
            ),
        }
    }
    Ok(Meaning::Statuses(statuses))
}

fn decided_by(values: &[String]) -> Result<Meaning, String> {
    match values.first().map(String::as_str) {
        Some("you" | "owner" | "me") => Ok(Meaning::DecidedBy("owner")),
        Some("rule" | "auto") => Ok(Meaning::DecidedBy("rule")),
        _ => Err("Decided by whom? Write by:you or by:rule.".to_owned()),
    }
}

fn is(values: &[String]) -> Result<Meaning, String> {
    match values.first().map(String::as_str) {
        Some("again") => Ok(Meaning::Again),
        _ => Err("Is what? Write is:again.".to_owned()),
    }
}

/// Splits `field op value`; the field is letters only, so URLs and times stay words.
fn field_of(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_lowercase())?;
    let (name, rest) = text.split_at_checked(end)?;
    let op = [">=", "<=", ":", ">", "<", "="]
        .into_iter()
        .find(|op| rest.starts_with(op))?;
    let value = rest.get(op.len()..)?;
    (!name.is_empty() && !value.is_empty()).then_some((name, op, value))
}

fn no_such_field(name: &str) -> String {
    let near = FIELDS.into_iter().find(|field| {
        let same = field
            .chars()
            .zip(name.chars())
            .filter(|(a, b)| a == b)
            .count();
        same.saturating_add(2) >= field.len() && field.len().abs_diff(name.len()) <= 2
    });
    match near {
        Some(field) => format!("No field {name:?}. Did you mean {field:?}?"),
        None => format!("No field {name:?}; searched as text."),
    }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').to_owned()
}

struct RawTerm {
    text: String,
    quoted: bool,
}

/// Splits at white space outside quotation marks.
fn split(text: &str) -> Vec<RawTerm> {
    let mut terms = Vec::new();
    let mut current = String::new();
    let mut inside = false;
    for c in text.chars().filter(|c| *c != '\0').take(1000) {
        match c {
            '"' => {
                inside = !inside;
                current.push(c);
            }
            c if c.is_whitespace() && !inside => push(&mut terms, &mut current),
            c => current.push(c),
        }
    }
    push(&mut terms, &mut current);
    terms
}

fn push(terms: &mut Vec<RawTerm>, current: &mut String) {
    let text = std::mem::take(current);
    if !text.is_empty() {
        let quoted = text.trim_start_matches('-').starts_with('"');
        terms.push(RawTerm { text, quoted });
    }
}
