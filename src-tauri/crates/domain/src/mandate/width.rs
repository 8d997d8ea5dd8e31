//! Which of two mandates is wider, by what they allow and not by how they are written.
//!
//! What a mandate does not cover, it does not allow: such a purchase waits for the owner. So a
//! version that covers less is not wider, unless what it lets go of falls under another mandate
//! that is; see [`handed_over`]. Each dimension is compared by itself and in doubt counts as
//! wider, so "not wider" can be relied on, whatever is bought, when, and with which balances.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveTime;

use super::{
    AgentScope, Fetch, Hours, Limits, Mandate, PeriodLimit, Rollover, Scope, Tolerance, Validity,
    WhenUsedUp,
};
use crate::ids::AgentId;
use crate::merchant::MerchantPattern;
use crate::money::Money;

/// Whether by `new` agents may do anything more than by `old`, or the owner has less say or time.
///
/// A mandate for any agent leaves out `sandboxes`, one that names them does not.
pub fn widens(old: &Mandate, new: &Mandate, sandboxes: &BTreeSet<AgentId>) -> bool {
    covers_more(old, new, sandboxes) || allows_more(old, new)
}

/// The first of `others` under which something falls that `old` covers and `new` does not, and
/// that may go through more easily there; `new` is absent when `old` is revoked.
pub fn handed_over<'a>(
    old: &Mandate,
    new: Option<&Mandate>,
    others: impl IntoIterator<Item = &'a Mandate>,
    sandboxes: &BTreeSet<AgentId>,
) -> Option<&'a Mandate> {
    // A limit over everything lets go of nothing that it allowed.
    if old.overall {
        return None;
    }
    let released = new.map_or_else(|| vec![old.clone()], |new| released(old, new, sandboxes));
    if released.is_empty() {
        return None;
    }
    // Another mandate counts for itself, so the same limit may have more left there.
    let counts = !old.limits.periods.is_empty() || old.limits.max_purchases.is_some();
    others
        .into_iter()
        .filter(|other| !other.overall)
        .find(|other| {
            let takes = |part: &Mandate| overlaps(part, other, sandboxes);
            // Amounts in two currencies cannot be told apart without a rate.
            let other_money = old.currency != other.currency;
            (counts || other_money || allows_more(old, other)) && released.iter().any(takes)
        })
}

/// Whether `new` covers a purchase that `old` does not, or a call.
fn covers_more(old: &Mandate, new: &Mandate, sandboxes: &BTreeSet<AgentId>) -> bool {
    let other_days = old.time_zone != new.time_zone || old.first_weekday != new.first_weekday;
    if old.currency != new.currency || other_days || old.overall != new.overall {
        return true;
    }
    // A limit over everything allows nothing by itself: where it does not hold, more goes through.
    if new.overall {
        return !valid_within(old.valid, new.valid);
    }
    !agents_within(&new.agents, &old.agents, sandboxes)
        || !Fetch::is_within(new.fetch.as_ref(), old.fetch.as_ref())
        || !valid_within(new.valid, old.valid)
        || scope_beyond(&old.scope, &new.scope)
}

/// Whether of what both cover `new` lets anything through more easily.
fn allows_more(old: &Mandate, new: &Mandate) -> bool {
    // A field that is added must be compared here or in `covers_more` before this compiles again.
    let Mandate {
        id: _,
        version: _,
        name: _,
        agents: _,
        overall: _,
        currency: _,
        scope: _,
        limits,
        fetch: _,
        ask_new_merchant,
        ask_repeats,
        ask_subscription,
        price_rise,
        hours,
        learning_until,
        paused,
        confirm_above,
        undo,
        valid: _,
        time_zone: _,
        first_weekday: _,
        warn_at_percent: _,
    } = new;
    limits_beyond(&old.limits, limits)
        || looser_by_age(old, new)
        || unblocks(&old.scope, &new.scope)
        || (old.ask_new_merchant && !ask_new_merchant)
        || (old.ask_repeats && !ask_repeats)
        || (old.ask_subscription && !ask_subscription)
        || *price_rise > old.price_rise
        || !hours_within(*hours, old.hours)
        || (old.paused && !paused)
        || *learning_until < old.learning_until
        || bound_beyond(old.confirm_above, *confirm_above)
        || *undo < old.undo
}

fn scope_beyond(old: &Scope, new: &Scope) -> bool {
    let Scope {
        merchants,
        merchants_blocked: _,
        categories,
        rails,
    } = new;
    !lists_within(merchants.as_deref(), old.merchants.as_deref())
        || !sets_within(categories.as_ref(), old.categories.as_ref())
        || !sets_within(rails.as_ref(), old.rails.as_ref())
}

