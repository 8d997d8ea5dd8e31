//! What a query of the search box means for the store: conditions on rows, and text to look up in
//! the index.

use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::currency::Currency;
use counterfoil_domain::query::{Decider, Has, Is, StatusIs, TextField, Wants};
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;

use super::words::{Column, Words, facet, folded, needle};
use crate::store::search::{Condition, Filter, Prefix};

/// A term as the search box shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it is written.
    pub text: String,
    /// The field it filters by; none for words.
    pub field: Option<&'static str>,
    /// Why it has no effect or is probably not what was meant.
    pub problem: Option<String>,
}

/// A query that was read, on the day on which it is asked.
#[derive(Clone, Debug)]
pub struct Query {
    terms: Vec<Read>,
    today: NaiveDate,
    zone: Tz,
}

/// What the text index is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// Nothing.
    Any,
    /// Those that fit this expression.
    Fits(String),
    /// All but those that fit this expression.
    FitsNot(String),
}

#[derive(Clone, Debug)]
struct Read {
    term: counterfoil_domain::query::Term,
    /// What to look for in the index.
    text: Option<Sought>,
    problem: Option<String>,
}

/// One of these, in one of those columns.
#[derive(Clone, Debug)]
struct Sought {
    columns: &'static [Column],
    any: Vec<String>,
}

impl Query {
    /// Reads what was typed; `today` gives words like `today` a meaning (local date).
    pub fn parse(text: &str, today: NaiveDate, zone: Tz) -> Self {
        let query = counterfoil_domain::query::Query::read(text);
        Self {
            terms: query.terms.into_iter().map(Read::of).collect(),
            today,
            zone,
        }
    }

    /// Reads what was typed at that moment, where the owner lives.
    pub(crate) fn asked_at(text: &str, now: Timestamp, zone: Tz) -> Self {
        let today = now.to_datetime().with_timezone(&zone).date_naive();
        Self::parse(text, today, zone)
    }

    /// The terms, for the chips of the search box.
    pub fn terms(&self) -> Vec<Term> {
        let shown = |read: &Read| Term {
            text: read.term.to_string(),
            field: read.term.field(),
            problem: read.problem.clone(),
        };
        self.terms.iter().map(shown).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub(crate) fn has_text(&self) -> bool {
        self.terms.iter().any(|read| read.text.is_some())
    }

    /// Everything but text, for the store.
    pub(crate) fn filters(&self, registry: &Registry) -> Vec<Filter> {
        let filter = |read: &Read| {
            Some(Filter {
                negated: read.term.negated,
                condition: self.condition(&read.term.wants, registry)?,
            })
        };
        self.terms.iter().filter_map(filter).collect()
    }

    /// What the text index is asked for.
    pub(super) fn text(&self) -> Text {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for read in &self.terms {
            if let Some(sought) = &read.text {
                let side = if read.term.negated {
                    &mut unwanted
                } else {
                    &mut wanted
                };
                side.push(sought.expression());
            }
        }
        match (wanted.is_empty(), unwanted.is_empty()) {
            (true, true) => Text::Any,
            (true, false) => Text::FitsNot(unwanted.join(" OR ")),
            (false, true) => Text::Fits(wanted.join(" AND ")),
            (false, false) => {
                let (wanted, unwanted) = (wanted.join(" AND "), unwanted.join(" OR "));
                Text::Fits(format!("({wanted}) NOT ({unwanted})"))
            }
        }
    }

    /// Words without a field, folded: they may be in a note too.
    pub(crate) fn free_words(&self) -> Vec<String> {
        let readable = self.terms.iter().filter(|read| read.text.is_some());
        let free = readable.filter_map(|read| {
            if let Wants::Words(text) = &read.term.wants {
                return Some(folded(text.trim()));
            }
            None
        });
        free.collect()
    }

    /// Whether the words of a purchase that is not indexed yet fit.
    pub(crate) fn matches_text(&self, words: &Words) -> bool {
        self.terms.iter().all(|read| {
            let sought = read.text.as_ref();
            sought.is_none_or(|sought| sought.is_in(words) != read.term.negated)
        })
    }

    fn condition(&self, wants: &Wants, registry: &Registry) -> Option<Condition> {
        Some(match wants {
            Wants::Text(TextField::Agent, any) => {
                let agents = registry.agents.values();
                let named = agents.filter(|agent| is_named(&agent.name, any));
                Condition::Agents(named.map(|agent| agent.id).collect())
            }
            Wants::Text(TextField::Budget, any) => {
                let mandates = registry.mandates.iter();
                let named = mandates.filter(|(_, record)| is_named(&record.mandate.name, any));
                Condition::Mandates(named.map(|(id, _)| *id).collect())
            }
            Wants::Text(TextField::Id, any) => {
                Condition::Ids(any.iter().map(|text| Prefix::of(text)).collect())
            }
            Wants::Text(TextField::Hash, any) => {
                Condition::Hashes(any.iter().map(|text| Prefix::of(text)).collect())
            }
            Wants::Text(TextField::Tag, any) => Condition::Tagged(all_folded(any)),
            Wants::Text(TextField::Note, any) => Condition::Noted(all_folded(any)),
            Wants::Status(any) => {
                Condition::Statuses(any.iter().copied().flat_map(StatusIs::states).collect())
            }
            Wants::By(any) => Condition::DecidedBy(any.iter().map(|by| decider(*by)).collect()),
            Wants::Has(any) => Condition::Beside {
                note: any.contains(&Has::Note),
                answer: any.contains(&Has::Receipt),
                quote: any.contains(&Has::Proof),
            },
            Wants::Currency(any) => Condition::Currencies(any.clone()),
            Wants::Amount(is, currency) => {
                let one = |currency: Currency| Some((currency, is.bounds(currency)?));
                Condition::Amount(match currency {
                    Some(currency) => one(*currency).into_iter().collect(),
                    None => Currency::all().filter_map(one).collect(),
                })
            }
            Wants::Is(any) if is_only_play(any) => {
                let sandboxes = registry.agents.values().filter(|agent| agent.sandbox);
                Condition::Agents(sandboxes.map(|agent| agent.id).collect())
            }
            Wants::Date(is) => Condition::Asked(is.moments(self.today, self.zone)?),
            Wants::Text(..) | Wants::Words(_) | Wants::Is(_) | Wants::Unread(_) => return None,
        })
    }
}

impl Read {
    fn of(term: counterfoil_domain::query::Term) -> Self {
        let (text, short) = match Sought::of(&term.wants) {
            Some(Ok(sought)) => (Some(sought), None),
            Some(Err(problem)) => (None, Some(problem)),
            None => (None, None),
        };
        let problem = term.problem().or(short);
        Self {
            term,
            text,
            problem,
        }
    }
}

impl Sought {
    /// None where the term asks for no text; the problem where the text is too short.
    fn of(wants: &Wants) -> Option<Result<Self, String>> {
        match wants {
            Wants::Words(text) => Some(Self::texts(&Column::TEXT, std::slice::from_ref(text))),
            Wants::Text(field, any) => Some(Self::texts(column(*field)?, any)),
            Wants::Is(any) if is_only_play(any) => None,
            Wants::Is(any) => Some(Ok(Self::facets(any.iter().copied().map(facet)))),
            Wants::Status(_)
            | Wants::By(_)
            | Wants::Has(_)
            | Wants::Currency(_)
            | Wants::Amount(..)
            | Wants::Date(_)
            | Wants::Unread(_) => None,
        }
    }

