//! What a client is told while no gateway can be reached: who this is and which tools there are, so
//! that it stays connected, and for every call why it cannot be served and what to do.

use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use hyper::{Method, Request, StatusCode};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::frame::Frame;
use super::server::Server;
use super::{MOST_BYTES, collected};
use crate::problem::Problem;

/// Stands in for a gateway that is not there.
pub struct Offline(StreamableHttpService<Server, NeverSessionManager>);

impl Offline {
    /// Every call is answered with this code and these two sentences.
    pub fn new(code: &'static str, detail: String, hint: String) -> Self {
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail, hint);
        let server = Server {
            absent: Some(Arc::new(problem)),
        };
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(MOST_BYTES);
        let sessions = Arc::new(NeverSessionManager::default());
        Self(StreamableHttpService::new(
            move || Ok(server.clone()),
            sessions,
            config,
        ))
    }

    /// The answer to one message, which has none if it is a notification.
    pub async fn answer(&self, mut headers: HeaderMap, body: Bytes) -> Option<Bytes> {
        if let Err(fault) = Frame::parse(&body) {
            return Some(Bytes::from(fault.value().to_string()));
        }
        let both = HeaderValue::from_static("application/json, text/event-stream");
        headers.insert(ACCEPT, both);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(HOST, HeaderValue::from_static("localhost"));
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.headers_mut() = headers;
        let (_, body) = collected(self.0.handle(request).await).await;
        (!body.is_empty()).then_some(body)
    }
}

impl std::fmt::Debug for Offline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offline")
    }
}
