use counterfoil_protocols::ecb::{MOST_BYTES, read};

use crate::{csv, xml};

fn code(text: &str) -> &'static str {
    let error = read(text.as_bytes()).expect_err(text);
    assert!(!error.to_string().is_empty() && error.hint().ends_with('.'));
    error.code()
}

/// In both forms, one dollar rate that is `rate`.
fn dollar(rate: &str) -> [String; 2] {
    let cube = format!("<Cube currency='USD' rate='{rate}'/>");
    [xml(&cube), csv("USD", rate)]
}

#[test]
fn a_rate_that_is_no_plain_positive_decimal_is_refused() {
    for (rate, expected) in [
        ("-1.07", "rate_syntax"),
        ("+1.07", "rate_syntax"),
        ("1e3", "rate_syntax"),
        ("1.07E2", "rate_syntax"),
        ("0x1F", "rate_syntax"),
        ("NaN", "rate_syntax"),
        ("inf", "rate_syntax"),
        ("1.", "rate_syntax"),
        (".5", "rate_syntax"),
        ("01.07", "rate_syntax"),
        ("1 07", "rate_syntax"),
        ("１.07", "rate_syntax"),
        ("", "rate_syntax"),
        ("0", "rate_zero"),
        ("0.0000", "rate_zero"),
        ("9999999999999", "rate_digits"),
        ("1.0000000000000000001", "rate_digits"),
    ] {
        for text in dollar(rate) {
            assert_eq!(code(&text), expected, "{rate}");
        }
    }
    // A comma as the decimal point is one cell more.
    assert_eq!(code(&csv("USD", "1,07")), "rates_format");
}

#[test]
fn a_currency_that_comes_twice_is_refused_even_with_the_same_rate() {
    let twice = "<Cube currency='USD' rate='1.07'/><Cube currency='USD' rate='1.07'/>";
    assert_eq!(code(&xml(twice)), "rates_twice");
    assert_eq!(code(&csv("USD, USD", "1.07, 107")), "rates_twice");
    assert_eq!(code(&csv("HRK, HRK", "7.5, 7.5")), "rates_twice");
    assert_eq!(code(&csv("EUR", "1")), "rates_twice");
    let attribute = "<Cube currency='USD' rate='1.07' rate='107'/>";
    assert_eq!(code(&xml(attribute)), "rates_xml");
}

#[test]
fn a_code_that_is_not_three_capital_letters_is_refused() {
    for wrong in ["usd", "US", "USDC", "U$D", "ＵＳＤ", "USD ", "../", ""] {
        let cube = format!("<Cube currency='{wrong}' rate='1.07'/>");
        assert_eq!(code(&xml(&cube)), "rates_format", "{wrong}");
    }
}

#[test]
fn absurd_days_are_refused() {
    for wrong in [
        "2026-02-30",
        "0000-00-00",
        "1998-12-31",
        "2101-01-01",
        "99999-01-01",
        "2026-9-1",
        "+2026-09-01",
        "01.09.2026",
        "today",
        "",
    ] {
        let text = xml("<Cube currency='USD' rate='1.07'/>").replace("2026-09-01", wrong);
        assert_eq!(code(&text), "rates_date", "{wrong}");
    }
    for wrong in [
        "31 February 2026",
        "1 Sept 2026",
        "01 September 26",
        "September 2026",
        "00 May 2026",
    ] {
        let text = csv("USD", "1.07").replace("01 September 2026", wrong);
        assert_eq!(code(&text), "rates_date", "{wrong}");
    }
}

#[test]
fn entities_are_refused_and_never_expanded() {
    let laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">\
         <!ENTITY lol2 \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">]>";
    let bomb = xml("<Cube currency='USD' rate='1.07'/>")
        .replace("<gesmes:Env", &format!("{laughs}<gesmes:Env"));
    assert_eq!(code(&bomb), "rates_forbidden");
    let outside = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let outside = xml("").replace("<gesmes:Env", &format!("{outside}<gesmes:Env"));
    assert_eq!(code(&outside), "rates_forbidden");
    let reference = xml("<Cube currency='USD' rate='1.07'/>").replace("Reference rates", "&amp;");
    assert_eq!(code(&reference), "rates_forbidden");
    // In a value they stand as they are, and so are no digits.
    assert_eq!(
        code(&xml("<Cube currency='USD' rate='&#49;.07'/>")),
        "rate_syntax"
    );
    assert_eq!(code(&xml("<![CDATA[<Cube/>]]>")), "rates_forbidden");
    assert_eq!(code(&xml("<?php echo 1 ?>")), "rates_forbidden");
}

#[test]
fn what_is_not_the_banks_document_is_refused() {
    let good = xml("<Cube currency='USD' rate='1.07'/>");
    for (text, expected) in [
        (good.replace("gesmes:Envelope", "html"), "rates_format"),
        (good.replace("</gesmes:Envelope>", ""), "rates_xml"),
        (good.replace("</Cube>", ""), "rates_xml"),
        (format!("{good}{good}"), "rates_format"),
        (format!("{good}and more"), "rates_format"),
        (
            good.replace("rate='1.07'", "rate='1.07' discount='9'"),
            "rates_format",
        ),
        (good.replace("rate='1.07'", ""), "rates_format"),
        (good.replace(" time='2026-09-01'", ""), "rates_format"),
        (
            good.replace("<Cube>", "<Cube><script>x</script>"),
            "rates_format",
        ),
        (good.replace("/>", "/>1.08"), "rates_format"),
        (
            good.replace("/>", "/></Cube><Cube time='2026-09-02'>"),
            "rates_several_days",
        ),
        (xml(""), "rates_empty"),
        ("<".to_owned(), "rates_xml"),
        ("<a".repeat(10_000), "rates_xml"),
        (xml(&"<Cube>".repeat(10_000)), "rates_format"),
        (String::new(), "rates_empty"),
        ("Date, USD, \n".to_owned(), "rates_empty"),
        ("Day, USD\n2026-09-01, 1.07\n".to_owned(), "rates_format"),
        (
            "Date, USD, JPY\n2026-09-01, 1.07\n".to_owned(),
            "rates_format",
        ),
        ("Date, \n2026-09-01, \n".to_owned(), "rates_empty"),
        (
            "Date,USD\n2026-09-01,1.07\n2026-08-31,1.06\n".to_owned(),
            "rates_several_days",
        ),
        ("Date,USD\n2026-09-01,\"1.07\"\n".to_owned(), "rate_syntax"),
        ("Date,USD\n2026-09-01,=1+1\n".to_owned(), "rate_syntax"),
        ("Date,US\0D\n2026-09-01,1.07\n".to_owned(), "rates_not_text"),
    ] {
        assert_eq!(code(&text), expected, "{}", &text[..text.len().min(200)]);
    }
    assert_eq!(
        read(b"PK\x03\x04 and so on").unwrap_err().code(),
        "rates_zipped"
    );
    assert_eq!(
        read(b"Date,USD\n2026-09-01,\xff\n").unwrap_err().code(),
        "rates_not_text"
    );
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let large = xml(&" ".repeat(MOST_BYTES));
    assert_eq!(code(&large), "rates_too_large");
}
