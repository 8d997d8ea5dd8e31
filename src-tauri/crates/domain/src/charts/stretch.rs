//! Which days a period has, and which days it is compared with.

use chrono::{Datelike, Days as Span, NaiveDate};

use crate::period::{Calendar, Window};

/// Days in a row, as days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: i32,
    /// The one after the last.
    pub to: i32,
}

impl Days {
    /// Whether the day is one of them.
    pub const fn contains(self, day: i32) -> bool {
        self.from <= day && day < self.to
    }

    /// How many.
    pub const fn count(self) -> i32 {
        self.to.saturating_sub(self.from)
    }

    /// The first and the last.
    pub fn dates(self) -> (NaiveDate, NaiveDate) {
        (date(self.from), date(self.to.saturating_sub(1)))
    }

    fn between(from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            from: number(from),
            to: number(to),
        }
    }
}

/// A period as it is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The calendar period of that window in which today lies.
    This(Window),
    /// The one before it.
    Last(Window),
    /// The last twelve months, today included.
    TwelveMonths,
}

/// The days of a period, and as many of the days before it as it has up to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The period, to its end even where that is to come.
    pub days: Days,
    /// What it is compared with.
    pub before: Days,
    /// Today.
    pub today: i32,
}

impl Stretch {
    /// The days of a period, on that day.
    pub fn of(chosen: Chosen, today: NaiveDate, calendar: Calendar) -> Self {
        let tomorrow = today.succ_opt().unwrap_or(today);
        let (from, to, back) = match chosen {
            Chosen::This(window) => {
                let from = calendar.first_day(window, today).unwrap_or(today);
                let to = calendar.next(window, from);
                (from, to, previous(calendar, window, from))
            }
            Chosen::Last(window) => {
                let this = calendar.first_day(window, today).unwrap_or(today);
                let from = previous(calendar, window, this);
                (from, this, previous(calendar, window, from))
            }
            Chosen::TwelveMonths => {
                let back = |day: NaiveDate| {
                    day.checked_sub_months(chrono::Months::new(12))
                        .unwrap_or(day)
                };
                (back(tomorrow), tomorrow, back(back(tomorrow)))
            }
        };
        let days = Days::between(from, to);
        let gone = number(to.min(tomorrow)).saturating_sub(days.from);
        let first = number(back);
        // A shorter month before is compared whole.
        let end = if tomorrow < to {
            first.saturating_add(gone).min(days.from)
        } else {
            days.from
        };
        Self {
            days,
            before: Days {
                from: first,
                to: end,
            },
            today: number(today),
        }
    }
}

/// How long one bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// A calendar week.
    Week,
    /// A calendar month.
    Month,
}

impl Step {
    /// The first day and the day after the last of each bar; the first and the last bar may be cut.
    pub(super) fn bars(self, days: Days, calendar: Calendar) -> Vec<Days> {
        let window = match self {
            Self::Day => Window::Day,
            Self::Week => Window::Week,
            Self::Month => Window::Month,
        };
        let mut bars = Vec::new();
        let mut from = days.from;
        while from < days.to {
            let day = date(from);
            let first = calendar.first_day(window, day).unwrap_or(day);
            let next = number(calendar.next(window, first)).min(days.to);
            if next <= from {
                break;
            }
            bars.push(Days { from, to: next });
            from = next;
        }
        bars
    }
}

/// The day of that number.
pub(super) fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}

/// The weekday of that day, from Monday.
pub(super) fn weekday(day: i32) -> usize {
    let place = date(day).weekday().num_days_from_monday();
    usize::try_from(place).unwrap_or(0)
}

pub(super) fn number(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

fn previous(calendar: Calendar, window: Window, first: NaiveDate) -> NaiveDate {
    let last = first.checked_sub_days(Span::new(1)).unwrap_or(first);
    calendar.first_day(window, last).unwrap_or(last)
}
