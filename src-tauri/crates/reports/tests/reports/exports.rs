//! Tables and JSON.

use counterfoil_reports::{
    COLUMNS, Choices, Export, Format, ReadError, Tell, check_export, guarded,
};
use proptest::prelude::*;

use crate::samples::{book, chosen, from_merchant, head, played, row, written};

#[test]
fn a_table_has_one_line_a_purchase_and_says_the_rest_in_a_heading() {
    let text = written(Format::Csv, &[book(), played()]);
    let mut lines = text.split("\r\n");
    let heading = lines.next().unwrap();
    let stated = heading
        .strip_prefix(&format!("{},", COLUMNS.join(",")))
        .unwrap();
    assert_eq!(
        stated,
        format!(
            "\"Filter: merchant:shop.example; Purchases: 2; Paid: 80.00 EUR; Time zone: \
             Europe/Berlin; Made at: 2026-12-01T09:00:00.000Z; Ledger head: 12 entries, root \
             cm9vdA==; Made by: Counterfoil {}\"",
            env!("CARGO_PKG_VERSION")
        )
    );
    let id = book().summary.id;
    assert_eq!(
        lines.next().unwrap(),
        format!(
            "{id},2026-11-22T08:00:00.000Z,Shopping agent,Müller & Söhne,shop.example,\"Guide, 2nd \
             ed.\",2,84.90,EUR,84.90,4.90,captured,owner,2026-11-22T08:01:00.000Z,Books,1,false,\
             {id}:1,\"travel,kunde-7\",\"For the trip, see Anna\","
        )
    );
    assert!(lines.next().unwrap().contains(",true,"));
    assert_eq!(lines.next(), Some(""));
    assert_eq!(lines.next(), None);
}

#[test]
fn what_was_bought_is_left_out_where_that_is_chosen() {
    let quiet = Choices {
        items: Tell::LeftOut,
        ..Choices::ALL
    };
    for format in [
        Format::Csv,
        Format::JsonLines,
        Format::Json,
        Format::Hledger,
        Format::Beancount,
    ] {
        let told = written(format, &[book()]);
        let left_out = String::from_utf8(chosen(format, quiet, &[book()])).unwrap();
        assert!(!left_out.contains("Guide"), "{format}");
        assert!(
            left_out.contains("84.90") && left_out.len() <= told.len(),
            "{format}"
        );
    }
    assert!(written(Format::Csv, &[book()]).contains("Guide"));
}

#[test]
fn days_in_another_zone_are_told_as_such() {
    let utc = Choices {
        zone: Some(chrono_tz::UTC),
        ..Choices::ALL
    };
    let text = String::from_utf8(chosen(Format::Csv, utc, &[book()])).unwrap();
    assert!(text.contains("Time zone: UTC (dates of the filter: Europe/Berlin)"));
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_stays_text() {
    let hostile = [
        "=HYPERLINK(\"http://evil.example\")",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u{00A0}=1",
        "\u{200B}=1",
        "\u{FEFF}=1",
        "＝1",
        "－1",
        "\u{2212}1",
        "\tx",
        "\rx",
    ];
    for cell in hostile {
        assert_eq!(guarded(cell), format!("'{cell}"), "{cell:?}");
        let text = written(Format::Csv, &[from_merchant(cell)]);
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let record = table.records().next().unwrap().unwrap();
        assert_eq!(record.get(3), Some(format!("'{cell}").as_str()), "{cell:?}");
    }
    for harmless in ["Müller", "株式会社", "a=b", "1-2", "'=1", "", "  ", "שלום"] {
        assert_eq!(guarded(harmless), harmless);
    }
}

#[test]
fn quotes_commas_and_line_breaks_come_back_as_they_were() {
    let name = "A \"quoted\", name\r\nwith a second line";
    let text = written(Format::Csv, &[from_merchant(name)]);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let record = table.records().next().unwrap().unwrap();
    assert_eq!(record.get(3), Some(name));
}

#[test]
fn both_json_forms_state_the_head_the_rows_and_the_sums() {
    let lines = written(Format::JsonLines, &[book(), played()]);
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["type"], "export");
    assert_eq!(lines[0]["query"], "merchant:shop.example");
    assert_eq!(lines[0]["ledger"]["size"], 12);
    assert_eq!(lines[1]["type"], "purchase");
    assert_eq!(lines[1]["amount"], "84.90");
    assert_eq!(
        lines[3],
        serde_json::json!({"type":"end","count":2,"paid":{"EUR":"80.00"}})
    );

    let whole: serde_json::Value =
        serde_json::from_str(&written(Format::Json, &[book(), played()])).unwrap();
    assert_eq!(whole["export"]["ledger"]["root"], "cm9vdA==");
    assert_eq!(whole["items"][1]["sandbox"], true);
    assert_eq!(whole["items"][0]["merchant_name"], "Müller & Söhne");
    assert_eq!(whole["end"]["count"], 2);
}

