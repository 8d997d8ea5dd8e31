//! A purchase against the limits of one mandate.

use super::{Balance, Covering, Reason, Standing};
use crate::balances::Slot;
use crate::currency::Currency;
use crate::mandate::WhenUsedUp;
use crate::money::Money;

/// What the limits deny.
pub(super) fn refusals(covering: &Covering<'_>, reasons: &mut Vec<Reason>) {
    let mandate = covering.mandate;
    let Some(price) = covering.price else { return };
    if let Some(limit) = mandate
        .limits
        .deny_above
        .filter(|limit| price.minor() > limit.minor())
    {
        reasons.push(Reason::AboveDeny {
            diff: difference(price, limit),
            limit,
            mandate_name: mandate.name.clone(),
        });
    }
    for standing in overrun(covering, price) {
        if standing.limit.when_used_up == WhenUsedUp::Deny {
            let left = left(standing, price.currency());
            reasons.push(Reason::PeriodUsedUp {
                diff: difference(price, left),
                left,
                mandate_name: mandate.name.clone(),
                next: standing.next,
                window: standing.limit.window,
            });
        }
    }
}

/// What the mandate does not approve by itself.
pub(super) fn authority(covering: &Covering<'_>, reasons: &mut Vec<Reason>) {
    let mandate = covering.mandate;
    let Some(price) = covering.price else { return };
    let auto = mandate
        .limits
        .auto_up_to
        .unwrap_or(Money::zero(price.currency()));
    if price.minor() > auto.minor() {
        reasons.push(Reason::OverAuto {
            diff: difference(price, auto),
            limit: auto,
            mandate_name: mandate.name.clone(),
        });
    }
    if let Some(limit) = mandate
        .confirm_above
        .filter(|limit| price.minor() > limit.minor())
    {
        reasons.push(Reason::NeedsPresence { limit });
    }
}

/// What the limits ask about.
pub(super) fn doubts(covering: &Covering<'_>, amount: Money, reasons: &mut Vec<Reason>) {
    let mandate = covering.mandate;
    if let Some(most) = mandate.limits.max_purchases
        && covering.count >= i64::from(most.count)
    {
        reasons.push(Reason::TooMany {
            count: covering.count.saturating_add(1),
            mandate_name: mandate.name.clone(),
            max: most.count,
            window: most.window,
        });
    }
    let Some(price) = covering.price else {
        reasons.push(Reason::NoRate {
            into: mandate.currency,
            currency: amount.currency(),
            mandate_name: mandate.name.clone(),
            max_age_days: mandate.limits.conversion.max_age_days,
        });
        return;
    };
    for standing in overrun(covering, price) {
        if standing.limit.when_used_up == WhenUsedUp::Ask {
            let left = left(standing, price.currency());
            reasons.push(Reason::OverPeriod {
                diff: difference(price, left),
                left,
                mandate_name: mandate.name.clone(),
                next: standing.next,
                window: standing.limit.window,
            });
        }
    }
}

/// The most of `currency` that fits into every period of the mandate; none without a limit or
/// without a rate.
pub(super) fn room(covering: &Covering<'_>, currency: Currency) -> Option<i128> {
    covering.price?;
    let least = standings(covering).map(|standing| standing.left()).min()?;
    let Some(rate) = &covering.rate else {
        return Some(least);
    };
    let budget = clamped(least.max(0), covering.mandate.currency);
    let most = rate.most(budget, currency).ok()?;
    Some(most.minor().into())
}

pub(super) fn difference(amount: Money, limit: Money) -> Money {
    Money::new(
        amount.minor().saturating_sub(limit.minor()),
        amount.currency(),
    )
}

pub(super) fn clamped(minor: i128, currency: Currency) -> Money {
    Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency)
}

/// The period limits that `price` would go over.
fn overrun(covering: &Covering<'_>, price: Money) -> impl Iterator<Item = Standing> {
    standings(covering).filter(move |standing| i128::from(price.minor()) > standing.left())
}

/// Where each limit stands. One of which that is not known has nothing left: what is not known
/// must not be spent.
fn standings(covering: &Covering<'_>) -> impl Iterator<Item = Standing> {
    let limits = covering.mandate.limits.periods.iter().enumerate();
    limits.map(|(index, limit)| {
        let known = covering.periods.get(index).copied();
        known.unwrap_or_else(|| Standing {
            limit: *limit,
            balance: Balance {
                held: limit.max.minor(),
                ..Balance::default()
            },
            carried: 0,
            slot: Slot::ONLY,
            next: None,
        })
    })
}

fn left(standing: Standing, currency: Currency) -> Money {
    clamped(standing.left().max(0), currency)
}
