//! One item of work for the writer, and the caller who waits for it.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Committed, Desk, SignedHead};
use crate::error::EngineError;

/// What the writer knows of an item.
pub(super) trait Job: Send {
    /// Decides, staging what must be written. May run again in another batch if this one failed.
    fn decide(&mut self, desk: &mut Desk<'_>) -> Result<(), EngineError>;

    /// Shows the caller what it will get if the commit that follows succeeds.
    fn announce(&mut self, head: Option<&Arc<SignedHead>>);

    /// Tells the caller; `Ok` only after the commit.
    fn answer(self: Box<Self>, outcome: Result<Option<Arc<SignedHead>>, EngineError>);
}

type Reply<T> = oneshot::Sender<Result<Committed<T>, EngineError>>;

/// Where a value that is not durable yet is shown.
type Preview<T> = Box<dyn FnOnce(&T, &Arc<SignedHead>) + Send>;

pub(super) struct Task<T, F> {
    work: F,
    result: Option<Result<T, EngineError>>,
    preview: Option<Preview<T>>,
    reply: Reply<T>,
}

impl<T, F> Task<T, F> {
    pub(super) fn new(work: F, preview: Option<Preview<T>>, reply: Reply<T>) -> Self {
        Self {
            work,
            result: None,
            preview,
            reply,
        }
    }
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnMut(&mut Desk<'_>) -> Result<T, EngineError> + Send,
{
    fn decide(&mut self, desk: &mut Desk<'_>) -> Result<(), EngineError> {
        let staged = desk.staged();
        let result = (self.work)(desk);
        // An error after something was staged leaves the batch half made: it must not be written.
        if let Err(error) = &result
            && desk.staged() != staged
        {
            let error = error.clone();
            self.result = Some(result);
            return Err(error);
        }
        self.result = Some(result);
        Ok(())
    }

    fn announce(&mut self, head: Option<&Arc<SignedHead>>) {
        if let (Some(Ok(value)), Some(head)) = (&self.result, head)
            && let Some(preview) = self.preview.take()
        {
            preview(value, head);
        }
    }

    fn answer(self: Box<Self>, outcome: Result<Option<Arc<SignedHead>>, EngineError>) {
        let never = || {
            Err(EngineError::Internal(
                "the item was never decided".to_owned(),
            ))
        };
        let result = match outcome {
            Ok(head) => self
                .result
                .unwrap_or_else(never)
                .map(|value| Committed { value, head }),
            Err(error) => Err(error),
        };
        if self.reply.send(result).is_err() {
            tracing::debug!("the caller did not wait for the answer");
        }
    }
}
