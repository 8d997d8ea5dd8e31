//! The few numbers of each purchase that searches compare and sum, column by column: a filter over
//! all purchases reads one narrow column instead of every row.
//!
//! They stand in blocks of many purchases, in order of first request, and are written with the text
//! index. The purchases after the last full block, and those changed since, are read from their rows.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use counterfoil_domain::currency::Currency;
use counterfoil_domain::purchase::Status;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::purchases::last_n;
use crate::error::EngineError;

/// So many blocks are added at once at most, so that no decision waits long behind it.
const ADDED: i64 = 4;

/// The word and both ends before the values.
const HEAD: usize = 17;

/// One number of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The agent's small number.
    Agent,
    /// The mandate's small number; 0: none.
    Mandate,
    /// See [`status`].
    Status,
    /// See [`decider`].
    By,
    /// See [`currency`].
    Currency,
    /// Minor units.
    Amount,
    /// Captured minus refunded, minor units.
    Paid,
    /// When it was asked for, milliseconds.
    Asked,
}

impl Cell {
    const ALL: [Self; 8] = [
        Self::Agent,
        Self::Mandate,
        Self::Status,
        Self::By,
        Self::Currency,
        Self::Amount,
        Self::Paid,
        Self::Asked,
    ];

    const fn number(self) -> i64 {
        match self {
            Self::Agent => 0,
            Self::Mandate => 1,
            Self::Status => 2,
            Self::By => 3,
            Self::Currency => 4,
            Self::Amount => 5,
            Self::Paid => 6,
            Self::Asked => 7,
        }
    }

    /// Where the block of this column stands: a column is one stretch of the table.
    const fn place(self, block: i64) -> i64 {
        (self.number() << 32) | block
    }
}

/// One column of some purchases.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The lowest and the highest of its values.
    pub(crate) ends: (i64, i64),
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    /// Differences to the lowest, of so many bytes each.
    Packed(usize, Vec<u8>),
    Plain(Vec<i64>),
}

/// All columns of some purchases, from their rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// Their numbers, ascending.
    pub(crate) ns: Vec<i64>,
    columns: [Vec<i64>; 8],
}

/// The number that stands for a status.
pub(crate) fn status(status: Status) -> i64 {
    let place = Status::ALL.iter().position(|known| *known == status);
    place
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or(-1)
}

/// The number that stands for who decided; 0: nobody.
pub(crate) fn decider(word: Option<&str>) -> i64 {
    match word {
        Some("rule") => 1,
        Some("owner") => 2,
        _ => 0,
    }
}

/// The number that stands for a currency: the letters of its code.
pub(crate) fn currency(code: &str) -> i64 {
    code.bytes()
        .fold(0, |number, letter| (number << 8) | i64::from(letter))
}

/// The currency that a number stands for.
pub(crate) fn currency_of(number: i64) -> Result<Currency, EngineError> {
    let letters = number
        .to_be_bytes()
        .into_iter()
        .filter(|letter| *letter != 0);
    let code: String = letters.map(char::from).collect();
    Currency::parse(&code)
        .map_err(|_| EngineError::Damaged("a purchase's currency cannot be read".to_owned()))
}

/// How many purchases a block has.
pub(crate) fn width(conn: &Connection) -> Result<i64, EngineError> {
    let text = super::texts::setting(conn, "search.block")?.unwrap_or_default();
    Ok(text.parse().ok().filter(|width| *width > 0).unwrap_or(2048))
}

/// How many blocks there are.
pub(crate) fn blocks(conn: &Connection) -> Result<i64, EngineError> {
    let sql = "SELECT max(place) FROM cells WHERE place < 1 << 32";
    let last: Option<i64> = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(last.map_or(0, |last| last.saturating_add(1)))
}

/// The purchases of a block.
pub(crate) const fn range(block: i64, width: i64) -> RangeInclusive<i64> {
    let before = block.saturating_mul(width);
    before.saturating_add(1)..=before.saturating_add(width)
}

/// The block of a purchase.
pub(crate) const fn block_of(n: i64, width: i64) -> i64 {
    n.saturating_sub(1).div_euclid(width)
}

/// A column of a block that is there.
pub(crate) fn column(conn: &Connection, cell: Cell, block: i64) -> Result<Column, EngineError> {
    let mut statement = conn.prepare_cached("SELECT bytes FROM cells WHERE place = ?1")?;
    let found = statement
        .query_row([cell.place(block)], |row| row.get::<_, Vec<u8>>(0))
        .optional()?;
    let damaged = || EngineError::Damaged("a column of the search cannot be read".to_owned());
    found.and_then(Column::read).ok_or_else(damaged)
}

/// The purchases of a range, from their rows.
pub(crate) fn lines(conn: &Connection, range: &RangeInclusive<i64>) -> Result<Lines, EngineError> {
    let mut lines = Lines::default();
    let sql = "SELECT n, agent, coalesce(mandate, 0), status, decided_by, currency, amount,
                      captured - refunded, requested_at
               FROM purchase WHERE n BETWEEN ?1 AND ?2 ORDER BY n";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([range.start(), range.end()])?;
    while let Some(row) = rows.next()? {
        lines.push(row)?;
    }
    Ok(lines)
}

