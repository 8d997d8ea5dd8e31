//! Moves pages from the write-ahead log into the database beside the writer, on a connection of its
//! own, so that little is left to do when the writer, at a thousand pages, does it itself and begins
//! the log anew.

use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

use crate::error::EngineError;
use crate::store::Store;

/// How many entries are committed between two sweeps under load.
const EVERY: u64 = 2_000;

/// The writer's end. The thread ends when it is dropped.
#[derive(Debug)]
pub(super) struct Sweep {
    nudge: SyncSender<()>,
    swept_at: u64,
}

impl Sweep {
    pub(super) fn start(dir: &Path) -> Result<Self, EngineError> {
        let store = Store::open(dir)?;
        let (nudge, nudges) = sync_channel(1);
        let sweep = move || {
            while nudges.recv().is_ok() {
                if let Err(error) = store.checkpoint_passively() {
                    tracing::warn!(%error, "the write-ahead log could not be moved into the database");
                }
            }
        };
        std::thread::Builder::new()
            .name("counterfoil-sweep".to_owned())
            .spawn(sweep)
            .map_err(|error| EngineError::Internal(error.to_string()))?;
        Ok(Self { nudge, swept_at: 0 })
    }

    /// After a commit: sweeps once enough has been written.
    pub(super) fn after(&mut self, size: u64) {
        if size >= self.swept_at.saturating_add(EVERY) {
            self.now(size);
        }
    }

    /// Sweeps soon. A sweep that is still under way is enough.
    pub(super) fn now(&mut self, size: u64) {
        self.swept_at = size;
        if let Err(TrySendError::Disconnected(())) = self.nudge.try_send(()) {
            tracing::warn!("the thread that sweeps the write-ahead log has ended");
        }
    }
}
