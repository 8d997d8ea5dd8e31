use chrono::NaiveDate;
use counterfoil_domain::rates::{ChargeRate, Quote, QuoteError, Rate, RateTable, Source};
use counterfoil_domain::{Currency, Money, Percent};
use proptest::prelude::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn money(decimal: &str, code: &str) -> Money {
    Money::parse(decimal, currency(code)).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rate(from: &str, to: &str, rate: &str, date: &str, source: Source) -> Rate {
    Rate {
        date: day(date),
        from: currency(from),
        rate: Quote::parse(rate).unwrap(),
        source,
        to: currency(to),
    }
}

fn table(rates: &[Rate]) -> RateTable {
    let mut table = RateTable::default();
    for rate in rates {
        assert!(table.set(*rate));
    }
    table
}

/// A day of the ECB's list, and a token set by hand.
fn ecb() -> RateTable {
    let of = |to, value| rate("EUR", to, value, "2026-09-01", Source::Ecb);
    table(&[
        of("USD", "1.0743"),
        of("JPY", "163.21"),
        of("GBP", "0.8412"),
        rate("USDC", "USD", "1", "2026-08-30", Source::Owner),
        rate("BHD", "USD", "2.6596", "2026-08-31", Source::Owner),
    ])
}

fn by(table: &RateTable, from: &str, to: &str, margin: &str) -> ChargeRate {
    let margin = Percent::parse(margin).unwrap();
    let oldest = day("2026-08-25");
    table
        .charge_rate(currency(from), currency(to), margin, oldest)
        .unwrap()
}

#[test]
fn a_rate_is_a_plain_decimal_above_zero() {
    for text in ["1", "1.0743", "0.000043", "163.21", "999999999999", "0.1"] {
        assert_eq!(Quote::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(Quote::parse("1.0740").unwrap().to_string(), "1.074");
    for text in ["0", "0.0", "0.000"] {
        assert_eq!(Quote::parse(text), Err(QuoteError::Zero), "{text}");
    }
    for text in [
        "", ".", "1.", ".5", "-1", "+1", "1e3", "1E-3", "1,08", "01", " 1", "1 ", "NaN", "inf",
        "0x1", "１", "1.0.0", "N/A", "1_0",
    ] {
        assert_eq!(Quote::parse(text), Err(QuoteError::Syntax), "{text}");
    }
    for text in [
        "1000000000000",
        "1.234567890123",
        "0.0000000000000000001",
        &"9".repeat(400),
    ] {
        assert_eq!(Quote::parse(text), Err(QuoteError::TooLong), "{text}");
    }
}

#[test]
fn a_purchase_counts_in_the_budgets_currency_rounded_up() {
    let table = ecb();
    for (amount, from, to, counted) in [
        ("84.90", "USD", "EUR", "79.03"),
        ("84.90", "EUR", "USD", "91.21"),
        ("1200", "JPY", "EUR", "7.36"),
        ("7.36", "EUR", "JPY", "1202"),
        ("0.000001", "USDC", "EUR", "0.01"),
        ("10.000000", "USDC", "EUR", "9.31"),
        ("10.000000", "USDC", "JPY", "1520"),
        ("1.000", "BHD", "EUR", "2.48"),
        ("1.00", "EUR", "BHD", "0.404"),
        ("100.00", "USD", "GBP", "78.31"),
    ] {
        let rate = by(&table, from, to, "0");
        let result = rate.convert(money(amount, from)).unwrap();
        assert_eq!(result, money(counted, to), "{amount} {from}");
    }
}

#[test]
fn the_margin_is_added_before_rounding() {
    let rate = by(&ecb(), "USD", "EUR", "2.5");
    // 84.90 / 1.0743 × 1.025 = 81.0039…
    assert_eq!(
        rate.convert(money("84.90", "USD")).unwrap(),
        money("81.01", "EUR")
    );
}

#[test]
fn a_rate_in_a_sentence_names_its_source_and_day() {
    let plain = by(&ecb(), "USD", "EUR", "0");
    assert_eq!(plain.to_string(), "0.930839 (ECB, 2026-09-01)");
    let token = by(&ecb(), "USDC", "EUR", "1");
    assert_eq!(
        token.to_string(),
        "0.930839 (ECB and set by you, 2026-08-30, and 1 % more)"
    );
}

#[test]
fn a_rate_goes_through_others_and_is_as_old_as_the_oldest_of_them() {
    let table = ecb();
    let found = |from, to, oldest| table.find(currency(from), currency(to), day(oldest));
    let cross = found("USDC", "GBP", "2026-08-25").unwrap();
    assert_eq!(cross.date, day("2026-08-30"));
    assert_eq!(cross.source, Source::Several);
    assert_eq!(found("USDC", "GBP", "2026-08-31"), None);
    assert_eq!(
        found("USD", "GBP", "2026-09-01").unwrap().source,
        Source::Ecb
    );
    assert_eq!(found("USD", "GBP", "2026-09-02"), None);
    assert_eq!(found("USD", "CHF", "2026-08-25"), None);
    assert_eq!(found("USD", "USD", "2026-08-25"), None);
    assert_eq!(
        table.newest(currency("USDC"), currency("GBP")),
        Some(day("2026-08-30"))
    );
}

#[test]
fn fewer_steps_are_preferred_to_a_newer_way_round() {
    let mut table = ecb();
    assert!(table.set(rate("USD", "GBP", "0.8", "2026-08-28", Source::Owner)));
    let found = table.find(currency("USD"), currency("GBP"), day("2026-08-25"));
    assert_eq!(found.unwrap().rate.to_string(), "0.8");
    let fresh = table.find(currency("USD"), currency("GBP"), day("2026-08-29"));
    assert_eq!(fresh.unwrap().source, Source::Ecb);
}

#[test]
fn a_newer_rate_replaces_an_older_one_in_either_direction_and_not_the_other_way() {
    let mut table = ecb();
    assert!(!table.set(rate("EUR", "USD", "1.2", "2026-08-31", Source::Owner)));
    assert!(!table.set(rate("USD", "EUR", "0.9", "2026-08-31", Source::Owner)));
    assert!(table.set(rate("USD", "EUR", "0.9", "2026-09-01", Source::Owner)));
    let found = table.find(currency("EUR"), currency("USD"), day("2026-09-01"));
    // 1 / 0.9, rounded up.
    assert_eq!(found.unwrap().rate.to_string(), "1.11111111112");
    assert!(!table.set(rate("EUR", "EUR", "1", "2026-09-02", Source::Owner)));
    assert_eq!(table.iter().count(), 5);
}

#[test]
fn a_recorded_charge_rate_is_canonical_and_is_read_back() {
    let rate = by(&ecb(), "USDC", "EUR", "2.5");
    let json = serde_json::to_string(&rate).unwrap();
    assert_eq!(json, serde_json_canonicalizer::to_string(&rate).unwrap());
    assert_eq!(serde_json::from_str::<ChargeRate>(&json).unwrap(), rate);
    let more = json.replace('{', "{\"a\":1,");
    assert!(serde_json::from_str::<ChargeRate>(&more).is_err());
}

#[test]
fn the_largest_amounts_there_are_convert_or_are_an_error() {
    let table = table(&[
        rate("USDC", "JPY", "999999999999", "2026-09-01", Source::Owner),
        rate(
            "EUR",
            "USD",
            "0.000000000000000001",
            "2026-09-01",
            Source::Owner,
        ),
    ]);
    let most = money("999999999999.999999", "USDC");
    assert!(by(&table, "USDC", "JPY", "20").convert(most).is_err());
    let tiny = by(&table, "EUR", "USD", "20");
    let most = money("999999999999.99", "EUR");
    assert_eq!(tiny.convert(most).unwrap(), money("0.01", "USD"));
}

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["JPY", "EUR", "BHD", "USDC", "USD", "IDR"]).prop_map(currency)
}

fn any_rate() -> impl Strategy<Value = ChargeRate> {
    let quote = (1_i64..=999_999_999_999, 0_usize..=12).prop_map(|(digits, decimals)| {
        let text = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, fraction) = text.split_at(text.len() - decimals);
        let point = if fraction.is_empty() { "" } else { "." };
        Quote::parse(&format!("{whole}{point}{fraction}")).unwrap()
    });
    (any_currency(), quote, 0_u32..=2_000).prop_map(|(currency, rate, margin)| ChargeRate {
        currency,
        date: day("2026-09-01"),
        margin: Percent::of_hundredths(margin),
        rate,
        source: Source::Ecb,
    })
}

