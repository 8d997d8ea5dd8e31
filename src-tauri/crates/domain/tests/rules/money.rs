use std::cmp::Ordering;

use counterfoil_domain::currency::CurrencyError;
use counterfoil_domain::money::{MAX_MAJOR, MoneyError};
use counterfoil_domain::{Currency, Money};
use proptest::prelude::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

#[test]
fn an_amount_is_printed_with_all_decimals_of_its_currency() {
    for (text, code, printed) in [
        ("84.9", "EUR", "84.90 EUR"),
        ("0.05", "EUR", "0.05 EUR"),
        ("1200", "JPY", "1200 JPY"),
        ("1234.567", "BHD", "1234.567 BHD"),
        ("0.000001", "USDC", "0.000001 USDC"),
        ("999999999999.999999", "USDC", "999999999999.999999 USDC"),
    ] {
        assert_eq!(
            Money::parse(text, currency(code)).unwrap().to_string(),
            printed
        );
    }
    assert_eq!(Money::new(-105, currency("EUR")).decimal(), "-1.05");
    assert_eq!(
        Money::new(i64::MIN, currency("JPY")).decimal(),
        "-9223372036854775808"
    );
}

#[test]
fn bad_input_1_to_17_what_is_not_a_plain_decimal_is_not_an_amount() {
    let texts = [
        "12,34",
        "1.234,56",
        "1e2",
        "1E2",
        "-1",
        "-0",
        "+1",
        "01",
        "00",
        "00.5",
        " 1",
        "1 ",
        "NaN",
        "Infinity",
        "inf",
        "1_000",
        "0x10",
        "１００",
        "١٠٠",
        "",
        ".",
        "1.",
        ".5",
        "1.2.3",
        "1.-2",
        "1.+2",
        "12\u{200B}",
        "$5",
        "5 EUR",
        "1'000",
        "\n1",
    ];
    for text in texts {
        let error = Money::parse(text, currency("EUR"));
        assert_eq!(error, Err(MoneyError::Syntax), "{text:?}");
    }
}

#[test]
fn bad_input_13_numbers_too_large_for_any_purchase_are_refused() {
    let far = format!("1{}", "0".repeat(400));
    for text in [
        "9223372036854775808",
        "18446744073709551616",
        "1000000000000",
        &far,
    ] {
        assert_eq!(
            Money::parse(text, currency("EUR")),
            Err(MoneyError::TooLarge),
            "{text}"
        );
    }
    assert!(Money::parse(&MAX_MAJOR.to_string(), currency("USDC")).is_ok());
}

#[test]
fn bad_input_17_and_18_more_decimals_than_the_currency_has_are_refused() {
    for (text, code) in [
        ("1200.0", "JPY"),
        ("1.234", "EUR"),
        ("1234.5678", "BHD"),
        ("1.0000", "KWD"),
        ("1.0000001", "USDC"),
    ] {
        let error = Money::parse(text, currency(code));
        assert_eq!(
            error,
            Err(MoneyError::TooManyDecimals {
                currency: currency(code)
            })
        );
    }
    for code in ["BHD", "KWD", "OMR", "JOD", "TND"] {
        assert_eq!(
            Money::parse("1234.567", currency(code)).unwrap().minor(),
            1_234_567
        );
    }
}

#[test]
fn bad_input_19_and_22_codes_that_are_not_money_in_use_are_refused() {
    for code in [
        "XXX", "XTS", "XAU", "XAG", "XDR", "CLF", "UYW", "BOV", "CHE", "USN",
    ] {
        assert!(
            matches!(Currency::parse(code), Err(CurrencyError::NotTender(_))),
            "{code}"
        );
    }
    for code in ["HRK", "BGN", "SLL", "ZWL"] {
        assert!(
            matches!(Currency::parse(code), Err(CurrencyError::Withdrawn(_))),
            "{code}"
        );
    }
    for code in ["DEM", "ITL", "FRF", "ABC", "ETH", "EURO"] {
        assert_eq!(Currency::parse(code), Err(CurrencyError::Unknown), "{code}");
    }
    for code in [
        "usd", "Usd", "US$", "$", "¥", "", " EUR", "EUR ", "EU", "978",
    ] {
        assert_eq!(Currency::parse(code), Err(CurrencyError::Syntax), "{code}");
    }
    assert_eq!(currency("ISK").exponent(), 0);
    assert_eq!(currency("HUF").exponent(), 2);
}

