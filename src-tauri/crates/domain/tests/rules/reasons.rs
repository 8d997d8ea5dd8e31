use chrono::NaiveDate;
use counterfoil_domain::checkout::Interval;
use counterfoil_domain::risk::{Signal, TotalsPart};
use counterfoil_domain::subscription::Doubt;
use counterfoil_domain::{Currency, Reason, Window};

use crate::fixtures::eur;

#[test]
fn reasons_are_stored_canonically_under_their_code_and_read_back() {
    for reason in of_limits().into_iter().chain(of_the_case()) {
        let json = serde_json::to_string(&reason).unwrap();
        assert_eq!(json, serde_json_canonicalizer::to_string(&reason).unwrap());
        assert!(
            json.contains(&format!("\"code\":\"{}\"", reason.code())),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Reason>(&json).unwrap(), reason);
        assert!(!reason.text().is_empty());
        assert!(reason.way_out().ends_with('.'), "{}", reason.way_out());
    }
}

fn of_limits() -> Vec<Reason> {
    let name = || "Books".to_owned();
    let (limit, diff, left, window) = (eur("1.00"), eur("2.00"), eur("3.00"), Window::Rolling24h);
    vec![
        Reason::OverPeriod {
            diff,
            left,
            mandate_name: name(),
            next: NaiveDate::from_ymd_opt(2026, 12, 1),
            window,
        },
        Reason::TooMany {
            count: 11,
            mandate_name: name(),
            max: 10,
            window,
        },
        Reason::OutsideHours {
            from: "07:00".into(),
            mandate_name: name(),
            until: "22:00".into(),
        },
        Reason::NoRate {
            into: Currency::parse("EUR").unwrap(),
            currency: Currency::parse("USD").unwrap(),
            mandate_name: name(),
            max_age_days: 7,
        },
        Reason::Learning {
            mandate_name: name(),
            until: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
        },
        Reason::OverTolerance {
            old: limit,
            diff,
            now: left,
        },
    ]
}

fn of_the_case() -> Vec<Reason> {
    let name = || "Books".to_owned();
    let (limit, diff, left, window) = (eur("1.00"), eur("2.00"), eur("3.00"), Window::Month);
    vec![
        Reason::Paused { whole: true },
        Reason::BlockedMerchant {
            mandate_name: name(),
            merchant: "x.example".into(),
        },
        Reason::AboveDeny {
            diff,
            limit,
            mandate_name: name(),
        },
        Reason::PeriodUsedUp {
            diff,
            left,
            mandate_name: name(),
            next: None,
            window,
        },
        Reason::NoBudget,
        Reason::OverAuto {
            diff,
            limit,
            mandate_name: name(),
        },
        Reason::OverPeriod {
            diff,
            left,
            mandate_name: name(),
            next: None,
            window,
        },
        Reason::NewMerchant {
            merchant: "x.example".into(),
        },
        Reason::Unverified { name: name() },
        Reason::MixedScript {
            ascii: "xn--x.example".into(),
            unicode: "х.example".into(),
        },
        Reason::HiddenText { count: 3 },
        Reason::Renewal(Doubt::New {
            count: Some(2),
            interval: Interval::Week,
            trial_ends: None,
            yearly: Some(left),
        }),
        Reason::Renewal(Doubt::New {
            count: None,
            interval: Interval::Week,
            trial_ends: None,
            yearly: None,
        }),
        Reason::NeedsPresence { limit },
        Reason::ControlsDesktop,
        Reason::Signal(Signal::OddTotals {
            part: TotalsPart::Shipping,
            share: eur("9.00"),
            whole: eur("3.00"),
        }),
    ]
}
