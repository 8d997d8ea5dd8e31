//! Standing duties of whichever process holds `DATA/lock`: expiry, the end of undo windows, lapsed
//! authorizations, and noticing what other processes wrote.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::time::Timestamp;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::error::EngineError;
use crate::events::Event;
use crate::ops;
use crate::shared::Shared;
use crate::store;
use crate::store::Store;
use crate::writer::{Desk, Writer};

/// How soon another process's writes are noticed.
const GLANCE: Duration = Duration::from_millis(250);

/// The longest sleep between two looks at what is due: clocks jump.
const LOOK: Duration = Duration::from_secs(1);

/// Held by one process per folder; dropping it lets another take over.
#[derive(Debug)]
pub struct Duties {
    /// The lock lives as long as the open file.
    _lock: File,
    stop: CancellationToken,
}

impl Drop for Duties {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Duties {
    /// Takes the lock; `None` when another process has it.
    pub(crate) fn take(shared: &Arc<Shared>, writer: &Writer) -> Result<Option<Self>, EngineError> {
        let Some(lock) = lock(&shared.dir)? else {
            return Ok(None);
        };
        let stop = CancellationToken::new();
        let keep = keep_time(Arc::clone(shared), writer.clone());
        let stopped = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                () = keep => {}
            }
        });
        Ok(Some(Self { _lock: lock, stop }))
    }
}

/// Tells listeners when another process has written. Every open engine does this for itself.
pub(crate) async fn watch_others(shared: Arc<Shared>, writer: Writer, stop: CancellationToken) {
    let Ok(conn) = shared.readers.connect() else {
        return;
    };
    let conn = Arc::new(std::sync::Mutex::new(conn));
    let mut seen = (None, None);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(GLANCE) => {}
        }
        let looked = Arc::clone(&conn);
        let version = tokio::task::spawn_blocking(move || {
            let conn = looked
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            Ok::<_, EngineError>((Store::data_version(&conn)?, store::log::size(&conn)?))
        });
        let Ok(Ok((version, size))) = version.await else {
            continue;
        };
        if seen == (Some(version), Some(size)) {
            continue;
        }
        seen = (Some(version), Some(size));
        if size == shared.own_size() {
            continue;
        }
        // The writer reads what is new, publishes the registry, and only then listeners hear of it.
        if writer.run(|_: &mut Desk<'_>| Ok(())).await.is_ok() {
            shared.tell(Event::Elsewhere);
        }
    }
}

async fn keep_time(shared: Arc<Shared>, writer: Writer) {
    let mut events = shared.subscribe();
    loop {
        let wait = until_next_due(&shared);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            event = events.recv() => {
                if matches!(event, Err(RecvError::Closed)) {
                    return;
                }
                // A burst of events needs one look, not one each.
                tokio::time::sleep(Duration::from_millis(5)).await;
                while events.try_recv().is_ok() {}
            }
        }
        if !is_due(&shared) {
            continue;
        }
        if let Err(error) = act(&writer).await {
            tracing::warn!(%error, "what is due could not be done; trying again");
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Each purchase is an item of its own, so that one that cannot be written holds up no other.
async fn act(writer: &Writer) -> Result<(), EngineError> {
    let due = writer
        .run(|desk: &mut Desk<'_>| ops::due::list(desk))
        .await?;
    let mut acts = JoinSet::new();
    for id in due.value {
        let writer = writer.clone();
        acts.spawn(async move {
            let acted = writer
                .run(move |desk: &mut Desk<'_>| ops::due::act(desk, id))
                .await;
            (id, acted)
        });
    }
    let mut failed = None;
    while let Some(joined) = acts.join_next().await {
        if let Ok((id, Err(error))) = joined {
            tracing::warn!(%error, %id, "a purchase that is due could not be acted on");
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

fn next_due(shared: &Shared) -> Option<Timestamp> {
    shared
        .readers
        .read(store::purchases::next_due)
        .ok()
        .flatten()
}

fn is_due(shared: &Shared) -> bool {
    next_due(shared).is_some_and(|due| due <= shared.now())
}

fn until_next_due(shared: &Shared) -> Duration {
    let now = shared.now();
    match next_due(shared) {
        Some(due) if due > now => due.since(now).min(LOOK),
        // Due already, and still there: paused, or locked. Look again after a while.
        Some(_) | None => LOOK,
    }
}

fn lock(dir: &Path) -> Result<Option<File>, EngineError> {
    let unusable = |error: std::io::Error| {
        EngineError::LedgerUnavailable(format!("the lock file cannot be used: {error}"))
    };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(dir.join("lock")).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(unusable(error)),
    }
}
