//! The schema, its migrations, and how connections are set up.

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::limits::Limit;

use crate::error::EngineError;

/// "CFoi": marks the file as ours.
const APPLICATION_ID: i32 = 0x4346_6F69;

/// A database engine before this can corrupt a write-ahead log that two connections checkpoint.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long is waited for another process.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Applied in order; never changed once released, only added to.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_foundation.sql")];

/// Settings of the write connection.
///
/// The writer moves its own log's pages into the database every thousand of them, because a log
/// that only grows makes each commit extend the file, which costs more than the commit.
pub(crate) fn settings(conn: &Connection) -> Result<(), EngineError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(EngineError::Schema(format!(
            "SQLite {} can corrupt the ledger; 3.51.3 or later is needed",
            rusqlite::version()
        )));
    }
    conn.busy_timeout(PATIENCE)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = 1;
         PRAGMA checkpoint_fullfsync = 1;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = FAST;
         PRAGMA cache_size = -65536;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA wal_autocheckpoint = 1000;",
    )?;
    limits(conn)
}

/// Settings of read-only connections.
pub(crate) fn reader_settings(conn: &Connection) -> Result<(), EngineError> {
    conn.busy_timeout(PATIENCE)?;
    conn.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16384;",
    )?;
    limits(conn)
}

/// Brings the schema up to date; refuses a database of a later version or of another program.
pub(crate) fn migrate(conn: &mut Connection) -> Result<(), EngineError> {
    let application: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let fresh = application == 0 && version == 0;
    if !fresh && application != APPLICATION_ID {
        return Err(EngineError::Schema(
            "the file was made by another program".to_owned(),
        ));
    }
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    if version > MIGRATIONS.len() {
        return Err(EngineError::Schema(
            "it was written by a later version".to_owned(),
        ));
    }
    for (done, sql) in MIGRATIONS.iter().enumerate().skip(version) {
        let transaction = conn.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(
            None,
            "user_version",
            i64::try_from(done).unwrap_or(i64::MAX).saturating_add(1),
        )?;
        transaction.commit()?;
    }
    Ok(())
}

fn limits(conn: &Connection) -> Result<(), EngineError> {
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, 8_000_000)?;
    conn.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_limit(Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}
