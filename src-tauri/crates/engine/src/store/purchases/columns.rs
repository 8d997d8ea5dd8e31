//! The columns of a purchase's row: the one list of values from which rows are written and against
//! which they are checked.

use std::ops::RangeInclusive;

use counterfoil_domain::balances::Slot;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::{Charge, DecidedBy, Purchase, Raises};
use counterfoil_domain::time::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use super::PurchaseRow;
use crate::error::EngineError;
use crate::store::log::{from_sql, to_sql};
use crate::store::parties::Parties;

/// How many columns there are.
const COUNT: usize = 37;

/// All of them, in the order of [`Line::values`]; a macro, because SQL must be a literal.
macro_rules! columns {
    () => {
        "n, id, agent, merchant, rail, revision, status, currency, amount, held, captured,
         refunded, raised, decided_by, mandate, mandate_version, charge_day, requested_at,
         expires_at, authorization_ends, due_at, key_hash, first_seq, asked_seq, authorized_seq,
         last_seq, charge_hour, charge_rate, overall, overall_version, overall_day, overall_hour,
         overall_rate, overall_raised, merchant_before, agent_before, again_of"
    };
}
pub(super) use columns;

/// Where a purchase stands among others and in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) n: i64,
    pub(crate) first: u64,
    pub(crate) asked: u64,
    pub(crate) authorized: Option<u64>,
    pub(crate) last: u64,
    pub(crate) merchant_before: Option<i64>,
    pub(crate) agent_before: Option<i64>,
}

/// The small numbers that stand in a row for longer names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers {
    pub(crate) agent: i64,
    pub(crate) merchant: i64,
    pub(crate) mandate: Option<i64>,
    pub(crate) overall: Option<i64>,
}

/// A row that is not what it must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unlike {
    pub(crate) id: Option<PurchaseId>,
    pub(crate) last_seq: Option<u64>,
}

/// What a row holds.
pub(super) struct Line<'a> {
    places: Places,
    purchase: &'a Purchase,
    key_hash: i64,
    numbers: Numbers,
    texts: [Option<String>; 4],
}

impl<'a> Line<'a> {
    pub(super) fn of(row: &'a PurchaseRow, numbers: Numbers) -> Result<Self, EngineError> {
        let places = Places {
            n: row.n,
            first: row.first_seq,
            asked: row.asked_seq,
            authorized: row.authorized_seq,
            last: row.last_seq,
            merchant_before: row.merchant_before,
            agent_before: row.agent_before,
        };
        Self::new(places, &row.purchase, row.key_hash, numbers)
    }

    fn new(
        places: Places,
        purchase: &'a Purchase,
        key_hash: i64,
        numbers: Numbers,
    ) -> Result<Self, EngineError> {
        let texts = [
            raises_json(&purchase.raised)?,
            rate_json(purchase.charge.as_ref())?,
            rate_json(purchase.overall.as_ref())?,
            raises_json(&purchase.overall_raised)?,
        ];
        Ok(Self {
            places,
            purchase,
            key_hash,
            numbers,
            texts,
        })
    }

