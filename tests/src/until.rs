//! Waiting for what other processes do.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

/// Longer than anything on a busy computer takes, shorter than anyone's patience.
pub const PATIENCE: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(40);

/// Asks again and again until there is an answer; `what` is named when there never is.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        let last = match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => None,
            Err(problem) => Some(problem),
        };
        if Instant::now() >= end {
            let why = last
                .map(|problem| format!(": {problem:#}"))
                .unwrap_or_default();
            bail!("waited {} s in vain for {what}{why}", PATIENCE.as_secs());
        }
        sleep(PAUSE).await;
    }
}
