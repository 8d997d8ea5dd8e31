//! From blocks to pages: everything is measured first, so that each page can say of how many it is
//! one.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::{TableHeaderScope, Tag, TagGroup, TagTree};

use super::letters::{Letters, Weight};
use super::paper::{self, BOTTOM, HEIGHT, Ink, MARGIN, Pen, Side, Style, TOP, WIDTH};
use crate::write::ReportError;

/// What a report consists of.
pub(super) enum Block {
    /// The heading of what follows; a large one begins the report.
    Heading { text: String, level: u16 },
    /// Names and what they stand for.
    Facts(Vec<(String, String)>),
    /// Rows under headings.
    Table(Table),
}

pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) width: f32,
    pub(super) side: Side,
}

/// What stands in a cell: a text, and smaller ones below it.
#[derive(Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) below: Vec<String>,
}

/// What is on every page.
pub(super) struct Margins {
    pub(super) head: (String, String),
    pub(super) foot: String,
}

const MAIN: Style = Style {
    size: 8.5,
    weight: Weight::Regular,
    ink: Ink::Text,
};
const STRONG: Style = Style {
    weight: Weight::Bold,
    ..MAIN
};
const SMALL: Style = Style {
    size: 6.8,
    weight: Weight::Regular,
    ink: Ink::Quiet,
};
const LEADING: f32 = 1.32;
const GAP: f32 = 8.0;
const PADDING: f32 = 3.2;
const FACT_NAMES: f32 = 92.0;
/// No name is so long that more lines say more.
const MOST_LINES: usize = 6;