#[test]
fn the_keys_of_a_row_are_the_columns_in_their_order() {
    let text = serde_json::to_string(&row(&book())).unwrap();
    let mut from = 0;
    for column in COLUMNS {
        let at = text.find(&format!("\"{column}\":")).unwrap();
        assert!(at >= from, "{column}");
        from = at;
    }
    assert_eq!(
        serde_json::to_value(row(&book()))
            .unwrap()
            .as_object()
            .unwrap()
            .len(),
        COLUMNS.len()
    );
}

#[test]
fn an_empty_export_is_whole_in_every_form() {
    assert_eq!(written(Format::Csv, &[]).lines().count(), 1);
    for format in [Format::JsonLines, Format::Json] {
        let found = check_export(written(format, &[]).as_bytes(), |_| {}).unwrap();
        assert_eq!(found.end.count, 0);
        assert_eq!(
            (found.head.query, found.head.totals),
            (head(&[]).query, found.end)
        );
    }
}

#[test]
fn an_export_that_was_cut_off_anywhere_is_noticed() {
    for format in [Format::JsonLines, Format::Json] {
        let text = written(format, &[book(), played(), book()]);
        for end in 0..text.trim_end().len() {
            let part = &text.as_bytes()[..end];
            assert!(check_export(part, |_| {}).is_err(), "{format} cut at {end}");
        }
        assert_eq!(check_export(text.as_bytes(), |_| {}).unwrap().end.count, 3);
    }
}

#[test]
fn a_row_taken_out_or_an_amount_changed_is_noticed() {
    let text = written(Format::JsonLines, &[book(), played()]);
    let without: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(n, _)| *n != 2)
        .map(|(_, line)| line)
        .collect();
    let error = check_export(format!("{}\n", without.join("\n")).as_bytes(), |_| {}).unwrap_err();
    assert_eq!(error.code(), "export_damaged");
    assert!(matches!(error, ReadError::Differs { .. }), "{error}");

    for format in [Format::JsonLines, Format::Json] {
        let text =
            written(format, &[book()]).replace("\"captured\":\"84.90\"", "\"captured\":\"84.91\"");
        let error = check_export(text.as_bytes(), |_| {})
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "the export states 1 purchase, paid 80.00 EUR and holds 1 purchase, paid 80.01 EUR"
        );
    }
}

#[test]
fn what_is_no_export_is_called_that() {
    for text in [
        "",
        "id,agent\r\n",
        "[]",
        "{}",
        "{\"type\":\"other\"}",
        "\0\0",
        "{\"items\":[]}",
    ] {
        let error = check_export(text.as_bytes(), |_| {}).unwrap_err();
        assert_eq!(error.code(), "not_an_export", "{text:?}");
    }
    let twice = written(Format::JsonLines, &[]).repeat(2);
    assert!(check_export(twice.as_bytes(), |_| {}).is_err());
}

#[test]
fn rows_that_are_not_those_announced_stop_the_export() {
    let mut out = Vec::new();
    let mut export = Export::begin(&mut out, Format::Json, &head(&[book()])).unwrap();
    export.row(&book()).unwrap();
    export.row(&played()).unwrap();
    assert_eq!(export.finish().unwrap_err().code(), "export_differs");
}

proptest! {
    #[test]
    fn whatever_a_cell_holds_it_neither_runs_nor_breaks_the_table(cell in "\\PC*|[=+@\t\r\n\"', -]*") {
        let text = written(Format::Csv, &[from_merchant(&cell)]);
        let mut table = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let records: Vec<_> = table.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(records.len(), 1);
        prop_assert_eq!(records[0].len(), COLUMNS.len() + 1);
        let read = &records[0][3];
        prop_assert_eq!(read.strip_prefix('\'').unwrap_or(read), cell.strip_prefix('\'').unwrap_or(&cell));
        prop_assert!(!read.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']));
    }

    #[test]
    fn both_json_forms_are_read_back_whole(names in prop::collection::vec("\\PC*", 0..6)) {
        let rows: Vec<_> = names.iter().map(|name| from_merchant(name)).collect();
        for format in [Format::JsonLines, Format::Json] {
            let found = check_export(written(format, &rows).as_bytes(), |_| {}).unwrap();
            prop_assert_eq!(found.end.count, u64::try_from(rows.len()).unwrap());
        }
    }
}
