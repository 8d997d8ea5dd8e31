//! Entries, checkpoints and tiles.

use std::ops::Range;

use counterfoil_ledger::{Hash, Nodes, Tile, hashes_from_bytes, leaf_hash};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::EngineError;
use crate::writer::SignedHead;

/// One entry as stored.
#[derive(Clone, Debug)]
pub(crate) struct StoredEntry {
    pub(crate) seq: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) before: Option<u64>,
}

/// One checkpoint as stored.
#[derive(Clone, Debug)]
pub(crate) struct StoredCheckpoint {
    pub(crate) size: u64,
    pub(crate) root: Hash,
    pub(crate) signature: Option<[u8; 64]>,
    pub(crate) at: i64,
}

impl StoredCheckpoint {
    /// The head, if it is signed.
    pub(crate) fn head(&self) -> Option<SignedHead> {
        Some(SignedHead {
            size: self.size,
            root: self.root,
            signature: self.signature?,
        })
    }
}

pub(crate) fn append(conn: &Connection, entry: &StoredEntry) -> Result<(), EngineError> {
    let mut statement =
        conn.prepare_cached("INSERT INTO ledger (seq, bytes, before) VALUES (?1, ?2, ?3)")?;
    statement.execute(params![
        to_sql(entry.seq)?,
        entry.bytes,
        entry.before.map(to_sql).transpose()?
    ])?;
    Ok(())
}

pub(crate) fn entry(conn: &Connection, seq: u64) -> Result<StoredEntry, EngineError> {
    let mut statement = conn.prepare_cached("SELECT bytes, before FROM ledger WHERE seq = ?1")?;
    let found = statement
        .query_row([to_sql(seq)?], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))
        })
        .optional()?;
    let (bytes, before) =
        found.ok_or_else(|| EngineError::Damaged(format!("entry {seq} is missing")))?;
    Ok(StoredEntry {
        seq,
        bytes,
        before: before.map(from_sql).transpose()?,
    })
}

/// Calls `each` with every entry of the range and its link, in order.
pub(crate) fn for_each(
    conn: &Connection,
    range: Range<u64>,
    mut each: impl FnMut(u64, &[u8], Option<u64>) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, bytes, before FROM ledger WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query([to_sql(range.start)?, to_sql(range.end)?])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let before = row.get::<_, Option<i64>>(2)?.map(from_sql).transpose()?;
        each(from_sql(row.get(0)?)?, bytes, before)?;
    }
    Ok(())
}

/// How many entries there are.
pub(crate) fn size(conn: &Connection) -> Result<u64, EngineError> {
    let mut statement = conn.prepare_cached("SELECT max(seq) FROM ledger")?;
    let last: Option<i64> = statement.query_row([], |row| row.get(0))?;
    Ok(last
        .map(from_sql)
        .transpose()?
        .map_or(0, |last| last.saturating_add(1)))
}

pub(crate) fn put_checkpoint(
    conn: &Connection,
    checkpoint: &StoredCheckpoint,
) -> Result<(), EngineError> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO checkpoint (size, root, at, signature) VALUES (?1, ?2, ?3, ?4)",
    )?;
    statement.execute(params![
        to_sql(checkpoint.size)?,
        checkpoint.root.as_bytes(),
        checkpoint.at,
        checkpoint.signature.as_ref().map(<[u8; 64]>::as_slice),
    ])?;
    Ok(())
}

/// The last checkpoint, signed or not.
pub(crate) fn last_checkpoint(conn: &Connection) -> Result<Option<StoredCheckpoint>, EngineError> {
    let sql = "SELECT size, root, at, signature FROM checkpoint ORDER BY size DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    read_checkpoint(statement.query_row([], checkpoint_columns).optional()?)
}

/// The last checkpoint that is signed.
pub(crate) fn last_signed(conn: &Connection) -> Result<Option<StoredCheckpoint>, EngineError> {
    let sql = "SELECT size, root, at, signature FROM checkpoint
               WHERE signature IS NOT NULL ORDER BY size DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    read_checkpoint(statement.query_row([], checkpoint_columns).optional()?)
}

