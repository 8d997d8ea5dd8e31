//! How often and when an agent buys.

use std::time::Duration;

use chrono::Timelike;

use super::{RiskQuestion, Signal};
use crate::memory::{Manner, PurchaseFacts};
use crate::money::Money;
use crate::purchase::Status;
use crate::time::Timestamp;

const SHORT: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);
const WEEK: Duration = Duration::from_hours(7 * 24);

/// So many purchases in ten minutes are more than one makes for a person.
const MANY: usize = 12;

/// The same where a machine pays a machine for each use.
const MANY_METERED: usize = 120;

/// So many just under a limit are no accident.
const UNDER: usize = 3;

/// How many purchases it takes to say at which hours an agent buys.
const ENOUGH: usize = 30;

pub(super) fn find(question: &RiskQuestion<'_>, found: &mut Vec<Signal>) {
    found.extend(burst(question));
    found.extend(just_under(question));
    found.extend(new_hour(question));
}

fn burst(question: &RiskQuestion<'_>) -> Option<Signal> {
    let is_metered = |manner| manner == Manner::Metered;
    let metered = is_metered(question.inspection.traits.manner);
    let earlier = question.history.recent(question.now, SHORT);
    let alike = earlier
        .filter(|facts| question.is_comparable(facts) && is_metered(facts.manner) == metered);
    let count = alike.count().saturating_add(1);
    let many = if metered { MANY_METERED } else { MANY };
    (count >= many).then(|| Signal::Burst {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        minutes: u32::try_from(SHORT.as_secs().div_ceil(60)).unwrap_or(10),
    })
}

fn just_under(question: &RiskQuestion<'_>) -> Option<Signal> {
    let amount = question.request.checkout.amount;
    let mut limits = question.automatic.iter();
    limits.find_map(|(limit, mandate_name)| {
        if !is_just_under(amount, *limit) {
            return None;
        }
        let earlier = question.history.recent(question.now, DAY).filter(|facts| {
            question.is_comparable(facts) && counts(facts) && is_just_under(facts.amount, *limit)
        });
        let amounts: Vec<i64> = earlier.map(|facts| facts.amount.minor()).collect();
        let count = amounts.len().saturating_add(1);
        let sum = amounts
            .into_iter()
            .fold(amount.minor(), i64::saturating_add);
        (count >= UNDER).then(|| Signal::JustUnder {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            limit: *limit,
            mandate_name: (*mandate_name).to_owned(),
            sum: Money::new(sum, amount.currency()),
        })
    })
}

/// Within the uppermost tenth below the limit.
fn is_just_under(amount: Money, limit: Money) -> bool {
    let tenth = limit.minor().checked_div(10).unwrap_or(0);
    amount.currency() == limit.currency()
        && amount.minor() <= limit.minor()
        && amount.minor() > limit.minor().saturating_sub(tenth)
}

fn new_hour(question: &RiskQuestion<'_>) -> Option<Signal> {
    let bought = || {
        let newest_first = question.history.purchases().rev();
        newest_first.filter(|facts| question.is_comparable(facts) && facts.was_bought())
    };
    let (hour, utc) = (question.local(question.now).hour(), utc_hour(question.now));
    let is_usual = |facts: &PurchaseFacts| is_near(question.local(facts.at).hour(), hour);
    // Looking up local hours is dear, and what is near in UTC is near there on most days.
    if bought().any(|facts| is_near(utc_hour(facts.at), utc) && is_usual(facts)) {
        return None;
    }
    let (mut count, mut oldest) = (0_usize, question.now);
    for facts in bought() {
        if is_usual(facts) {
            return None;
        }
        count = count.saturating_add(1);
        oldest = oldest.min(facts.at);
    }
    // A busy first day says nothing about the hours of other days.
    let told = count >= ENOUGH && question.now.since(oldest) >= WEEK;
    told.then(|| Signal::NewHour {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        hour: u8::try_from(hour).unwrap_or(0),
    })
}

fn utc_hour(at: Timestamp) -> u32 {
    let hours = at.as_millis().div_euclid(3_600_000);
    u32::try_from(hours.rem_euclid(24)).unwrap_or(0)
}

fn is_near(hour: u32, other: u32) -> bool {
    let apart = hour.abs_diff(other);
    apart <= 1 || apart >= 23
}

fn counts(facts: &PurchaseFacts) -> bool {
    match facts.status {
        Status::Pending
        | Status::Approved
        | Status::Authorized
        | Status::Captured
        | Status::Refunded
        | Status::Voided
        | Status::Expired
        | Status::Disputed
        | Status::Lapsed => true,
        Status::Denied | Status::Rejected | Status::Cancelled | Status::Superseded => false,
    }
}
