//! Threads that conversations run on: each connection stays on one of them until it ends.
//!
//! A runtime that shares its work between threads wakes a second one for every request, in case there
//! is more; on an idle machine that costs an agent who is alone more than the request. It also keeps
//! a crowd of agents off the threads that draw the owner's window.

use std::future::Future;
use std::io;
use std::sync::Arc;

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// More lanes than this serve nobody faster: there is one writer.
const MOST: usize = 4;

/// The lanes of one gateway; they end with it.
#[derive(Debug)]
pub(super) struct Lanes {
    all: Vec<Lane>,
    conversations: TaskTracker,
    stop: CancellationToken,
}

#[derive(Debug)]
struct Lane {
    runtime: Handle,
    /// Shared with each of its conversations, so that they are counted.
    share: Arc<()>,
}

impl Lanes {
    /// Starts one for each core.
    pub(super) fn start() -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::of(cores.min(MOST))
    }

    /// Holds a conversation on the lane that has the fewest.
    pub(super) fn hold(&self, conversation: impl Future<Output = ()> + Send + 'static) {
        let quietest = self
            .all
            .iter()
            .min_by_key(|lane| Arc::strong_count(&lane.share));
        if let Some(Lane { runtime, share }) = quietest {
            let share = Arc::clone(share);
            let counted = async move {
                conversation.await;
                drop(share);
            };
            self.conversations.spawn_on(counted, runtime);
        }
    }

    /// Waits until all conversations have ended.
    pub(super) async fn finish(&self) {
        self.conversations.close();
        self.conversations.wait().await;
    }
}

impl Lanes {
    fn of(count: usize) -> io::Result<Self> {
        let mut lanes = Self {
            all: Vec::with_capacity(count),
            conversations: TaskTracker::new(),
            stop: CancellationToken::new(),
        };
        for _ in 0..count {
            lanes.all.push(Lane::start(lanes.stop.clone())?);
        }
        Ok(lanes)
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Lane {
    fn start(stop: CancellationToken) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        std::thread::Builder::new()
            .name("counterfoil-lane".to_owned())
            .spawn(move || {
                runtime.block_on(stop.cancelled());
                // What is still read from the disk for a conversation is not waited for.
                runtime.shutdown_background();
            })?;
        Ok(Self {
            runtime: handle,
            share: Arc::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::thread::ThreadId;

    use tokio::sync::{mpsc, oneshot};

    use super::*;

    /// A conversation that says where it runs and lasts until it is told to end.
    async fn conversation(here: mpsc::UnboundedSender<ThreadId>, end: oneshot::Receiver<()>) {
        here.send(std::thread::current().id()).unwrap();
        end.await.unwrap();
    }

    #[tokio::test]
    async fn a_conversation_goes_to_the_lane_that_has_the_fewest() {
        let lanes = Lanes::of(2).unwrap();
        let (here, mut told) = mpsc::unbounded_channel();
        let mut ends = Vec::new();
        let mut threads = Vec::new();
        for _ in 0..2 {
            let (end, ended) = oneshot::channel();
            lanes.hold(conversation(here.clone(), ended));
            threads.push(told.recv().await.unwrap());
            ends.push(end);
        }
        assert_ne!(threads[0], threads[1]);
        ends.remove(0).send(()).unwrap();
        let (_end, ended) = oneshot::channel();
        while Arc::strong_count(&lanes.all[0].share) > 1 {
            tokio::task::yield_now().await;
        }
        lanes.hold(conversation(here, ended));
        assert_eq!(told.recv().await.unwrap(), threads[0]);
    }

    #[tokio::test]
    async fn a_conversation_that_has_begun_is_waited_for() {
        let lanes = Lanes::of(1).unwrap();
        let (said, mut heard) = oneshot::channel();
        lanes.hold(async move {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            said.send("goodbye").unwrap();
        });
        lanes.finish().await;
        assert_eq!(heard.try_recv().unwrap(), "goodbye");
    }
}
