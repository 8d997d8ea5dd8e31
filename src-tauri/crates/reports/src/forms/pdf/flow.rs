//! From blocks to pages: everything is measured first, so that each page can say of how many it is
//! one.

use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};

use super::draw::{Tags, around, draw};
use super::letters::{Letters, Weight};
use super::paper::{self, BOTTOM, Ink, MARGIN, Pen, Side, Style, TOP, WIDTH};
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
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) below: Vec<String>,
}

impl Cell {
    /// A text alone.
    pub(super) fn of(text: String) -> Self {
        Self {
            text,
            below: Vec::new(),
        }
    }
}

/// What is on every page.
pub(super) struct Margins {
    pub(super) head: (String, String),
    pub(super) foot: String,
}

pub(super) const MAIN: Style = Style {
    size: 8.5,
    weight: Weight::Regular,
    ink: Ink::Text,
};
pub(super) const STRONG: Style = Style {
    weight: Weight::Bold,
    ..MAIN
};
pub(super) const SMALL: Style = Style {
    size: 6.8,
    weight: Weight::Regular,
    ink: Ink::Quiet,
};
pub(super) const LEADING: f32 = 1.32;
const GAP: f32 = 8.0;
pub(super) const PADDING: f32 = 3.2;
pub(super) const FACT_NAMES: f32 = 92.0;
/// No name is so long that more lines say more.
const MOST_LINES: usize = 6;

/// A piece that stays on one page.
pub(super) enum Piece<'a> {
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

/// How a heading looks.
pub(super) const fn heading(level: u16) -> Style {
    Style {
        size: if level == 1 { 19.0 } else { 12.0 },
        weight: Weight::Bold,
        ink: Ink::Text,
    }
}
