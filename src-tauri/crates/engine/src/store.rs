//! The store: the only folder with SQL in it.
//!
//! One connection writes and belongs to the writer's thread; readers take read-only connections
//! from a small pool. Nothing outside this folder knows which database it is.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub(crate) use rusqlite::Connection;
use rusqlite::{OpenFlags, Transaction, TransactionBehavior};

use crate::error::EngineError;

pub(crate) mod agents;
pub(crate) mod balances;
pub(crate) mod cells;
pub(crate) mod fetched;
pub(crate) mod log;
pub(crate) mod memories;
pub(crate) mod parties;
pub(crate) mod purchases;
pub(crate) mod quotes;
pub(crate) mod references;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod shares;
pub(crate) mod statements;
pub(crate) mod subscriptions;
pub(crate) mod tallies;
pub(crate) mod texts;
pub(crate) mod uses;
pub(crate) mod words;

/// The file in the data folder.
pub(crate) const DATABASE: &str = "counterfoil.db";

/// The write connection.
#[derive(Debug)]
pub(crate) struct Store {
    conn: Connection,
}

impl Store {
    /// Makes a new database and its schema.
    pub(crate) fn create(dir: &Path) -> Result<Self, EngineError> {
        let mut conn = Connection::open(dir.join(DATABASE))?;
        schema::settings(&conn)?;
        schema::migrate(&mut conn)?;
        Ok(Self { conn })
    }

    /// Opens an existing database, bringing its schema up to date.
    pub(crate) fn open(dir: &Path) -> Result<Self, EngineError> {
        let path = dir.join(DATABASE);
        if !path.exists() {
            return Err(EngineError::NoData(dir.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(path, flags)?;
        schema::settings(&conn)?;
        schema::migrate(&mut conn)?;
        Ok(Self { conn })
    }

    /// Begins a transaction that holds the write lock from its first statement on.
    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>, EngineError> {
        Ok(self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// The connection, for reads between transactions.
    pub(crate) fn conn(&self) -> &Connection {
        &self.conn
    }

    /// A number that changes when another connection has written.
    pub(crate) fn data_version(conn: &Connection) -> Result<i64, EngineError> {
        let mut statement = conn.prepare_cached("PRAGMA data_version")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Moves pages from the write-ahead log into the database without blocking anyone.
    pub(crate) fn checkpoint_passively(&self) -> Result<(), EngineError> {
        self.conn
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The same, and leaves the log empty. Whether it is: not while somebody reads.
    pub(crate) fn empty_log(&self) -> Result<bool, EngineError> {
        self.conn.busy_timeout(Duration::ZERO)?;
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: rusqlite::Result<i64> = self.conn.query_row(sql, [], |row| row.get(0));
        self.conn.busy_timeout(schema::PATIENCE)?;
        Ok(busy? == 0)
    }
}

/// Read-only connections, handed out and taken back.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    const KEPT: usize = 8;

    pub(crate) fn new(dir: &Path) -> Self {
        Self {
            path: dir.join(DATABASE),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Runs `read` in one snapshot of the database.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let conn = match self.take() {
            Some(conn) => conn,
            None => self.connect()?,
        };
        let result = {
            let snapshot = conn.unchecked_transaction()?;
            read(&snapshot)
        };
        self.put_back(conn);
        result
    }

    /// A connection of one's own, for work that takes long.
    pub(crate) fn connect(&self) -> Result<Connection, EngineError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.path, flags)?;
        schema::reader_settings(&conn)?;
        Ok(conn)
    }

    /// The same for reading much once: a large cache would only be filled with what never returns.
    pub(crate) fn connect_to_scan(&self) -> Result<Connection, EngineError> {
        let conn = self.connect()?;
        conn.execute_batch("PRAGMA cache_size = -1024")?;
        Ok(conn)
    }

    /// Several connections that all see the same moment of the record, for work on all cores.
    pub(crate) fn snapshots(&self, count: usize) -> Result<Vec<Connection>, EngineError> {
        loop {
            let mut conns = Vec::with_capacity(count);
            let mut sizes = Vec::with_capacity(count);
            for _ in 0..count {
                let conn = self.connect_to_scan()?;
                conn.execute_batch("BEGIN")?;
                sizes.push(log::size(&conn)?);
                conns.push(conn);
            }
            // Somebody may have written between two of them; state changes only with the ledger.
            if sizes.windows(2).all(|pair| pair.first() == pair.last()) {
                return Ok(conns);
            }
        }
    }

    fn take(&self) -> Option<Connection> {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    fn put_back(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < Self::KEPT {
            idle.push(conn);
        }
    }
}

impl From<rusqlite::Error> for EngineError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match error.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.to_string()),
            Some(_) => Self::LedgerUnavailable(error.to_string()),
            None => Self::Internal(error.to_string()),
        }
    }
}
