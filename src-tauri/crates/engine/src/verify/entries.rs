//! Reading, hashing and parsing entries on all cores, handed on in order.

use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use crate::store::Connection;
use counterfoil_domain::entry::decode;
use counterfoil_domain::replay::{Effect, Reading};
use counterfoil_domain::time::Timestamp;
use counterfoil_ledger::{Finding, Hash, Nodes, TILE_WIDTH, leaf_hash};

use crate::error::EngineError;
use crate::shared::Shared;
use crate::store;
use crate::store::log::StoredNodes;

/// How many entries a worker takes at a time; a whole number of tiles.
const CHUNK: u64 = 4 * 256;

/// Entries in order, as read.
pub(super) struct Chunk {
    pub(super) first: u64,
    pub(super) entries: Vec<Read>,
    /// The leaf hashes that full tiles hold for the first of them.
    pub(super) stored: Vec<Hash>,
}

/// One entry.
pub(super) struct Read {
    pub(super) seq: u64,
    pub(super) leaf: Hash,
    /// The link to the entry before about the same purchase; not part of the hashed bytes.
    pub(super) before: Option<u64>,
    pub(super) meaning: Result<Meaning, String>,
}

/// What an entry says.
pub(super) struct Meaning {
    pub(super) seq: u64,
    pub(super) at: Timestamp,
    pub(super) prev_root: Hash,
    pub(super) effect: Effect,
}

type Sent = Result<Chunk, EngineError>;

/// Reads all entries on all cores and hands them to `take` in order, until it has a finding.
pub(super) fn chunks(
    shared: &Shared,
    size: u64,
    mut take: impl FnMut(&mut Chunk) -> Result<Option<Finding>, EngineError>,
) -> Result<Option<Finding>, EngineError> {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let mut queues: Vec<(Receiver<Sent>, Sender<Vec<Read>>)> = Vec::with_capacity(workers);
        for worker in 0..workers {
            let (send, receive) = sync_channel(2);
            let (give_back, used) = channel();
            queues.push((receive, give_back));
            scope.spawn(move || work(shared, size, worker, workers, &send, &used));
        }
        let mut first = 0;
        for (queue, give_back) in queues.iter().cycle() {
            if first >= size {
                break;
            }
            let chunk = queue.recv().map_err(|_| {
                EngineError::Internal("a thread of the check ended early".to_owned())
            })?;
            let mut chunk = chunk?;
            if let Some(finding) = take(&mut chunk)? {
                return Ok(Some(finding));
            }
            // A worker that is done takes no more.
            give_back.send(chunk.entries).unwrap_or_default();
            first = first.saturating_add(CHUNK);
        }
        Ok(None)
    })
}

fn work(
    shared: &Shared,
    size: u64,
    worker: usize,
    workers: usize,
    send: &SyncSender<Sent>,
    used: &Receiver<Vec<Read>>,
) {
    let conn = match shared.readers.connect_to_scan() {
        Ok(conn) => conn,
        Err(error) => {
            send.send(Err(error)).unwrap_or_default();
            return;
        }
    };
    let firsts = (0..size).step_by(usize::try_from(CHUNK).unwrap_or(usize::MAX));
    for first in firsts.skip(worker).step_by(workers) {
        let end = first.saturating_add(CHUNK).min(size);
        // The same few megabytes go round, rather than fresh ones for each chunk.
        let mut entries = used.try_recv().unwrap_or_default();
        entries.clear();
        let chunk = read(shared, &conn, first..end, entries);
        // The other end is gone when a finding ended the walk.
        if send.send(chunk).is_err() {
            return;
        }
    }
}

fn read(shared: &Shared, conn: &Connection, range: Range<u64>, mut entries: Vec<Read>) -> Sent {
    entries.reserve_exact(usize::try_from(CHUNK).unwrap_or(0));
    let mut batch = SameBatch::default();
    store::log::for_each(conn, range.clone(), |seq, bytes, before| {
        entries.push(Read {
            seq,
            before,
            leaf: leaf_hash(bytes),
            meaning: meaning(shared, &mut batch, bytes),
        });
        Ok(())
    })?;
    Ok(Chunk {
        first: range.start,
        entries,
        stored: stored(conn, range.start, range.end)?,
    })
}

fn meaning(shared: &Shared, batch: &mut SameBatch, bytes: &[u8]) -> Result<Meaning, String> {
    let reading = Reading::of(bytes).map_err(|error| error.to_string())?;
    if reading.kind == "purchase.approved" {
        let entry = decode(bytes).map_err(|error| error.to_string())?;
        if !crate::detail::decision_is_signed(&shared.public.owner, &entry) {
            return Err("the owner's signature is not on this decision".to_owned());
        }
    }
    Ok(Meaning {
        seq: reading.seq,
        at: batch.time(reading.at)?,
        prev_root: batch.root(reading.prev_root)?,
        effect: reading.effect,
    })
}

/// Entries of one batch share their time and root: each is parsed once.
#[derive(Default)]
struct SameBatch {
    time: Option<(String, Timestamp)>,
    root: Option<(String, Hash)>,
}

impl SameBatch {
    fn time(&mut self, text: &str) -> Result<Timestamp, String> {
        if let Some((known, time)) = &self.time
            && known == text
        {
            return Ok(*time);
        }
        let time = Timestamp::parse(text).map_err(|error| error.to_string())?;
        self.time = Some((text.to_owned(), time));
        Ok(time)
    }

    fn root(&mut self, text: &str) -> Result<Hash, String> {
        if let Some((known, root)) = &self.root
            && known == text
        {
            return Ok(*root);
        }
        let root = Hash::parse_base64(text).map_err(|error| error.to_string())?;
        self.root = Some((text.to_owned(), root));
        Ok(root)
    }
}

fn stored(conn: &Connection, first: u64, end: u64) -> Result<Vec<Hash>, EngineError> {
    let width = u64::try_from(TILE_WIDTH).unwrap_or(256);
    let mut hashes = Vec::new();
    let tiles = first.checked_div(width).unwrap_or(0)..end.div_ceil(width);
    for index in tiles {
        match StoredNodes(conn).tile(0, index)? {
            Some(tile) => hashes.extend(tile),
            None => break,
        }
    }
    Ok(hashes)
}