fn limits_beyond(old: &Limits, new: &Limits) -> bool {
    let Limits {
        auto_up_to,
        deny_above,
        periods,
        max_purchases,
        tolerance,
        conversion,
    } = new;
    let zero = |limit: Option<Money>| limit.map_or(0, Money::minor);
    zero(*auto_up_to) > zero(old.auto_up_to)
        || bound_beyond(old.deny_above, *deny_above)
        || old
            .periods
            .iter()
            .any(|was| !periods.iter().any(|now| period_within(now, was)))
        || old.max_purchases.is_some_and(|was| {
            max_purchases.is_none_or(|now| now.window != was.window || now.count > was.count)
        })
        || !tolerance_within(*tolerance, old.tolerance)
        || conversion.margin < old.conversion.margin
}

/// Whether the age that a rate may have lets more through. An older rate judges what was asked
/// about; without one nothing is denied or confirmed for its price, and the owner is only asked.
pub(super) fn looser_by_age(old: &Mandate, new: &Mandate) -> bool {
    let denies = |period: &PeriodLimit| period.when_used_up == WhenUsedUp::Deny;
    let strict_by_price = old.limits.deny_above.is_some()
        || old.confirm_above.is_some()
        || old.limits.periods.iter().any(denies);
    let (was, now) = (&old.limits.conversion, &new.limits.conversion);
    match now.max_age_days.cmp(&was.max_age_days) {
        Ordering::Greater => true,
        Ordering::Less => strict_by_price,
        Ordering::Equal => false,
    }
}

/// Whether whatever `was` stops, `now` stops too.
fn period_within(now: &PeriodLimit, was: &PeriodLimit) -> bool {
    let PeriodLimit {
        window,
        max,
        when_used_up,
        rollover,
    } = now;
    *window == was.window
        && max.minor() <= was.max.minor()
        && *when_used_up >= was.when_used_up
        // What rolls over is counted from the day a limit was set, and setting it anew starts again.
        && (*rollover == Rollover::None || (*rollover == was.rollover && max == &was.max))
}

/// Whether whatever price `inner` still approves, `outer` does too.
fn tolerance_within(inner: Option<Tolerance>, outer: Option<Tolerance>) -> bool {
    let Some(inner) = inner else { return true };
    let outer = outer.unwrap_or(Tolerance {
        amount: None,
        percent: None,
    });
    if inner.amount.is_none() && inner.percent.is_none() {
        return true;
    }
    let none = outer.amount.is_none() && outer.percent.is_none();
    !none
        && outer.amount.is_none_or(|outer| {
            inner
                .amount
                .is_some_and(|inner| inner.minor() <= outer.minor())
        })
        && outer
            .percent
            .is_none_or(|outer| inner.percent.is_some_and(|inner| inner <= outer))
}

/// Whether `inner` never needs no question where `outer` does; absent means at any hour.
fn hours_within(inner: Option<Hours>, outer: Option<Hours>) -> bool {
    let Some(outer) = outer else { return true };
    let Some(inner) = inner else { return false };
    // Between these minutes nothing changes.
    let turns = [
        NaiveTime::MIN,
        inner.from,
        inner.until,
        outer.from,
        outer.until,
    ];
    turns
        .iter()
        .all(|turn| !inner.contain(*turn) || outer.contain(*turn))
}

fn unblocks(old: &Scope, new: &Scope) -> bool {
    !lists_within(Some(&old.merchants_blocked), Some(&new.merchants_blocked))
}

/// Whether a bound above which something happens went up or away.
fn bound_beyond(old: Option<Money>, new: Option<Money>) -> bool {
    old.is_some_and(|old| new.is_none_or(|new| new.minor() > old.minor()))
}

fn agents_within(inner: &AgentScope, outer: &AgentScope, sandboxes: &BTreeSet<AgentId>) -> bool {
    match (inner, outer) {
        (AgentScope::AnyReal, AgentScope::AnyReal) => true,
        (AgentScope::AnyReal, AgentScope::Only(_)) => false,
        (AgentScope::Only(inner), AgentScope::AnyReal) => inner.is_disjoint(sandboxes),
        (AgentScope::Only(inner), AgentScope::Only(outer)) => inner.is_subset(outer),
    }
}

fn valid_within(inner: Validity, outer: Validity) -> bool {
    let Validity {
        first_day: _,
        last_day: _,
        from,
        until,
    } = inner;
    outer
        .from
        .is_none_or(|outer| from.is_some_and(|from| from >= outer))
        && outer
            .until
            .is_none_or(|outer| until.is_some_and(|until| until <= outer))
}

