use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::risk::Signal;

use super::{Past, days, hours, one, other_agent};
use crate::fixtures::{agent, eur, now};

fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

fn gifts(count: u64, every: Duration) -> Past {
    let mut past = Past::default();
    for number in 1..=count {
        let ago = every.saturating_mul(u32::try_from(number).unwrap());
        past.bought(one(&format!("Gift {number}"), &format!("{number}.00")), ago);
    }
    past
}

#[test]
fn twelve_purchases_in_ten_minutes_are_a_burst() {
    let past = gifts(11, Duration::from_secs(50));
    let found = past.ask(one("One more", "20.00"));
    assert_eq!(
        found,
        [Signal::Burst {
            count: 12,
            minutes: 10
        }]
    );
}

#[test]
fn a_shopping_evening_is_no_burst() {
    let past = gifts(10, Duration::from_secs(50));
    assert_eq!(past.ask(one("One more", "20.00")), []);
    let past = gifts(30, minutes(4));
    assert_eq!(past.ask(one("One more", "50.00")), []);
}

#[test]
fn paying_per_use_may_be_ten_times_as_fast() {
    let call = |number: u64| {
        let mut draft = one(&format!("Call {number}"), "0.01");
        draft.currency = "USDC".into();
        draft.rail = Some("x402".into());
        draft
    };
    let mut past = Past::default();
    for number in 1..=119 {
        past.bought(call(number), Duration::from_secs(4 * number));
    }
    assert_eq!(past.codes(call(200)), ["burst"]);
    past.facts.truncate(100);
    assert_eq!(past.codes(call(200)), Vec::<&str>::new());
}

#[test]
fn three_purchases_just_under_the_limit_in_a_day_are_seen() {
    let mut past = Past::default();
    past.bought(one("Part one", "49.00"), hours(9));
    past.bought(one("Part two", "48.50"), hours(5));
    let found = past.ask_with(
        one("Part three", "47.90"),
        &[(eur("50.00"), "Books")],
        now(),
    );
    let [
        Signal::JustUnder {
            count: 3,
            sum,
            mandate_name,
            ..
        },
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
    assert_eq!(*sum, eur("145.40"));
    assert_eq!(mandate_name, "Books");
}

#[test]
fn smaller_older_or_refused_purchases_are_not_just_under() {
    let limit = [(eur("50.00"), "Books")];
    let ask = |past: &Past| past.ask_with(one("Part three", "47.90"), &limit, now());
    let mut small = Past::default();
    small.bought(one("Part one", "44.00"), hours(9));
    small.bought(one("Part two", "43.00"), hours(5));
    assert_eq!(ask(&small), []);
    let mut old = Past::default();
    old.bought(one("Part one", "49.00"), hours(30));
    old.bought(one("Part two", "48.50"), hours(26));
    assert_eq!(ask(&old), []);
    let mut refused = Past::default();
    refused.had(
        one("Part one", "49.00"),
        hours(9),
        Status::Cancelled,
        agent().id,
    );
    refused.had(
        one("Part two", "48.50"),
        hours(5),
        Status::Cancelled,
        agent().id,
    );
    assert_eq!(ask(&refused), []);
    let mut others = Past::default();
    others.had(
        one("Part one", "49.00"),
        hours(9),
        Status::Captured,
        other_agent(),
    );
    others.had(
        one("Part two", "48.50"),
        hours(5),
        Status::Captured,
        other_agent(),
    );
    assert_eq!(ask(&others), []);
}

/// Forty purchases over forty days, at nine in the morning and at six in the evening.
fn by_day() -> Past {
    let mut past = Past::default();
    for day in 1..=20 {
        past.bought(one(&format!("Morning {day}"), "10.00"), days(2 * day));
        past.bought(
            one(&format!("Evening {day}"), "11.00"),
            days(2 * day) + hours(15),
        );
    }
    past
}

fn at_hour(hour: &str) -> Vec<Signal> {
    let at = Timestamp::parse(&format!("2026-11-22T{hour}:30:00+01:00")).unwrap();
    by_day().ask_with(one("Something", "12.00"), &[], at)
}

#[test]
fn an_hour_at_which_an_agent_never_bought_is_seen() {
    assert_eq!(at_hour("03"), [Signal::NewHour { count: 40, hour: 3 }]);
}

#[test]
fn what_was_only_asked_at_night_teaches_nothing() {
    let mut past = by_day();
    for status in [Status::Pending, Status::Expired, Status::Rejected] {
        past.had(one("At night", "9.00"), hours(5), status, agent().id);
    }
    let at = Timestamp::parse("2026-11-22T03:30:00+01:00").unwrap();
    let found = past.ask_with(one("Something", "12.00"), &[], at);
    assert_eq!(found, [Signal::NewHour { count: 40, hour: 3 }]);
}

#[test]
fn an_hour_more_or_less_passes() {
    for hour in ["08", "09", "10", "17", "18", "19"] {
        assert_eq!(at_hour(hour), [], "{hour}");
    }
}

#[test]
fn thirty_purchases_in_a_day_say_nothing_about_hours() {
    let past = gifts(30, minutes(15));
    let at = Timestamp::parse("2026-11-22T23:30:00+01:00").unwrap();
    assert_eq!(past.ask_with(one("Something", "60.00"), &[], at), []);
}
