//! The one writer: a thread that owns the write connection and commits in groups.
//!
//! It takes what waits in its queue, decides each item in order in memory, writes the whole batch
//! in one `BEGIN IMMEDIATE` transaction, signs one checkpoint, commits, and only then answers.
//! An item that cannot be written is retried alone, so it spoils no other.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::EngineError;
use crate::shared::Shared;
use crate::store::Store;

pub(crate) use books::{Books, SignedHead};
pub(crate) use desk::{Desk, Salted};
pub(crate) use memories::facts as remembered;

mod batch;
mod books;
mod desk;
mod memories;
mod task;

use task::{Job, Task};

/// How many items may wait; further callers wait for room.
const QUEUE: usize = 4096;

/// How many items one transaction may hold.
const BATCH: usize = 256;

/// After how long without work the writer tidies up.
const IDLE: Duration = Duration::from_millis(40);

/// How long it waits between two pieces of tidying, to let work come first.
const BREATH: Duration = Duration::from_millis(1);

/// Above this many entries the text index is brought up to date even under load.
const UNINDEXED: u64 = 100_000;

/// The writer's end for everybody else.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: SyncSender<Message>,
}

/// What the queue carries.
enum Message {
    Job(Box<dyn Job>),
    Stop,
}

/// A value that is durable, and the checkpoint that covers it.
#[derive(Debug)]
pub(crate) struct Committed<T> {
    pub(crate) value: T,
    /// Absent when nothing was recorded, or when the ledger key was locked.
    pub(crate) head: Option<Arc<SignedHead>>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(
        dir: PathBuf,
        store: Store,
        books: Books,
        shared: Arc<Shared>,
    ) -> Result<(Self, JoinHandle<()>), EngineError> {
        let (queue, jobs) = sync_channel(QUEUE);
        let indexed = shared.own_size();
        let thread = std::thread::Builder::new()
            .name("counterfoil-writer".to_owned())
            .spawn(move || {
                Loop {
                    dir,
                    store,
                    books,
                    shared,
                    jobs,
                    indexed,
                }
                .run();
            })
            .map_err(|error| EngineError::Internal(error.to_string()))?;
        Ok((Self { queue }, thread))
    }

    /// Runs `work` in a batch and waits until it is durable.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<Committed<T>, EngineError>
    where
        T: Send + 'static,
        F: FnMut(&mut Desk<'_>) -> Result<T, EngineError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send(Task::new(work, None, reply)).await?;
        answer.await.map_err(|_| stopped())?
    }

    /// The same for work whose answer takes long to make: `finish` makes it while the commit is
    /// under way, and it is given out only once the commit has succeeded.
    pub(crate) async fn run_and<T, F, A>(
        &self,
        work: F,
        finish: impl Fn(&T, Option<&SignedHead>) -> Result<A, EngineError>,
    ) -> Result<A, EngineError>
    where
        T: Clone + Send + 'static,
        F: FnMut(&mut Desk<'_>) -> Result<T, EngineError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let (show, shown) = oneshot::channel();
        let preview = move |value: &T, head: &Arc<SignedHead>| {
            if show.send((value.clone(), Arc::clone(head))).is_err() {
                tracing::debug!("the caller did not wait for the answer");
            }
        };
        self.send(Task::new(work, Some(Box::new(preview)), reply))
            .await?;
        let early = shown.await.ok();
        let early = early.map(|(value, head)| (finish(&value, Some(&head)), head));
        let committed = answer.await.map_err(|_| stopped())??;
        match (early, &committed.head) {
            // The very batch that was shown; another one, after a failure, has another head.
            (Some((early, shown)), Some(head)) if Arc::ptr_eq(&shown, head) => early,
            _ => finish(&committed.value, committed.head.as_deref()),
        }
    }