/// The exact value of `minor × rate × (1 + margin)` in minor units of the budget, as a fraction.
fn exact(rate: &ChargeRate, from: Currency, minor: i64) -> (i128, i128) {
    let text = rate.rate.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
    let ten = |exponent: usize| 10_i128.pow(u32::try_from(exponent).unwrap());
    let over = i128::from(minor)
        * digits
        * i128::from(10_000 + rate.margin.hundredths())
        * ten(rate.currency.exponent().into());
    let under = ten(fraction.len()) * 10_000 * ten(from.exponent().into());
    (over, under)
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(rate in any_rate()) {
        prop_assert_eq!(Quote::parse(&rate.rate.to_string()).unwrap(), rate.rate);
    }

    #[test]
    fn the_short_form_is_never_below_the_rate(rate in any_rate(), from in any_currency()) {
        let short = ChargeRate { rate: rate.rate.short(), ..rate };
        let money = Money::new(1_000_000, from);
        if let (Ok(exact), Ok(short)) = (rate.convert(money), short.convert(money)) {
            prop_assert!(short.minor() >= exact.minor());
        }
    }

    #[test]
    fn a_conversion_is_never_too_little_and_at_most_one_unit_too_much(
        rate in any_rate(), from in any_currency(), minor in 0_i64..1_000_000_000,
    ) {
        let converted = rate.convert(Money::new(minor, from));
        let (over, under) = exact(&rate, from, minor);
        match converted {
            Ok(converted) => {
                prop_assert!(i128::from(converted.minor()) * under >= over);
                prop_assert!((i128::from(converted.minor()) - 1) * under < over);
            }
            Err(_) => prop_assert!(over / under > i128::from(i64::MAX) / 2),
        }
    }

    #[test]
    fn more_never_counts_less(
        rate in any_rate(), from in any_currency(),
        minor in 0_i64..1_000_000_000, more in 0_i64..1_000_000_000,
    ) {
        let less = rate.convert(Money::new(minor, from));
        let more = rate.convert(Money::new(minor + more, from));
        if let (Ok(less), Ok(more)) = (less, more) {
            prop_assert!(less.minor() <= more.minor());
        }
    }

    #[test]
    fn parts_that_are_counted_as_differences_of_sums_never_drift(
        rate in any_rate(), from in any_currency(),
        parts in prop::collection::vec(1_i64..1_000_000, 1..12),
    ) {
        let whole = Money::new(parts.iter().sum(), from);
        if let Ok(whole) = rate.convert(whole) {
            let (mut taken, mut counted) = (0, 0);
            for part in parts {
                let before = rate.convert(Money::new(taken, from)).unwrap().minor();
                taken += part;
                counted += rate.convert(Money::new(taken, from)).unwrap().minor() - before;
            }
            prop_assert_eq!(counted, whole.minor());
        }
    }

    #[test]
    fn the_most_that_fits_fits_and_one_more_does_not(
        rate in any_rate(), from in any_currency(), budget in 0_i64..1_000_000_000_000,
    ) {
        let budget = Money::new(budget, rate.currency);
        if let Ok(most) = rate.most(budget, from) {
            prop_assert!(rate.convert(most).unwrap().minor() <= budget.minor());
            if let Ok(over) = rate.convert(Money::new(most.minor() + 1, from)) {
                prop_assert!(over.minor() > budget.minor());
            }
        }
    }

    #[test]
    fn a_derived_rate_is_never_below_the_exact_one(
        first in 1_i64..=9_999_999, second in 1_i64..=9_999_999,
    ) {
        let quote = |digits: i64| Quote::parse(&digits.to_string()).unwrap();
        let cross = quote(first).over(quote(second)).unwrap();
        let text = cross.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
        let scale = 10_i128.pow(u32::try_from(fraction.len()).unwrap());
        prop_assert!(digits * i128::from(second) >= i128::from(first) * scale);
        prop_assert!((digits - 1) * i128::from(second) < i128::from(first) * scale);
    }
}