    fn facets<'a>(any: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            columns: &[Column::Facets],
            any: any.into_iter().map(str::to_owned).collect(),
        }
    }

    fn texts(columns: &'static [Column], any: &[String]) -> Result<Self, String> {
        let needles: Option<Vec<String>> = any.iter().map(|text| needle(text)).collect();
        let short = || "Text needs at least three letters.".to_owned();
        Ok(Self {
            columns,
            any: needles.ok_or_else(short)?,
        })
    }

    fn expression(&self) -> String {
        let quoted = |word: &String| format!("\"{}\"", word.replace('"', "\"\""));
        let any: Vec<String> = self.any.iter().map(quoted).collect();
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        format!("({{{}}} : ({}))", columns.join(" "), any.join(" OR "))
    }

    fn is_in(&self, words: &Words) -> bool {
        let within = |word: &String| {
            let mut columns = self.columns.iter();
            columns.any(|column| words.get(*column).contains(word.as_str()))
        };
        self.any.iter().any(within)
    }
}

/// Where the index has what such a field looks for; none where the store has it.
const fn column(field: TextField) -> Option<&'static [Column]> {
    match field {
        TextField::Merchant | TextField::Domain => Some(&[Column::Merchant]),
        TextField::Item => Some(&[Column::Items]),
        TextField::Category => Some(&[Column::Category]),
        TextField::Reason => Some(&[Column::Reason]),
        TextField::Card => Some(&[Column::Card]),
        TextField::Agent
        | TextField::Budget
        | TextField::Tag
        | TextField::Note
        | TextField::Id
        | TextField::Hash => None,
    }
}

fn all_folded(any: &[String]) -> Vec<String> {
    any.iter().map(|text| folded(text)).collect()
}

/// Play money follows from the agent, which is found without the text index.
fn is_only_play(any: &[Is]) -> bool {
    any.iter().all(|is| *is == Is::Sandbox)
}

fn is_named(name: &str, any: &[String]) -> bool {
    let name = folded(name);
    any.iter().any(|part| name.contains(&folded(part)))
}

const fn decider(by: Decider) -> &'static str {
    match by {
        Decider::You => "owner",
        Decider::Rule => "rule",
    }
}
