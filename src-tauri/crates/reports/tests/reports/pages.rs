//! The report for people, as poppler reads it.

use std::path::Path;
use std::time::Instant;

use counterfoil_domain::PurchaseId;
use counterfoil_domain::report::Reported;
use counterfoil_reports::{Format, Grouping};

use crate::peers::found;
use crate::samples::{book, bytes, from_merchant, grouped, paid, played, run};

/// What a program of poppler's prints about the report.
fn poppler(program: &str, args: &[&str], rows: &[Reported]) -> Option<String> {
    read(program, args, &bytes(Format::Pdf, rows))
}

#[expect(
    clippy::unwrap_in_result,
    reason = "nothing is only where it is not installed"
)]
fn read(program: &str, args: &[&str], report: &[u8]) -> Option<String> {
    if !found(has(program), &["poppler-utils"]) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, report).unwrap();
    let mut all = args.to_vec();
    all.push(file.to_str().unwrap());
    if program == "pdftotext" {
        all.push("-");
    }
    Some(run(Path::new(program), &all).unwrap())
}

fn has(program: &str) -> Result<(), String> {
    run(Path::new(program), &["-v"]).map(|_| ())
}

fn many(count: u16) -> Vec<Reported> {
    let rows = (0..count).map(|number| {
        let mut row = book();
        let [high, low] = number.to_be_bytes();
        let mut id = [7; 16];
        id[14..].copy_from_slice(&[high, low]);
        row.summary.id = PurchaseId::from_bytes(id);
        row
    });
    rows.collect()
}

#[test]
fn a_report_says_what_it_is_of_and_every_page_from_which_head() {
    let mut rows = many(60);
    rows.extend([
        played(),
        paid(5, "1200", "JPY"),
        paid(6, "1.234", "BHD"),
        paid(8, "0.5", "USDC"),
    ]);
    let Some(text) = poppler("pdftotext", &["-layout"], &rows) else {
        return;
    };
    for words in [
        "Purchases by agents",
        "merchant:shop.example",
        "Europe/Berlin",
        "2026-12-01 10:00:00",
        "1.234 BHD, 4800.00 EUR, 1200 JPY, 0.500000 USDC",
        "1 of these purchases, in no sum",
        "Müller & Söhne",
        "shop.example",
        "by the owner",
        "2026-11-22 09:01:00",
        "given back 4.90",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let pages: Vec<&str> = text
        .split('\u{c}')
        .filter(|page| !page.trim().is_empty())
        .collect();
    for (number, page) in pages.iter().enumerate() {
        let foot = format!("Page {} of {}", number + 1, pages.len());
        assert!(page.contains(&foot), "{foot}\n{page}");
        assert!(page.contains("12 entries, root cm9vdA=="), "{page}");
        assert!(page.contains("Merchant and item"), "{page}");
    }
    assert!(pages.len() > 2);
}

#[test]
fn a_report_has_parts_with_totals_of_their_own() {
    let mut rows = vec![book(), paid(5, "1200", "JPY"), paid(6, "10.00", "EUR")];
    rows[2].summary.agent_name = "Travel agent".to_owned();
    rows[2].summary.requested_at = crate::samples::at("2026-10-31T23:30:00Z");
    rows[2].summary.budget = None;
    for (grouping, words) in [
        (Grouping::Month, ["Monthly statement", "2026-11", "90.00"]),
        (
            Grouping::Agent,
            ["Purchases of each agent", "Travel agent", "10.00"],
        ),
        (
            Grouping::Budget,
            ["Purchases of each budget", "No budget", "10.00"],
        ),
        (
            Grouping::Merchant,
            ["Purchases at each shop", "shop.example", "90.00"],
        ),
        (
            Grouping::Decision,
            ["Decisions", "Approved by the owner", "90.00"],
        ),
    ] {
        let report = grouped(Format::Pdf, grouping, &rows);
        let Some(text) = read("pdftotext", &["-layout"], &report) else {
            return;
        };
        for words in words {
            assert!(text.contains(words), "{grouping:?} {words}\n{text}");
        }
        // It was asked for in November where the owner lives.
        assert!(!text.contains("2026-10"), "{text}");
    }
}

#[test]
fn a_report_can_be_listened_to() {
    let Some(about) = poppler("pdfinfo", &[], &many(40)) else {
        return;
    };
    for line in [
        "Tagged:          yes",
        "Title:           Purchases by agents",
        "Page size:       595.28 x 841.89 pts (A4)",
    ] {
        assert!(about.contains(line), "{line}\n{about}");
    }
    let structure = poppler("pdfinfo", &["-struct-text"], &many(40)).unwrap();
    for words in [
        "H1",
        "H2",
        "Table",
        "TR",
        "TH (Table Header)",
        "TD",
        "\"Müller & Söhne\"",
    ] {
        let plain = words.split(' ').next().unwrap_or_default();
        assert!(structure.contains(plain), "{words}\n{structure}");
    }
    let fonts = poppler("pdffonts", &[], &many(1)).unwrap();
    for line in fonts.lines().skip(2) {
        // Embedded, in part, and with a way back to text.
        assert!(line.contains("yes yes yes"), "{fonts}");
    }
}

#[test]
fn every_script_is_shown_or_named_by_number() {
    let names = [
        "株式会社",
        "Νέα",
        "Книги",
        "متجر",
        "ספרים",
        "Emoji \u{1F4DA}",
        "हिन्दी",
    ];
    let rows: Vec<Reported> = names.into_iter().map(from_merchant).collect();
    let Some(text) = poppler("pdftotext", &["-layout"], &rows) else {
        return;
    };
    for name in [
        "株式会社",
        "Νέα",
        "Книги",
        "متجر",
        "ספרים",
        "Emoji [U+1F4DA]",
        "[U+0939]",
    ] {
        assert!(text.contains(name), "{name}\n{text}");
    }
}

#[test]
fn a_report_of_nothing_is_still_a_report() {
    let Some(text) = poppler("pdftotext", &["-layout"], &[]) else {
        return;
    };
    assert!(
        text.contains("nothing") && text.contains("Page 1 of 1"),
        "{text}"
    );
}

#[test]
#[ignore = "a figure for a release build"]
fn ten_thousand_purchases_take_no_longer_than_a_breath() {
    let rows = many(10_000);
    let begun = Instant::now();
    let report = bytes(Format::Pdf, &rows);
    let memory = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = memory
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    eprintln!(
        "{} ms, {} bytes, {peak}",
        begun.elapsed().as_millis(),
        report.len()
    );
}

#[test]
#[ignore = "writes a report to look at"]
fn a_report_to_look_at() {
    let mut rows = many(45);
    let names = [
        "株式会社アオキ",
        "Νέα Βιβλία",
        "Книжный магазин",
        "متجر الكتب 84",
        "ספרים בע״מ",
        "Emoji \u{1F4DA} shop",
        "हिन्दी किताब",
        "A very long merchant name that goes on and on, GmbH & Co. KG a. A.",
    ];
    for (row, name) in rows.iter_mut().zip(names) {
        name.clone_into(&mut row.summary.merchant_name);
    }
    rows.extend([
        played(),
        paid(5, "1200", "JPY"),
        paid(6, "1.234", "BHD"),
        paid(8, "0.5", "USDC"),
    ]);
    std::fs::write(std::env::var("REPORT").unwrap(), bytes(Format::Pdf, &rows)).unwrap();
}
