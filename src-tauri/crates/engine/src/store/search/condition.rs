//! Conditions on a purchase's row, as SQL made of fixed pieces; every value is bound.

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::query::Moments;
use counterfoil_domain::time::Timestamp;
use rusqlite::Connection;
use serde_json::json;

use super::numbers;
use crate::error::EngineError;
use crate::search::Test;
use crate::store::cells::{self, Cell};

/// A condition that must hold, or must not.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) negated: bool,
    pub(crate) condition: Condition,
}

/// What a row must be.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Agents(Vec<AgentId>),
    Mandates(Vec<MandateId>),
    Statuses(Vec<Status>),
    DecidedBy(Vec<&'static str>),
    Currencies(Vec<Currency>),
    /// From the lowest to the highest amount of each currency.
    Amount(Vec<(Currency, (i64, i64))>),
    /// When it was asked for.
    Asked(Moments),
    Ids(Vec<Prefix>),
    /// Of what was shown, or of what a seller answered.
    Hashes(Vec<Prefix>),
    /// It has one of these tags, folded.
    Tagged(Vec<String>),
    /// One of these, folded, is in its note.
    Noted(Vec<String>),
    /// One of these stands beside it.
    Beside {
        /// A note of the owner.
        note: bool,
        /// What a seller answered.
        answer: bool,
        /// What was asked on a rail.
        quote: bool,
    },
}

/// The beginning of some bytes, in hexadecimal.
#[derive(Clone, Debug)]
pub(crate) struct Prefix(String);

impl Prefix {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.trim_start_matches("pur_").to_owned())
    }

    /// The lowest and the highest of so many digits that begin like this.
    fn span(&self, digits: usize) -> serde_json::Value {
        let Self(known) = self;
        json!({"l": format!("{known:0<digits$}"), "h": format!("{known:f<digits$}")})
    }
}

const MANDATES: &str = "SELECT n FROM mandate
    WHERE id IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY 1";

// The beginnings lead: each is a stretch of an index.
const IDS: &str = "SELECT DISTINCT q.n FROM json_each(?1) b CROSS JOIN purchase q
    ON q.id BETWEEN unhex(b.value ->> 'l') AND unhex(b.value ->> 'h') ORDER BY 1";

const HASHES: &str = "SELECT v.purchase FROM json_each(?1) b CROSS JOIN view v
    ON v.hash BETWEEN unhex(b.value ->> 'l') AND unhex(b.value ->> 'h')
    UNION SELECT r.purchase FROM json_each(?1) b CROSS JOIN response r
    ON r.hash BETWEEN unhex(b.value ->> 'l') AND unhex(b.value ->> 'h') ORDER BY 1";

const TAGGED: &str = "SELECT DISTINCT purchase FROM words WHERE kind = 'tag' AND stands = 1
    AND folded IN (SELECT value FROM json_each(?1)) ORDER BY 1";

const NOTED: &str = "SELECT DISTINCT w.purchase FROM words w, json_each(?1) b
    WHERE w.kind = 'note' AND w.stands = 1 AND instr(w.folded, b.value) > 0 ORDER BY 1";

const BESIDE: &str = "SELECT purchase FROM response WHERE ?1
    UNION SELECT purchase FROM quote WHERE ?2
    UNION SELECT purchase FROM words WHERE ?3 AND kind = 'note' AND stands = 1 ORDER BY 1";

impl Condition {
    /// What must be so of a purchase's cells.
    pub(crate) fn test(&self, conn: &Connection) -> Result<Test, EngineError> {
        Ok(match self {
            Self::Agents(agents) => Test::among(Cell::Agent, super::agents(conn, agents)?),
            Self::Mandates(mandates) => {
                let ids = list(mandates.iter().map(|id| hex::encode(id.as_bytes()).into()));
                Test::among(Cell::Mandate, found(conn, MANDATES, [ids])?)
            }
            Self::Statuses(statuses) => {
                let all = statuses.iter().copied().map(cells::status);
                Test::among(Cell::Status, all.collect())
            }
            Self::DecidedBy(by) => {
                let all = by.iter().map(|word| cells::decider(Some(word)));
                Test::among(Cell::By, all.collect())
            }
            Self::Currencies(any) => {
                let all = any.iter().map(|currency| cells::currency(currency.code()));
                Test::among(Cell::Currency, all.collect())
            }
            Self::Amount(bounds) => {
                let bound = |(currency, ends): &(Currency, (i64, i64))| {
                    (cells::currency(currency.code()), *ends)
                };
                let mut bounds: Vec<_> = bounds.iter().map(bound).collect();
                bounds.sort_unstable();
                Test::Amount(bounds)
            }
            Self::Asked(Moments { from, until }) => Test::Asked(
                from.map_or(i64::MIN, Timestamp::as_millis),
                until.map_or(i64::MAX, Timestamp::as_millis),
            ),
            Self::Ids(any) => Test::Numbers(found(conn, IDS, [spans(any, 32)])?),
            Self::Hashes(any) => Test::Numbers(found(conn, HASHES, [spans(any, 64)])?),
            Self::Tagged(any) => Test::Numbers(found(conn, TAGGED, [texts(any)])?),
            Self::Noted(any) => Test::Numbers(found(conn, NOTED, [texts(any)])?),
            Self::Beside {
                note,
                answer,
                quote,
            } => Test::Numbers(found(conn, BESIDE, [answer, quote, note])?),
        })
    }
}

fn found(
    conn: &Connection,
    sql: &'static str,
    values: impl rusqlite::Params,
) -> Result<Vec<i64>, EngineError> {
    numbers(conn.prepare_cached(sql)?.query(values)?)
}

fn spans(prefixes: &[Prefix], digits: usize) -> String {
    list(prefixes.iter().map(|prefix| prefix.span(digits)))
}

fn texts(any: &[String]) -> String {
    list(any.iter().map(|text| text.as_str().into()))
}

fn list(all: impl Iterator<Item = serde_json::Value>) -> String {
    serde_json::Value::Array(all.collect()).to_string()
}
