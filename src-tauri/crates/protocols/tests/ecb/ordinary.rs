use counterfoil_domain::Currency;
use counterfoil_protocols::ecb::{EcbDay, read};

use crate::{csv, xml};

fn rate(day: &EcbDay, code: &str) -> String {
    day.rates[&Currency::parse(code).unwrap()].to_string()
}

#[test]
fn the_daily_xml_is_read() {
    let text = xml("<Cube currency='USD' rate='1.0743'/>\
         <Cube currency='JPY' rate='163.21'/><Cube currency=\"IDR\" rate=\"17905.10\"></Cube>");
    let day = read(text.as_bytes()).unwrap();
    assert_eq!(day.date.to_string(), "2026-09-01");
    assert_eq!(day.rates.len(), 3);
    assert_eq!(rate(&day, "USD"), "1.0743");
    assert_eq!(rate(&day, "IDR"), "17905.1");
}

#[test]
fn the_daily_csv_is_read_as_the_bank_writes_it_and_as_in_its_history() {
    let text = csv("USD, JPY, ISK", "1.0743, 163.21, N/A");
    let day = read(text.as_bytes()).unwrap();
    assert_eq!(day.date.to_string(), "2026-09-01");
    assert_eq!(rate(&day, "JPY"), "163.21");
    assert_eq!(day.rates.len(), 2);
    let plain = read(b"Date,USD\r\n2026-09-01,1.0743\r\n").unwrap();
    assert_eq!(rate(&plain, "USD"), "1.0743");
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    assert_eq!(read(&marked).unwrap(), day);
}

#[test]
fn both_forms_of_a_day_say_the_same() {
    let one = read(xml("<Cube currency='USD' rate='1.0743'/>").as_bytes()).unwrap();
    let other = read(csv("USD", "1.0743").as_bytes()).unwrap();
    assert_eq!(one, other);
}

#[test]
fn a_currency_one_cannot_pay_in_is_skipped_and_named() {
    let day = read(csv("USD, HRK, XAU", "1.0743, 7.53, 0.0004").as_bytes()).unwrap();
    assert_eq!(day.skipped, ["HRK", "XAU"]);
    assert_eq!(day.rates.len(), 1);
}