/// An absent list means any.
fn sets_within<T: Ord>(inner: Option<&BTreeSet<T>>, outer: Option<&BTreeSet<T>>) -> bool {
    outer.is_none_or(|outer| inner.is_some_and(|inner| inner.is_subset(outer)))
}

fn lists_within(inner: Option<&[MerchantPattern]>, outer: Option<&[MerchantPattern]>) -> bool {
    outer.is_none_or(|outer| {
        inner.is_some_and(|inner| inner.iter().all(|pattern| is_within(pattern, outer)))
    })
}

/// Whether every merchant that `pattern` means is meant by one of `outer`.
pub(super) fn is_within(pattern: &MerchantPattern, outer: &[MerchantPattern]) -> bool {
    outer.iter().any(|outer| outer.contains(pattern))
}

/// What `old` covers and `new` does not, as mandates that together cover at least that.
fn released(old: &Mandate, new: &Mandate, sandboxes: &BTreeSet<AgentId>) -> Vec<Mandate> {
    let mut parts = Vec::new();
    if old.currency != new.currency {
        parts.push(old.clone());
    }
    if !agents_within(&old.agents, &new.agents, sandboxes) {
        let mut part = old.clone();
        if let (AgentScope::Only(was), AgentScope::Only(now)) = (&old.agents, &new.agents) {
            part.agents = AgentScope::Only(was.difference(now).copied().collect());
        }
        parts.push(part);
    }
    let (was, now) = (&old.scope, &new.scope);
    if !lists_within(was.merchants.as_deref(), now.merchants.as_deref()) {
        let mut part = old.clone();
        if let (Some(patterns), Some(now)) = (&mut part.scope.merchants, &now.merchants) {
            patterns.retain(|pattern| !is_within(pattern, now));
        }
        parts.push(part);
    }
    if !sets_within(was.categories.as_ref(), now.categories.as_ref()) {
        let mut part = old.clone();
        subtract(&mut part.scope.categories, now.categories.as_ref());
        parts.push(part);
    }
    if !sets_within(was.rails.as_ref(), now.rails.as_ref()) {
        let mut part = old.clone();
        subtract(&mut part.scope.rails, now.rails.as_ref());
        parts.push(part);
    }
    if new.valid.from > old.valid.from {
        let mut part = old.clone();
        part.valid.until = new.valid.from;
        parts.push(part);
    }
    if let Some(until) = new.valid.until
        && old.valid.until.is_none_or(|was| until < was)
    {
        let mut part = old.clone();
        part.valid.from = Some(until);
        parts.push(part);
    }
    parts
}

fn subtract<T: Ord + Clone>(from: &mut Option<BTreeSet<T>>, what: Option<&BTreeSet<T>>) {
    if let (Some(from), Some(what)) = (from, what) {
        from.retain(|one| !what.contains(one));
    }
}

/// Whether a purchase can fall under both.
fn overlaps(one: &Mandate, other: &Mandate, sandboxes: &BTreeSet<AgentId>) -> bool {
    let agents = match (&one.agents, &other.agents) {
        (AgentScope::AnyReal, AgentScope::AnyReal) => true,
        (AgentScope::AnyReal, AgentScope::Only(named))
        | (AgentScope::Only(named), AgentScope::AnyReal) => !named.is_subset(sandboxes),
        (AgentScope::Only(one), AgentScope::Only(other)) => !one.is_disjoint(other),
    };
    let merchants = match (&one.scope.merchants, &other.scope.merchants) {
        (Some(one), Some(other)) => one
            .iter()
            .any(|pattern| other.iter().any(|known| known.overlaps(pattern))),
        (Some(list), None) | (None, Some(list)) => !list.is_empty(),
        (None, None) => true,
    };
    let begins_in_time = |from: Validity, until: Validity| match (from.from, until.until) {
        (Some(from), Some(until)) => from < until,
        _ => true,
    };
    agents
        && merchants
        && sets_meet(
            one.scope.categories.as_ref(),
            other.scope.categories.as_ref(),
        )
        && sets_meet(one.scope.rails.as_ref(), other.scope.rails.as_ref())
        && begins_in_time(one.valid, other.valid)
        && begins_in_time(other.valid, one.valid)
}

fn sets_meet<T: Ord>(one: Option<&BTreeSet<T>>, other: Option<&BTreeSet<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !one.is_disjoint(other),
        (Some(set), None) | (None, Some(set)) => !set.is_empty(),
        (None, None) => true,
    }
}
