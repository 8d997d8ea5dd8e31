//! Amounts far from what is usual at this merchant or for this item.
//!
//! "Usual" is the median, and how far prices ordinarily stray from it is the median of the
//! distances: neither is moved by a few odd purchases.

use super::{RiskQuestion, Signal};
use crate::checkout::Item;
use crate::memory::{ItemFacts, PurchaseFacts};
use crate::money::Money;

/// How many purchases it takes to say what is usual.
const ENOUGH: usize = 5;

/// How many it takes to see that a point slipped.
const ENOUGH_FOR_SLIP: usize = 3;

/// How many times the usual a whole purchase may come to, and how many times it may stray as far
/// as purchases there ordinarily do.
const WHOLE: (i64, i64) = (4, 8);

/// The same for one item, whose price hardly changes.
const SINGLE: (i64, i64) = (2, 6);

pub(super) fn find(question: &RiskQuestion<'_>, found: &mut Vec<Signal>) {
    let amount = question.request.checkout.amount;
    let counted = || {
        let earlier = question.merchant.purchases();
        earlier.filter(|facts| {
            question.is_comparable(facts)
                && facts.amount.currency() == amount.currency()
                && facts.was_bought()
        })
    };
    let before = found.len();
    let lines = &question.inspection.traits.lines;
    for (item, line) in question.request.checkout.items.iter().zip(lines) {
        found.extend(of_item(item, line, counted()));
        if found.len() != before {
            return;
        }
    }
    let amounts: Vec<i64> = counted().map(|facts| facts.amount.minor()).collect();
    found.extend(of_whole(amount, amounts));
}

fn of_item<'a>(
    item: &Item,
    line: &ItemFacts,
    earlier: impl Iterator<Item = &'a PurchaseFacts>,
) -> Option<Signal> {
    let units: Vec<i64> = earlier
        .flat_map(|facts| facts.basket.lines())
        .filter(|known| known.print == line.print && known.unit > 0)
        .map(|known| known.unit)
        .collect();
    let count = units.len();
    let usual = median(units.clone())?;
    let money = |minor| Money::new(minor, item.amount.currency());
    let title = Some(item.title.as_str().to_owned());
    // The very same thing: one earlier price is enough to see a slip, but it must be near.
    if let Some(times) = slip(line.unit, usual, 10) {
        return Some(Signal::UnitSlip {
            item: title,
            now: money(line.unit),
            times,
            usual: money(usual),
        });
    }
    (count >= ENOUGH && is_far(line.unit, usual, units, SINGLE)).then(|| Signal::UnusualAmount {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        item: title,
        now: money(line.unit),
        usual: money(usual),
    })
}

fn of_whole(amount: Money, amounts: Vec<i64>) -> Option<Signal> {
    let count = amounts.len();
    let usual = median(amounts.clone())?;
    let money = |minor| Money::new(minor, amount.currency());
    let slipped = (count >= ENOUGH_FOR_SLIP).then(|| slip(amount.minor(), usual, 4));
    if let Some(times) = slipped.flatten() {
        return Some(Signal::UnitSlip {
            item: None,
            now: amount,
            times,
            usual: money(usual),
        });
    }
    (count >= ENOUGH && is_far(amount.minor(), usual, amounts, WHOLE)).then(|| {
        Signal::UnusualAmount {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            item: None,
            now: amount,
            usual: money(usual),
        }
    })
}

/// Whether `now` is a hundred or a thousand times `usual`, give or take one part in `parts`.
fn slip(now: i64, usual: i64, parts: i64) -> Option<u32> {
    [1000_u32, 100].into_iter().find(|times| {
        let whole = usual.saturating_mul((*times).into());
        let slack = whole.checked_div(parts).unwrap_or(0);
        usual > 0 && now.abs_diff(whole) <= slack.unsigned_abs()
    })
}

fn is_far(now: i64, usual: i64, amounts: Vec<i64>, (times, strays): (i64, i64)) -> bool {
    let apart = amounts
        .into_iter()
        .map(|one| one.saturating_sub(usual).saturating_abs());
    let stray = median(apart.collect()).unwrap_or(0);
    now > usual.saturating_mul(times) && now > usual.saturating_add(stray.saturating_mul(strays))
}

/// The middle one; of two in the middle the larger.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len().checked_div(2)?;
    values.get(middle).copied()
}
