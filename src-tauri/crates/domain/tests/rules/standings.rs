//! Limits over time, as purchases use them up.

use counterfoil_domain::purchase::{Status, Step};
use counterfoil_domain::{Reason, Tier, Verdict, Window};

use crate::fixtures::{eur, simple};
use crate::world::World;

fn document(rest: &str) -> String {
    format!(r#"{{"name":"Books","currency":"EUR",{rest}}}"#)
}

/// Buys by itself up to 50.00, with this limit.
fn limited(period: &str, rest: &str) -> String {
    let limits = format!(r#""limits":{{"auto_up_to":"50.00","periods":[{period}]}}"#);
    document(&format!("{limits}{rest}"))
}

fn world(period: &str, now: &str) -> World {
    World::of(&[&limited(period, "")], now)
}

#[test]
fn a_rolling_window_frees_what_has_left_it_and_nothing_sooner() {
    for (window, still_in, out) in [
        (
            "rolling:24h",
            "2026-11-23T12:59:59Z",
            "2026-11-23T13:00:00Z",
        ),
        ("rolling:7d", "2026-11-29T12:59:59Z", "2026-11-29T13:00:00Z"),
        (
            "rolling:30d",
            "2026-12-22T12:59:59Z",
            "2026-12-22T13:00:00Z",
        ),
    ] {
        let period = format!(r#"{{"window":"{window}","max":"60.00"}}"#);
        let mut world = world(&period, "2026-11-22T12:20:00Z");
        assert_eq!(world.ask("40.00"), Status::Approved);
        assert_eq!(world.codes("20.01"), ["over_period"], "{window}");
        assert_eq!(
            world.at(still_in).codes("20.01"),
            ["over_period"],
            "{window}"
        );
        assert_eq!(world.at(out).codes("50.00"), [""; 0], "{window}");
    }
}

#[test]
fn what_one_period_left_rolls_over_once_when_capped() {
    let period = r#"{"window":"month","max":"100.00","rollover":"capped"}"#;
    let mut world = world(period, "2026-09-10T12:00:00Z");
    let month = Window::Month;
    assert_eq!(world.ask("40.00"), Status::Approved);
    assert_eq!(world.left(1, month), 6_000);
    assert_eq!(world.at("2026-10-10T12:00:00Z").left(1, month), 16_000);
    world.ask("50.00");
    world.ask("50.00");
    world.ask("20.00");
    // October used 120 of its own 100, so nothing of its own is left for November.
    assert_eq!(world.at("2026-11-10T12:00:00Z").left(1, month), 10_000);
    assert_eq!(world.at("2026-12-10T12:00:00Z").left(1, month), 20_000);
    assert_eq!(world.at("2027-05-10T12:00:00Z").left(1, month), 20_000);
}

#[test]
fn what_is_left_rolls_over_until_it_is_used_when_full() {
    let period = r#"{"window":"month","max":"100.00","rollover":"full"}"#;
    let mut world = world(period, "2026-09-10T12:00:00Z");
    let month = Window::Month;
    world.ask("40.00");
    assert_eq!(world.at("2026-12-10T12:00:00Z").left(1, month), 36_000);
    for _ in 0..7 {
        assert_eq!(world.ask("50.00"), Status::Approved);
    }
    assert_eq!(world.left(1, month), 1_000);
    assert_eq!(world.codes("10.01"), ["over_period"]);
    assert_eq!(world.at("2027-01-10T12:00:00Z").left(1, month), 11_000);
}

#[test]
fn a_limit_that_is_set_anew_rolls_nothing_over_from_before() {
    let full = r#"{"window":"week","max":"100.00","rollover":"full"}"#;
    let mut world = world(full, "2026-09-09T12:00:00Z");
    assert_eq!(
        world.at("2026-09-30T12:00:00Z").left(1, Window::Week),
        40_000
    );
    world.set(1, &limited(full, r#","undo_seconds":20"#));
    assert_eq!(
        world.left(1, Window::Week),
        40_000,
        "the limit is as it was"
    );
    let less = r#"{"window":"week","max":"90.00","rollover":"full"}"#;
    world.set(1, &limited(less, ""));
    assert_eq!(world.left(1, Window::Week), 9_000);
}

#[test]
fn a_raise_holds_for_the_period_it_was_made_in() {
    let period = r#"{"window":"month","max":"30.00"}"#;
    let mut world = world(period, "2026-11-22T12:00:00Z");
    world.ask("30.00");
    world.raise(1, Window::Month, 2_000);
    assert_eq!(world.left(1, Window::Month), 2_000);
    assert_eq!(world.ask("20.00"), Status::Approved);
    assert_eq!(world.codes("0.01"), ["over_period"]);
    assert_eq!(
        world.at("2026-12-01T00:00:00Z").left(1, Window::Month),
        3_000
    );
}

#[test]
fn a_raise_of_a_rolling_window_leaves_with_its_hour() {
    let period = r#"{"window":"rolling:24h","max":"30.00"}"#;
    let mut world = world(period, "2026-11-22T12:10:00Z");
    world.raise(1, Window::Rolling24h, 2_000);
    assert_eq!(world.left(1, Window::Rolling24h), 5_000);
    assert_eq!(
        world.at("2026-11-23T12:59:00Z").left(1, Window::Rolling24h),
        5_000
    );
    assert_eq!(
        world.at("2026-11-23T13:00:00Z").left(1, Window::Rolling24h),
        3_000
    );
}

#[test]
fn after_so_many_purchases_each_further_one_is_asked() {
    let rest = r#""limits":{"auto_up_to":"50.00","max_purchases":{"window":"day","count":2}}"#;
    let mut world = World::of(&[&document(rest)], "2026-11-22T12:00:00Z");
    assert_eq!(world.ask("1.00"), Status::Approved);
    assert_eq!(world.ask("1.00"), Status::Approved);
    let request = world.request(simple("1.00"));
    let outcome = world.judge(&request, None).outcome;
    assert_eq!((outcome.verdict, outcome.tier), (Verdict::Ask, Tier::T2));
    assert_eq!(
        outcome.reasons[0].text(),
        "Purchase 3 today in Books, which is for 2"
    );
    // One that is given back unused counts no more.
    let ends = world.now;
    for step in [Step::Authorize { ends }, Step::Void, Step::Release] {
        assert!(world.step(0, &step));
    }
    assert_eq!(world.codes("1.00"), [""; 0]);
    assert_eq!(world.ask("1.00"), Status::Approved);
    assert_eq!(world.codes("1.00"), ["too_many"]);
    assert_eq!(world.at("2026-11-23T00:00:00Z").codes("1.00"), [""; 0]);
}

#[test]
fn a_clock_that_goes_back_keeps_counting_in_the_day_that_has_begun() {
    let period = r#"{"window":"day","max":"60.00"}"#;
    let mut world = world(period, "2026-11-22T12:00:00Z");
    world.ask("50.00");
    world.at("2026-11-23T00:10:00Z").ask("40.00");
    assert_eq!(
        world.at("2026-11-22T23:00:00Z").codes("20.01"),
        ["over_period"]
    );
    assert_eq!(world.ask("20.00"), Status::Approved);
    assert_eq!(world.at("2026-11-23T12:00:00Z").left(1, Window::Day), 0);
}

#[test]
fn another_time_zone_opens_no_day_again_that_was_closed() {
    let period = r#"{"window":"day","max":"60.00"}"#;
    let berlin = limited(period, r#","time_zone":"Europe/Berlin""#);
    let mut world = World::of(&[&berlin], "2026-11-22T22:30:00Z");
    world.ask("50.00");
    // In Berlin the 23rd has begun.
    world.at("2026-11-22T23:30:00Z").ask("40.00");
    world.set(1, &limited(period, r#","time_zone":"America/New_York""#));
    assert_eq!(
        world.left(1, Window::Day),
        2_000,
        "New York is still at the 22nd"
    );
    assert_eq!(world.codes("20.01"), ["over_period"]);
    // When New York reaches the 23rd, it is the same day still.
    assert_eq!(world.at("2026-11-23T12:00:00Z").left(1, Window::Day), 2_000);
    assert_eq!(world.at("2026-11-24T05:00:00Z").left(1, Window::Day), 6_000);
}

#[test]
fn each_day_has_its_limit_once_where_clocks_change() {
    let period = r#"{"window":"day","max":"60.00"}"#;
    let berlin = limited(period, r#","time_zone":"Europe/Berlin""#);
    for (first, last, next) in [
        // 23 hours in March, 25 in October.
        (
            "2026-03-28T23:00:00Z",
            "2026-03-29T21:59:59Z",
            "2026-03-29T22:00:00Z",
        ),
        (
            "2026-10-24T22:00:00Z",
            "2026-10-25T22:59:59Z",
            "2026-10-25T23:00:00Z",
        ),
    ] {
        let mut world = World::of(&[&berlin], first);
        assert_eq!(world.ask("50.00"), Status::Approved);
        assert_eq!(world.at(last).codes("10.01"), ["over_period"], "{last}");
        assert_eq!(world.at(next).codes("50.00"), [""; 0], "{next}");
    }
}

#[test]
fn a_limit_over_everything_counts_what_every_budget_spends() {
    let overall = r#"{"name":"All","currency":"EUR","overall":true,
        "limits":{"deny_above":"45.00","periods":[{"window":"month","max":"100.00"}]}}"#;
    let books = document(r#""agents":["X"],"limits":{"auto_up_to":"50.00"}"#);
    let rest = r#"{"name":"Rest","currency":"EUR","limits":{"auto_up_to":"50.00"}}"#;
    let mut world = World::of(&[overall, &books, rest], "2026-11-22T12:00:00Z");
    assert_eq!(world.ask("45.01"), Status::Denied);
    assert_eq!(world.ask("40.00"), Status::Approved);
    assert_eq!(world.ask("40.00"), Status::Approved);
    let request = world.request(simple("20.01"));
    let evaluated = world.judge(&request, None);
    assert_eq!(
        evaluated
            .outcome
            .reasons
            .iter()
            .map(Reason::text)
            .collect::<Vec<_>>(),
        ["0.01 EUR more than the 20.00 EUR left this month in All"]
    );
    assert_eq!(evaluated.outcome.mandates.len(), 3);
    assert_eq!(
        evaluated.hold, 0,
        "there is nothing to reserve beyond a limit"
    );
    // The owner's approval raises it by what is missing, and no more.
    assert_eq!(world.ask("20.01"), Status::Pending);
    assert!(world.approve(3, &request));
    let standing = world.standing(1, Window::Month);
    assert_eq!((standing.balance.raised, standing.left()), (1, 0));
    assert_eq!(
        world.purchases[3].charge.unwrap().mandate.as_bytes(),
        &[2; 16]
    );
}

#[test]
fn a_limit_over_everything_gives_no_authority() {
    let overall = r#"{"name":"All","currency":"EUR","overall":true,
        "limits":{"periods":[{"window":"month","max":"100.00"}]}}"#;
    let mut world = World::of(&[overall], "2026-11-22T12:00:00Z");
    assert_eq!(world.codes("1.00"), ["no_budget"]);
    assert_eq!(world.ask("30.00"), Status::Pending);
    assert_eq!(world.purchases[0].charge, None);
    assert_eq!(
        world.left(1, Window::Month),
        7_000,
        "what waits is reserved"
    );
}

#[test]
fn outside_its_hours_a_budget_asks() {
    let day = document(
        r#""limits":{"auto_up_to":"50.00"},"always_ask":{"outside_hours":["07:00","22:00"]},"time_zone":"Europe/Berlin""#,
    );
    let mut world = World::of(&[&day], "2026-11-22T12:00:00Z");
    for (time, asks) in [
        ("2026-11-22T05:59:59Z", true),
        ("2026-11-22T06:00:00Z", false),
        ("2026-11-22T20:59:59Z", false),
        ("2026-11-22T21:00:00Z", true),
    ] {
        assert_eq!(
            world.at(time).codes("1.00") == ["outside_hours"],
            asks,
            "{time}"
        );
    }
    world.set(
        1,
        &day.replace(r#"["07:00","22:00"]"#, r#"["22:00","07:00"]"#),
    );
    assert_eq!(world.at("2026-11-22T21:00:00Z").codes("1.00"), [""; 0]);
    assert_eq!(
        world.at("2026-11-22T12:00:00Z").codes("1.00"),
        ["outside_hours"]
    );
}

#[test]
fn while_it_learns_a_budget_asks_about_everything() {
    let learning = document(r#""limits":{"auto_up_to":"50.00"},"learning_until":"2026-11-22""#);
    let mut world = World::of(&[&learning], "2026-11-22T23:59:59Z");
    assert_eq!(world.codes("1.00"), ["learning"]);
    assert_eq!(world.at("2026-11-23T00:00:00Z").codes("1.00"), [""; 0]);
}

#[test]
fn a_paused_budget_asks_about_everything_until_it_is_resumed() {
    let paused = document(r#""limits":{"auto_up_to":"50.00"},"paused":true"#);
    let mut world = World::of(&[&paused], "2026-11-22T12:00:00Z");
    assert_eq!(world.codes("1.00"), ["budget_paused"]);
    world.set(1, &paused.replace("true", "false"));
    assert_eq!(world.codes("1.00"), [""; 0]);
}

#[test]
fn without_a_rate_another_currency_is_asked_and_never_guessed() {
    let period = r#"{"window":"month","max":"100.00"}"#;
    let mut world = world(period, "2026-11-22T12:00:00Z");
    let mut draft = simple("1");
    draft.currency = "JPY".into();
    let request = world.request(draft.clone());
    let evaluated = world.judge(&request, None);
    assert_eq!(evaluated.outcome.reasons[0].code(), "no_rate");
    assert_eq!((evaluated.charge, evaluated.hold), (None, 0));
    assert_eq!(world.ask_for(draft), Status::Pending);
    assert_eq!(world.left(1, Window::Month), 10_000);
}

#[test]
fn a_rate_that_was_recorded_counts_with_its_margin() {
    use counterfoil_domain::Currency;
    use counterfoil_domain::rates::{Quote, Rate, Source};
    let limits = r#""limits":{"auto_up_to":"50.00","rate_margin_percent":"2","rate_max_age_days":3,
        "periods":[{"window":"month","max":"100.00"}]}"#;
    let mut world = World::of(&[&document(limits)], "2026-11-22T12:00:00Z");
    world.registry.rates.set(Rate {
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        from: Currency::parse("EUR").unwrap(),
        rate: Quote::parse("160").unwrap(),
        source: Source::Ecb,
        to: Currency::parse("JPY").unwrap(),
    });
    let mut draft = simple("4800");
    draft.currency = "JPY".into();
    assert_eq!(world.ask_for(draft.clone()), Status::Approved);
    // 4800 JPY are 30.00 EUR, and 30.60 with the margin.
    assert_eq!(world.left(1, Window::Month), 10_000 - 3_060);
    assert_eq!(
        world.at("2026-11-24T12:00:00Z").ask_for(draft),
        Status::Pending,
        "too old"
    );
}

#[test]
fn the_owner_hears_of_each_part_of_a_limit_once() {
    let period = r#"{"window":"month","max":"100.00"}"#;
    let mut world = world(period, "2026-11-22T12:00:00Z");
    let mut percents = Vec::new();
    for amount in ["50.00", "29.99", "0.01", "10.00", "10.00"] {
        let request = world.request(simple(amount));
        let warnings = world.judge(&request, None).warnings;
        percents.push(warnings.first().map(|warning| warning.percent));
        world.ask(amount);
    }
    assert_eq!(percents, [None, None, Some(80), None, Some(100)]);
}

#[test]
fn each_limit_is_named_with_what_can_be_done_about_it() {
    let periods = r#"{"window":"month","max":"20.00","when_used_up":"deny"},{"window":"rolling:24h","max":"10.00"}"#;
    let mut world = world(periods, "2026-11-22T12:00:00Z");
    let request = world.request(simple("30.00"));
    let outcome = world.judge(&request, None).outcome;
    assert_eq!(outcome.verdict, Verdict::Refuse);
    assert_eq!(
        outcome.reasons[0].way_out(),
        "Ask for at most 20.00 EUR; or wait until 2026-12-01, or the owner raises it once."
    );
    let request = world.request(simple("15.00"));
    let outcome = world.judge(&request, None).outcome;
    assert_eq!(outcome.over, Some(eur("5.00")));
    assert_eq!(
        outcome.reasons[0].way_out(),
        "Ask for at most 10.00 EUR; or wait until earlier purchases no longer count, or the owner raises it once."
    );
}