/// These purchases, from their rows.
pub(crate) fn lines_of(conn: &Connection, ns: &[i64]) -> Result<Lines, EngineError> {
    let mut all = Lines::default();
    for n in ns {
        let one = lines(conn, &(*n..=*n))?;
        all.ns.extend(one.ns);
        for (column, more) in all.columns.iter_mut().zip(one.columns) {
            column.extend(more);
        }
    }
    Ok(all)
}

/// Writes the blocks of these purchases anew, and blocks that have become full.
pub(crate) fn bring_up_to_date(
    conn: &Connection,
    touched: &BTreeSet<i64>,
) -> Result<(), EngineError> {
    let (width, blocks) = (width(conn)?, blocks(conn)?);
    let stale: BTreeSet<i64> = touched.iter().map(|n| block_of(*n, width)).collect();
    for block in stale.into_iter().filter(|block| *block < blocks) {
        write(conn, block, width)?;
    }
    let full = last_n(conn)?.div_euclid(width);
    for block in blocks..full.min(blocks.saturating_add(ADDED)) {
        write(conn, block, width)?;
    }
    Ok(())
}

fn write(conn: &Connection, block: i64, width: i64) -> Result<(), EngineError> {
    let lines = lines(conn, &range(block, width))?;
    // A page that would stay the same is not written.
    let sql = "INSERT INTO cells (place, bytes) VALUES (?1, ?2)
               ON CONFLICT (place) DO UPDATE SET bytes = ?2 WHERE bytes <> ?2";
    let mut statement = conn.prepare_cached(sql)?;
    for (cell, values) in Cell::ALL.into_iter().zip(&lines.columns) {
        statement.execute(params![cell.place(block), packed(values)])?;
    }
    Ok(())
}

impl Lines {
    /// One column of them.
    pub(crate) fn column(&self, cell: Cell) -> Column {
        let place = usize::try_from(cell.number()).unwrap_or(0);
        let values = self.columns.get(place).cloned().unwrap_or_default();
        Column {
            ends: ends(&values),
            values: Values::Plain(values),
        }
    }

    fn push(&mut self, row: &Row<'_>) -> Result<(), EngineError> {
        let text = |index: usize| {
            row.get_ref(index)
                .map(|value| value.as_str_or_null().ok().flatten())
        };
        let word = text(3)?.and_then(Status::from_word);
        let known = word
            .ok_or_else(|| EngineError::Damaged("a purchase's status cannot be read".to_owned()))?;
        let values = [
            row.get(1)?,
            row.get(2)?,
            status(known),
            decider(text(4)?),
            currency(text(5)?.unwrap_or_default()),
            row.get(6)?,
            row.get(7)?,
            row.get(8)?,
        ];
        self.ns.push(row.get(0)?);
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
        Ok(())
    }
}

impl Column {
    fn read(bytes: Vec<u8>) -> Option<Self> {
        let (head, _) = bytes.split_at_checked(HEAD)?;
        let (word, ends) = head.split_first()?;
        let (low, high) = ends.split_first_chunk::<8>()?;
        Some(Self {
            ends: (
                i64::from_le_bytes(*low),
                i64::from_le_bytes(*high.first_chunk::<8>()?),
            ),
            values: Values::Packed(usize::from(*word), bytes),
        })
    }

    /// The values of so many purchases.
    pub(crate) fn values(self, count: usize) -> Vec<i64> {
        let (word, bytes) = match self.values {
            Values::Plain(values) => return values,
            Values::Packed(word, bytes) => (word, bytes),
        };
        let packed = bytes.get(HEAD..).unwrap_or_default();
        let low = self.ends.0;
        match word {
            1 => packed
                .iter()
                .map(|byte| low.wrapping_add(i64::from(*byte)))
                .collect(),
            2 => unpacked(packed, low, |bytes: [u8; 2]| {
                i64::from(u16::from_le_bytes(bytes))
            }),
            4 => unpacked(packed, low, |bytes: [u8; 4]| {
                i64::from(u32::from_le_bytes(bytes))
            }),
            8 => unpacked(packed, low, i64::from_le_bytes),
            _ => vec![low; count],
        }
    }
}

fn unpacked<const N: usize>(packed: &[u8], low: i64, number: impl Fn([u8; N]) -> i64) -> Vec<i64> {
    let (words, _) = packed.as_chunks::<N>();
    words
        .iter()
        .map(|word| low.wrapping_add(number(*word)))
        .collect()
}

fn ends(values: &[i64]) -> (i64, i64) {
    let low = values.iter().copied().min().unwrap_or(0);
    (low, values.iter().copied().max().unwrap_or(0))
}

/// The lowest and the highest value, and the differences to the lowest in as few bytes as hold the
/// largest of them.
fn packed(values: &[i64]) -> Vec<u8> {
    let (low, high) = ends(values);
    let most = u64::from_le_bytes(high.wrapping_sub(low).to_le_bytes());
    let word: u8 = match most {
        0 => 0,
        1..=0xFF => 1,
        0x100..=0xFFFF => 2,
        0x1_0000..=0xFFFF_FFFF => 4,
        _ => 8,
    };
    let mut bytes = vec![word];
    bytes.extend(low.to_le_bytes());
    bytes.extend(high.to_le_bytes());
    for value in values {
        let difference = value.wrapping_sub(low).to_le_bytes();
        bytes.extend(difference.iter().take(usize::from(word)));
    }
    bytes
}
