//! CSV, as banks of several countries write it.

use counterfoil_domain::Currency;
use counterfoil_protocols::statement::{Ask, Charges, DateOrder, DecimalMark, Mapping, Problem};

use crate::{refused, settled, table, told};

const GERMAN: &str = "\
Kontonummer:;DE02 1234
Von:;01.11.2026

Buchungstag;Valuta;Empfänger;Verwendungszweck;Betrag (EUR)
03.11.2026;03.11.2026;Nordlicht Books GmbH;\"Rechnung 7; danke\";-1.084,90
04.11.2026;05.11.2026;Arbeitgeber AG;Lohn;2.500,00
25.11.2026;25.11.2026;Teehaus;;-9,99
";

#[test]
fn a_german_account_needs_no_word_of_the_owner() {
    let table = table(GERMAN.as_bytes());
    assert_eq!((table.delimiter, table.len()), (';', 3));
    let found = settled(&table);
    assert_eq!(found.asks, []);
    assert_eq!(found.mapping.date.as_deref(), Some("Buchungstag"));
    assert_eq!(found.mapping.date_order, Some(DateOrder::Dmy));
    assert_eq!(found.mapping.decimal, Some(DecimalMark::Comma));
    assert_eq!(found.mapping.charges, Some(Charges::Negative));
    let lines = table.parse(&Mapping::default()).unwrap().lines;
    assert_eq!(
        told(&lines),
        [
            (
                "2026-11-03".into(),
                108_490,
                "Nordlicht Books GmbH Rechnung 7; danke"
            ),
            ("2026-11-04".into(), -250_000, "Arbeitgeber AG Lohn"),
            ("2026-11-25".into(), 999, "Teehaus"),
        ]
    );
    assert_eq!(lines[0].row, 5);
}

#[test]
fn the_same_table_in_other_encodings_says_the_same() {
    let expected = table(GERMAN.as_bytes()).parse(&Mapping::default()).unwrap();
    let latin = encoding_rs::WINDOWS_1252.encode(GERMAN).0.into_owned();
    let marked = [b"\xef\xbb\xbf", GERMAN.as_bytes()].concat();
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(GERMAN.encode_utf16());
        units.flat_map(order).collect()
    };
    for bytes in [
        latin,
        marked,
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ] {
        let found = table(&bytes).parse(&Mapping::default()).unwrap();
        assert_eq!(found.lines, expected.lines);
    }
}

#[test]
fn what_two_readings_are_possible_of_is_asked_for_and_never_guessed() {
    let table =
        table(b"Date,Description,Amount\n03/11/2026,Books,84.90\n04/11/2026,Tea,\"1,234\"\n");
    let asks = [Ask::DateOrder, Ask::Charges, Ask::Currency];
    assert_eq!(settled(&table).asks, asks);
    let error = table.parse(&Mapping::default()).unwrap_err();
    assert_eq!(error.problem, Problem::Unclear(asks.to_vec()));
    assert!(error.hint().contains("--date-order"), "{}", error.hint());
    let mapping = Mapping {
        charges: Some(Charges::Positive),
        currency_code: Some(Currency::parse("USD").unwrap()),
        date_order: Some(DateOrder::Mdy),
        ..Mapping::default()
    };
    let lines = table.parse(&mapping).unwrap().lines;
    assert_eq!(told(&lines)[1], ("2026-04-11".into(), 123_400, "Tea"));
}

#[test]
fn a_comma_before_three_digits_alone_may_be_either() {
    let table = table(b"date;amount;currency\n2026-11-03;-1,234;EUR\n2026-11-04;-5,678;EUR\n");
    assert_eq!(settled(&table).asks, [Ask::Decimal]);
    let comma = Mapping {
        decimal: Some(DecimalMark::Comma),
        ..Mapping::default()
    };
    // Euros have no third decimal, so a wrong answer is found out.
    let error = table.parse(&comma).unwrap_err();
    assert_eq!((error.line, error.code()), (Some(2), "statement_amount"));
    let point = Mapping {
        decimal: Some(DecimalMark::Point),
        ..Mapping::default()
    };
    assert_eq!(table.parse(&point).unwrap().lines[0].charged, 123_400);
}

#[test]
fn columns_of_their_own_for_each_direction_are_one_amount() {
    let text = "Date\tDetails\tPaid out\tPaid in\tCurrency\n\
                2026-11-03\tBooks\t84.90\t\tGBP\n2026-11-30\tRefund\t\t9.95\tGBP\n";
    let found = table(text.as_bytes()).parse(&Mapping::default()).unwrap();
    let charged: Vec<i64> = found.lines.iter().map(|line| line.charged).collect();
    assert_eq!(charged, [8490, -995]);
    let both = text.replace("84.90\t\tGBP", "84.90\t1.00\tGBP");
    assert_eq!(refused(both.as_bytes()).line, Some(2));
}

#[test]
fn a_table_without_a_heading_is_mapped_by_numbers() {
    let table = table(b"20261103|Books|-84.90|EUR\n20261104|Tea|-9.99|EUR\n");
    assert_eq!(table.columns, ["1", "2", "3", "4"]);
    assert_eq!(
        settled(&table).asks,
        [Ask::Date, Ask::Amount, Ask::Currency]
    );
    let name = |number: &str| Some(number.to_owned());
    let mapping = Mapping {
        date: name("1"),
        description: vec!["2".to_owned()],
        amount: name("3"),
        currency: name("4"),
        ..Mapping::default()
    };
    assert_eq!(table.parse(&mapping).unwrap().lines.len(), 2);
    let wrong = Mapping {
        date: name("9"),
        ..mapping
    };
    assert_eq!(
        table.settle(&wrong).unwrap_err().code(),
        "statement_mapping"
    );
}

#[test]
fn tables_of_one_bank_are_recognised_by_their_columns_alone() {
    let first = table(GERMAN.as_bytes());
    let later = GERMAN.replace("03.11.2026", "09.11.2026");
    assert_eq!(first.fingerprint(), table(later.as_bytes()).fingerprint());
    let other = GERMAN.replace("Valuta", "Wert");
    assert_ne!(first.fingerprint(), table(other.as_bytes()).fingerprint());
}

#[test]
fn amounts_are_read_however_their_minus_is_written() {
    let text = "date;description;amount;currency\n\
                2026-11-01;a;-84,90;EUR\n2026-11-01;b;84,90-;EUR\n2026-11-01;c;(84,90);EUR\n\
                2026-11-01;d;\u{2212}84,90;EUR\n2026-11-01;e;+84,90;EUR\n2026-11-01;f;0,00;EUR\n\
                2026-11-01;g;-1'084,9;CHF\n";
    let found = table(text.as_bytes()).parse(&Mapping::default()).unwrap();
    let charged: Vec<i64> = found.lines.iter().map(|line| line.charged).collect();
    assert_eq!(charged, [8490, 8490, 8490, 8490, -8490, 108_490]);
    assert_eq!(found.left_out, 1);
}
