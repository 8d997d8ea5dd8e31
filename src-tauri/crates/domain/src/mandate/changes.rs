//! What a new version of a mandate changes, in words. Whether agents may do more by it is decided
//! by [`widens`](super::widens); the mark on each change is for the eye.

mod asks;

use std::collections::BTreeSet;
use std::fmt::Display;

use super::width::is_within;
use super::{AgentScope, Mandate, PeriodLimit, Rollover, WhenUsedUp};
use crate::merchant::MerchantPattern;
use crate::money::Money;

/// One change between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changes, as a sentence.
    pub words: String,
    /// Whether agents may do more than before, or the owner has less time or say.
    pub widens: bool,
}

impl Mandate {
    /// What this version changes against `old`; empty when nothing does.
    pub fn changes_from(&self, old: &Self) -> Vec<Change> {
        let mut changes = Changes::default();
        if self.name != old.name {
            changes.add(
                format!("Called {} instead of {}", self.name, old.name),
                false,
            );
        }
        if self.currency != old.currency {
            changes.add(
                format!("In {} instead of {}", self.currency, old.currency),
                true,
            );
        }
        changes.agents(&old.agents, &self.agents);
        changes.scope(old, self);
        let (new, was) = (&self.limits, &old.limits);
        changes.limit(
            "buys by itself up to",
            was.auto_up_to,
            new.auto_up_to,
            Without::Nothing,
        );
        changes.limit(
            "denies above",
            was.deny_above,
            new.deny_above,
            Without::Everything,
        );
        let confirm = (old.confirm_above, self.confirm_above);
        changes.limit(
            "asks for the passphrase above",
            confirm.0,
            confirm.1,
            Without::Everything,
        );
        changes.periods(&was.periods, &new.periods);
        changes.counts(was, new);
        changes.rate_age(old, self);
        changes.fetch(old, self);
        changes.asks(old, self);
        changes.undo(old, self);
        changes.validity(old, self);
        changes.warnings(old, self);
        changes.0
    }
}

