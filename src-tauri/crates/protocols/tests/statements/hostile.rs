//! Files that are broken, huge, wrongly encoded, or meant to harm.

use counterfoil_protocols::statement::{MOST_BYTES, read};
use proptest::prelude::*;

use crate::refused;

const HEAD: &str =
    "date;description;amount;currency\n2026-11-01;Books;-84,90;EUR\n2026-11-01;Tea;-9,99;EUR\n";

fn table(row: &str) -> Vec<u8> {
    format!("{HEAD}{row}\n").into_bytes()
}

#[test]
fn a_bad_row_is_named_and_nothing_of_the_file_is_taken() {
    for (row, code) in [
        ("31.02.2026;x;-1,00;EUR", "statement_unclear"),
        ("2026-02-31;x;-1,00;EUR", "statement_unclear"),
        ("2026-11-02;x;1e9;EUR", "statement_amount"),
        ("2026-11-02;x;-1,00 EUR;EUR", "statement_amount"),
        ("2026-11-02;x;--1,00;EUR", "statement_amount"),
        ("2026-11-02;x;-1.00,00;EUR", "statement_amount"),
        ("2026-11-02;x;99999999999999999999;EUR", "statement_amount"),
        ("2026-11-02;x;;EUR", "statement_missing"),
        ("2026-11-02;x;-1,00;EUX", "statement_currency"),
        ("2026-11-02;x;-1,00;EUR;y;z", "statement_columns"),
        ("2026-11-02;x", "statement_columns"),
        (
            "2026-11-02;=HYPERLINK(\"x\");-1,00;EUR",
            "statement_formula",
        ),
        ("2026-11-02;@SUM(A1);-1,00;EUR", "statement_formula"),
        (
            "2026-11-02;+cmd|'/C calc'!(A0);-1,00;EUR",
            "statement_formula",
        ),
    ] {
        let error = refused(&table(row));
        assert_eq!(error.code(), code, "{row}: {error}");
        if code != "statement_unclear" {
            assert_eq!(error.line, Some(4), "{row}: {error}");
        }
    }
}

#[test]
fn a_day_that_is_none_is_named_once_the_order_is_known() {
    use counterfoil_protocols::statement::{DateOrder, File, Mapping};
    let File::Table(table) = read(&table("2026-02-31;x;-1,00;EUR")).unwrap() else {
        panic!("not a table");
    };
    let mapping = Mapping {
        date_order: Some(DateOrder::Ymd),
        ..Mapping::default()
    };
    let error = table.parse(&mapping).unwrap_err();
    assert_eq!((error.line, error.code()), (Some(4), "statement_date"));
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let nul = refused(&table("2026-11-02;x\0;-1,00;EUR"));
    assert_eq!((nul.line, nul.code()), (Some(4), "statement_not_text"));
    let bell = refused(&table("2026-11-02;\u{7};-1,00;EUR"));
    assert_eq!((bell.line, bell.code()), (Some(4), "statement_not_text"));
    let mut broken = b"\xef\xbb\xbf".to_vec();
    broken.extend(table("2026-11-02;x;-1,00;EUR"));
    broken.extend(b"2026-11-02;\xff;-1,00;EUR\n");
    let broken = refused(&broken);
    assert_eq!(
        (broken.line, broken.code()),
        (Some(5), "statement_not_text")
    );
    let lying = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\xff</a>";
    assert_eq!(refused(lying).code(), "statement_not_text");
    for other in [&b"PK\x03\x04x"[..], b"%PDF-1.7", b"\x1f\x8b\x08"] {
        assert_eq!(refused(other).code(), "statement_other_file");
    }
    for nothing in [&b""[..], b"\n\n", b"just words", b"date;amount\n"] {
        assert!(read(nothing).is_err(), "{nothing:?}");
    }
}

#[test]
fn nothing_may_grow_without_bound() {
    let long = refused(&table(&format!(
        "2026-11-02;{};-1,00;EUR",
        "x".repeat(10_000_000)
    )));
    assert_eq!((long.line, long.code()), (Some(4), "statement_long_line"));
    let field = refused(&table(&format!(
        "2026-11-02;{};-1,00;EUR",
        "x".repeat(5000)
    )));
    assert_eq!(
        (field.line, field.code()),
        (Some(4), "statement_long_field")
    );
    let huge = refused(&vec![b'x'; MOST_BYTES + 1]);
    assert_eq!(huge.code(), "statement_too_large");
    let many = refused(&table(&"2026-11-02;x;-1,00;EUR\n".repeat(50_100)));
    assert_eq!(many.code(), "statement_too_many_lines");
    let wide = refused(&table(&";".repeat(200)));
    assert_eq!(wide.code(), "statement_too_many_columns");
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    assert_eq!(refused(deep.as_bytes()).code(), "statement_too_deep");
    let deep = format!("OFXHEADER:100\n<OFX>{}", "<A><B>x".repeat(10_000));
    assert_eq!(refused(deep.as_bytes()).code(), "statement_too_deep");
}

#[test]
fn a_document_may_define_nothing() {
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n\
        <!ENTITY lol2 \"&lol;&lol;&lol;\">]>\n<Document>&lol2;</Document>";
    let error = refused(laughs.as_bytes());
    assert_eq!(error.code(), "statement_forbidden");
    let outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Document/>";
    assert_eq!(refused(outside.as_bytes()).code(), "statement_forbidden");
    let entity = "<Document>\n<BkToCstmrStmt>&passwd;</BkToCstmrStmt></Document>";
    let error = refused(entity.as_bytes());
    assert_eq!((error.line, error.code()), (Some(2), "statement_forbidden"));
    let style = "<?xml-stylesheet href=\"x\"?><Document/>";
    assert_eq!(refused(style.as_bytes()).code(), "statement_forbidden");
}

#[test]
fn hidden_characters_of_a_description_are_taken_out() {
    use counterfoil_protocols::statement::{File, Mapping};
    let row = "2026-11-02;Book\u{202e}s\u{200b};-1,00;EUR";
    let File::Table(table) = read(&table(row)).unwrap() else {
        panic!("not a table");
    };
    let lines = table.parse(&Mapping::default()).unwrap().lines;
    assert_eq!(lines[2].descriptor, "Books");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_do_anything_but_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Err(error) = read(&bytes) {
            prop_assert!(!error.to_string().is_empty() && error.code().starts_with("statement_"));
        }
    }

    #[test]
    fn no_markup_makes_it_do_anything_but_answer(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "<OFX>", "</OFX>", "<STMTRS>", "</STMTRS>", "<STMTTRN>", "<TRNAMT>-1", "<", ">",
                "&", "&amp;", "OFXHEADER:100\n", "<Document>", "<Ntry>", "</Ntry>", "<!", "<?",
                "<Amt Ccy=\"EUR\">1</Amt>", ";", ",", "\"", "\n", "2026-11-01", "-1,00", "€",
            ]),
            0..40,
        ),
    ) {
        if let Err(error) = read(parts.concat().as_bytes()) {
            prop_assert!(!error.to_string().is_empty() && error.code().starts_with("statement_"));
        }
    }
}
