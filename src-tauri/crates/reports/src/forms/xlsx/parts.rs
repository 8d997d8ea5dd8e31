//! The parts of the package, and the sheet that says what it is.

use super::cells::{DECIMALS, Line, STYLE_MONEY, letter};
use crate::statement::{ExportHead, Summary};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Everything but the sheets, by path.
pub(super) fn around(names: &[String]) -> [(&'static str, String); 5] {
    [
        ("[Content_Types].xml", content_types(names)),
        ("_rels/.rels", root()),
        ("xl/workbook.xml", workbook(names)),
        ("xl/_rels/workbook.xml.rels", relations(names)),
        ("xl/styles.xml", styles()),
    ]
}

/// The first sheet.
pub(super) fn statement(head: &ExportHead, summary: &Summary) -> String {
    let mut rows = String::new();
    let mut number: u32 = 1;
    let mut row = |name: &str, fact: &str| {
        let mut line = Line::new(number);
        line.heading(name);
        line.text(fact);
        rows.push_str(&line.into_xml());
        number = number.saturating_add(1);
    };
    row("Counterfoil export", "");
    for (name, fact) in head.facts() {
        row(name, &fact);
    }
    for (code, paid) in &summary.paid {
        row(&format!("Paid in {code}"), paid);
    }
    row("Checkpoint", head.ledger.checkpoint.trim_end());
    row(
        "Note",
        "Times are those of the time zone above. Play money is in no sum.",
    );
    format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><cols><col min=\"1\" max=\"1\" width=\"24\" \
         customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"80\" customWidth=\"1\"/></cols>\
         <sheetData>{rows}</sheetData></worksheet>"
    )
}

/// What comes before the rows of a sheet.
pub(super) fn sheet_begins(columns: &[(&str, u8)], rows: u32) -> String {
    let mut heading = Line::new(1);
    for (name, _) in columns {
        heading.heading(name);
    }
    let widths = columns
        .iter()
        .zip(1..)
        .map(|((_, width), number): (_, u32)| {
            format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
        });
    let widths: String = widths.collect();
    let last = letter(columns.len().saturating_sub(1));
    let end = rows.saturating_add(2);
    format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:{last}{end}\"/><sheetViews>\
         <sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
         activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <cols>{widths}</cols><sheetData>{}",
        heading.into_xml()
    )
}

/// What comes after them.
pub(super) fn sheet_ends(columns: &[(&str, u8)], rows: u32) -> String {
    let last = letter(columns.len().saturating_sub(1));
    let end = rows.saturating_add(1);
    format!("</sheetData><autoFilter ref=\"A1:{last}{end}\"/></worksheet>")
}

fn content_types(names: &[String]) -> String {
    let sheets = (1..=names.len().saturating_add(1)).map(|number| {
        format!(
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" \
             ContentType=\"{SHEET_TYPE}.worksheet+xml\"/>"
        )
    });
    format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEET_TYPE}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{SHEET_TYPE}.styles+xml\"/>{}</Types>",
        sheets.collect::<String>()
    )
}

fn root() -> String {
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    )
}

fn workbook(names: &[String]) -> String {
    let all = std::iter::once("Statement").chain(names.iter().map(String::as_str));
    let sheets = all.zip(1..).map(|(name, number): (&str, u32)| {
        format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>")
    });
    format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{}</sheets></workbook>",
        sheets.collect::<String>()
    )
}

fn relations(names: &[String]) -> String {
    let styles = names.len().saturating_add(2);
    let sheets = (1..styles).map(|number| {
        format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" \
             Target=\"worksheets/sheet{number}.xml\"/>"
        )
    });
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{}<Relationship Id=\"rId{styles}\" \
         Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>",
        sheets.collect::<String>()
    )
}

fn styles() -> String {
    let first: usize = 164;
    let number = |decimals: usize| first.saturating_add(decimals);
    let time = number(DECIMALS);
    let formats = (0..DECIMALS).map(|decimals| {
        let point = if decimals == 0 { "" } else { "." };
        let zeros = "0".repeat(decimals);
        let id = number(decimals);
        format!("<numFmt numFmtId=\"{id}\" formatCode=\"#,##0{point}{zeros}\"/>")
    });
    let formats: String = formats.collect();
    let formats =
        format!("<numFmt numFmtId=\"{time}\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>{formats}");
    let fonts = ["", " fontId=\"1\" applyFont=\"1\""];
    let amounts = fonts.iter().flat_map(|font| {
        (0..DECIMALS).map(move |decimals| {
            let id = number(decimals);
            format!("<xf numFmtId=\"{id}\" applyNumberFormat=\"1\"{font}/>")
        })
    });
    let amounts: String = amounts.collect();
    let cells = format!(
        "<xf/><xf fontId=\"1\" applyFont=\"1\"/><xf numFmtId=\"{time}\" \
         applyNumberFormat=\"1\"/>{amounts}"
    );
    let (formats_count, cells_count) = (
        DECIMALS.saturating_add(1),
        STYLE_MONEY.saturating_add(DECIMALS.saturating_mul(2)),
    );
    format!(
        "{XML}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"{formats_count}\">{formats}</numFmts>\
         <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/>\
         <sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill>\
         <patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>\
         <cellXfs count=\"{cells_count}\">{cells}</cellXfs></styleSheet>"
    )
}
