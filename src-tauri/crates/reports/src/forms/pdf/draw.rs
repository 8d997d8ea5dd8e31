//! Drawing the pieces of a page, and what they mean to somebody who listens.

use std::num::NonZeroU16;

use krilla::tagging::{TableHeaderScope, Tag, TagGroup, TagTree};

use super::flow::{
    Column, FACT_NAMES, LEADING, MAIN, Margins, PADDING, Piece, SMALL, STRONG, heading,
};
use super::letters::Weight;
use super::paper::{HEIGHT, Ink, MARGIN, Pen, Side, Style, TOP, WIDTH};

/// The structure of the report while it is drawn.
#[derive(Default)]
pub(super) struct Tags {
    tree: TagTree,
    table: Option<TagGroup>,
}

impl Tags {
    fn row(&mut self, row: TagGroup, last: bool) {
        self.table
            .get_or_insert_with(|| TagGroup::new(Tag::Table))
            .push(row);
        if last {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(table) = self.table.take() {
            self.tree.push(table);
        }
    }

    /// All of it.
    pub(super) fn tree(mut self) -> TagTree {
        self.close();
        self.tree
    }
}

pub(super) fn draw(pen: &mut Pen<'_, '_>, tags: &mut Tags, piece: Piece<'_>, y: f32) {
    match piece {
        Piece::Space(_) => {}
        Piece::Heading(text, level) => {
            tags.close();
            let style = heading(level);
            let text = pen.letters.shown(text);
            let id = pen.text(MARGIN, y + style.size, Side::RightOf, &text, style);
            let number = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            let mut group = TagGroup::new(Tag::Hn(number, Some(text)));
            group.push(id);
            tags.tree.push(group);
        }
        Piece::Fact { name, lines, last } => {
            let baseline = y + MAIN.size;
            let mut label = TagGroup::new(Tag::TH(TableHeaderScope::Row));
            label.push(pen.text(MARGIN, baseline, Side::RightOf, name, STRONG));
            let mut fact = TagGroup::new(Tag::TD);
            let lines = lines.into_iter().map(|line| (line, MAIN)).collect();
            stack(pen, &mut fact, MARGIN + FACT_NAMES, y, Side::RightOf, lines);
            let mut row = TagGroup::new(Tag::TR);
            row.push(label);
            row.push(fact);
            tags.row(row, last);
        }
        Piece::Columns(columns) => {
            // Named again on a further page, they are there already for who listens.
            let again = tags.table.is_some();
            let height = SMALL.size * LEADING + 2.0 * PADDING;
            pen.bar(MARGIN, y, WIDTH - 2.0 * MARGIN, height, Ink::Shade);
            let mut row = TagGroup::new(Tag::TR);
            for (x, column) in places(columns) {
                let x = edge(x, column);
                let baseline = y + PADDING + SMALL.size;
                let style = Style {
                    weight: Weight::Bold,
                    ..SMALL
                };
                if again {
                    pen.decoration(x, baseline, column.side, column.title, style);
                } else {
                    let mut cell = TagGroup::new(Tag::TH(TableHeaderScope::Column));
                    cell.push(pen.text(x, baseline, column.side, column.title, style));
                    row.push(cell);
                }
            }
            if !again {
                tags.row(row, false);
            }
        }
        Piece::Row {
            columns,
            cells,
            last,
        } => {
            let mut row = TagGroup::new(Tag::TR);
            let places: Vec<(f32, &Column)> = places(columns).collect();
            for ((x, column), lines) in places.into_iter().zip(cells) {
                let mut cell = TagGroup::new(Tag::TD);
                let x = edge(x, column);
                stack(pen, &mut cell, x, y + PADDING, column.side, lines);
                row.push(cell);
            }
            tags.row(row, last);
            pen.bar(MARGIN, y, WIDTH - 2.0 * MARGIN, 0.4, Ink::Rule);
        }
    }
}

/// Lines below each other.
fn stack(
    pen: &mut Pen<'_, '_>,
    group: &mut TagGroup,
    x: f32,
    y: f32,
    side: Side,
    lines: Vec<(String, Style)>,
) {
    let mut y = y;
    for (line, style) in lines {
        group.push(pen.text(x, y + style.size, side, &line, style));
        y += style.size * LEADING;
    }
}

/// What is on every page.
pub(super) fn around(pen: &mut Pen<'_, '_>, margins: &Margins, number: &str, head: bool) {
    let right = WIDTH - MARGIN;
    if head {
        let y = TOP - 18.0;
        let title = pen.letters.shown(&margins.head.0);
        pen.decoration(MARGIN, y, Side::RightOf, &title, SMALL);
        let about = pen.letters.shown(&margins.head.1);
        pen.decoration(right, y, Side::LeftOf, &about, SMALL);
    }
    let y = HEIGHT - 32.0;
    pen.bar(MARGIN, y - 11.0, right - MARGIN, 0.4, Ink::Rule);
    pen.decoration(MARGIN, y, Side::RightOf, &margins.foot, SMALL);
    pen.decoration(right, y, Side::LeftOf, number, SMALL);
}

fn places(columns: &[Column]) -> impl Iterator<Item = (f32, &Column)> {
    columns.iter().scan(MARGIN, |x, column| {
        let at = *x;
        *x += column.width;
        Some((at, column))
    })
}

/// Where the text of a column begins, or ends.
fn edge(x: f32, column: &Column) -> f32 {
    match column.side {
        Side::RightOf => x + PADDING,
        Side::LeftOf => x + column.width - PADDING,
    }
}