    async fn send<T, F>(&self, task: Task<T, F>) -> Result<(), EngineError>
    where
        T: Send + 'static,
        F: FnMut(&mut Desk<'_>) -> Result<T, EngineError> + Send + 'static,
    {
        let mut message = Message::Job(Box::new(task));
        loop {
            message = match self.queue.try_send(message) {
                Ok(()) => return Ok(()),
                Err(std::sync::mpsc::TrySendError::Full(back)) => back,
                Err(std::sync::mpsc::TrySendError::Disconnected(_)) => return Err(stopped()),
            };
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Ends the thread after what is queued. A thread that has ended already is fine.
    pub(crate) fn stop(&self) {
        if self.queue.send(Message::Stop).is_err() {
            tracing::debug!("the writer had stopped already");
        }
    }
}

struct Loop {
    dir: PathBuf,
    store: Store,
    books: Books,
    shared: Arc<Shared>,
    jobs: Receiver<Message>,
    indexed: u64,
}

/// How soon the writer tidies up next.
#[derive(Clone, Copy)]
enum Tidy {
    WhenIdle,
    Soon,
    Done,
}

impl Loop {
    fn run(mut self) {
        let mut tidy = Tidy::WhenIdle;
        loop {
            let wait = match tidy {
                Tidy::WhenIdle => IDLE,
                Tidy::Soon => BREATH,
                Tidy::Done => Duration::from_hours(1),
            };
            match self.jobs.recv_timeout(wait) {
                Ok(Message::Job(first)) => {
                    let (jobs, more) = self.drain(first);
                    self.commit(jobs);
                    if !more {
                        break;
                    }
                    self.index_if_far_behind();
                    tidy = Tidy::WhenIdle;
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => tidy = self.tidy(),
            }
        }
        self.keep_head();
        // One short command after another is never idle for long enough to tidy up.
        self.empty_log();
    }

    /// Takes what waits; also whether there will be more.
    fn drain(&self, first: Box<dyn Job>) -> (Vec<Box<dyn Job>>, bool) {
        let mut jobs = vec![first];
        while jobs.len() < BATCH {
            match self.jobs.try_recv() {
                Ok(Message::Job(job)) => jobs.push(job),
                Ok(Message::Stop) => return (jobs, false),
                Err(_) => break,
            }
        }
        (jobs, true)
    }

    fn commit(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        match batch::commit(&mut self.store, &mut self.books, &self.shared, &mut jobs) {
            Ok((head, events)) => {
                answer_all(jobs, head.as_ref());
                for event in events {
                    self.shared.tell(event);
                }
            }
            Err(error) if jobs.len() == 1 => fail(jobs, &error),
            Err(error) => {
                tracing::warn!(%error, items = jobs.len(), "a batch failed; trying its items alone");
                for job in jobs {
                    self.commit(vec![job]);
                }
            }
        }
    }

    /// Work that can wait: the head outside the database, the text index, and then the log's pages.
    fn tidy(&mut self) -> Tidy {
        self.keep_head();
        let mut next = self.index();
        if matches!(next, Tidy::Done) {
            next = self.count_for_charts();
        }
        if matches!(next, Tidy::Done) {
            self.empty_log();
        }
        next
    }

    fn count_for_charts(&mut self) -> Tidy {
        let zone = self.shared.options.zone;
        match crate::tallies::keep_some(&mut self.store, self.books.registry(), zone) {
            Ok(true) => Tidy::Soon,
            Ok(false) => Tidy::Done,
            Err(error) => {
                tracing::warn!(%error, "the sums behind the charts could not be brought up to date");
                Tidy::Done
            }
        }
    }

    fn index_if_far_behind(&mut self) {
        if self.shared.own_size().saturating_sub(self.indexed) > UNINDEXED {
            self.index();
        }
    }

    fn index(&mut self) -> Tidy {
        match crate::search::index_chunk(&mut self.store, self.books.registry()) {
            Ok(mark) => {
                self.indexed = mark;
                if mark < self.shared.own_size() {
                    Tidy::Soon
                } else {
                    Tidy::Done
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the text index could not be brought up to date");
                Tidy::Done
            }
        }
    }

    /// Moves the log's pages into the database, so that the next commit writes over its beginning.
    /// What was erased is not left in the log either, once nobody reads it any more.
    fn empty_log(&mut self) {
        let moved = if self.books.erased {
            let emptied = self.store.empty_log();
            emptied.map(|emptied| self.books.erased = !emptied)
        } else {
            self.store.checkpoint_passively()
        };
        if let Err(error) = moved {
            tracing::warn!(%error, "the write-ahead log could not be moved into the database");
        }
    }

    fn keep_head(&mut self) {
        if let Err(error) = self.books.keep_head(&self.dir, &self.shared) {
            tracing::warn!(%error, "the ledger's head could not be kept outside the database");
        }
    }
}

fn answer_all(jobs: Vec<Box<dyn Job>>, head: Option<&Arc<SignedHead>>) {
    for job in jobs {
        job.answer(Ok(head.cloned()));
    }
}

fn fail(jobs: Vec<Box<dyn Job>>, error: &EngineError) {
    for job in jobs {
        job.answer(Err(error.clone()));
    }
}

fn stopped() -> EngineError {
    EngineError::LedgerUnavailable("the writer has stopped".to_owned())
}
