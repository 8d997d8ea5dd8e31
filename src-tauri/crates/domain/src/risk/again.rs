//! The same thing again: bought already, or refused before.

use std::time::Duration;

use super::{RiskQuestion, Sameness, Signal};
use crate::checkout::{Checkout, Interval};
use crate::memory::{Basket, Manner, MerchantMemory, PurchaseFacts};
use crate::purchase::Status;

const DAY: Duration = Duration::from_hours(24);

/// The same items within this time are taken for the same wish.
const SAME_ITEMS: Duration = Duration::from_hours(5 * 24);

/// The same amount is, where the items are not known or another agent or rail is at it.
const SAME_AMOUNT: Duration = DAY;

/// How long a refusal is remembered.
const REFUSED: Duration = Duration::from_hours(30 * 24);

/// So many purchases of the same thing make a habit: the owner has been asked about the second.
const HABIT: usize = 2;

pub(super) fn find(question: &RiskQuestion<'_>, found: &mut Vec<Signal>) {
    let asked = Asked::of(question);
    if let Some(refused) = refused(question, &asked) {
        found.push(refused);
        return;
    }
    if !question.repeats_expected {
        found.extend(duplicate(question, &asked));
    }
}

/// The last purchase at this merchant that was the same and was refused, by whatever agent: what
/// is asked now belongs to it.
pub fn tried_before<'a>(
    memory: &'a MerchantMemory,
    checkout: &Checkout,
    basket: &Basket,
    sandbox: bool,
    now: crate::time::Timestamp,
) -> Option<&'a PurchaseFacts> {
    memory.refused().rev().find(|facts| {
        facts.sandbox == sandbox
            && facts.at <= now
            && now.since(facts.at) <= REFUSED
            && is_same_wish(basket, checkout, facts)
    })
}

struct Asked<'a> {
    checkout: &'a Checkout,
    basket: &'a Basket,
    manner: Manner,
}

impl<'a> Asked<'a> {
    fn of(question: &RiskQuestion<'a>) -> Self {
        let traits = &question.inspection.traits;
        Self {
            checkout: &question.request.checkout,
            basket: &traits.basket,
            manner: traits.manner,
        }
    }
}

/// What the owner rejected counts whoever tries it again. What a rule denied counts only when
/// another agent tries it: the one that was denied was told what would pass, and may do that.
fn refused(question: &RiskQuestion<'_>, asked: &Asked<'_>) -> Option<Signal> {
    let refusals = question.merchant.refused().rev().filter(|facts| {
        question.is_comparable(facts)
            && (facts.status == Status::Rejected || facts.agent != question.agent)
            && question.now.since(facts.at) <= REFUSED
            && is_same_wish(asked.basket, asked.checkout, facts)
    });
    let mut count: u32 = 0;
    let mut last: Option<&PurchaseFacts> = None;
    for facts in refusals {
        count = count.saturating_add(1);
        last = last.or(Some(facts));
    }
    last.map(|last| Signal::TriedBefore {
        count,
        day: question.local(last.at).date_naive(),
        on: last.at,
        purchase: last.id,
        status: last.status,
    })
}

fn duplicate(question: &RiskQuestion<'_>, asked: &Asked<'_>) -> Option<Signal> {
    let standing = || {
        let earlier = question.merchant.purchases().rev();
        earlier.filter(|facts| question.is_comparable(facts) && stands(facts))
    };
    let mut lately = standing().filter(|facts| question.now.since(facts.at) <= SAME_ITEMS);
    let found = lately.find_map(|facts| {
        let same = sameness(question, asked, facts)?;
        Some((facts, same))
    });
    let (last, same) = found?;
    let like_last = |facts: &&PurchaseFacts| match same {
        Sameness::Items => facts.basket.print == last.basket.print,
        Sameness::Amount => facts.amount == last.amount,
    };
    let gap = question.now.since(last.at);
    if is_habit(gap, standing().filter(like_last)) {
        return None;
    }
    Some(Signal::Duplicate {
        day: question.local(last.at).date_naive(),
        on: last.at,
        paid: last.amount,
        purchase: last.id,
        same,
        status: last.status,
    })
}

fn sameness(
    question: &RiskQuestion<'_>,
    asked: &Asked<'_>,
    earlier: &PurchaseFacts,
) -> Option<Sameness> {
    let gap = question.now.since(earlier.at);
    // Paying for each use is repeating by nature; the budget's periods bound it.
    if asked.manner == Manner::Metered && earlier.manner == Manner::Metered {
        return None;
    }
    if let Some(terms) = &asked.checkout.recurrence
        && earlier.manner == Manner::Recurring
        && gap >= nearly(terms.interval)
    {
        return None;
    }
    let listed = !asked.basket.is_empty() && !earlier.basket.is_empty();
    if listed && asked.basket.print == earlier.basket.print {
        return (gap <= SAME_ITEMS).then_some(Sameness::Items);
    }
    let same_amount = asked.checkout.amount == earlier.amount && gap <= SAME_AMOUNT;
    // One agent that lists two baskets of the same price has bought two things.
    (same_amount && (!listed || earlier.agent != question.agent)).then_some(Sameness::Amount)
}

/// Whether the same was bought before about as often as now.
fn is_habit<'a>(gap: Duration, newest_first: impl Iterator<Item = &'a PurchaseFacts>) -> bool {
    let times: Vec<_> = newest_first.map(|facts| facts.at).collect();
    if times.len() < HABIT {
        return false;
    }
    let pairs = times.iter().zip(times.iter().skip(1));
    let mut gaps: Vec<Duration> = pairs
        .map(|(later, earlier)| later.since(*earlier))
        .collect();
    gaps.sort_unstable();
    let middle = gaps.len().checked_div(2).and_then(|at| gaps.get(at));
    middle.is_some_and(|usual| gap.saturating_mul(2) >= *usual)
}

/// The same things, however many; or the same amount, where one of the two lists nothing.
fn is_same_wish(basket: &Basket, checkout: &Checkout, facts: &PurchaseFacts) -> bool {
    if basket.is_empty() || facts.basket.is_empty() {
        return checkout.amount == facts.amount;
    }
    basket.things == facts.basket.things
}

fn stands(facts: &PurchaseFacts) -> bool {
    match facts.status {
        Status::Pending
        | Status::Approved
        | Status::Authorized
        | Status::Captured
        | Status::Disputed => true,
        Status::Refunded
        | Status::Voided
        | Status::Denied
        | Status::Rejected
        | Status::Expired
        | Status::Cancelled
        | Status::Superseded
        | Status::Lapsed => false,
    }
}

/// Three quarters of an interval: months differ in length and shops charge a little early.
const fn nearly(interval: Interval) -> Duration {
    Duration::from_hours(match interval {
        Interval::Day => 18,
        Interval::Week => 5 * 24,
        Interval::Month => 22 * 24,
        Interval::Year => 270 * 24,
    })
}
