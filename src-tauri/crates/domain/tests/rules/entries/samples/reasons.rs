//! Reasons of many kinds.

use counterfoil_domain::checkout::Interval;
use counterfoil_domain::risk::{Signal, TotalsPart};
use counterfoil_domain::subscription::Doubt;
use counterfoil_domain::{Reason, Window};

use crate::fixtures::eur;

pub fn every_reason() -> Vec<Reason> {
    vec![
        Reason::Paused { whole: true },
        Reason::BlockedMerchant {
            mandate_name: "Bücher \"1\"".into(),
            merchant: "x.example".into(),
        },
        Reason::AboveDeny {
            diff: eur("1.00"),
            limit: eur("2.00"),
            mandate_name: "B".into(),
        },
        Reason::PeriodUsedUp {
            diff: eur("1.00"),
            left: eur("0.00"),
            mandate_name: "B".into(),
            next: None,
            window: Window::Day,
        },
        Reason::NoBudget,
        Reason::OverAuto {
            diff: eur("1.00"),
            limit: eur("2.00"),
            mandate_name: "B".into(),
        },
        Reason::OverPeriod {
            diff: eur("1.00"),
            left: eur("0.00"),
            mandate_name: "B".into(),
            next: None,
            window: Window::Total,
        },
        Reason::NewMerchant {
            merchant: "x.example".into(),
        },
        Reason::Unverified {
            name: "株式会社".into(),
        },
        Reason::MixedScript {
            ascii: "xn--x.example".into(),
            unicode: "х.example".into(),
        },
        Reason::HiddenText { count: 3 },
        Reason::BudgetPaused {
            mandate_name: "B".into(),
        },
        Reason::Renewal(Doubt::New {
            count: Some(12),
            interval: Interval::Month,
            trial_ends: None,
            yearly: Some(eur("1018.80")),
        }),
        Reason::NeedsPresence {
            limit: eur("50.00"),
        },
        Reason::ControlsDesktop,
        Reason::Signal(Signal::OddTotals {
            part: TotalsPart::Shipping,
            share: eur("9.00"),
            whole: eur("3.00"),
        }),
    ]
}
