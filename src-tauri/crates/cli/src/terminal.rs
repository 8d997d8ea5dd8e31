//! What a terminal may be shown: text of others without control over the terminal, columns that
//! line up, and how far along a long piece of work is.

use std::io::{self, IsTerminal, Write};

/// First strong isolate and its end: what stands between them cannot reorder what is around it.
const ISOLATE: char = '\u{2068}';
const END_OF_ISOLATE: char = '\u{2069}';

/// Text of others, for one line: no control characters, so no escape sequences; no characters that
/// reorder or hide; isolated if it is written from right to left.
pub(crate) fn shown(text: &str) -> String {
    let cleaned: String = text.chars().filter_map(harmless).collect();
    if cleaned.chars().any(is_right_to_left) {
        return format!("{ISOLATE}{cleaned}{END_OF_ISOLATE}");
    }
    cleaned
}

/// The same for our own sentences, which may hold such text and may have several lines.
pub(crate) fn plain(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| line.chars().filter_map(harmless).collect())
        .collect();
    lines.join("\n")
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text, filled up with spaces to `columns`.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let fill = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(fill))
}

/// The same, filled up in front.
pub(crate) fn right(text: &str, columns: usize) -> String {
    let fill = columns.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(fill))
}

/// The text, cut to `columns` with an ellipsis. Only lists cut; a single thing is shown whole.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let mut short = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(self::columns(c)) else {
            break;
        };
        left = rest;
        short.push(c);
    }
    let opened = short.matches(ISOLATE).count();
    let open = opened.saturating_sub(short.matches(END_OF_ISOLATE).count());
    let ends = String::from(END_OF_ISOLATE).repeat(open);
    format!("{}…{ends}", short.trim_end())
}

fn harmless(c: char) -> Option<char> {
    match c {
        '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() || is_unseen(c) => None,
        _ => Some(c),
    }
}

/// Reorders or hides; joiners stay, because scripts and pictures need them.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{061C}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

const fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{0590}'..='\u{08FF}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFE}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    )
}

/// Near enough for tables: what is drawn over the character before takes none, East Asian and
/// pictures take two.
const fn columns(c: char) -> usize {
    let over = matches!(
        c,
        '\u{0300}'..='\u{036F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
    );
    let wide = matches!(
        c,
        '\u{1100}'..='\u{115F}'
            | '\u{2E80}'..='\u{303E}'
            | '\u{3041}'..='\u{A4CF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FE30}'..='\u{FE4F}'
            | '\u{FF00}'..='\u{FF60}'
            | '\u{FFE0}'..='\u{FFE6}'
            | '\u{1F300}'..='\u{1FAFF}'
            | '\u{20000}'..='\u{3FFFD}'
    );
    if over {
        0
    } else if wide {
        2
    } else {
        1
    }
}

/// Writes to the terminal itself, wherever standard output goes: who is asked to decide must see on
/// what.
pub(crate) fn on_terminal(text: &str) -> io::Result<()> {
    let device = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };
    let mut terminal = std::fs::OpenOptions::new().write(true).open(device)?;
    terminal.write_all(text.as_bytes())?;
    terminal.flush()
}

/// A bar on standard error while long work goes on; nothing where that is no terminal.
#[derive(Debug)]
pub(crate) struct Progress {
    what: &'static str,
    drawn: Option<u64>,
    visible: bool,
}

const BAR: u64 = 30;

impl Progress {
    /// A bar that is drawn at the first step.
    pub(crate) fn new(what: &'static str) -> Self {
        Self {
            what,
            drawn: None,
            visible: io::stderr().is_terminal(),
        }
    }

    /// Draws how much is done, at most once per percent.
    pub(crate) fn step(&mut self, done: u64, of: u64) {
        if !self.visible || of == 0 {
            return;
        }
        let percent = done
            .min(of)
            .saturating_mul(100)
            .checked_div(of)
            .unwrap_or(100);
        if self.drawn == Some(percent) {
            return;
        }
        self.drawn = Some(percent);
        let full = percent.saturating_mul(BAR).checked_div(100).unwrap_or(BAR);
        let full = usize::try_from(full).unwrap_or_default();
        let rest = usize::try_from(BAR)
            .unwrap_or_default()
            .saturating_sub(full);
        let bar = format!("{}{}", "━".repeat(full), "─".repeat(rest));
        self.draw(&format!("\r{} {bar} {percent:>3} %", self.what));
    }

    fn draw(&mut self, text: &str) {
        let mut err = io::stderr().lock();
        // A bar that cannot be drawn is no reason to stop the work.
        self.visible = err
            .write_all(text.as_bytes())
            .and_then(|()| err.flush())
            .is_ok();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            self.draw("\r\u{1b}[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_others_has_no_power_over_the_terminal() {
        assert_eq!(shown("\u{1b}[31mred\u{7}\u{9b}0m"), "[31mred0m");
        assert_eq!(shown("a\r\nb\u{2028}c"), "a  b c");
        assert_eq!(shown("pay\u{202E}lap\u{200B}\u{FEFF}"), "paylap");
        assert_eq!(shown("x\u{2069}y\u{2066}z\u{E0041}"), "xyz");
        assert_eq!(shown("Müller 株式会社"), "Müller 株式会社");
    }

    #[test]
    fn what_is_written_from_right_to_left_cannot_move_its_surroundings() {
        assert_eq!(shown("חנות"), "\u{2068}חנות\u{2069}");
        assert_eq!(shown("متجر 84"), "\u{2068}متجر 84\u{2069}");
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        assert_eq!(width(&padded("株式", 6)), 6);
        assert_eq!(width(&padded("e\u{301}te\u{301}", 6)), 6);
        assert_eq!(right("9.90", 6), "  9.90");
        assert_eq!(cut("Nordlicht", 5), "Nord…");
        assert_eq!(cut("株式会社", 5), "株式…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut(&shown("חנות ספרים"), 5), "\u{2068}חנות…\u{2069}");
        let inside = format!("shop ({})", shown("חנות ספרים"));
        assert_eq!(cut(&inside, 10), "shop (\u{2068}חנו…\u{2069}");
    }
}
