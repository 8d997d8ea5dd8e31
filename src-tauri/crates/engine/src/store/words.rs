//! The owner's words, each beside the entry that has their hash.

use std::collections::BTreeMap;

use counterfoil_domain::words::WordsKind;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::log::{from_sql, to_sql};
use crate::error::EngineError;
use crate::search::folded;

/// Words and their salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WordsRow {
    /// The entry.
    pub(crate) seq: u64,
    /// The purchase's number.
    pub(crate) n: i64,
    pub(crate) kind: WordsKind,
    pub(crate) salt: String,
    pub(crate) text: String,
    /// Whether they hold still: no later note, and not taken away.
    pub(crate) stands: bool,
}

/// A row as the verifier looks at it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) row: WordsRow,
    /// As search compares them.
    pub(crate) folded: String,
}

/// What holds of a purchase now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) note: Option<String>,
    pub(crate) tags: Vec<String>,
}

const COLUMNS: &str = "seq, purchase, kind, salt, text, stands, folded";

/// Keeps new words; a note takes the place of the one before it.
pub(crate) fn put(conn: &Connection, row: &WordsRow) -> Result<(), EngineError> {
    if row.kind == WordsKind::Note {
        let sql = "UPDATE words SET stands = 0 WHERE purchase = ?1 AND kind = 'note'";
        conn.prepare_cached(sql)?.execute([row.n])?;
    }
    let sql = "INSERT INTO words (seq, purchase, kind, salt, text, stands, folded)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    conn.prepare_cached(sql)?.execute(params![
        to_sql(row.seq)?,
        row.n,
        row.kind.word(),
        row.salt,
        row.text,
        row.stands,
        folded(&row.text),
    ])?;
    Ok(())
}

/// A tag holds no longer.
pub(crate) fn untag(conn: &Connection, seq: u64) -> Result<(), EngineError> {
    conn.prepare_cached("UPDATE words SET stands = 0 WHERE seq = ?1")?
        .execute([to_sql(seq)?])?;
    Ok(())
}

/// Removes words so that nothing of them is left in the file's pages.
pub(crate) fn erase(conn: &Connection, seq: u64) -> Result<(), EngineError> {
    conn.execute_batch("PRAGMA secure_delete = ON")?;
    let erased = conn.execute("DELETE FROM words WHERE seq = ?1", [to_sql(seq)?]);
    conn.execute_batch("PRAGMA secure_delete = FAST")?;
    erased?;
    Ok(())
}

/// Everything that was said about a purchase and is not erased, oldest first.
pub(crate) fn of(conn: &Connection, n: i64) -> Result<Vec<WordsRow>, EngineError> {
    let sql = format!("SELECT {COLUMNS} FROM words WHERE purchase = ?1 ORDER BY seq");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([n])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?.row);
    }
    Ok(all)
}

/// The words beside an entry.
pub(crate) fn get(conn: &Connection, seq: u64) -> Result<Option<WordsRow>, EngineError> {
    let sql = format!("SELECT {COLUMNS} FROM words WHERE seq = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement
        .query_row([to_sql(seq)?], |row| Ok(read(row)))
        .optional()?;
    Ok(found.transpose()?.map(|kept| kept.row))
}

/// Calls `each` with all of them, by entry.
pub(crate) fn for_each(
    conn: &Connection,
    mut each: impl FnMut(Kept) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let sql = format!("SELECT {COLUMNS} FROM words ORDER BY seq");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(read(row)?)?;
    }
    Ok(())
}

/// The notes and tags that hold now, by purchase number.
pub(crate) fn standing(conn: &Connection) -> Result<BTreeMap<i64, Standing>, EngineError> {
    let mut all: BTreeMap<i64, Standing> = BTreeMap::new();
    for_each(conn, |Kept { row, .. }| {
        match row.kind {
            WordsKind::Note if row.stands => {
                all.entry(row.n).or_default().note = Some(row.text);
            }
            WordsKind::Tag if row.stands => all.entry(row.n).or_default().tags.push(row.text),
            WordsKind::Note | WordsKind::Tag | WordsKind::Rejection => {}
        }
        Ok(())
    })?;
    Ok(all)
}

/// The tags that hold now, and how often.
pub(crate) fn tags(conn: &Connection) -> Result<BTreeMap<String, u64>, EngineError> {
    let sql = "SELECT text, count(*) FROM words WHERE kind = 'tag' AND stands = 1
               GROUP BY folded ORDER BY count(*) DESC LIMIT 200";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut seen = BTreeMap::new();
    while let Some(row) = rows.next()? {
        seen.insert(row.get(0)?, from_sql(row.get(1)?)?);
    }
    Ok(seen)
}

/// A note, its purchase's number, and the entry with the terms of the purchase.
#[derive(Debug)]
pub(crate) struct Noted {
    pub(crate) n: i64,
    pub(crate) asked_seq: u64,
    pub(crate) text: String,
}

/// The notes that hold now and have one of these in them, folded.
pub(crate) fn notes_with(conn: &Connection, any: &[String]) -> Result<Vec<Noted>, EngineError> {
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT w.purchase, p.asked_seq, w.text
               FROM words w JOIN purchase p ON p.n = w.purchase
               WHERE w.kind = 'note' AND w.stands = 1
               AND EXISTS (SELECT 1 FROM json_each(?1) b WHERE instr(w.folded, b.value) > 0)";
    let mut statement = conn.prepare_cached(sql)?;
    let any = serde_json::to_string(any).unwrap_or_else(|_| "[]".to_owned());
    let mut rows = statement.query([any])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(Noted {
            n: row.get(0)?,
            asked_seq: from_sql(row.get(1)?)?,
            text: row.get(2)?,
        });
    }
    Ok(all)
}

fn read(row: &Row<'_>) -> Result<Kept, EngineError> {
    let kind: String = row.get(2)?;
    let kind = WordsKind::parse(&kind)
        .ok_or_else(|| EngineError::Damaged(format!("words of kind {kind:?}")))?;
    Ok(Kept {
        row: WordsRow {
            seq: from_sql(row.get(0)?)?,
            n: row.get(1)?,
            kind,
            salt: row.get(3)?,
            text: row.get(4)?,
            stands: row.get(5)?,
        },
        folded: row.get(6)?,
    })
}
