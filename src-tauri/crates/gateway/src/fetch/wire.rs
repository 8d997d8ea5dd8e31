//! One exchange over HTTP/1.1 with a server that is not trusted: every step has an end, and every
//! buffer a bound.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
    USER_AGENT,
};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use super::fault::Fault;
use super::target::Target;
use super::tls;
use crate::config::FetchConfig;

/// The most that is read of an answer's body.
pub(super) const MOST_BODY: usize = 256 * 1024;
/// The most that its head may be.
const MOST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 100;

/// What is sent.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) method: Method,
    /// The few that an agent may choose.
    pub(super) accept: Option<HeaderValue>,
    pub(super) accept_language: Option<HeaderValue>,
    pub(super) content_type: Option<HeaderValue>,
    pub(super) body: Bytes,
}

/// An answer whose head is there.
pub(super) struct Opened {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Incoming,
    ends: Instant,
    _driver: Driver,
}

/// Why a body is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    TooLarge,
    Stalled,
    BrokeOff,
}

impl Cut {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Stalled => "stalled",
            Self::BrokeOff => "broke_off",
        }
    }
}

/// Ends the connection with whoever holds it.
struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A connection over which nothing was said yet.
pub(super) struct Connected {
    stream: Box<dyn Stream>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to one of these sockets and no other.
pub(super) async fn connect(
    target: &Target,
    sockets: &[SocketAddr],
    config: &FetchConfig,
) -> Result<Connected, Fault> {
    let stream = timeout(config.connect, first_of(sockets)).await;
    let stream = stream.map_err(|_| Fault::NotReached)??;
    let stream: Box<dyn Stream> = if target.is_encrypted() {
        let secured = timeout(config.connect, tls::secure(stream, &target.url)).await;
        Box::new(secured.map_err(|_| Fault::Tls)??)
    } else {
        Box::new(stream)
    };
    Ok(Connected { stream })
}

impl Connected {
    /// Sends and reads the head of the answer.
    pub(super) async fn exchange(
        self,
        target: &Target,
        outgoing: &Outgoing,
        payment: Option<(&'static str, &str)>,
        config: &FetchConfig,
    ) -> Result<Opened, Fault> {
        let request = request(target, outgoing, payment)?;
        // A seller settles before it answers, which takes as long as a chain takes.
        let patience = if payment.is_some() {
            config.paid_answer
        } else {
            config.answer
        };
        let answered = timeout(patience, exchange(self.stream, request)).await;
        let (answer, driver) = answered.map_err(|_| Fault::Stalled)??;
        let (head, body) = answer.into_parts();
        Ok(Opened {
            status: head.status,
            headers: head.headers,
            body,
            ends: Instant::now() + config.whole,
            _driver: driver,
        })
    }
}

impl Opened {
    /// The body up to the bound, and why there is no more of it.
    pub(super) async fn body(&mut self, stall: Duration) -> (Vec<u8>, Option<Cut>) {
        let mut read = Vec::new();
        loop {
            let next = Instant::now() + stall;
            let frame = timeout_at(next.min(self.ends), self.body.frame()).await;
            let frame = match frame {
                Err(_) => return (read, Some(Cut::Stalled)),
                Ok(None) => return (read, None),
                Ok(Some(Err(_))) => return (read, Some(Cut::BrokeOff)),
                Ok(Some(Ok(frame))) => frame,
            };
            let Ok(data) = frame.into_data() else {
                continue;
            };
            let room = MOST_BODY.saturating_sub(read.len());
            read.extend(data.iter().take(room));
            if data.len() > room {
                return (read, Some(Cut::TooLarge));
            }
        }
    }
}

async fn first_of(sockets: &[SocketAddr]) -> Result<TcpStream, Fault> {
    for socket in sockets {
        if let Ok(stream) = TcpStream::connect(socket).await {
            return Ok(stream);
        }
    }
    Err(Fault::NotReached)
}

async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
) -> Result<(hyper::Response<Incoming>, Driver), Fault> {
    let shaken = http1::Builder::new()
        .max_buf_size(MOST_HEAD)
        .max_headers(MOST_HEADERS)
        .handshake(TokioIo::new(stream))
        .await;
    let (mut sender, connection) = shaken.map_err(|_| Fault::BrokeOff)?;
    let driver = Driver(tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a call ended early");
        }
    }));
    let answer = sender.send_request(request).await;
    Ok((answer.map_err(|_| Fault::BrokeOff)?, driver))
}

fn request(
    target: &Target,
    outgoing: &Outgoing,
    payment: Option<(&'static str, &str)>,
) -> Result<Request<Full<Bytes>>, Fault> {
    let path = target.url.path();
    let whole = match target.url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let host = HeaderValue::from_str(&target.authority()).map_err(|_| Fault::BrokeOff)?;
    let mut request = Request::new(Full::new(outgoing.body.clone()));
    *request.method_mut() = outgoing.method.clone();
    *request.uri_mut() = whole.parse().map_err(|_| Fault::BrokeOff)?;
    let headers = request.headers_mut();
    headers.insert(HOST, host);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(USER_AGENT, HeaderValue::from_static("Counterfoil"));
    // Nothing is unpacked here, so nothing packed is asked for.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let accept = outgoing.accept.clone();
    headers.insert(ACCEPT, accept.unwrap_or(HeaderValue::from_static("*/*")));
    if let Some(languages) = &outgoing.accept_language {
        headers.insert(hyper::header::ACCEPT_LANGUAGE, languages.clone());
    }
    if let Some(kind) = &outgoing.content_type {
        headers.insert(CONTENT_TYPE, kind.clone());
    }
    if let Some((name, value)) = payment {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Fault::BrokeOff)?;
        let mut value = HeaderValue::from_str(value).map_err(|_| Fault::BrokeOff)?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(request)
}
