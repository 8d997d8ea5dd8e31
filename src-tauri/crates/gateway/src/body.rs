//! Request bodies: bounded in size and in time.

use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::StatusCode;
use hyper::body::{Body, Bytes, Incoming};
use tokio::time::timeout;

use crate::problem::Problem;

/// The largest body that is accepted.
const MOST_BYTES: usize = 64 * 1024;
/// How much of a refused body is still taken in, so that the peer is done writing and reads why.
const MOST_DISCARDED: usize = 256 * 1024;
const DISCARD_FOR: Duration = Duration::from_millis(500);

/// The whole body.
pub(crate) async fn read(incoming: &mut Incoming, patience: Duration) -> Result<Bytes, Problem> {
    if incoming.is_end_stream() {
        return Ok(Bytes::new());
    }
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    if incoming.size_hint().lower() > most {
        return Err(too_large());
    }
    let whole = Limited::new(incoming, MOST_BYTES).collect();
    match timeout(patience, whole).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a body could not be read");
            Err(Problem::bad(
                "body_broken",
                "The body ended early or its chunks are malformed.",
                "Send the body whole, with the right Content-Length.",
            )
            .closing())
        }
        Err(_elapsed) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_timeout",
            format!("The body did not arrive within {} s.", patience.as_secs()),
            "Send the whole body at once.",
        )
        .closing()),
    }
}

/// Takes in a little of a body that nobody wants.
pub(crate) async fn discard(incoming: &mut Incoming) {
    if incoming.is_end_stream() {
        return;
    }
    let rest = Limited::new(incoming, MOST_DISCARDED).collect();
    match timeout(DISCARD_FOR, rest).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::trace!(%error, "the rest of a refused body was left"),
        Err(_) => tracing::trace!("the rest of a refused body did not come"),
    }
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "The body is larger than 64 KiB.",
        "Send fewer or shorter items.",
    )
    .closing()
}
