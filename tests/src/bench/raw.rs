//! The plain loop: `BEGIN IMMEDIATE; INSERT` one row of 900 bytes`; COMMIT`, WAL, `FULL`.

use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::Connection;
use tempfile::TempDir;

use super::Sample;
use super::clients::sample;

pub(super) struct Loop {
    _folder: TempDir,
    conn: Connection,
}

impl Loop {
    pub(super) fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let conn = Connection::open(folder.path().join("raw.db"))?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE row (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;",
        )?;
        Ok(Self {
            _folder: folder,
            conn,
        })
    }

    pub(super) fn measure(&mut self, time: Duration) -> Result<Sample> {
        let row = [7_u8; 900];
        let begin = Instant::now();
        let mut latencies = Vec::new();
        while begin.elapsed() < time {
            let one = Instant::now();
            self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            self.conn
                .prepare_cached("INSERT INTO row (bytes) VALUES (?1)")?
                .execute([&row[..]])?;
            self.conn.prepare_cached("COMMIT")?.execute([])?;
            latencies.push(one.elapsed());
        }
        Ok(sample(&mut latencies, begin.elapsed()))
    }
}
