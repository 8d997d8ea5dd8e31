//! What a purchase stands for in the sums, and how a step changes them.
//!
//! The sums follow from the purchase before and after, not from the postings: what is spent is the
//! conversion of all that was captured, and what is held is the conversion of held and captured
//! less that, so that captures in parts never drift away from the whole.

use super::{BalanceKey, Slot, Span, SumOverflow};
use crate::evaluate::Balance;
use crate::ids::MandateId;
use crate::money::Money;
use crate::period::{Calendar, Window};
use crate::purchase::{Charge, Purchase, Raises};

/// The part of a purchase that the sums depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footing {
    charge: Option<Charge>,
    overall: Option<Charge>,
    held: Money,
    captured: i64,
    raised: Raises,
    overall_raised: Raises,
}

/// By how much one sum changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    held: i64,
    spent: i64,
    raised: i64,
    count: i64,
}

impl Delta {
    /// What the owner adds to a limit.
    pub const fn raise(minor: i64) -> Self {
        Self {
            held: 0,
            spent: 0,
            raised: minor,
            count: 0,
        }
    }

    /// The sum after it.
    pub fn on(&self, balance: Balance) -> Option<Balance> {
        Some(Balance {
            held: balance.held.checked_add(self.held)?,
            spent: balance.spent.checked_add(self.spent)?,
            raised: balance.raised.checked_add(self.raised)?,
            count: balance.count.checked_add(self.count)?,
        })
    }

    fn less(&self, part: Balance) -> Option<Self> {
        Some(Self {
            held: self.held.checked_sub(part.held)?,
            spent: self.spent.checked_sub(part.spent)?,
            raised: self.raised.checked_sub(part.raised)?,
            count: self.count.checked_sub(part.count)?,
        })
    }

    fn more(&self, part: Balance) -> Option<Self> {
        Some(Self {
            held: self.held.checked_add(part.held)?,
            spent: self.spent.checked_add(part.spent)?,
            raised: self.raised.checked_add(part.raised)?,
            count: self.count.checked_add(part.count)?,
        })
    }
}

impl Purchase {
    /// What it stands for in the sums.
    pub fn footing(&self) -> Footing {
        Footing {
            charge: self.charge,
            overall: self.overall,
            held: Money::new(self.held, self.amount.currency()),
            captured: self.captured,
            raised: self.raised.clone(),
            overall_raised: self.overall_raised.clone(),
        }
    }

    /// What it carries in each sum of one mandate that it is charged to or counted in.
    pub fn counted(&self, mandate: MandateId) -> Option<(Charge, Balance, &Raises)> {
        let sides = [
            (self.charge, &self.raised),
            (self.overall, &self.overall_raised),
        ];
        let (charge, raises) = sides.into_iter().find_map(|(charge, raises)| {
            Some((charge.filter(|own| own.mandate == mandate)?, raises))
        })?;
        let held = Money::new(self.held, self.amount.currency());
        let part = carried(&charge, held, self.captured).unwrap_or_default();
        Some((charge, part, raises))
    }
}

/// How the sums change between two states of a purchase; nothing before it was opened.
pub fn changes(
    before: Option<&Footing>,
    after: &Footing,
) -> Result<Vec<(BalanceKey, Delta)>, SumOverflow> {
    if before.is_some_and(|before| before == after) {
        return Ok(Vec::new());
    }
    let mut sums: Vec<(BalanceKey, Delta)> = Vec::with_capacity(8);
    for (key, part) in before.map_or(Ok(Vec::new()), Footing::parts)? {
        change(&mut sums, key, |delta| delta.less(part))?;
    }
    for (key, part) in after.parts()? {
        change(&mut sums, key, |delta| delta.more(part))?;
    }
    sums.retain(|(_, delta)| *delta != Delta::default());
    sums.sort_unstable_by_key(|(key, _)| *key);
    Ok(sums)
}

/// A purchase is part of a handful of sums, so looking through them is the quickest way to one.
fn change(
    sums: &mut Vec<(BalanceKey, Delta)>,
    key: BalanceKey,
    change: impl FnOnce(&Delta) -> Option<Delta>,
) -> Result<(), SumOverflow> {
    if let Some((_, delta)) = sums.iter_mut().find(|(known, _)| *known == key) {
        *delta = change(delta).ok_or(SumOverflow)?;
    } else {
        sums.push((key, change(&Delta::default()).ok_or(SumOverflow)?));
    }
    Ok(())
}

impl Footing {
    /// Each sum it is part of, with its part.
    fn parts(&self) -> Result<Vec<(BalanceKey, Balance)>, SumOverflow> {
        let mut parts = Vec::with_capacity(8);
        let sides = [
            (&self.charge, &self.raised),
            (&self.overall, &self.overall_raised),
        ];
        for (charge, raises) in sides {
            let Some(charge) = charge else { continue };
            let part = carried(charge, self.held, self.captured).ok_or(SumOverflow)?;
            if part != Balance::default() {
                parts.extend(keys(charge).map(|key| (key, part)));
            }
            parts.extend(raises.iter().map(|(window, raise)| {
                let key = BalanceKey {
                    mandate: charge.mandate,
                    span: Span::Raise(*window),
                    slot: raise.slot,
                };
                let part = Balance {
                    raised: raise.minor,
                    ..Balance::default()
                };
                (key, part)
            }));
        }
        Ok(parts)
    }
}

/// What is carried in the currency of the mandate.
pub(crate) fn carried(charge: &Charge, held: Money, captured: i64) -> Option<Balance> {
    let count = i64::from(held.minor() > 0 || captured > 0);
    let whole = charge.counted(Money::new(
        held.minor().checked_add(captured)?,
        held.currency(),
    ))?;
    let spent = charge.counted(Money::new(captured, held.currency()))?;
    Some(Balance {
        held: whole.checked_sub(spent)?,
        spent,
        raised: 0,
        count,
    })
}

fn keys(charge: &Charge) -> impl Iterator<Item = BalanceKey> {
    let mandate = charge.mandate;
    let month = Calendar::of(chrono_tz::UTC).first_day(Window::Month, charge.day);
    [
        (Span::Hour, charge.hour),
        (Span::Day, Slot::of_day(charge.day)),
        (Span::Month, Slot::of_day(month.unwrap_or(charge.day))),
        (Span::Total, Slot::ONLY),
    ]
    .into_iter()
    .map(move |(span, slot)| BalanceKey {
        mandate,
        span,
        slot,
    })
}
