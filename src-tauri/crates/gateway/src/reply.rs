//! Answers, written once and whole: status, two headers, bytes.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::failure;
use crate::problem::Problem;

/// An answer; its length is always known, so it is never chunked.
pub(crate) type Reply = Response<Full<Bytes>>;

/// An answer with a body of the given type.
pub(crate) fn bytes(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Reply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

/// A JSON answer.
pub(crate) fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Reply, Problem> {
    match serde_json::to_vec(value) {
        Ok(body) => Ok(bytes(status, "application/json", body)),
        Err(error) => Err(failure::internal(&error)),
    }
}
