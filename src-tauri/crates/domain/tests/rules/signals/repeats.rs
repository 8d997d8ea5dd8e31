use counterfoil_domain::Draft;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::DraftRecurrence;
use counterfoil_domain::risk::{Sameness, Signal};

use super::{Past, days, hours, one, other_agent};
use crate::fixtures::{agent, simple};

fn sameness(found: &[Signal]) -> Option<Sameness> {
    found.iter().find_map(|signal| match signal {
        Signal::Duplicate { same, .. } => Some(*same),
        _ => None,
    })
}

#[test]
fn the_same_items_a_few_days_later_are_seen_at_any_price() {
    let mut past = Past::default();
    past.bought(one("Winter tyres", "310.00"), days(4));
    let found = past.ask(one("Winter Tyres ", "299.00"));
    assert_eq!(sameness(&found), Some(Sameness::Items));
    assert!(
        found[0]
            .text()
            .starts_with("Already bought on Wednesday, 18 November")
    );
}

#[test]
fn the_same_items_bought_by_another_agent_are_seen() {
    let mut past = Past::default();
    past.had(
        one("Winter tyres", "310.00"),
        hours(3),
        Status::Pending,
        other_agent(),
    );
    let found = past.ask(one("Winter tyres", "310.00"));
    assert_eq!(sameness(&found), Some(Sameness::Items));
    assert!(found[0].text().contains("already waits"));
}

#[test]
fn the_same_amount_from_another_agent_is_seen_though_it_is_described_otherwise() {
    let mut past = Past::default();
    past.had(
        one("Tyres, winter, 4", "310.00"),
        hours(3),
        Status::Captured,
        other_agent(),
    );
    assert_eq!(
        sameness(&past.ask(one("Winter tyres", "310.00"))),
        Some(Sameness::Amount)
    );
}

#[test]
fn the_same_amount_is_seen_where_nothing_is_listed() {
    let mut past = Past::default();
    past.bought(simple("310.00"), hours(3));
    assert_eq!(
        sameness(&past.ask(one("Winter tyres", "310.00"))),
        Some(Sameness::Amount)
    );
    assert_eq!(
        sameness(&past.ask(simple("310.00"))),
        Some(Sameness::Amount)
    );
}

#[test]
fn two_things_of_one_price_are_two_things() {
    let mut past = Past::default();
    past.bought(one("A novel", "9.99"), hours(1));
    assert_eq!(past.ask(one("Another novel", "9.99")), []);
}

#[test]
fn another_number_of_the_same_thing_is_another_purchase() {
    let mut past = Past::default();
    past.bought(one("Light bulb", "4.00"), hours(1));
    let mut more = one("Light bulb", "12.00");
    more.items[0].quantity = Some(3);
    assert_eq!(past.ask(more), []);
}

#[test]
fn what_was_given_back_or_never_made_may_be_bought_again() {
    for status in [
        Status::Refunded,
        Status::Voided,
        Status::Cancelled,
        Status::Expired,
    ] {
        let mut past = Past::default();
        past.had(one("Winter tyres", "310.00"), hours(3), status, agent().id);
        assert_eq!(past.ask(one("Winter tyres", "310.00")), [], "{status}");
    }
}

#[test]
fn the_same_a_week_later_passes() {
    let mut past = Past::default();
    past.bought(one("Vegetable box", "24.00"), days(7));
    assert_eq!(past.ask(one("Vegetable box", "24.00")), []);
}

#[test]
fn a_habit_is_no_duplicate_but_twice_in_its_time_is() {
    let mut past = Past::default();
    for day in 1..=5 {
        past.bought(one("Lunch of the day", "8.50"), days(day));
    }
    assert_eq!(past.ask(one("Lunch of the day", "8.50")), []);
    past.bought(one("Lunch of the day", "8.50"), hours(2));
    assert_eq!(
        sameness(&past.ask(one("Lunch of the day", "8.50"))),
        Some(Sameness::Items)
    );
}

#[test]
fn paying_per_use_is_no_duplicate() {
    let call = || {
        let mut draft = one("Weather of Berlin", "0.01");
        draft.currency = "USDC".into();
        draft.rail = Some("x402".into());
        draft
    };
    let mut past = Past::default();
    past.bought(call(), hours(1));
    assert_eq!(past.ask(call()), []);
}

fn plan(amount: &str, interval: &str) -> Draft {
    Draft {
        recurrence: Some(DraftRecurrence {
            interval: interval.into(),
            ..DraftRecurrence::default()
        }),
        ..one("Music, family plan", amount)
    }
}

#[test]
fn a_renewal_is_no_duplicate_but_a_second_subscription_is() {
    let mut past = Past::default();
    past.bought(plan("2.00", "day"), hours(24));
    assert_eq!(past.ask(plan("2.00", "day")), []);
    let mut past = Past::default();
    past.bought(plan("17.99", "month"), days(2));
    assert_eq!(past.codes(plan("17.99", "month")), ["duplicate"]);
}

#[test]
fn what_the_owner_rejected_is_recognised_whoever_tries_it_again() {
    for by in [agent().id, other_agent()] {
        let mut past = Past::default();
        past.had(one("Hoverboard", "289.00"), days(9), Status::Rejected, by);
        past.had(one("Hoverboard", "280.00"), days(8), Status::Rejected, by);
        let found = past.ask(one("hoverboard", "275.00"));
        let [
            Signal::TriedBefore {
                count: 2, status, ..
            },
        ] = found.as_slice()
        else {
            panic!("{found:?}");
        };
        assert_eq!(*status, Status::Rejected);
    }
}

#[test]
fn what_a_rule_denied_to_another_agent_is_recognised() {
    let mut past = Past::default();
    past.had(
        one("Hoverboard", "289.00"),
        hours(2),
        Status::Denied,
        other_agent(),
    );
    assert_eq!(past.codes(one("Hoverboard", "289.00")), ["tried_before"]);
}

#[test]
fn an_agent_that_was_denied_may_do_what_it_was_told() {
    let mut past = Past::default();
    past.had(
        one("Hoverboard", "289.00"),
        hours(2),
        Status::Denied,
        agent().id,
    );
    assert_eq!(past.ask(one("Hoverboard", "189.00")), []);
}

#[test]
fn a_rejection_of_something_else_or_of_long_ago_does_not_count() {
    let mut past = Past::default();
    past.had(
        one("Hoverboard", "289.00"),
        days(31),
        Status::Rejected,
        agent().id,
    );
    past.had(
        one("Unicycle", "199.00"),
        days(2),
        Status::Rejected,
        agent().id,
    );
    assert_eq!(past.ask(one("Hoverboard", "289.00")), []);
}
