//! The limits of a document.

use super::super::wire::{self, Strict};
use super::super::{
    Conversion, Limits, MaxPurchases, PeriodLimit, Rollover, Tolerance, WhenUsedUp,
};
use super::{amount, percent};
use crate::currency::Currency;
use crate::money::Money;
use crate::percent::Percent;
use crate::period::Window;
use crate::request::{FieldError, money_error};

const MAX_RATE_AGE_DAYS: u16 = 366;
const MAX_RATE_MARGIN: Percent = Percent::of_hundredths(2000);
const MAX_COUNT: u32 = 1_000_000;

pub(super) fn read(wire: &wire::Limits, currency: Currency) -> Result<Limits, FieldError> {
    let auto_up_to = amount("limits.auto_up_to", wire.auto_up_to.as_deref(), currency)?;
    let deny_above = amount("limits.deny_above", wire.deny_above.as_deref(), currency)?;
    if let (Some(auto), Some(deny)) = (auto_up_to, deny_above)
        && auto.minor() > deny.minor()
    {
        return Err(FieldError::new(
            "limits.auto_up_to",
            "limits_contradict",
            format!("The automatic limit {auto} is above {deny}, where purchases are denied"),
            "Make auto_up_to at most deny_above.",
        ));
    }
    let mut periods: Vec<PeriodLimit> = Vec::new();
    for (index, Strict(wire)) in wire.periods.iter().flatten().enumerate() {
        let period = period(index, wire, currency)?;
        if periods.iter().any(|other| other.window == period.window) {
            return Err(FieldError::new(
                format!("limits.periods[{index}].window"),
                "window_twice",
                format!("There are two limits {}", period.window.per()),
                "Keep the smaller one.",
            ));
        }
        periods.push(period);
    }
    Ok(Limits {
        auto_up_to,
        deny_above,
        periods,
        max_purchases: wire.max_purchases.as_ref().map(max_purchases).transpose()?,
        tolerance: wire
            .tolerance
            .as_ref()
            .map(|wire| tolerance(wire, currency))
            .transpose()?,
        conversion: conversion(wire)?,
    })
}

fn period(
    index: usize,
    wire: &wire::PeriodLimit,
    currency: Currency,
) -> Result<PeriodLimit, FieldError> {
    let field = |name: &str| format!("limits.periods[{index}].{name}");
    let window = window(field("window"), &wire.window)?;
    let when_used_up = match wire.when_used_up.as_deref() {
        None | Some("ask") => WhenUsedUp::Ask,
        Some("deny") => WhenUsedUp::Deny,
        Some(_) => {
            return Err(FieldError::new(
                field("when_used_up"),
                "choice_unknown",
                "What happens when it is used up is not known",
                "Write ask or deny.",
            ));
        }
    };
    let rollover = match wire.rollover.as_deref() {
        None | Some("none") => Rollover::None,
        Some("capped") => Rollover::Capped,
        Some("full") => Rollover::Full,
        Some(_) => {
            return Err(FieldError::new(
                field("rollover"),
                "choice_unknown",
                "What becomes of the rest is not known",
                "Write none, capped or full.",
            ));
        }
    };
    if rollover != Rollover::None && !window.has_periods() {
        return Err(FieldError::new(
            field("rollover"),
            "rollover_window",
            format!("What is left {window} cannot roll over: no period follows"),
            "Write none, or use day, week, month, quarter or year.",
        ));
    }
    let max =
        Money::parse(&wire.max, currency).map_err(|error| money_error(field("max"), error))?;
    Ok(PeriodLimit {
        window,
        max,
        when_used_up,
        rollover,
    })
}

fn window(field: String, name: &str) -> Result<Window, FieldError> {
    Window::parse(name).ok_or_else(|| {
        FieldError::new(
            field,
            "window_unknown",
            "The window is not known",
            "Write one of day, week, month, quarter, year, rolling:24h, rolling:7d, rolling:30d, total.",
        )
    })
}

fn max_purchases(wire: &wire::MaxPurchases) -> Result<MaxPurchases, FieldError> {
    if !(1..=MAX_COUNT).contains(&wire.count) {
        return Err(FieldError::new(
            "limits.max_purchases.count",
            "count_range",
            "The number of purchases cannot be used",
            format!("Write 1 to {MAX_COUNT}."),
        ));
    }
    Ok(MaxPurchases {
        count: wire.count,
        window: window("limits.max_purchases.window".to_owned(), &wire.window)?,
    })
}

fn tolerance(wire: &wire::Tolerance, currency: Currency) -> Result<Tolerance, FieldError> {
    let most = Percent::of_hundredths(Percent::WHOLE);
    let percent = percent("limits.tolerance.percent", wire.percent.as_deref())?;
    if percent.is_some_and(|percent| percent > most) {
        return Err(FieldError::new(
            "limits.tolerance.percent",
            "percent_range",
            "The tolerance is more than the price itself",
            "Write at most 100.",
        ));
    }
    Ok(Tolerance {
        amount: amount("limits.tolerance.amount", wire.amount.as_deref(), currency)?,
        percent,
    })
}

fn conversion(wire: &wire::Limits) -> Result<Conversion, FieldError> {
    let default = Conversion::default();
    let margin = percent(
        "limits.rate_margin_percent",
        wire.rate_margin_percent.as_deref(),
    )?;
    if margin.is_some_and(|margin| margin > MAX_RATE_MARGIN) {
        return Err(FieldError::new(
            "limits.rate_margin_percent",
            "percent_range",
            "The margin of a rate is too large",
            "Write 0 to 20.",
        ));
    }
    let days = wire.rate_max_age_days.unwrap_or(default.max_age_days);
    if days > MAX_RATE_AGE_DAYS {
        return Err(FieldError::new(
            "limits.rate_max_age_days",
            "days_range",
            "A rate may not be that old",
            format!("Write 0 to {MAX_RATE_AGE_DAYS} days."),
        ));
    }
    Ok(Conversion {
        margin: margin.unwrap_or(default.margin),
        max_age_days: days,
    })
}
