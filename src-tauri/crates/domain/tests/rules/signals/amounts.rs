use counterfoil_domain::purchase::Status;
use counterfoil_domain::risk::Signal;

use super::{Past, days, one};
use crate::fixtures::{agent, eur};

/// Groceries every few days, for about 40 euros.
fn groceries() -> Past {
    let mut past = Past::default();
    let amounts = [
        "38.20", "41.75", "52.10", "29.90", "44.00", "36.35", "61.80",
    ];
    for (week, amount) in (1_u64..).zip(amounts) {
        past.bought(one(&format!("Groceries {week}"), amount), days(week * 7));
    }
    past
}

/// The same coffee once a month, a little dearer each time.
fn coffee() -> Past {
    let mut past = Past::default();
    for (month, amount) in (1_u64..).zip(["13.90", "13.90", "13.50", "13.50", "12.90"]) {
        past.bought(one("Coffee beans, 1 kg", amount), days(month * 30));
    }
    past
}

#[test]
fn an_amount_far_above_what_is_usual_at_a_merchant_is_seen() {
    let found = groceries().ask(one("Groceries", "240.00"));
    let [
        Signal::UnusualAmount {
            count: 7,
            item: None,
            usual,
            ..
        },
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
    assert_eq!(*usual, eur("41.75"));
}

#[test]
fn a_dear_week_passes() {
    for amount in ["12.00", "61.80", "95.00", "160.00"] {
        assert_eq!(groceries().ask(one("Groceries", amount)), [], "{amount}");
    }
}

#[test]
fn a_few_odd_purchases_do_not_move_what_is_usual() {
    let mut past = groceries();
    past.bought(one("Wine for the wedding", "900.00"), days(3));
    past.bought(one("Catering", "1100.00"), days(2));
    assert_eq!(past.codes(one("Groceries", "800.00")), ["unusual_amount"]);
}

#[test]
fn four_purchases_say_nothing_about_what_is_usual() {
    let mut past = Past::default();
    for week in 1..=4 {
        past.bought(one(&format!("Groceries {week}"), "40.00"), days(week * 7));
    }
    assert_eq!(past.codes(one("A big order", "600.00")), Vec::<&str>::new());
}

#[test]
fn purchases_that_were_never_made_do_not_count() {
    let mut past = Past::default();
    for week in 1..=7 {
        let draft = one(&format!("Groceries {week}"), "40.00");
        past.had(draft, days(week * 7), Status::Expired, agent().id);
    }
    assert_eq!(past.codes(one("A big order", "600.00")), Vec::<&str>::new());
}

#[test]
fn an_item_far_above_its_own_price_is_seen_though_the_basket_is_not() {
    let mut past = coffee();
    for week in 1..=6 {
        past.bought(
            one(&format!("Machine part {week}"), "120.00"),
            days(week * 9),
        );
    }
    let found = past.ask(one("coffee beans 1KG", "39.00"));
    let [
        Signal::UnusualAmount {
            item: Some(item),
            usual,
            ..
        },
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
    assert_eq!(item, "coffee beans 1KG");
    assert_eq!(*usual, eur("13.50"));
}

#[test]
fn an_ordinary_price_rise_of_an_item_passes() {
    assert_eq!(coffee().ask(one("Coffee beans, 1 kg", "16.90")), []);
}

#[test]
fn a_hundred_and_a_thousand_times_the_usual_are_slips_of_the_point() {
    for (amount, factor) in [("1350.00", 100), ("13500.00", 1000)] {
        let found = coffee().ask(one("Coffee beans, 1 kg", amount));
        let [Signal::UnitSlip { times, .. }] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(*times, factor);
    }
}

#[test]
fn one_earlier_price_of_the_very_item_is_enough_to_see_a_slip() {
    let mut past = Past::default();
    past.bought(one("Printer paper", "4.99"), days(40));
    assert_eq!(past.codes(one("Printer paper", "499.00")), ["unit_slip"]);
    assert_eq!(
        past.codes(one("Printer paper", "49.90")),
        Vec::<&str>::new()
    );
    assert_eq!(past.codes(one("Printer", "499.00")), Vec::<&str>::new());
}

#[test]
fn a_slip_of_the_whole_amount_is_seen_after_three_purchases() {
    let mut past = Past::default();
    for week in 1..=3 {
        past.bought(one(&format!("Lunch {week}"), "9.80"), days(week * 7));
    }
    assert_eq!(past.codes(one("Lunch", "980.00")), ["unit_slip"]);
}

#[test]
fn another_currency_is_another_history() {
    let mut draft = one("Groceries", "4000");
    draft.currency = "JPY".into();
    assert_eq!(groceries().ask(draft), []);
}
