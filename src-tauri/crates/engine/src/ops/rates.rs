//! Recording what one currency is worth in another.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use counterfoil_domain::Currency;
use counterfoil_domain::entry::{Fact, RatesSet};
use counterfoil_domain::rates::{Quote, Rate, Source};
use counterfoil_protocols::ecb::EcbDay;

use crate::error::EngineError;
use crate::writer::Desk;

/// What became of rates that were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatesTaken {
    /// The day they are of.
    pub date: NaiveDate,
    /// How many are in use from now on.
    pub taken: usize,
    /// How many are not, because a newer rate of the same pair is there.
    pub older: usize,
    /// Codes that are not money one can pay with.
    pub skipped: Vec<String>,
}

/// Records a day of the European Central Bank's rates.
pub(crate) fn import(desk: &mut Desk<'_>, day: &EcbDay) -> Result<RatesTaken, EngineError> {
    let euro = Currency::parse("EUR").map_err(|error| EngineError::Internal(error.to_string()))?;
    let mut taken = record(desk, euro, day.date, day.rates.clone(), Source::Ecb)?;
    taken.skipped.clone_from(&day.skipped);
    Ok(taken)
}

/// Records one rate of today, as the owner gives it.
pub(crate) fn set(
    desk: &mut Desk<'_>,
    from: Currency,
    to: Currency,
    rate: Quote,
) -> Result<RatesTaken, EngineError> {
    if from == to {
        let text = format!("{from} is always worth itself.");
        return Err(EngineError::Invalid(text));
    }
    let today = desk.now().to_datetime().date_naive();
    record(desk, from, today, [(to, rate)].into(), Source::Owner)
}

/// Only what is in use from now on is recorded: an old file must not bring old rates back.
fn record(
    desk: &mut Desk<'_>,
    base: Currency,
    date: NaiveDate,
    rates: BTreeMap<Currency, Quote>,
    source: Source,
) -> Result<RatesTaken, EngineError> {
    let today = desk.now().to_datetime().date_naive();
    // Somewhere on earth it is tomorrow; a rate of a later day would stay fresh for too long.
    if today.succ_opt().is_some_and(|tomorrow| date > tomorrow) {
        let text = format!("The rates are of {date}, a day that has not come yet.");
        return Err(EngineError::Invalid(text));
    }
    let given = rates.len();
    let mut table = desk.registry().rates.clone();
    let set = |to, rate| Rate {
        date,
        from: base,
        rate,
        source,
        to,
    };
    let mut newer = rates;
    newer.retain(|to, rate| table.set(set(*to, *rate)));
    let taken = newer.len();
    if taken == 0 {
        let text = format!("Newer rates than those of {date} are recorded already.");
        return Err(EngineError::Invalid(text));
    }
    desk.record(&Fact::RatesSet(RatesSet {
        base,
        date,
        rates: newer,
        source,
    }))?;
    Ok(RatesTaken {
        date,
        taken,
        older: given.saturating_sub(taken),
        skipped: Vec::new(),
    })
}
