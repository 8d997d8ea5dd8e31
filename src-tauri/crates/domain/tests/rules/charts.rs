//! Tallies, and what charts make of them.

use chrono::NaiveDate;
use chrono_tz::{Europe, UTC};
use counterfoil_domain::charts::{
    Burning, By, Chosen, Days, Order, Part, Sketch, Step, Stretch, change_percent,
};
use counterfoil_domain::ids::MandateId;
use counterfoil_domain::period::{Calendar, Window};
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::tally::{Counted, Counter, Outcome, Tally};
use counterfoil_domain::{Currency, Money};
use proptest::prelude::*;

const DAY: i32 = 20_000;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

fn one(agent: i64, day: i32, spent: i64, code: &str) -> Counted<'static> {
    Counted {
        day,
        hour: 9,
        play: false,
        agent,
        merchant: agent,
        mandate: None,
        category: "books",
        currency: Currency::parse(code).unwrap(),
        spent,
        outcome: Outcome::Automatic,
        covered_by: &[],
        reasons: &[],
        looks: &[],
    }
}

fn tally(all: &[Counted<'_>]) -> Tally {
    let mut counter = Counter::default();
    for one in all {
        counter.count(one);
    }
    counter.tally()
}

fn order(currency: Option<&str>) -> Order {
    let days = Days {
        from: DAY,
        to: DAY + 10,
    };
    let before = Days {
        from: DAY - 10,
        to: DAY,
    };
    Order {
        stretch: Stretch {
            days,
            before,
            today: DAY + 9,
        },
        step: Step::Day,
        by: By::Agent,
        currency: currency.map(|code| Currency::parse(code).unwrap()),
        play: false,
    }
}

#[test]
fn the_largest_five_have_a_layer_and_the_rest_one_together_to_the_cent() {
    let all: Vec<Counted<'_>> = (1..=8)
        .map(|agent| one(agent, DAY, agent * 101, "EUR"))
        .collect();
    let mut sketch = Sketch::new(order(None), Calendar::of(UTC));
    sketch.add(&tally(&all));
    let charts = sketch.charts();
    let parts: Vec<&Part> = charts.layers.iter().map(|layer| &layer.part).collect();
    let named = [8, 7, 6, 5, 4].map(Part::Agent);
    assert_eq!(parts[..5], named.iter().collect::<Vec<_>>()[..]);
    assert_eq!(*parts[5], Part::Other);
    assert_eq!(charts.layers[5].total, eur(606));
    let sum: i64 = charts.layers.iter().map(|layer| layer.total.minor()).sum();
    assert_eq!(sum, charts.totals[0].spent.minor());
}

#[test]
fn currencies_are_never_one_sum() {
    let all = [
        one(1, DAY, 1000, "EUR"),
        one(1, DAY, 2000, "USD"),
        one(1, DAY + 1, 3000, "USD"),
        one(1, DAY - 1, 700, "USD"),
    ];
    let charts = |currency| {
        let mut sketch = Sketch::new(order(currency), Calendar::of(UTC));
        sketch.add(&tally(&all));
        sketch.charts()
    };
    // The one with the most purchases comes first.
    let dollars = charts(None);
    assert_eq!(dollars.currency.unwrap().code(), "USD");
    assert_eq!(dollars.totals[0].spent.decimal(), "50.00");
    assert_eq!(dollars.totals[0].before.decimal(), "7.00");
    assert_eq!(dollars.totals[1].spent.decimal(), "10.00");
    assert_eq!(charts(Some("EUR")).layers[0].total, eur(1000));
    assert_eq!(charts(Some("CHF")).layers, []);
}

#[test]
fn a_change_is_rounded_half_away_from_zero() {
    let percent = |now, before| change_percent(eur(now), eur(before));
    assert_eq!(percent(118, 100), Some(18));
    assert_eq!(percent(1005, 1000), Some(1));
    assert_eq!(percent(1004, 1000), Some(0));
    assert_eq!(percent(995, 1000), Some(-1));
    assert_eq!(percent(0, 100), Some(-100));
    assert_eq!(percent(5, 0), None);
    assert_eq!(
        percent(i64::MAX, 1),
        i64::try_from(i128::from(i64::MAX) * 100 - 100).ok()
    );
}

#[test]
fn a_period_under_way_is_compared_with_as_many_days_and_a_whole_one_with_a_whole_one() {
    let berlin = Calendar::of(Europe::Berlin);
    let stretch = |chosen, today| Stretch::of(chosen, day(today), berlin);
    let dates = |days: Days| {
        let (first, last) = days.dates();
        format!("{first} {last}")
    };
    let month = stretch(Chosen::This(Window::Month), "2026-11-24");
    assert_eq!(dates(month.days), "2026-11-01 2026-11-30");
    assert_eq!(dates(month.before), "2026-10-01 2026-10-24");
    // February has no 31st to compare with.
    let march = stretch(Chosen::This(Window::Month), "2026-03-31");
    assert_eq!(dates(march.before), "2026-02-01 2026-02-28");
    let last = stretch(Chosen::Last(Window::Month), "2026-03-31");
    assert_eq!(dates(last.days), "2026-02-01 2026-02-28");
    assert_eq!(dates(last.before), "2026-01-01 2026-01-31");
    let year = stretch(Chosen::TwelveMonths, "2026-11-24");
    assert_eq!(dates(year.days), "2025-11-25 2026-11-24");
    assert_eq!(dates(year.before), "2024-11-25 2025-11-24");
}

#[test]
fn what_became_of_a_purchase_is_counted_once() {
    let (rule, owner) = (Some(DecidedBy::Rule), Some(DecidedBy::Owner));
    let cases = [
        (Status::Captured, rule, Outcome::Automatic),
        (Status::Lapsed, owner, Outcome::Approved),
        (Status::Rejected, owner, Outcome::Rejected),
        (Status::Denied, rule, Outcome::Denied),
        (Status::Expired, None, Outcome::Undecided),
        (Status::Pending, None, Outcome::Waiting),
    ];
    for (status, by, outcome) in cases {
        assert_eq!(Outcome::of(status, by), outcome, "{status}");
    }
}

#[test]
fn a_budget_that_has_no_past_burns_down_as_it_goes() {
    let used = [(number("2026-11-02"), 3000), (number("2026-11-05"), 1000)].into();
    let burning = Burning {
        limit: eur(40_000),
        window: Window::Month,
        calendar: Calendar::of(UTC),
        today: day("2026-11-10"),
        used: &used,
    };
    let down = burning.down().unwrap();
    assert_eq!(down.left.len(), 10);
    assert_eq!(down.left[9], eur(36_000));
    let forecast = down.forecast.unwrap();
    // 40.00 in ten days is 80.00 in the twenty to come.
    assert_eq!((forecast.likely, forecast.low), (eur(28_000), eur(28_000)));
    assert_eq!(down.past, Vec::<Vec<Money>>::new());
}

#[test]
fn a_forecast_reaches_from_the_cheapest_to_the_dearest_rest_of_earlier_periods() {
    let used = [
        (number("2026-09-20"), 10_000),
        (number("2026-10-02"), 500),
        (number("2026-11-02"), 3000),
    ];
    let used = used.into();
    let burning = Burning {
        limit: eur(20_000),
        window: Window::Month,
        calendar: Calendar::of(UTC),
        today: day("2026-11-10"),
        used: &used,
    };
    let forecast = burning.down().unwrap().forecast.unwrap();
    assert_eq!(forecast.likely, eur(11_000));
    assert_eq!(forecast.low, eur(7_000));
    assert_eq!(forecast.high, eur(17_000));
}

fn number(text: &str) -> i32 {
    day(text).to_epoch_days()
}

fn counted() -> impl Strategy<Value = (i32, u8, bool, i64, i64, i64, bool, u32)> {
    (
        -800_000..800_000_i32,
        0..24_u8,
        any::<bool>(),
        0..i64::MAX,
        1..5000_i64,
        0..i64::MAX,
        any::<bool>(),
        any::<u32>(),
    )
}

proptest! {
    #[test]
    fn a_tally_is_read_back_as_it_was(all in proptest::collection::vec(counted(), 0..60)) {
        let mandates = [MandateId::from_bytes([7; 16])];
        let mut counter = Counter::default();
        for (day, hour, play, agent, merchant, spent, asked, look) in all {
            counter.count(&Counted {
                day,
                hour,
                play,
                merchant,
                spent,
                mandate: asked.then_some(agent),
                outcome: if asked { Outcome::Approved } else { Outcome::Automatic },
                covered_by: &mandates,
                reasons: if asked { &["over_auto"] } else { &[] },
                looks: if asked { std::slice::from_ref(&look) } else { &[] },
                ..one(agent, day, spent, if play { "JPY" } else { "EUR" })
            });
        }
        let tally = counter.tally();
        let bytes = tally.to_bytes();
        prop_assert_eq!(Tally::from_bytes(&bytes), Some(tally));
        for end in 0..bytes.len() {
            prop_assert_eq!(Tally::from_bytes(bytes.get(..end).unwrap_or_default()), None);
        }
    }

    #[test]
    fn bytes_that_are_no_tally_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Some(tally) = Tally::from_bytes(&bytes) {
            prop_assert_eq!(Tally::from_bytes(&tally.to_bytes()), Some(tally));
        }
    }
}
