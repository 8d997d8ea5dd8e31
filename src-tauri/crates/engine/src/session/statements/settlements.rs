//! What the record says should be on statements.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use counterfoil_domain::entry::Entry;
use counterfoil_domain::merchant::Merchant;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::statement::{Kind, Settlement, Way};
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::store::{self, Connection};

/// How long before a statement a purchase may have been asked for that is charged in it, days.
const ASKED_BEFORE: u64 = 45;

/// The same for one that is refunded in it.
const REFUNDED_BEFORE: u64 = 400;

/// How long after a statement an agent may report what is on it, days.
const AFTER: u64 = 5;

/// Everything on record that may be on statements of that time.
pub(super) fn settlements(
    conn: &Connection,
    zone: Tz,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Settlement>, EngineError> {
    let start = |day: NaiveDate, before: u64| {
        let day = day.checked_sub_days(Days::new(before)).unwrap_or(day);
        millis(day)
    };
    let end = until.checked_add_days(Days::new(AFTER)).unwrap_or(until);
    let rows = store::statements::paid_between(
        conn,
        start(from, REFUNDED_BEFORE),
        start(from, ASKED_BEFORE),
        millis(end),
    )?;
    let mut all = Vec::new();
    for row in rows {
        let purchase = &row.purchase;
        // Play money and tokens are on no bank's statement.
        if purchase.merchant.is_in_play() || purchase.amount.currency().is_asset() {
            continue;
        }
        of_purchase(conn, &row, zone, &mut all)?;
    }
    // What was recorded after the last statement is not asked for yet.
    all.retain(|settlement| settlement.day <= end);
    Ok(all)
}

fn millis(day: NaiveDate) -> Timestamp {
    let start = day.and_time(chrono::NaiveTime::MIN).and_utc();
    Timestamp::from_millis(start.timestamp_millis())
}

fn of_purchase(
    conn: &Connection,
    row: &PurchaseRow,
    zone: Tz,
    all: &mut Vec<Settlement>,
) -> Result<(), EngineError> {
    let chain = crate::reading::chain(conn, row)?;
    let asked = crate::reading::requested(&store::log::entry(conn, row.asked_seq)?.bytes)?;
    let merchant = asked.request.checkout.merchant;
    let made = |entry: &Entry, kind, amount, late| Settlement {
        seq: entry.seq,
        purchase: row.purchase.id,
        kind,
        amount,
        day: day(entry.at, zone),
        merchant: name(&merchant),
        domain: merchant
            .domain
            .as_ref()
            .map(|domain| domain.registrable().to_owned()),
        late,
    };
    let before = all.len();
    for entry in chain.iter().rev() {
        let Some((way, settled)) = crate::reading::moved(&entry.fact) else {
            continue;
        };
        let kind = match way {
            Way::Out => Kind::Captured,
            Way::Back => Kind::Refunded,
        };
        let amount = Money::parse(&settled.amount, row.purchase.amount.currency());
        let unlike = |error| EngineError::Damaged(format!("entry {}: {error}", entry.seq));
        all.push(made(entry, kind, amount.map_err(unlike)?, settled.late));
    }
    if all.len() > before {
        return Ok(());
    }
    let authorized = chain
        .iter()
        .find(|entry| Some(entry.seq) == row.authorized_seq);
    if let Some(entry) = authorized {
        let ended = matches!(row.purchase.status, Status::Voided | Status::Lapsed);
        let kind = if ended { Kind::Ended } else { Kind::Approved };
        all.push(made(entry, kind, row.purchase.amount, ended));
    }
    Ok(())
}

fn day(at: Timestamp, zone: Tz) -> NaiveDate {
    at.to_datetime().with_timezone(&zone).date_naive()
}

fn name(merchant: &Merchant) -> String {
    merchant.name.as_str().to_owned()
}