/// The first signed checkpoint that covers the entry.
pub(crate) fn covering(
    conn: &Connection,
    seq: u64,
) -> Result<Option<StoredCheckpoint>, EngineError> {
    let sql = "SELECT size, root, at, signature FROM checkpoint
               WHERE size > ?1 AND signature IS NOT NULL ORDER BY size LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    read_checkpoint(
        statement
            .query_row([to_sql(seq)?], checkpoint_columns)
            .optional()?,
    )
}

/// Calls `each` with every checkpoint in order of size.
pub(crate) fn for_each_checkpoint(
    conn: &Connection,
    mut each: impl FnMut(StoredCheckpoint) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let sql = "SELECT size, root, at, signature FROM checkpoint ORDER BY size";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(checkpoint) = read_checkpoint(Some(checkpoint_columns(row)?))? {
            each(checkpoint)?;
        }
    }
    Ok(())
}

pub(crate) fn put_tile(conn: &Connection, tile: &Tile) -> Result<(), EngineError> {
    let mut statement =
        conn.prepare_cached("INSERT INTO tile (level, idx, hashes, root) VALUES (?1, ?2, ?3, ?4)")?;
    statement.execute(params![
        tile.level,
        to_sql(tile.index)?,
        tile.to_bytes(),
        tile.root.as_bytes()
    ])?;
    Ok(())
}

/// The stored tree, for proofs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredNodes<'a>(pub(crate) &'a Connection);

impl Nodes for StoredNodes<'_> {
    type Error = EngineError;

    fn tile(&self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, EngineError> {
        let sql = "SELECT hashes FROM tile WHERE level = ?1 AND idx = ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        let found: Option<Vec<u8>> = statement
            .query_row(params![level, to_sql(index)?], |row| row.get(0))
            .optional()?;
        Ok(found.map(|bytes| hashes(&bytes)))
    }

    fn roots(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, EngineError> {
        let sql = "SELECT root FROM tile WHERE level = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params![level, to_sql(range.start)?, to_sql(range.end)?])?;
        let mut roots = Vec::new();
        while let Some(row) = rows.next()? {
            roots.push(Hash::from_bytes(row.get(0)?));
        }
        Ok(roots)
    }

    fn leaves(&self, range: Range<u64>) -> Result<Vec<Hash>, EngineError> {
        let mut leaves = Vec::new();
        for_each(self.0, range, |_, bytes, _| {
            leaves.push(leaf_hash(bytes));
            Ok(())
        })?;
        Ok(leaves)
    }
}

pub(crate) fn to_sql(number: u64) -> Result<i64, EngineError> {
    i64::try_from(number).map_err(|_| EngineError::Internal("a number above 2^63".to_owned()))
}

pub(crate) fn from_sql(number: i64) -> Result<u64, EngineError> {
    u64::try_from(number).map_err(|_| EngineError::Damaged("a negative position".to_owned()))
}

type CheckpointColumns = (i64, Vec<u8>, i64, Option<Vec<u8>>);

fn checkpoint_columns(row: &rusqlite::Row<'_>) -> rusqlite::Result<CheckpointColumns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn read_checkpoint(
    columns: Option<CheckpointColumns>,
) -> Result<Option<StoredCheckpoint>, EngineError> {
    let Some((size, root, at, signature)) = columns else {
        return Ok(None);
    };
    let damaged = || EngineError::Damaged(format!("the checkpoint at {size} cannot be read"));
    let root: [u8; 32] = root.try_into().map_err(|_| damaged())?;
    let signature = signature
        .map(<[u8; 64]>::try_from)
        .transpose()
        .map_err(|_| damaged())?;
    let root = Hash::from_bytes(root);
    Ok(Some(StoredCheckpoint {
        size: from_sql(size)?,
        root,
        signature,
        at,
    }))
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    hashes_from_bytes(bytes).unwrap_or_default()
}
