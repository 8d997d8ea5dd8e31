//! Random budgets and what happens under them.

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::list::{Budget, Limit};
use super::{Act, SHOPS, WINDOWS, ZONES};

pub fn any_budgets() -> impl Strategy<Value = Vec<Budget>> {
    (
        any_budget("Books", Some(0)),
        any_budget("Trips", Some(1)),
        any_budget("Anything", None),
        any_budget("Everything", None),
    )
        .prop_map(|(books, trips, anything, mut everything)| {
            everything.overall = true;
            vec![books, trips, anything, everything]
        })
}

fn any_budget(name: &'static str, shops: Option<usize>) -> impl Strategy<Value = Budget> {
    let limits = prop::collection::btree_map(select(&WINDOWS[..]), any_limit(), 1..4);
    let most = prop::option::weighted(0.3, (select(&["day", "week", "rolling:24h"][..]), 1_i64..5));
    (limits, most, any::<Index>(), 500_i64..6_000).prop_map(move |(limits, most, zone, auto)| {
        let limits = limits.into_iter().map(|(window, limit)| Limit {
            rollover: if window.starts_with("rolling") || window == "total" {
                "none"
            } else {
                limit.rollover
            },
            window,
            ..limit
        });
        Budget {
            name,
            shops,
            overall: false,
            auto,
            deny: 9_000,
            limits: limits.collect(),
            most,
            zone: *zone.get(&ZONES),
            latest: None,
        }
    })
}

fn any_limit() -> impl Strategy<Value = Limit> {
    let rollover = select(&["none", "none", "capped", "full"][..]);
    (2_000_i64..20_000, prop::bool::weighted(0.25), rollover).prop_map(|(max, deny, rollover)| {
        Limit {
            window: "day",
            max,
            deny,
            rollover,
            since: NaiveDate::default(),
            over: 0,
        }
    })
}

pub fn any_act() -> impl Strategy<Value = Act> {
    let at = || 0_usize..12;
    let amount = prop_oneof![6 => 1_i64..3_000, 2 => 3_000_i64..9_500];
    // Minutes: within the hour, over midnight, over a day of 23 or 25 hours, over months.
    let minutes = select(
        &[
            7_i64, 55, 61, 290, 1_379, 1_441, 1_501, 8_700, 38_900, 44_700,
        ][..],
    );
    prop_oneof![
        12 => (0..SHOPS.len(), amount).prop_map(|(shop, minor)| Act::Ask(shop, minor)),
        6 => at().prop_map(Act::Approve),
        1 => at().prop_map(Act::Reject),
        1 => at().prop_map(Act::Cancel),
        4 => (at(), 1_i64..3_000).prop_map(|(at, minor)| Act::Capture(at, minor)),
        7 => minutes.prop_map(Act::Pass),
        1 => select(&[60_i64, 4_400][..]).prop_map(Act::Back),
        1 => (at(), at()).prop_map(|(at, zone)| Act::Zone(at, zone)),
        1 => (at(), at(), 1_i64..4_000).prop_map(|(at, nth, more)| Act::Max(at, nth, more)),
        1 => Just(Act::Reopen),
    ]
}
