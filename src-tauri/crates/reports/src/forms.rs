//! The forms that an export can have.

use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::Timestamp;
use counterfoil_domain::report::{Movement, Reported, Way};

use crate::write::ReportError;

pub(crate) mod bundle;
pub(crate) mod csv;
pub(crate) mod journal;
pub(crate) mod json;
pub(crate) mod ofx;
pub(crate) mod pdf;
pub(crate) mod xlsx;

/// The day on which it was, where the owner lives.
fn day(at: Timestamp, zone: Tz) -> NaiveDate {
    at.to_datetime().with_timezone(&zone).date_naive()
}

/// What moved; it must come to what the purchase says.
fn checked_movements(reported: &Reported) -> Result<&[Movement], ReportError> {
    let purchase = &reported.summary;
    let (mut out, mut back) = (0_i64, 0_i64);
    for movement in &reported.movements {
        let sum = match movement.way {
            Way::Out => &mut out,
            Way::Back => &mut back,
        };
        *sum = sum.saturating_add(movement.amount.minor());
    }
    if (out, back) == (purchase.captured.minor(), purchase.refunded.minor()) {
        return Ok(&reported.movements);
    }
    Err(ReportError::Amount {
        id: purchase.id.to_string(),
    })
}
