//! What a purchase would reach of limits, and what it would need beyond them.

use super::Warning;
use crate::evaluate::{Covering, Standing};
use crate::money::Money;
use crate::purchase::{Raise, Raises};

/// What is missing in each window that has not enough left.
pub(super) fn missing(covering: &Covering<'_>) -> Raises {
    let Some(price) = covering.price else {
        return Raises::new();
    };
    let missing = |standing: &Standing| {
        let missing = i128::from(price.minor()).saturating_sub(standing.left());
        let minor = i64::try_from(missing).unwrap_or(i64::MAX);
        let slot = standing.slot;
        (minor > 0).then_some((standing.limit.window, Raise { minor, slot }))
    };
    covering.periods.iter().filter_map(missing).collect()
}

/// The highest part of each limit that this purchase reaches and what was there before did not.
pub(super) fn warnings<'a>(covering: &'a Covering<'_>) -> impl Iterator<Item = Warning> + 'a {
    let price = covering.price.map_or(0, Money::minor);
    covering.periods.iter().filter_map(move |standing| {
        let before = standing.most().saturating_sub(standing.left());
        let after = before.saturating_add(price.into());
        let reaches = |used: i128, percent: u8| {
            used.saturating_mul(100) >= standing.most().saturating_mul(percent.into())
        };
        let mut percents = covering.mandate.warn_at_percent.iter().rev();
        let percent = percents.find(|percent| reaches(after, **percent))?;
        (!reaches(before, *percent)).then_some(Warning {
            mandate: covering.mandate.id,
            window: standing.limit.window,
            percent: *percent,
        })
    })
}
