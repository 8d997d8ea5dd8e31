//! Systems whose notifications cannot be answered here: they announce, the window decides.

use super::{Response, words};
use crate::notifications::notice::Notice;

/// The system's own notifications.
#[derive(Default)]
pub(super) struct Server;

/// One notification on the screen; nothing can be done with it.
pub(super) struct Shown;

impl Shown {
    pub fn id(&self) -> u32 {
        0
    }
}

impl Server {
    pub async fn show(&mut self, notice: &Notice, _: Option<Shown>) -> Option<Shown> {
        let words = words(notice, false);
        let shown = tokio::task::spawn_blocking(move || words.show().map(drop)).await;
        if !matches!(shown, Ok(Ok(()))) {
            tracing::warn!("no notification could be shown");
        }
        None
    }

    pub async fn close(&self, _: Shown) {}

    pub async fn next(&mut self) -> (u32, Response) {
        std::future::pending().await
    }
}