#[test]
fn bad_input_23_a_currency_in_look_alike_letters_is_refused() {
    assert_eq!(Currency::parse("U\u{0405}D"), Err(CurrencyError::Syntax));
}

#[test]
fn bad_input_20_and_24_a_token_is_known_by_chain_and_contract_and_not_by_its_symbol() {
    let base = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    assert_eq!(
        Currency::of_contract("eip155:8453", base).unwrap(),
        currency("USDC")
    );
    assert!(currency("USDC").is_asset());
    // The same contract address on another chain, and another contract on the same chain.
    assert!(Currency::of_contract("eip155:56", base).is_err());
    assert!(
        Currency::of_contract("eip155:8453", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02914").is_err()
    );
}

#[test]
fn a_record_may_hold_sums_and_differences_that_no_request_may_ask() {
    for minor in [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        MAX_MAJOR * 100 + 100,
        i64::MAX,
    ] {
        let money = Money::new(minor, currency("EUR"));
        let json = serde_json::to_string(&money).unwrap();
        assert_eq!(
            serde_json::from_str::<Money>(&json).unwrap(),
            money,
            "{json}"
        );
    }
    let beyond = r#"{"amount":"92233720368547758.08","currency":"EUR"}"#;
    assert!(serde_json::from_str::<Money>(beyond).is_err());
}

#[test]
fn amounts_of_two_currencies_never_meet() {
    let (euro, yen) = (
        Money::new(1, currency("EUR")),
        Money::new(1, currency("JPY")),
    );
    let mismatch = MoneyError::CurrencyMismatch {
        left: euro.currency(),
        right: yen.currency(),
    };
    assert_eq!(euro.checked_add(yen), Err(mismatch));
    assert_eq!(euro.checked_sub(yen), Err(mismatch));
    assert_eq!(euro.compare(yen), Err(mismatch));
    assert_eq!(
        euro.compare(Money::new(2, currency("EUR"))),
        Ok(Ordering::Less)
    );
}

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["EUR", "JPY", "BHD", "USDC", "USD", "KWD"]).prop_map(currency)
}

proptest! {
    #[test]
    fn every_amount_is_read_back_as_it_was_printed(
        major in 0..=MAX_MAJOR, fraction in 0_i64..1_000_000, currency in any_currency()
    ) {
        let unit = 10_i64.pow(u32::from(currency.exponent()));
        let money = Money::new(major * unit + fraction % unit, currency);
        prop_assert_eq!(Money::parse(&money.decimal(), currency), Ok(money));
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    #[test]
    fn arithmetic_is_exact_or_an_error(a: i64, b: i64, times: u32) {
        let euro = currency("EUR");
        let (left, right) = (Money::new(a, euro), Money::new(b, euro));
        let exact = |wide: i128| i64::try_from(wide).map(|minor| Money::new(minor, euro)).ok();
        prop_assert_eq!(left.checked_add(right).ok(), exact(i128::from(a) + i128::from(b)));
        prop_assert_eq!(left.checked_sub(right).ok(), exact(i128::from(a) - i128::from(b)));
        prop_assert_eq!(left.checked_mul(times).ok(), exact(i128::from(a) * i128::from(times)));
    }

    #[test]
    fn whatever_text_comes_reading_it_is_an_amount_or_an_error(text in "\\PC{0,24}") {
        if let Ok(money) = Money::parse(&text, currency("EUR")) {
            prop_assert!(money.minor() >= 0);
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
        }
    }
}
