//! Subscription rows.

use counterfoil_domain::Currency;
use counterfoil_domain::checkout::Interval;
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::money::Money;
use counterfoil_domain::subscription::{Subscription, SubscriptionKey};
use counterfoil_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::parties::Parties;
use crate::error::EngineError;

/// All columns with the ids behind the small numbers; a macro, because SQL must be a literal.
macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT m.identity, s.currency, s.plan, s.first, s.last, a.id, s.\"interval\",
                    s.amount, s.paid, s.anchor, s.next, s.\"left\", s.trial_ends, s.cancelled_at
             FROM subscription s JOIN merchant m ON m.n = s.merchant JOIN agent a ON a.n = s.agent ",
            $tail
        )
    };
}

pub(crate) fn get(
    conn: &Connection,
    key: &SubscriptionKey,
) -> Result<Option<Subscription>, EngineError> {
    let sql = select!("WHERE m.identity = ?1 AND s.currency = ?2 AND s.plan = ?3");
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(
            params![key.merchant.as_str(), key.currency.code(), key.plan],
            |row| Ok(read(row)),
        )
        .optional()?;
    found.transpose().map(|found| found.map(|(_, known)| known))
}

pub(crate) fn put(
    conn: &Connection,
    parties: &mut Parties,
    key: &SubscriptionKey,
    known: &Subscription,
) -> Result<(), EngineError> {
    let sql =
        "INSERT INTO subscription (merchant, currency, plan, first, last, agent, \"interval\",
                   amount, paid, anchor, next, \"left\", trial_ends, cancelled_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
               ON CONFLICT DO UPDATE SET last = ?5, agent = ?6, \"interval\" = ?7, amount = ?8,
                   paid = ?9, anchor = ?10, next = ?11, \"left\" = ?12, trial_ends = ?13,
                   cancelled_at = ?14";
    conn.prepare_cached(sql)?.execute(params![
        parties.merchant(conn, &key.merchant)?,
        key.currency.code(),
        key.plan,
        known.first.as_bytes(),
        known.last.as_bytes(),
        parties.agent(conn, known.agent)?,
        known.interval.as_str(),
        known.amount.minor(),
        known.paid.minor(),
        known.anchor.to_string(),
        known.next.to_string(),
        known.left,
        known.trial_ends.map(|day| day.to_string()),
        known.cancelled_at.map(Timestamp::as_millis),
    ])?;
    Ok(())
}

/// Every subscription, the one that is due first at the top.
pub(crate) fn all(conn: &Connection) -> Result<Vec<(SubscriptionKey, Subscription)>, EngineError> {
    let mut statement = conn.prepare_cached(select!("ORDER BY s.next, m.identity"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

fn read(row: &Row<'_>) -> Result<(SubscriptionKey, Subscription), EngineError> {
    let damaged = || EngineError::Damaged("a subscription row cannot be read".to_owned());
    let currency = Currency::parse(&row.get::<_, String>(1)?).map_err(|_| damaged())?;
    let day = |text: String| text.parse().map_err(|_| damaged());
    let trial: Option<String> = row.get(12)?;
    let cancelled: Option<i64> = row.get(13)?;
    let key = SubscriptionKey {
        currency,
        merchant: MerchantIdentity::recorded(row.get(0)?),
        plan: row.get(2)?,
    };
    let known = Subscription {
        first: PurchaseId::from_bytes(row.get(3)?),
        last: PurchaseId::from_bytes(row.get(4)?),
        agent: AgentId::from_bytes(row.get(5)?),
        interval: Interval::parse(&row.get::<_, String>(6)?).ok_or_else(damaged)?,
        amount: Money::new(row.get(7)?, currency),
        paid: Money::new(row.get(8)?, currency),
        anchor: day(row.get(9)?)?,
        next: day(row.get(10)?)?,
        left: row.get(11)?,
        trial_ends: trial.map(day).transpose()?,
        cancelled_at: cancelled.map(Timestamp::from_millis),
    };
    Ok((key, known))
}
