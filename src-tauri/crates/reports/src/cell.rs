//! Cells of a spreadsheet that must stay text.

use std::borrow::Cow;

/// The cell as it is safe to open in a spreadsheet: one that a spreadsheet could take for a
/// formula gets an apostrophe in front, which spreadsheets do not show.
///
/// What stands before the first visible character does not hide a formula from every program, so
/// white space, control and zero-width characters are looked through.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let starts_with_control = cell.starts_with(['\t', '\r', '\n', '\0']);
    let first_visible = cell.chars().find(|c| !is_unseen(*c));
    if starts_with_control || first_visible.is_some_and(starts_formula) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

/// Spreadsheets of some languages read the full-width forms as well.
const fn starts_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\u{2212}'
    )
}

fn is_unseen(c: char) -> bool {
    let zero_width = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}');
    c.is_whitespace() || c.is_control() || zero_width
}