    pub(super) fn values(&self) -> Result<[ValueRef<'_>; COUNT], EngineError> {
        let Self {
            places,
            purchase,
            numbers,
            ..
        } = self;
        let [raised, rate, overall_rate, overall_raised] =
            self.texts.each_ref().map(|json| text(json.as_deref()));
        let [version, day, hour] = charged(purchase.charge.as_ref());
        let [overall_version, overall_day, overall_hour] = charged(purchase.overall.as_ref());
        let again_of = purchase.again_of.as_ref();
        let decided_by = purchase.decided_by.map(|by| match by {
            DecidedBy::Rule => "rule",
            DecidedBy::Owner => "owner",
        });
        Ok([
            ValueRef::Integer(places.n),
            ValueRef::Blob(purchase.id.as_bytes()),
            ValueRef::Integer(numbers.agent),
            ValueRef::Integer(numbers.merchant),
            text(Some(purchase.rail.as_str())),
            ValueRef::Integer(purchase.revision.into()),
            text(Some(purchase.status.word())),
            text(Some(purchase.amount.currency().code())),
            ValueRef::Integer(purchase.amount.minor()),
            ValueRef::Integer(purchase.held),
            ValueRef::Integer(purchase.captured),
            ValueRef::Integer(purchase.refunded),
            raised,
            text(decided_by),
            integer(numbers.mandate),
            version,
            day,
            ValueRef::Integer(purchase.requested_at.as_millis()),
            ValueRef::Integer(purchase.expires_at.as_millis()),
            integer(purchase.authorization_ends.map(Timestamp::as_millis)),
            integer(purchase.due_at.map(Timestamp::as_millis)),
            ValueRef::Integer(self.key_hash),
            ValueRef::Integer(to_sql(places.first)?),
            ValueRef::Integer(to_sql(places.asked)?),
            integer(places.authorized.map(to_sql).transpose()?),
            ValueRef::Integer(to_sql(places.last)?),
            hour,
            rate,
            integer(numbers.overall),
            overall_version,
            overall_day,
            overall_hour,
            overall_rate,
            overall_raised,
            integer(places.merchant_before),
            integer(places.agent_before),
            again_of.map_or(ValueRef::Null, |id| ValueRef::Blob(id.as_bytes())),
        ])
    }
}

/// Holds each row of the range against the purchase that its number must belong to. Returns how
/// many there are, and the first that is unlike it.
pub(crate) fn compare<'a>(
    conn: &Connection,
    range: RangeInclusive<i64>,
    parties: &Parties,
    expected: impl Fn(i64) -> Option<(Places, &'a Purchase)>,
) -> Result<(i64, Option<Unlike>), EngineError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM purchase WHERE n BETWEEN ?1 AND ?2 ORDER BY n"
    );
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![range.start(), range.end()])?;
    let (mut seen, mut unlike): (i64, Option<Unlike>) = (0, None);
    while let Some(row) = rows.next()? {
        seen = seen.saturating_add(1);
        let right = match expected(row.get(0)?) {
            Some((places, purchase)) => is_like(row, places, purchase, parties)?,
            None => false,
        };
        if !right && unlike.is_none() {
            unlike = Some(Unlike {
                id: row.get(1).ok().map(PurchaseId::from_bytes),
                last_seq: row.get(25).ok().and_then(|seq| from_sql(seq).ok()),
            });
        }
    }
    Ok((seen, unlike))
}

fn is_like(
    row: &Row<'_>,
    places: Places,
    purchase: &Purchase,
    parties: &Parties,
) -> Result<bool, EngineError> {
    let Some(numbers) = parties.numbers_of(purchase) else {
        return Ok(false);
    };
    // The hash of the key finds an entry and does not follow from the ones before it.
    let line = Line::new(places, purchase, row.get(21)?, numbers)?;
    for (index, value) in line.values()?.into_iter().enumerate() {
        if row.get_ref(index)? != value {
            return Ok(false);
        }
    }
    Ok(true)
}

fn text(text: Option<&str>) -> ValueRef<'_> {
    text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes()))
}

fn integer(number: Option<i64>) -> ValueRef<'static> {
    number.map_or(ValueRef::Null, ValueRef::Integer)
}

fn charged(charge: Option<&Charge>) -> [ValueRef<'static>; 3] {
    let Some(charge) = charge else {
        return [ValueRef::Null; 3];
    };
    [
        ValueRef::Integer(charge.version.into()),
        ValueRef::Integer(Slot::of_day(charge.day).0.into()),
        ValueRef::Integer(charge.hour.0.into()),
    ]
}

fn rate_json(charge: Option<&Charge>) -> Result<Option<String>, EngineError> {
    let rate = charge.and_then(|charge| charge.rate);
    let json = rate.map(|rate| serde_json::to_string(&rate)).transpose();
    json.map_err(|error| EngineError::Internal(error.to_string()))
}

/// Most purchases raise nothing, so nothing is stored for them.
fn raises_json(raises: &Raises) -> Result<Option<String>, EngineError> {
    if raises.is_empty() {
        return Ok(None);
    }
    let json = serde_json::to_string(raises);
    json.map(Some)
        .map_err(|error| EngineError::Internal(error.to_string()))
}
