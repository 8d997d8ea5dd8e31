//! Sums of ranges are what one gets by adding up every single sum in them.

use counterfoil_domain::balances::{BalanceKey, Balances, Slot, Span};
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::{MandateId, Window};
use proptest::prelude::*;

const MANDATES: [MandateId; 2] = [
    MandateId::from_bytes([1; 16]),
    MandateId::from_bytes([2; 16]),
];

const SPANS: [Span; 5] = [
    Span::Hour,
    Span::Day,
    Span::Month,
    Span::Total,
    Span::Raise(Window::Week),
];

proptest! {
    #[test]
    fn a_range_is_the_sum_of_its_parts_however_they_were_set(
        set in prop::collection::vec(one(), 0..200),
        from in -800_i32..800,
        length in 0_i32..1_600,
    ) {
        let mut balances = Balances::default();
        for (key, balance) in &set {
            balances.set(*key, *balance);
        }
        let slots = Slot(from)..=Slot(from + length);
        for mandate in MANDATES {
            for span in SPANS {
                let parts = balances.range(mandate, span, &slots);
                let sum = parts.fold(Balance::default(), |sum, (_, part)| sum.plus(part));
                prop_assert_eq!(balances.sum(mandate, span, &slots), sum);
            }
        }
        let all: Vec<(BalanceKey, Balance)> = balances.iter().collect();
        prop_assert_eq!(all.len(), balances.len());
        prop_assert!(all.is_sorted_by_key(|(key, _)| *key));
        prop_assert!(all.iter().all(|(key, balance)| balances.get(key) == *balance));
    }
}

#[test]
fn hours_that_leave_the_number_range_come_back_into_it() {
    let mut balances = Balances::default();
    let key = |hour| BalanceKey {
        mandate: MANDATES[0],
        span: Span::Hour,
        slot: Slot(hour),
    };
    let spent = |spent| Balance {
        spent,
        ..Balance::default()
    };
    for hour in 0..100 {
        balances.set(key(hour), spent(i64::MAX));
    }
    let month = Slot(-600)..=Slot(120);
    let sum = balances.sum(MANDATES[0], Span::Hour, &month);
    assert_eq!(sum, spent(i64::MAX));

    for hour in 0..100 {
        balances.set(key(hour), spent(7));
    }
    let sum = balances.sum(MANDATES[0], Span::Hour, &month);
    assert_eq!(sum, spent(700));
}

#[test]
fn a_range_that_ends_before_it_begins_is_nothing() {
    let mut balances = Balances::default();
    let key = BalanceKey {
        mandate: MANDATES[0],
        span: Span::Hour,
        slot: Slot(5),
    };
    balances.set(
        key,
        Balance {
            held: 3,
            ..Balance::default()
        },
    );
    let backwards = Slot(9)..=Slot(1);
    let sum = balances.sum(MANDATES[0], Span::Hour, &backwards);
    assert_eq!(sum, Balance::default());
}

/// A small number of places, so that they are often set again.
fn one() -> impl Strategy<Value = (BalanceKey, Balance)> {
    let key = (0..MANDATES.len(), 0..SPANS.len(), -800_i32..800);
    let amount = -1_000_i64..1_000_000;
    (key, amount.clone(), amount, 0_i64..9).prop_map(
        |((mandate, span, slot), held, spent, count)| {
            let key = BalanceKey {
                mandate: MANDATES[mandate],
                span: SPANS[span],
                slot: Slot(slot),
            };
            let balance = Balance {
                held,
                spent,
                raised: 0,
                count,
            };
            (key, balance)
        },
    )
}