/// A piece that stays on one page.
enum Piece<'a> {
    Heading(&'a str, u16),
    Fact {
        name: &'a str,
        lines: Vec<String>,
        last: bool,
    },
    Columns(&'a [Column]),
    Row {
        columns: &'a [Column],
        cells: Vec<Vec<(String, Style)>>,
        last: bool,
    },
    Space(f32),
}

/// Sets the blocks on pages.
pub(super) fn set(
    mut document: Document,
    letters: &Letters,
    blocks: &[Block],
    margins: &Margins,
) -> Result<Vec<u8>, ReportError> {
    let pages = paginate(pieces(letters, blocks));
    let count = pages.len();
    let mut tags = Tags::default();
    let mut outline = Outline::new();
    for (index, pieces) in pages.into_iter().enumerate() {
        let mut page = document.start_page_with(paper::settings());
        let mut pen = Pen {
            surface: page.surface(),
            letters,
        };
        let number = format!("Page {} of {count}", index.saturating_add(1));
        around(&mut pen, margins, &number, index > 0);
        let mut y = TOP;
        for piece in pieces {
            if let Piece::Heading(text, _) = &piece {
                let place = XyzDestination::new(index, Point::from_xy(0.0, y));
                outline.push_child(OutlineNode::new((*text).to_owned(), place));
            }
            let height = height(&piece);
            draw(&mut pen, &mut tags, piece, y);
            y += height;
        }
        drop(pen);
        page.finish();
    }
    document.set_outline(outline);
    paper::finish(document, tags.tree())
}

/// Breaks text so that no line is wider than `width`.
fn wrapped(letters: &Letters, text: &str, style: Style, width: f32) -> Vec<String> {
    let most = width / style.size;
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in letters.shown(text).split_inclusive([' ', '-', '/', '.']) {
        let wide = letters.width(word, style.weight);
        if used + wide > most && used > 0.0 {
            lines.push(String::new());
            used = 0.0;
        }
        for c in word.chars() {
            let advance = letters.advance(c, style.weight);
            if used + advance > most {
                lines.push(String::new());
                used = 0.0;
            }
            used += advance;
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(line) = lines.last_mut() {
            line.push('…');
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn pieces<'a>(letters: &Letters, blocks: &'a [Block]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { text, level } => {
                if !pieces.is_empty() {
                    pieces.push(Piece::Space(GAP));
                }
                pieces.push(Piece::Heading(text, *level));
            }
            Block::Facts(facts) => {
                let width = WIDTH - 2.0 * MARGIN - FACT_NAMES;
                for (index, (name, fact)) in facts.iter().enumerate() {
                    pieces.push(Piece::Fact {
                        name,
                        lines: wrapped(letters, fact, MAIN, width),
                        last: index.saturating_add(1) == facts.len(),
                    });
                }
                pieces.push(Piece::Space(GAP));
            }
            Block::Table(table) => {
                pieces.push(Piece::Columns(&table.columns));
                for (index, row) in table.rows.iter().enumerate() {
                    pieces.push(Piece::Row {
                        columns: &table.columns,
                        cells: cells(letters, &table.columns, row),
                        last: index.saturating_add(1) == table.rows.len(),
                    });
                }
                pieces.push(Piece::Space(GAP));
            }
        }
    }
    pieces
}

fn cells(letters: &Letters, columns: &[Column], row: &[Cell]) -> Vec<Vec<(String, Style)>> {
    let pairs = columns.iter().zip(row).enumerate();
    let cells = pairs.map(|(index, (column, cell))| {
        let width = column.width - 2.0 * PADDING;
        let main = if index == 1 { STRONG } else { MAIN };
        let mut lines = Vec::new();
        let below = cell.below.iter().map(|text| (text, SMALL));
        for (text, style) in std::iter::once((&cell.text, main)).chain(below) {
            if !text.is_empty() {
                let set = wrapped(letters, text, style, width).into_iter();
                lines.extend(set.map(|line| (line, style)));
            }
        }
        lines
    });
    cells.collect()
}

fn height(piece: &Piece<'_>) -> f32 {
    let lines = |lines: &[(String, Style)]| -> f32 {
        lines.iter().map(|(_, style)| style.size * LEADING).sum()
    };
    match piece {
        Piece::Heading(_, level) => heading(*level).size * LEADING + GAP,
        Piece::Fact { lines, .. } => {
            let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
            f32::from(count) * MAIN.size * LEADING + PADDING
        }
        Piece::Columns(_) => SMALL.size * LEADING + 2.0 * PADDING,
        Piece::Row { cells, .. } => {
            let tallest = cells.iter().map(|cell| lines(cell)).fold(0.0, f32::max);
            tallest + 2.0 * PADDING
        }
        Piece::Space(height) => *height,
    }
}

/// Which pieces stand on which page. Headings stay with what follows, and columns are named again.
fn paginate(pieces: Vec<Piece<'_>>) -> Vec<Vec<Piece<'_>>> {
    let mut pages: Vec<Vec<Piece<'_>>> = vec![Vec::new()];
    let mut y = TOP;
    let mut columns: Option<&[Column]> = None;
    let heights: Vec<f32> = pieces.iter().map(height).collect();
    for (index, piece) in pieces.into_iter().enumerate() {
        let own = heights.get(index).copied().unwrap_or_default();
        let following: f32 = heights.iter().skip(index).take(4).sum();
        let needed = match &piece {
            Piece::Heading(..) | Piece::Columns(_) => following,
            Piece::Fact { .. } | Piece::Row { .. } => own,
            Piece::Space(_) => 0.0,
        };
        if y + needed > BOTTOM && y > TOP {
            y = TOP;
            let again = columns.filter(|_| matches!(piece, Piece::Row { .. }));
            let begins: Vec<Piece<'_>> = again.map(Piece::Columns).into_iter().collect();
            y += begins.iter().map(height).sum::<f32>();
            pages.push(begins);
        }
        match &piece {
            Piece::Columns(named) => columns = Some(named),
            Piece::Heading(..) => columns = None,
            Piece::Fact { .. } | Piece::Row { .. } | Piece::Space(_) => {}
        }
        y += own;
        if let Some(page) = pages.last_mut() {
            page.push(piece);
        }
    }
    pages
}

/// The structure of the report while it is drawn.
#[derive(Default)]
struct Tags {
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

    fn tree(mut self) -> TagTree {
        self.close();
        self.tree
    }
}

fn draw(pen: &mut Pen<'_, '_>, tags: &mut Tags, piece: Piece<'_>, y: f32) {
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

fn around(pen: &mut Pen<'_, '_>, margins: &Margins, number: &str, head: bool) {
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

const fn heading(level: u16) -> Style {
    Style {
        size: if level == 1 { 19.0 } else { 12.0 },
        weight: Weight::Bold,
        ink: Ink::Text,
    }
}
