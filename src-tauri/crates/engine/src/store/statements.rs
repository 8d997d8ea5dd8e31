//! Statements that were read in, their lines, and what the owner said of them.

use std::collections::BTreeMap;

use counterfoil_domain::ids::StatementId;
use counterfoil_domain::statement::{Line, LineId, Ruling, Sheet, SheetHead, Verdict, kept};
use counterfoil_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;

use super::log::{from_sql, to_sql};
use super::purchases::{PurchaseRow, many, select};
use crate::error::EngineError;

/// A statement, and where in the ledger it stands.
#[derive(Clone, Debug)]
pub(crate) struct StoredStatement {
    pub(crate) id: StatementId,
    pub(crate) file: [u8; 32],
    pub(crate) seq: u64,
    /// None: erased.
    pub(crate) sheet: Option<Sheet>,
}

pub(crate) fn put(
    conn: &Connection,
    id: StatementId,
    file: &[u8; 32],
    seq: u64,
    sheet: &Sheet,
) -> Result<(), EngineError> {
    let sql = "INSERT INTO statement (id, file, seq, head) VALUES (?1, ?2, ?3, ?4)";
    let values = params![id.as_bytes(), file, to_sql(seq)?, kept(&sheet.head)];
    conn.prepare_cached(sql)?.execute(values)?;
    let sql = "INSERT INTO statement_line (statement, line, bytes) VALUES (?1, ?2, ?3)";
    let mut statement = conn.prepare_cached(sql)?;
    for (number, line) in sheet.lines.iter().enumerate() {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        statement.execute(params![id.as_bytes(), number, kept(line)])?;
    }
    Ok(())
}

/// The statement that a file was read in as.
pub(crate) fn of_file(
    conn: &Connection,
    file: &[u8; 32],
) -> Result<Option<StatementId>, EngineError> {
    let mut statement = conn.prepare_cached("SELECT id FROM statement WHERE file = ?1")?;
    let found = statement.query_row([file], |row| row.get(0)).optional()?;
    Ok(found.map(StatementId::from_bytes))
}

/// One line, unless its statement was erased.
pub(crate) fn line(conn: &Connection, id: LineId) -> Result<Option<Line>, EngineError> {
    let sql = "SELECT bytes FROM statement_line WHERE statement = ?1 AND line = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let bytes: Option<Vec<u8>> = statement
        .query_row(params![id.statement.as_bytes(), id.line], |row| row.get(0))
        .optional()?;
    bytes.map(|bytes| parsed(&bytes)).transpose()
}

/// Every statement with its lines, in the order in which they were read in.
pub(crate) fn all(conn: &Connection) -> Result<Vec<StoredStatement>, EngineError> {
    let sql = "SELECT id, file, seq, head FROM statement ORDER BY seq";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let id = StatementId::from_bytes(row.get(0)?);
        let head: Option<Vec<u8>> = row.get(3)?;
        let sheet = match head {
            Some(head) => Some(Sheet {
                head: parsed::<SheetHead>(&head)?,
                lines: lines(conn, id)?,
            }),
            None => None,
        };
        all.push(StoredStatement {
            id,
            file: row.get(1)?,
            seq: from_sql(row.get(2)?)?,
            sheet,
        });
    }
    Ok(all)
}

fn lines(conn: &Connection, id: StatementId) -> Result<Vec<Line>, EngineError> {
    let sql = "SELECT bytes FROM statement_line WHERE statement = ?1 ORDER BY line";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([id.as_bytes()])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        lines.push(parsed(bytes)?);
    }
    Ok(lines)
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, EngineError> {
    let unlike = |_| EngineError::Damaged("a statement cannot be read".to_owned());
    serde_json::from_slice(bytes).map_err(unlike)
}

pub(crate) fn put_ruling(conn: &Connection, id: LineId, ruling: Ruling) -> Result<(), EngineError> {
    let sql = "INSERT INTO statement_ruling (statement, line, verdict, settlement)
               VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT DO UPDATE SET verdict = ?3, settlement = ?4";
    let settlement = ruling.settlement.map(to_sql).transpose()?;
    conn.prepare_cached(sql)?.execute(params![
        id.statement.as_bytes(),
        id.line,
        ruling.verdict.word(),
        settlement
    ])?;
    Ok(())
}

/// The owner's last word on every line that one was said on.
pub(crate) fn rulings(conn: &Connection) -> Result<BTreeMap<LineId, Ruling>, EngineError> {
    let sql = "SELECT statement, line, verdict, settlement FROM statement_ruling";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id = LineId {
            statement: StatementId::from_bytes(row.get(0)?),
            line: row.get(1)?,
        };
        let word: String = row.get(2)?;
        let unlike = || EngineError::Damaged(format!("a line of a statement is {word:?}"));
        let ruling = Ruling {
            verdict: Verdict::from_word(&word).ok_or_else(unlike)?,
            settlement: row.get::<_, Option<i64>>(3)?.map(from_sql).transpose()?,
        };
        all.insert(id, ruling);
    }
    Ok(all)
}

/// The purchases whose money may be on statements of that time, oldest first: those that were
/// asked for in it, and those from before that were refunded.
pub(crate) fn paid_between(
    conn: &Connection,
    before: Timestamp,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<PurchaseRow>, EngineError> {
    let sql = select!(
        "WHERE p.n > coalesce((SELECT n FROM purchase WHERE requested_at < ?1
                               ORDER BY n DESC LIMIT 1), 0)
           AND p.authorized_seq IS NOT NULL AND p.requested_at <= ?3
           AND (p.requested_at >= ?2 OR p.refunded > 0) ORDER BY p.n"
    );
    let mut statement = conn.prepare_cached(sql)?;
    let times = params![before.as_millis(), from.as_millis(), until.as_millis()];
    many(statement.query(times)?)
}

/// Whether there are lines whose statement is not there or was erased.
pub(crate) fn has_lines_of_none(conn: &Connection) -> Result<bool, EngineError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM statement_line WHERE statement NOT IN
                 (SELECT id FROM statement WHERE head IS NOT NULL))";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}
