//! Amounts far from what is usual at this merchant or for this item.
//!
//! "Usual" is the median, and how far prices ordinarily stray from it is the median of the
//! distances: neither is moved by a few odd purchases.

use super::{RiskQuestion, Signal};
use crate::checkout::Item;
use crate::memory::ItemFacts;
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
    let (items, lines) = (
        &question.request.checkout.items,
        &question.inspection.traits.lines,
    );
    let mut amounts = Vec::with_capacity(question.merchant.len());
    // One look at what was bought there, for the whole and for each item.
    let mut units = vec![Vec::new(); lines.len()];
    for facts in question.merchant.purchases() {
        let counts = question.is_comparable(facts)
            && facts.amount.currency() == amount.currency()
            && facts.was_bought();
        if !counts {
            continue;
        }
        amounts.push(facts.amount.minor());
        for known in facts.basket.lines().iter().filter(|known| known.unit > 0) {
            let same = |line: &&ItemFacts| line.print == known.print;
            let asked = lines.iter().zip(&mut units);
            for (_, units) in asked.filter(|(line, _)| same(line)) {
                units.push(known.unit);
            }
        }
    }
    let of_items = items.iter().zip(lines).zip(units);
    let mut of_items = of_items.filter_map(|((item, line), units)| of_item(item, line, units));
    found.extend(of_items.next().or_else(|| of_whole(amount, amounts)));
}

fn of_item(item: &Item, line: &ItemFacts, mut units: Vec<i64>) -> Option<Signal> {
    let count = units.len();
    let usual = median(&mut units)?;
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

fn of_whole(amount: Money, mut amounts: Vec<i64>) -> Option<Signal> {
    let count = amounts.len();
    let usual = median(&mut amounts)?;
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

fn is_far(now: i64, usual: i64, mut amounts: Vec<i64>, (times, strays): (i64, i64)) -> bool {
    if now <= usual.saturating_mul(times) {
        return false;
    }
    for one in &mut amounts {
        *one = one.saturating_sub(usual).saturating_abs();
    }
    let stray = median(&mut amounts).unwrap_or(0);
    now > usual.saturating_add(stray.saturating_mul(strays))
}

/// The middle one; of two in the middle the larger.
fn median(values: &mut [i64]) -> Option<i64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len().checked_div(2)?;
    Some(*values.select_nth_unstable(middle).1)
}