/// What goes through where a limit is not there.
#[derive(Clone, Copy)]
enum Without {
    Nothing,
    Everything,
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, words: String, widens: bool) {
        self.0.push(Change { words, widens });
    }

    fn agents(&mut self, old: &AgentScope, new: &AgentScope) {
        if old == new {
            return;
        }
        match (old, new) {
            (AgentScope::Only(_), AgentScope::AnyReal) => {
                self.add("Any agent may use it, not only named ones".to_owned(), true);
            }
            (AgentScope::AnyReal, AgentScope::Only(new)) => {
                self.add(
                    format!("Only {} may use it, not any", agents(new.len())),
                    false,
                );
            }
            (AgentScope::Only(old), AgentScope::Only(new)) => {
                let added = new.difference(old).count();
                let removed = old.difference(new).count();
                if added > 0 {
                    self.add(format!("{} more may use it", agents(added)), true);
                }
                if removed > 0 {
                    self.add(format!("{} fewer may use it", agents(removed)), false);
                }
            }
            (AgentScope::AnyReal, AgentScope::AnyReal) => {}
        }
    }

    fn scope(&mut self, old: &Mandate, new: &Mandate) {
        let (was, now) = (&old.scope, &new.scope);
        self.merchants(was.merchants.as_deref(), now.merchants.as_deref());
        let kinds = |mandate: &Mandate| {
            let categories = mandate.scope.categories.as_ref()?;
            Some(
                categories
                    .iter()
                    .map(|category| category.as_str().to_owned())
                    .collect(),
            )
        };
        self.list("category", kinds(old), kinds(new));
        let rails = |mandate: &Mandate| {
            let rails = mandate.scope.rails.as_ref()?;
            Some(rails.iter().map(|rail| rail.as_str().to_owned()).collect())
        };
        self.list("rail", rails(old), rails(new));
        let (was, now) = (&was.merchants_blocked, &now.merchants_blocked);
        for pattern in now.iter().filter(|pattern| !was.contains(pattern)) {
            self.add(format!("Blocks {pattern}"), false);
        }
        for pattern in was.iter().filter(|pattern| !now.contains(pattern)) {
            let words = format!("No longer blocks {pattern}");
            self.add(words, !is_within(pattern, now));
        }
    }

    fn merchants(&mut self, old: Option<&[MerchantPattern]>, new: Option<&[MerchantPattern]>) {
        let (Some(old), Some(new)) = (old, new) else {
            return self.list("merchant", old.map(words), new.map(words));
        };
        for pattern in new.iter().filter(|pattern| !old.contains(pattern)) {
            let words = format!("Also for merchant {pattern}");
            self.add(words, !is_within(pattern, old));
        }
        for pattern in old.iter().filter(|pattern| !new.contains(pattern)) {
            self.add(format!("No longer for merchant {pattern}"), false);
        }
    }

    fn list(&mut self, kind: &str, old: Option<BTreeSet<String>>, new: Option<BTreeSet<String>>) {
        match (old, new) {
            (None, Some(new)) => self.add(format!("Only for {kind} {}", joined(&new)), false),
            (Some(_), None) => self.add(format!("For any {kind}"), true),
            (Some(old), Some(new)) => {
                for name in new.difference(&old) {
                    self.add(format!("Also for {kind} {name}"), true);
                }
                for name in old.difference(&new) {
                    self.add(format!("No longer for {kind} {name}"), false);
                }
            }
            (None, None) => {}
        }
    }

    fn limit(&mut self, does: &str, old: Option<Money>, new: Option<Money>, without: Without) {
        let lifted = matches!(without, Without::Everything);
        match (old, new) {
            (Some(old), Some(new)) if old != new => {
                let words = format!("Now {does} {new} instead of {old}");
                self.add(words, new.minor() > old.minor());
            }
            (Some(old), None) => self.add(format!("No longer {does} {old}"), lifted),
            (None, Some(new)) => self.add(format!("Now {does} {new}"), !lifted),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    fn periods(&mut self, old: &[PeriodLimit], new: &[PeriodLimit]) {
        for limit in new {
            match old.iter().find(|other| other.window == limit.window) {
                None => self.add(format!("At most {} {}", limit.max, per(limit)), false),
                Some(was) => self.period(was, limit),
            }
        }
        for limit in old {
            if !new.iter().any(|other| other.window == limit.window) {
                self.add(
                    format!("No longer at most {} {}", limit.max, per(limit)),
                    true,
                );
            }
        }
    }

    fn period(&mut self, old: &PeriodLimit, new: &PeriodLimit) {
        // What rolls over is counted from the day a limit was set.
        let starts_anew = new.rollover != Rollover::None;
        if old.max != new.max {
            let words = format!("At most {} {} instead of {}", new.max, per(new), old.max);
            self.add(words, new.max.minor() > old.max.minor() || starts_anew);
        }
        match (old.when_used_up, new.when_used_up) {
            (WhenUsedUp::Deny, WhenUsedUp::Ask) => {
                self.add(
                    format!("Asks instead of denying beyond {} {}", new.max, per(new)),
                    true,
                );
            }
            (WhenUsedUp::Ask, WhenUsedUp::Deny) => {
                self.add(
                    format!("Denies instead of asking beyond {} {}", new.max, per(new)),
                    false,
                );
            }
            (WhenUsedUp::Ask, WhenUsedUp::Ask) | (WhenUsedUp::Deny, WhenUsedUp::Deny) => {}
        }
        if old.rollover != new.rollover {
            let words = match new.rollover {
                Rollover::None => format!("What is left {} does not roll over", per(new)),
                Rollover::Capped => format!("What is left {} rolls over once", per(new)),
                Rollover::Full => format!("What is left {} rolls over until it is used", per(new)),
            };
            self.add(words, starts_anew);
        }
    }

    fn undo(&mut self, old: &Mandate, new: &Mandate) {
        if old.undo != new.undo {
            let (was, now) = (old.undo.as_secs(), new.undo.as_secs());
            self.add(
                format!("Undo for {now} seconds instead of {was}"),
                new.undo < old.undo,
            );
        }
    }

    fn validity(&mut self, old: &Mandate, new: &Mandate) {
        let day = |day: Option<chrono::NaiveDate>| {
            day.map_or_else(|| "without a date".to_owned(), |day| day.to_string())
        };
        let (was, now) = (old.valid, new.valid);
        // Where a limit over everything does not hold, more goes through.
        if was.first_day != now.first_day {
            let earlier = now.first_day.is_none()
                || was.first_day.is_some_and(|was| now.first_day < Some(was));
            let words = format!(
                "Begins {} instead of {}",
                day(now.first_day),
                day(was.first_day)
            );
            self.add(words, earlier != new.overall);
        }
        if was.last_day != now.last_day {
            let later =
                now.last_day.is_none() || was.last_day.is_some_and(|was| now.last_day > Some(was));
            let words = format!(
                "Ends {} instead of {}",
                day(now.last_day),
                day(was.last_day)
            );
            self.add(words, later != new.overall);
        }
        if old.time_zone != new.time_zone {
            // Periods begin and end at other instants, which can make room earlier.
            let words = format!(
                "Days begin in {} instead of {}",
                new.time_zone, old.time_zone
            );
            self.add(words, true);
        }
        if old.first_weekday != new.first_weekday {
            let words = format!(
                "Weeks begin on {} instead of {}",
                new.first_weekday, old.first_weekday
            );
            self.add(words, true);
        }
    }
}

const fn per(limit: &PeriodLimit) -> &'static str {
    limit.window.per()
}

fn agents(count: usize) -> String {
    if count == 1 {
        "1 agent".to_owned()
    } else {
        format!("{count} agents")
    }
}

fn words<T: Display>(list: &[T]) -> BTreeSet<String> {
    list.iter().map(ToString::to_string).collect()
}

fn joined(words: &BTreeSet<String>) -> String {
    if words.is_empty() {
        return "none".to_owned();
    }
    words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}
