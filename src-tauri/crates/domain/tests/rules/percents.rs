use counterfoil_domain::Percent;
use proptest::prelude::*;

use crate::fixtures::eur;

fn percent(text: &str) -> Percent {
    Percent::parse(text).unwrap()
}

#[test]
fn a_percentage_is_a_plain_number_with_at_most_two_decimals() {
    for (text, printed) in [
        ("0", "0"),
        ("3", "3"),
        ("2.5", "2.5"),
        ("0.05", "0.05"),
        ("20.00", "20"),
        ("10000", "10000"),
    ] {
        assert_eq!(percent(text).to_string(), printed);
    }
    for text in [
        "", "-1", "+1", "1%", " 1", "1e2", "01", "1.", ".5", "1.234", "10000.01", "99999",
        "100000", "NaN", "١",
    ] {
        assert!(Percent::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_rise_is_rounded_up_so_that_it_never_looks_smaller() {
    let rise = |old: &str, new: &str| Percent::rise(eur(old), eur(new)).to_string();
    assert_eq!(rise("9.99", "12.99"), "30.04");
    assert_eq!(rise("10.00", "12.50"), "25");
    assert_eq!(rise("10.00", "10.00"), "0");
    assert_eq!(rise("10.00", "9.00"), "0");
    assert_eq!(rise("0.01", "999999999.99"), "10000");
}

#[test]
fn just_the_percentage_is_not_more_than_it() {
    assert!(!percent("5").is_exceeded(eur("10.00"), eur("10.50")));
    assert!(percent("5").is_exceeded(eur("10.00"), eur("10.51")));
    assert!(percent("0").is_exceeded(eur("10.00"), eur("10.01")));
    let yen =
        counterfoil_domain::Money::new(1, counterfoil_domain::Currency::parse("JPY").unwrap());
    assert!(percent("10000").is_exceeded(eur("10.00"), yen));
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(hundredths in 0_u32..=1_000_000) {
        let percent = Percent::of_hundredths(hundredths);
        prop_assert_eq!(Percent::parse(&percent.to_string()).unwrap(), percent);
    }

    #[test]
    fn a_rise_is_the_smallest_percentage_that_is_not_exceeded(old in 1_i64..1_000_000, more in 0_i64..1_000_000) {
        let currency = counterfoil_domain::Currency::parse("EUR").unwrap();
        let money = |minor| counterfoil_domain::Money::new(minor, currency);
        let (old, new) = (money(old), money(old + more));
        let rise = Percent::rise(old, new);
        prop_assume!(rise.hundredths() < 1_000_000);
        prop_assert!(!rise.is_exceeded(old, new));
        if rise.hundredths() > 0 {
            prop_assert!(Percent::of_hundredths(rise.hundredths() - 1).is_exceeded(old, new));
        }
    }
}
