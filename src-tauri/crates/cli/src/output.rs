//! How answers are said: sentences and tables for people, or JSON and nothing else.

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::terminal::{padded, right, width};

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Standard output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    style: Style,
    colours: bool,
}

impl Output {
    /// Colours only where they are wanted and a terminal shows them.
    pub(crate) fn new(style: Style, no_color: bool) -> Self {
        let unwanted = no_color || std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
        let colours = style == Style::Text && !unwanted && io::stdout().is_terminal();
        Self { style, colours }
    }

    /// Whether programs read it.
    pub(crate) fn is_json(self) -> bool {
        self.style == Style::Json
    }

    /// Says one thing: its JSON, or the lines for people.
    pub(crate) fn say(
        self,
        value: impl FnOnce() -> Value,
        text: impl FnOnce(&mut Page),
    ) -> Result<(), Failure> {
        match self.style {
            Style::Json => raw(&format!("{}\n", value())),
            Style::Text => raw(&self.text(text)),
        }
    }

    /// The lines for people as one text, to be put elsewhere than on standard output.
    pub(crate) fn text(self, text: impl FnOnce(&mut Page)) -> String {
        let mut page = Page {
            text: String::new(),
            colours: self.colours,
        };
        text(&mut page);
        page.text
    }

    /// Says a list that has no further page: `{"items":[…],"next":null}`, or a table.
    pub(crate) fn list(self, items: &[Value], text: impl FnOnce(&mut Page)) -> Result<(), Failure> {
        self.say(|| json!({ "items": items, "next": null }), text)
    }
}

/// Lines for people.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    colours: bool,
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// Words, on the left.
    Left(String),
    /// Amounts and numbers, on the right.
    Right(String),
}

impl Cell {
    pub(crate) fn left(text: impl Into<String>) -> Self {
        Self::Left(text.into())
    }

    pub(crate) fn right(text: impl Into<String>) -> Self {
        Self::Right(text.into())
    }

    fn text(&self) -> &str {
        match self {
            Self::Left(text) | Self::Right(text) => text,
        }
    }
}

impl Page {
    /// One line.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref().trim_end());
        self.text.push('\n');
    }

    /// One line that stands out.
    pub(crate) fn title(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if self.colours {
            self.line(format!("\u{1b}[1m{text}\u{1b}[0m"));
        } else {
            self.line(text);
        }
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Names and what they stand for, the latter aligned.
    pub(crate) fn facts(&mut self, facts: &[(&str, String)]) {
        let name = |(name, _): &(&str, String)| width(name);
        let longest = facts.iter().map(name).max().unwrap_or_default();
        for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            let mut lines = value.lines();
            let first = lines.next().unwrap_or_default();
            self.line(format!("  {}  {first}", padded(name, longest)));
            for line in lines {
                self.line(format!("  {}  {line}", " ".repeat(longest)));
            }
        }
    }

    /// A table with a heading.
    pub(crate) fn table(&mut self, heading: &[&str], rows: &[Vec<Cell>]) {
        let mut widths: Vec<usize> = heading.iter().map(|text| width(text)).collect();
        for row in rows {
            for (known, cell) in widths.iter_mut().zip(row) {
                *known = (*known).max(width(cell.text()));
            }
        }
        let numbers = rows.first();
        let titles: Vec<String> = heading
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (text, columns))| {
                let number = numbers.and_then(|row| row.get(at));
                if matches!(number, Some(Cell::Right(_))) {
                    right(text, *columns)
                } else {
                    padded(text, *columns)
                }
            })
            .collect();
        self.title(titles.join("  ").trim_end());
        for row in rows {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, columns)| match cell {
                    Cell::Left(text) => padded(text, *columns),
                    Cell::Right(text) => right(text, *columns),
                })
                .collect();
            self.line(cells.join("  "));
        }
    }
}

fn raw(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(fill: impl FnOnce(&mut Page)) -> String {
        Output {
            style: Style::Text,
            colours: false,
        }
        .text(fill)
    }

    #[test]
    fn a_table_lines_up_and_leaves_no_space_at_line_ends() {
        let rows = vec![
            vec![Cell::left("Books"), Cell::right("9.90"), Cell::left("a")],
            vec![Cell::left("株式"), Cell::right("1200"), Cell::left("bb")],
        ];
        let text = page(|page| page.table(&["Name", "Left", "X"], &rows));
        assert_eq!(text, "Name   Left  X\nBooks  9.90  a\n株式   1200  bb\n");
    }

    #[test]
    fn facts_without_a_value_are_left_out() {
        let facts = [
            ("Shop", "x".to_owned()),
            ("Country", String::new()),
            ("Items", "a\nb".into()),
        ];
        assert_eq!(
            page(|page| page.facts(&facts)),
            "  Shop     x\n  Items    a\n           b\n"
        );
    }
}
