//! Conditions on a purchase's row, as SQL made of fixed pieces; every value is bound.

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::query::Moments;
use counterfoil_domain::time::Timestamp;
use rusqlite::types::Value;
use serde_json::json;

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

const TAGGED: &str = "p.n IN (SELECT w.purchase FROM words w WHERE w.kind = 'tag'
    AND w.stands = 1 AND w.folded IN (SELECT value FROM json_each(?)))";

const NOTED: &str = "p.n IN (SELECT w.purchase FROM words w, json_each(?) b WHERE w.kind = 'note'
    AND w.stands = 1 AND instr(w.folded, b.value) > 0)";

const BESIDE: &str = "(? AND p.n IN (SELECT w.purchase FROM words w
        WHERE w.kind = 'note' AND w.stands = 1))
    OR (? AND EXISTS (SELECT 1 FROM response r WHERE r.purchase = p.n))
    OR (? AND EXISTS (SELECT 1 FROM quote q WHERE q.purchase = p.n))";

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

impl Condition {
    pub(super) fn sql(&self, values: &mut Vec<Value>) -> &'static str {
        let mut bind = |value: serde_json::Value| values.push(Value::Text(value.to_string()));
        let hex = |bytes: &[u8; 16]| hex::encode_upper(bytes);
        match self {
            Self::Agents(agents) => {
                bind(agents.iter().map(|id| hex(id.as_bytes())).collect());
                "p.agent IN (SELECT a.n FROM agent a
                 WHERE hex(a.id) IN (SELECT value FROM json_each(?)))"
            }
            Self::Mandates(mandates) => {
                bind(mandates.iter().map(|id| hex(id.as_bytes())).collect());
                "coalesce(p.mandate IN (SELECT m.n FROM mandate m
                 WHERE hex(m.id) IN (SELECT value FROM json_each(?))), 0)"
            }
            Self::Statuses(statuses) => {
                bind(statuses.iter().map(|status| status.word()).collect());
                "p.status IN (SELECT value FROM json_each(?))"
            }
            Self::DecidedBy(by) => {
                bind(by.iter().copied().collect());
                "coalesce(p.decided_by IN (SELECT value FROM json_each(?)), 0)"
            }
            Self::Currencies(currencies) => {
                bind(currencies.iter().map(|currency| currency.code()).collect());
                "p.currency IN (SELECT value FROM json_each(?))"
            }
            Self::Amount(bounds) => {
                let bound = |(currency, (low, high)): &(Currency, (i64, i64))| json!({"c": currency.code(), "l": low, "h": high});
                bind(bounds.iter().map(bound).collect());
                "EXISTS (SELECT 1 FROM json_each(?) b
                 WHERE b.value ->> 'c' = p.currency
                   AND p.amount BETWEEN b.value ->> 'l' AND b.value ->> 'h')"
            }
            Self::Asked(Moments { from, until }) => {
                values.push(Value::Integer(from.map_or(i64::MIN, Timestamp::as_millis)));
                values.push(Value::Integer(until.map_or(i64::MAX, Timestamp::as_millis)));
                "p.requested_at >= ? AND p.requested_at < ?"
            }
            Self::Ids(prefixes) => {
                bind(prefixes.iter().map(|prefix| prefix.span(32)).collect());
                "p.n IN (SELECT q.n FROM json_each(?) b JOIN purchase q
                 ON q.id BETWEEN unhex(b.value ->> 'l') AND unhex(b.value ->> 'h'))"
            }
            Self::Hashes(prefixes) => {
                let all = || prefixes.iter().map(|prefix| prefix.span(64)).collect();
                bind(all());
                bind(all());
                "p.n IN (SELECT v.purchase FROM json_each(?) b JOIN view v
                         ON v.hash BETWEEN unhex(b.value ->> 'l') AND unhex(b.value ->> 'h'))
                 OR p.n IN (SELECT r.purchase FROM json_each(?) b JOIN response r
                            ON r.hash BETWEEN unhex(b.value ->> 'l') AND unhex(b.value ->> 'h'))"
            }
            Self::Tagged(any) => {
                bind(any.iter().map(String::as_str).collect());
                TAGGED
            }
            Self::Noted(any) => {
                bind(any.iter().map(String::as_str).collect());
                NOTED
            }
            Self::Beside {
                note,
                answer,
                quote,
            } => {
                values.push(Value::Integer(i64::from(*note)));
                values.push(Value::Integer(i64::from(*answer)));
                values.push(Value::Integer(i64::from(*quote)));
                BESIDE
            }
        }
    }
}
