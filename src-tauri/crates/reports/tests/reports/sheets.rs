//! The workbook, as openpyxl reads it.

use counterfoil_domain::report::Reported;
use counterfoil_reports::Format;

use crate::peers::python;
use crate::samples::{bytes, from_merchant, paid, played, read_by};

fn cells(rows: &[Reported]) -> Option<String> {
    let python = python(&["openpyxl==3.1.5"])?;
    Some(read_by(
        &python,
        "workbook.py",
        "xlsx",
        &bytes(Format::Xlsx, rows),
    ))
}

#[test]
fn each_currency_has_a_sheet_with_typed_cells_and_its_total() {
    let rows = [
        crate::samples::book(),
        played(),
        paid(5, "1200", "JPY"),
        paid(6, "1.234", "BHD"),
        paid(7, "0.000123", "USDC"),
    ];
    let Some(cells) = cells(&rows) else { return };
    for line in [
        "# Statement None None",
        "A2 s 'Filter' General",
        "B2 s 'merchant:shop.example' General",
        "B4 s '1.234 BHD, 80.00 EUR, 1200 JPY, 0.000123 USDC' General",
        "# BHD A2 A1:T2",
        "K2 n 1.234 #,##0.000",
        "# EUR A2 A1:T3",
        "A1 s 'Asked' General",
        "A2 d datetime.datetime(2026, 11, 22, 9, 0) yyyy\\-mm\\-dd\\ hh:mm:ss",
        "B2 s 'Müller & Söhne' General",
        "E2 n 2 General",
        "K2 n 84.9 #,##0.00",
        "M2 n 4.9 #,##0.00",
        "O2 b False General",
        "S2 s 'travel, kunde-7' General",
        "T2 s 'For the trip, see Anna' General",
        "O3 b True General",
        "A4 s 'Paid in all, without play money' General",
        "N4 n 80.0 #,##0.00",
        "# JPY A2 A1:T2",
        "K2 n 1200 #,##0",
        "# USDC A2 A1:T2",
        "N3 n 0.000123 #,##0.000000",
    ] {
        assert!(cells.lines().any(|cell| cell == line), "{line}\n{cells}");
    }
}

#[test]
fn no_text_is_taken_for_a_formula_or_leaves_its_cell() {
    let hostile = [
        "=HYPERLINK(\"http://evil.example\")",
        "+1+1",
        "@SUM(A1)",
        "]]></t></is></c><c><f>1+1</f></c>",
        "_x003D_1",
        "株式会社 \u{1F4DA}",
    ];
    let rows: Vec<Reported> = hostile.into_iter().map(from_merchant).collect();
    let Some(cells) = cells(&rows) else { return };
    for text in hostile {
        // It does not take this escape back, as spreadsheets do.
        let text = text.replace("_x", "_x005F_x");
        let python = format!(" s '{text}' General");
        assert!(cells.contains(&python), "{python}\n{cells}");
    }
}

#[test]
fn a_number_with_more_digits_than_spreadsheets_keep_is_text() {
    let Some(cells) = cells(&[paid(5, "999999999999.123456", "USDC")]) else {
        return;
    };
    assert!(cells.contains("K2 s '999999999999.123456'"), "{cells}");
}

#[test]
fn a_workbook_without_purchases_still_says_what_it_is() {
    let Some(cells) = cells(&[]) else { return };
    assert!(cells.contains("B3 s '0' General"), "{cells}");
}
