use std::time::Duration;

use chrono::Weekday;
use chrono_tz::Tz;
use counterfoil_domain::period::{Calendar, Today};
use counterfoil_domain::{Timestamp, Window};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn key(window: Window, zone: &str, time: &str) -> String {
    Calendar::of(zone.parse().unwrap())
        .period_at(window, at(time))
        .key
        .as_str()
        .to_owned()
}

#[test]
fn a_period_is_named_by_the_local_date_it_starts_on() {
    let time = "2026-11-30T23:30:00Z";
    for (window, utc, berlin) in [
        (Window::Day, "2026-11-30", "2026-12-01"),
        (Window::Week, "2026-11-30", "2026-11-30"),
        (Window::Month, "2026-11-01", "2026-12-01"),
        (Window::Quarter, "2026-10-01", "2026-10-01"),
        (Window::Year, "2026-01-01", "2026-01-01"),
        (Window::Total, "total", "total"),
    ] {
        assert_eq!(key(window, "UTC", time), utc, "{window}");
        assert_eq!(key(window, "Europe/Berlin", time), berlin, "{window}");
    }
}

#[test]
fn a_week_starts_on_monday_or_as_the_owner_says() {
    assert_eq!(
        key(Window::Week, "UTC", "2026-11-22T23:59:59.999Z"),
        "2026-11-16"
    );
    assert_eq!(
        key(Window::Week, "UTC", "2026-11-23T00:00:00Z"),
        "2026-11-23"
    );
    let sundays = Calendar {
        first_weekday: Weekday::Sun,
        ..Calendar::of(Tz::UTC)
    };
    let week = |time| sundays.period_at(Window::Week, at(time)).key;
    assert_eq!(week("2026-11-21T23:59:59.999Z").as_str(), "2026-11-15");
    assert_eq!(week("2026-11-22T00:00:00Z").as_str(), "2026-11-22");
}

#[test]
fn days_on_which_clocks_change_are_shorter_or_longer() {
    let berlin: Tz = "Europe/Berlin".parse().unwrap();
    for (noon, hours) in [("2026-03-29T12:00:00Z", 23), ("2026-10-25T12:00:00Z", 25)] {
        let day = Calendar::of(berlin).period_at(Window::Day, at(noon));
        assert_eq!(
            day.end.unwrap().since(day.start),
            Duration::from_secs(hours * 3600)
        );
    }
}

#[test]
fn a_day_without_a_midnight_begins_when_the_clocks_have_jumped() {
    // Beirut jumps from 00:00 to 01:00.
    let beirut: Tz = "Asia/Beirut".parse().unwrap();
    let day = Calendar::of(beirut).period_at(Window::Day, at("2026-03-29T09:00:00Z"));
    assert_eq!(day.start, at("2026-03-28T22:00:00Z"));
    assert_eq!(day.end.unwrap().since(day.start), Duration::from_hours(23));
}

#[test]
fn a_day_that_was_left_out_has_no_period() {
    // Samoa went from 29 to 31 December 2011.
    assert_eq!(
        key(Window::Day, "Pacific/Apia", "2011-12-30T09:59:59Z"),
        "2011-12-29"
    );
    assert_eq!(
        key(Window::Day, "Pacific/Apia", "2011-12-30T10:00:00Z"),
        "2011-12-31"
    );
}

#[test]
fn the_whole_has_no_end() {
    let whole = Calendar::of(Tz::UTC).period_at(Window::Total, at("2026-11-22T00:00:00Z"));
    assert_eq!(whole.end, None);
}

const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Asia/Beirut",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
    "America/Sao_Paulo",
];

fn any_window() -> impl Strategy<Value = Window> {
    let calendar = |window: &Window| window.hours().is_none();
    prop::sample::select(Window::ALL.into_iter().filter(calendar).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn an_instant_lies_in_its_period_and_periods_never_go_back(
        zone in prop::sample::select(ZONES.to_vec()),
        window in any_window(),
        start in 946_684_800_000_i64..4_133_980_799_999,
        step in 0_i64..40 * 86_400_000,
    ) {
        let zone: Tz = zone.parse().unwrap();
        let (first, second) = (Timestamp::from_millis(start), Timestamp::from_millis(start + step));
        let (early, late) = (Calendar::of(zone).period_at(window, first), Calendar::of(zone).period_at(window, second));
        prop_assert!(early.start <= first);
        prop_assert!(early.end.is_none_or(|end| first < end));
        prop_assert!(early.key <= late.key);
        prop_assert_eq!(early.key == late.key, early.start == late.start);
        if let Some(end) = early.end {
            let next = Calendar::of(zone).period_at(window, end);
            prop_assert_eq!(next.start, end);
            prop_assert!(next.key > early.key);
            let before = Calendar::of(zone).period_at(window, end.minus(Duration::from_millis(1)));
            prop_assert_eq!(before.key, early.key);
        }
    }

    #[test]
    fn around_every_change_of_clocks_days_follow_each_other(
        zone in prop::sample::select(vec!["America/Havana", "Asia/Beirut", "America/St_Johns", "America/Sao_Paulo", "Africa/Cairo"]),
        hour in 0_i64..24 * 366 * 20,
    ) {
        let zone: Tz = zone.parse().unwrap();
        let mut last = String::new();
        for quarter in 0..8_i64 {
            let time = Timestamp::from_millis(946_684_800_000 + hour * 3_600_000 + quarter * 900_000);
            let key = Calendar::of(zone).period_at(Window::Day, time).key.as_str().to_owned();
            prop_assert!(last <= key);
            last = key;
        }
    }
}

#[test]
fn the_day_that_is_kept_is_the_day_it_is_through_every_change_of_clocks() {
    for (zone, from) in [
        ("Europe/Berlin", "2026-01-01T00:00:00Z"),
        ("America/Havana", "2026-01-01T00:00:00Z"),
        ("Asia/Beirut", "2026-01-01T00:00:00Z"),
        ("Asia/Kolkata", "2026-01-01T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-01-01T00:00:00Z"),
        ("Pacific/Apia", "2011-06-01T00:00:00Z"),
    ] {
        let zone: Tz = zone.parse().unwrap();
        let mut today = Today::default();
        let mut now = at(from);
        for _ in 0..14_000 {
            let day = Calendar::of(zone).day(now, None);
            assert_eq!(today.day(zone, now), day, "{zone} at {now}");
            now = now.plus(Duration::from_mins(37));
        }
    }
}

proptest! {
    #[test]
    fn the_day_that_is_kept_is_the_day_it_is_however_clocks_jump(
        hours in prop::collection::vec(0_i64..20_000, 1..40)
    ) {
        let zones = [Tz::Europe__Berlin, Tz::America__New_York];
        let mut today = Today::default();
        for hour in hours {
            let now = Timestamp::from_millis(1_795_348_800_000 + hour * 1_801_000);
            for zone in zones {
                prop_assert_eq!(today.day(zone, now), Calendar::of(zone).day(now, None));
            }
        }
    }
}
