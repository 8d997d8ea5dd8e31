//! Changes of when a mandate asks, tolerates, converts and warns.

use super::{Changes, joined};
use crate::mandate::width::looser_by_age;
use crate::mandate::{Fetch, Hours, Limits, Mandate, MaxPurchases, Tolerance};
use crate::money::Money;
use crate::percent::Percent;

impl Changes {
    pub(super) fn asks(&mut self, old: &Mandate, new: &Mandate) {
        match (old.ask_new_merchant, new.ask_new_merchant) {
            (true, false) => self.add("No longer asks about new merchants".to_owned(), true),
            (false, true) => self.add("Asks about new merchants".to_owned(), false),
            (true, true) | (false, false) => {}
        }
        match (old.ask_repeats, new.ask_repeats) {
            (true, false) => self.add("No longer asks about repeats and haste".to_owned(), true),
            (false, true) => self.add("Asks about repeats and haste".to_owned(), false),
            (true, true) | (false, false) => {}
        }
        match (old.ask_subscription, new.ask_subscription) {
            (true, false) => self.add("No longer asks about new subscriptions".to_owned(), true),
            (false, true) => self.add("Asks about new subscriptions".to_owned(), false),
            (true, true) | (false, false) => {}
        }
        self.percent(
            "Subscriptions may rise by",
            old.price_rise,
            new.price_rise,
            new.price_rise > old.price_rise,
        );
        if old.hours != new.hours {
            self.add(hours(new.hours), old.hours.is_some());
        }
        match (old.paused, new.paused) {
            (false, true) => self.add("Paused: asks about everything".to_owned(), false),
            (true, false) => self.add("Resumed: no longer paused".to_owned(), true),
            (true, true) | (false, false) => {}
        }
        match (old.learning_until, new.learning_until) {
            (was, Some(day)) if was != Some(day) => {
                let words = format!("Asks about everything until {day}");
                self.add(words, was.is_some_and(|was| day < was));
            }
            (Some(_), None) => self.add("No longer asks about everything".to_owned(), true),
            (None | Some(_), Some(_)) | (None, None) => {}
        }
    }

    pub(super) fn counts(&mut self, old: &Limits, new: &Limits) {
        if old.max_purchases != new.max_purchases {
            let widens = match (old.max_purchases, new.max_purchases) {
                (None, _) => false,
                (Some(old), Some(new)) => old.window != new.window || new.count > old.count,
                (Some(_), None) => true,
            };
            self.add(purchases(new.max_purchases), widens);
        }
        if old.tolerance != new.tolerance {
            let widens = match (old.tolerance, new.tolerance) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(old), Some(new)) => {
                    more(old.amount.map(Money::minor), new.amount.map(Money::minor))
                        || more(old.percent, new.percent)
                }
            };
            self.add(tolerance(new.tolerance), widens);
        }
        let (was, now) = (old.conversion, new.conversion);
        self.percent(
            "Adds to converted amounts",
            was.margin,
            now.margin,
            now.margin < was.margin,
        );
    }

    pub(super) fn rate_age(&mut self, old: &Mandate, new: &Mandate) {
        let (was, now) = (&old.limits.conversion, &new.limits.conversion);
        if was.max_age_days != now.max_age_days {
            let words = format!(
                "Rates may be {} days old instead of {}",
                now.max_age_days, was.max_age_days
            );
            self.add(words, looser_by_age(old, new));
        }
    }

    pub(super) fn warnings(&mut self, old: &Mandate, new: &Mandate) {
        if old.warn_at_percent == new.warn_at_percent {
            return;
        }
        let percents = new.warn_at_percent.iter();
        let percents = percents.map(|percent| format!("{percent} %")).collect();
        self.add(format!("Warns at {}", joined(&percents)), false);
    }

    pub(super) fn fetch(&mut self, old: &Mandate, new: &Mandate) {
        if old.fetch == new.fetch {
            return;
        }
        let words = new.fetch.as_ref().map_or_else(
            || "No longer lets Counterfoil make web calls".to_owned(),
            |fetch| format!("Lets Counterfoil make web calls {fetch}"),
        );
        let within = Fetch::is_within(new.fetch.as_ref(), old.fetch.as_ref());
        self.add(words, !within);
    }

    fn percent(&mut self, what: &str, old: Percent, new: Percent, widens: bool) {
        if old != new {
            self.add(format!("{what} {new} % instead of {old} %"), widens);
        }
    }
}

/// Whether a bound of what is tolerated went up or away.
fn more<T: Ord>(old: Option<T>, new: Option<T>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => new > old,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn hours(new: Option<Hours>) -> String {
    new.map_or_else(
        || "Asks at no hour because of the hour".to_owned(),
        |hours| format!("Asks outside {hours}"),
    )
}

fn purchases(new: Option<MaxPurchases>) -> String {
    new.map_or_else(
        || "Any number of purchases".to_owned(),
        |new| format!("At most {} purchases {}", new.count, new.window.per()),
    )
}

fn tolerance(new: Option<Tolerance>) -> String {
    let parts = new.map(|new| {
        let amount = new.amount.map(|amount| amount.to_string());
        let percent = new.percent.map(|percent| format!("{percent} %"));
        amount.into_iter().chain(percent).collect::<Vec<_>>()
    });
    match parts {
        Some(parts) if !parts.is_empty() => {
            format!(
                "A new price up to {} more keeps its approval",
                parts.join(" and ")
            )
        }
        Some(_) | None => "A higher price is asked again".to_owned(),
    }
}
