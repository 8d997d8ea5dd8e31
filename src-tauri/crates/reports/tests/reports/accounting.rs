//! Journals and statements, as the programs read them that they are for.

use std::path::Path;

use counterfoil_domain::report::Reported;
use counterfoil_reports::{Export, Format};

use crate::peers::{found, python};
use crate::samples::{book, bytes, from_merchant, head, paid, played, read_by, run, written};

/// Every number of decimals there is, play money, and names that break careless writers.
fn rows() -> Vec<Reported> {
    let hostile = [
        "\"; 2026-01-01 close Liabilities:Counterfoil",
        "C:\\shop\\",
        "株式会社 | ; comment",
        "متجر, \u{202E}lap",
        "=1+1 <STMTTRN> &amp; ]]>",
        "a\nb\r\n2026-01-01 * \"x\" \"y\"",
    ];
    let mut rows: Vec<Reported> = hostile.into_iter().map(from_merchant).collect();
    for (row, number) in rows.iter_mut().zip(20..) {
        row.summary.id = counterfoil_domain::PurchaseId::from_bytes([number; 16]);
    }
    rows.extend([
        book(),
        played(),
        paid(5, "1200", "JPY"),
        paid(6, "1.234", "BHD"),
    ]);
    let mut other = paid(7, "10.00", "EUR");
    other.summary.agent = counterfoil_domain::AgentId::from_bytes([9; 16]);
    "shopping-AGENT".clone_into(&mut other.summary.agent_name);
    rows.push(other);
    rows
}

#[test]
fn beancount_takes_the_journal_and_comes_to_the_same_sums() {
    let Some(python) = python(&["beancount==3.2.3", "ofxtools==1.1.1"]) else {
        return;
    };
    let mut rows = rows();
    rows.push(paid(8, "0.000123", "USDC"));
    let found = read_by(
        &python,
        "journal.py",
        "beancount",
        &bytes(Format::Beancount, &rows),
    );
    assert_eq!(
        found,
        "Expenses:Agents:Shopping-AGENT 10.00 EUR\n\
         Expenses:Agents:Shopping-agent 560.00 EUR\n\
         Expenses:Agents:Shopping-agent 1.234 BHD\n\
         Expenses:Agents:Shopping-agent 1200 JPY\n\
         Expenses:Agents:Shopping-agent 0.000123 USDC\n\
         Liabilities:Counterfoil -570.00 EUR\n\
         Liabilities:Counterfoil -1.234 BHD\n\
         Liabilities:Counterfoil -1200 JPY\n\
         Liabilities:Counterfoil -0.000123 USDC\n\
         18 transactions, the last on 2026-12-01\n"
    );
}

#[test]
fn ofxtools_takes_the_statements_and_comes_to_the_same_sums() {
    let Some(python) = python(&["beancount==3.2.3", "ofxtools==1.1.1"]) else {
        return;
    };
    let found = read_by(
        &python,
        "statements.py",
        "ofx",
        &bytes(Format::Ofx, &rows()),
    );
    assert_eq!(
        found,
        "BHD counterfoil-BHD 1 transactions -1.234 balance -1.234\n\
         EUR counterfoil-EUR 15 transactions -570.00 balance -570.00\n\
         JPY counterfoil-JPY 1 transactions -1200 balance -1200\n"
    );
    read_by(&python, "statements.py", "ofx", &bytes(Format::Ofx, &[]));
}

#[test]
fn hledger_takes_the_journal_and_comes_to_the_same_sums() {
    if !found(has("hledger"), &["hledger"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.journal");
    std::fs::write(&file, written(Format::Hledger, &rows())).unwrap();
    let file = file.to_str().unwrap();
    run(Path::new("hledger"), &["-f", file, "check", "--strict"]).unwrap_err();
    run(Path::new("hledger"), &["-f", file, "check"]).unwrap();
    let balance = [
        "-f",
        file,
        "balance",
        "--flat",
        "--no-total",
        "-O",
        "csv",
        "--layout",
        "tidy",
    ];
    let balance = run(Path::new("hledger"), &balance).unwrap();
    for line in [
        "\"Expenses:Agents:Shopping-agent\",\"\",\"\",\"\",\"EUR\",\"560.00\"",
        "\"Liabilities:Counterfoil\",\"\",\"\",\"\",\"EUR\",\"-570.00\"",
    ] {
        let cells = |line: &str| -> Vec<String> {
            line.replace('"', "")
                .split(',')
                .map(str::to_owned)
                .collect()
        };
        let wanted = cells(line);
        let found = balance.lines().map(cells).any(|found| {
            found.first() == wanted.first()
                && found.iter().rev().take(2).eq(wanted.iter().rev().take(2))
        });
        assert!(found, "{line}\n{balance}");
    }
    assert!(
        balance.contains("1.234") && balance.contains("1200"),
        "{balance}"
    );
}

#[test]
fn the_day_of_a_movement_is_the_owners() {
    let journal = written(Format::Beancount, &[book()]);
    assert!(
        journal.contains("2026-11-22 * \"Müller & Söhne\" \"Guide, 2nd ed. (+1)\""),
        "{journal}"
    );
    assert!(
        journal.contains("2026-12-01 * \"Müller & Söhne\" \"Refund: "),
        "{journal}"
    );
}

#[test]
fn each_form_says_what_it_is_an_export_of() {
    for format in [Format::Beancount, Format::Hledger, Format::Ofx] {
        let text = written(format, &rows());
        for fact in [
            "570.00 EUR",
            "merchant:shop.example",
            "Europe/Berlin",
            "cm9vdA==",
            "12 entries",
        ] {
            assert!(text.contains(fact), "{format} lacks {fact}: {text}");
        }
    }
}

#[test]
fn ofx_has_no_way_to_write_a_token() {
    let rows = [paid(8, "0.5", "USDC")];
    let mut out = Vec::new();
    let mut export = Export::begin(&mut out, Format::Ofx, &head(&rows)).unwrap();
    let error = export.row(&rows[0]).unwrap_err();
    assert_eq!(error.code(), "currency_unfit");
    assert!(error.hint().contains("-currency:USDC"), "{}", error.hint());
}

#[test]
fn movements_that_do_not_come_to_what_the_purchase_says_stop_the_export() {
    let mut row = book();
    row.movements.truncate(1);
    let mut out = Vec::new();
    let mut export = Export::begin(&mut out, Format::Hledger, &head(&[book()])).unwrap();
    assert_eq!(export.row(&row).unwrap_err().code(), "bad_amount");
}

fn has(program: &str) -> Result<(), String> {
    run(Path::new(program), &["--version"]).map(|_| ())
}
