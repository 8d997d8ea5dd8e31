//! How a budget's period is used up, day by day, and where it will end at this rate.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::stretch::number;
use crate::money::Money;
use crate::period::{Calendar, Window};

/// So many earlier periods are drawn behind the present one.
pub const PAST: usize = 3;

/// A period of a budget, and what each of its days used.
#[derive(Debug)]
pub struct Burning<'a> {
    /// What may be used in it.
    pub limit: Money,
    /// Its window, one of the calendar's.
    pub window: Window,
    /// The budget's calendar.
    pub calendar: Calendar,
    /// Today, in that calendar.
    pub today: NaiveDate,
    /// What is held or spent by day, since 1970, in minor units.
    pub used: &'a BTreeMap<i32, i64>,
}

/// What is left of a period at the end of each day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnDown {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// What may be used in it.
    pub limit: Money,
    /// Up to today.
    pub left: Vec<Money>,
    /// Where it will end, if it is not over.
    pub forecast: Option<Forecast>,
    /// Earlier periods against the present limit, the latest first.
    pub past: Vec<Vec<Money>>,
}

/// What will be left at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// If it goes on as in this period so far.
    pub likely: Money,
    /// If the rest is as dear as the dearest of the earlier ones, or as likely.
    pub low: Money,
    /// If the rest is as cheap as the cheapest of them, or as likely.
    pub high: Money,
}

impl Burning<'_> {
    /// The lines; none for a window that does not begin and end.
    pub fn down(&self) -> Option<BurnDown> {
        let first = self.calendar.first_day(self.window, self.today)?;
        let next = number(self.calendar.next(self.window, first));
        let (from, today) = (number(first), number(self.today));
        let mut past = Vec::new();
        let mut rests = Vec::new();
        let gone = today.saturating_sub(from).saturating_add(1);
        let mut later = first;
        while past.len() < PAST {
            let last = later.pred_opt()?;
            let begin = self.calendar.first_day(self.window, last)?;
            let (from, to) = (number(begin), number(later));
            let earlier = self.used.range(..to).next();
            if earlier.is_none() {
                break;
            }
            past.push(self.left(from, to));
            rests.push(self.sum(from.saturating_add(gone), to));
            later = begin;
        }
        Some(BurnDown {
            first,
            last: super::stretch::date(next.saturating_sub(1)),
            limit: self.limit,
            left: self.left(from, today.saturating_add(1)),
            forecast: (today.saturating_add(1) < next).then(|| self.forecast(from, next, &rests)),
            past,
        })
    }

    fn forecast(&self, from: i32, next: i32, rests: &[i64]) -> Forecast {
        let today = number(self.today);
        let gone = i128::from(today.saturating_sub(from)).saturating_add(1);
        let to_come = i128::from(next)
            .saturating_sub(i128::from(today))
            .saturating_sub(1);
        let used = self.sum(from, today.saturating_add(1));
        let rest = i128::from(used).saturating_mul(to_come);
        let rest = i64::try_from(rest.checked_div(gone).unwrap_or(0)).unwrap_or(i64::MAX);
        let all = || rests.iter().copied().chain([rest]);
        let left = |rest: i64| self.money(used.saturating_add(rest));
        Forecast {
            likely: left(rest),
            low: left(all().max().unwrap_or(rest)),
            high: left(all().min().unwrap_or(rest)),
        }
    }

    /// What is left at the end of each of these days.
    fn left(&self, from: i32, to: i32) -> Vec<Money> {
        let mut used = 0_i64;
        let mut left = Vec::new();
        for day in from..to {
            used = used.saturating_add(self.used.get(&day).copied().unwrap_or(0));
            left.push(self.money(used));
        }
        left
    }

    fn sum(&self, from: i32, to: i32) -> i64 {
        let days = self.used.range(from..to.max(from));
        days.fold(0, |sum, (_, used)| sum.saturating_add(*used))
    }

    /// What is left when so much is used; never below zero.
    fn money(&self, used: i64) -> Money {
        let left = self.limit.minor().saturating_sub(used).max(0);
        Money::new(left, self.limit.currency())
    }
}
