//! The reference: a list of purchases, added up anew for every question. It knows calendars only
//! by comparing dates, and no sum, bucket or index.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;

pub const HOUR: i64 = 3_600_000;

#[derive(Clone, Debug)]
pub struct Limit {
    pub window: &'static str,
    pub max: i64,
    pub deny: bool,
    pub rollover: &'static str,
    /// The day on which it became what it is.
    pub since: NaiveDate,
    /// By how much it was gone over when it became that; zero or less.
    pub over: i64,
}

#[derive(Clone, Debug)]
pub struct Budget {
    pub name: &'static str,
    pub shops: Option<usize>,
    pub overall: bool,
    pub auto: i64,
    pub deny: i64,
    pub limits: Vec<Limit>,
    pub most: Option<(&'static str, i64)>,
    pub zone: Tz,
    /// The latest day that anything was charged to: no day before it comes back.
    pub latest: Option<NaiveDate>,
}

/// One purchase in one budget, as the store has it.
#[derive(Clone, Debug)]
pub struct Part {
    pub budget: usize,
    pub day: NaiveDate,
    pub hour: i64,
    pub held: i64,
    pub spent: i64,
    pub raises: BTreeMap<String, (i64, i64)>,
}

/// What a limit says no to: code, budget, window, what is left.
pub type Objection = (&'static str, String, Option<String>, Option<i64>);

impl Budget {
    pub fn today(&self, now: i64) -> NaiveDate {
        let local = DateTime::from_timestamp_millis(now).unwrap();
        let today = local.with_timezone(&self.zone).date_naive();
        self.latest.map_or(today, |latest| latest.max(today))
    }

    /// What a limit has left, minor units; below zero when it was gone over.
    pub fn left(&self, nth: usize, limit: &Limit, parts: &[Part], now: i64) -> i64 {
        let (today, hour) = (self.today(now), now.div_euclid(HOUR));
        let (held, spent, raised) = used(nth, limit.window, parts, today, hour);
        limit.max + Self::carried(nth, limit, parts, today) + raised - held - spent
    }

    /// What earlier periods left over.
    fn carried(nth: usize, limit: &Limit, parts: &[Part], today: NaiveDate) -> i64 {
        let rest = |day: NaiveDate| {
            let (held, spent, raised) = used(nth, limit.window, parts, day, i64::MIN);
            limit.max + raised - held - spent
        };
        let before = |day: NaiveDate| first(limit.window, day)?.pred_opt();
        let began = first(limit.window, limit.since);
        let mut day = before(today);
        let mut sum = 0;
        while let Some(of) = day.filter(|day| began.is_some_and(|began| *day >= began)) {
            sum += rest(of);
            if limit.rollover == "capped" {
                return sum.clamp(0, limit.max);
            }
            day = before(of);
        }
        if limit.rollover == "full" {
            sum.max(0)
        } else {
            0
        }
    }

    pub fn count(&self, nth: usize, window: &str, parts: &[Part], now: i64) -> i64 {
        let (today, hour) = (self.today(now), now.div_euclid(HOUR));
        let counts = |part: &&Part| {
            part.budget == nth
                && part.held + part.spent > 0
                && same_period(window, part, today, hour)
        };
        i64::try_from(parts.iter().filter(counts).count()).unwrap()
    }
}

/// Held, spent and raised in the period of `window` that holds the day or ends with the hour.
fn used(nth: usize, window: &str, parts: &[Part], today: NaiveDate, hour: i64) -> (i64, i64, i64) {
    let (mut held, mut spent, mut raised) = (0, 0, 0);
    for part in parts.iter().filter(|part| part.budget == nth) {
        if same_period(window, part, today, hour) {
            held += part.held;
            spent += part.spent;
        }
        let Some((minor, slot)) = part.raises.get(window) else {
            continue;
        };
        let counts = match (hours(window), first(window, today)) {
            (Some(long), _) => *slot >= hour.saturating_sub(long) && *slot <= hour,
            (None, Some(first)) => *slot == i64::from(first.to_epoch_days()),
            (None, None) => true,
        };
        raised += if counts { *minor } else { 0 };
    }
    (held, spent, raised)
}

fn same_period(window: &str, part: &Part, today: NaiveDate, hour: i64) -> bool {
    if let Some(long) = hours(window) {
        return part.hour >= hour.saturating_sub(long) && part.hour <= hour;
    }
    first(window, part.day) == first(window, today)
}

fn hours(window: &str) -> Option<i64> {
    let days = window.strip_prefix("rolling:")?;
    Some(match days {
        "24h" => 24,
        "7d" => 7 * 24,
        _ => 30 * 24,
    })
}

/// The first day of a calendar period; nothing for the total.
fn first(window: &str, day: NaiveDate) -> Option<NaiveDate> {
    let (year, month) = (day.year(), day.month());
    match window {
        "day" => Some(day),
        "week" => Some(day.week(chrono::Weekday::Mon).first_day()),
        "month" => NaiveDate::from_ymd_opt(year, month, 1),
        "quarter" => NaiveDate::from_ymd_opt(year, (month - 1) / 3 * 3 + 1, 1),
        "year" => NaiveDate::from_ymd_opt(year, 1, 1),
        _ => None,
    }
}

/// What the limits of every budget that covers the shop object to.
pub fn objections(
    budgets: &[Budget],
    parts: &[Part],
    shop: usize,
    amount: i64,
    now: i64,
) -> (Vec<Objection>, Vec<Objection>) {
    let (mut refused, mut asked) = (Vec::new(), Vec::new());
    for (nth, budget) in budgets.iter().enumerate() {
        if budget.shops.is_some_and(|only| only != shop) {
            continue;
        }
        let name = || budget.name.to_owned();
        if amount > budget.deny {
            refused.push(("above_deny", name(), None, None));
        }
        if !budget.overall && amount > budget.auto {
            asked.push(("over_auto", name(), None, None));
        }
        if let Some((window, most)) = budget.most
            && budget.count(nth, window, parts, now) >= most
        {
            asked.push(("too_many", name(), Some(window.to_owned()), None));
        }
        for limit in &budget.limits {
            let left = budget.left(nth, limit, parts, now);
            if amount > left {
                let said = (Some(limit.window.to_owned()), Some(left.max(0)));
                if limit.deny {
                    refused.push(("period_used_up", name(), said.0, said.1));
                } else {
                    asked.push(("over_period", name(), said.0, said.1));
                }
            }
        }
    }
    refused.sort();
    asked.sort();
    (refused, asked)
}
