//! One POST to an address on this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use counterfoil_engine::SignedNotice;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

const SIGNATURE: HeaderName = HeaderName::from_static("counterfoil-signature");
/// From connecting to the first line of the answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is sent, and to which socket.
pub(super) struct Post {
    to: SocketAddr,
    request: Request<Full<Bytes>>,
}

impl Post {
    /// `None` for an address that is not plain HTTP on loopback.
    pub(super) fn of(notice: &SignedNotice) -> Option<Self> {
        let uri: Uri = notice.url.parse().ok()?;
        if uri.scheme_str() != Some("http") {
            return None;
        }
        let ip = match uri.host()? {
            "127.0.0.1" | "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
            "[::1]" => IpAddr::V6(Ipv6Addr::LOCALHOST),
            _ => return None,
        };
        let to = SocketAddr::new(ip, uri.port_u16()?);
        let mut request = Request::new(Full::new(Bytes::from(notice.body.clone())));
        *request.method_mut() = Method::POST;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = path.parse().ok()?;
        let host = HeaderValue::from_str(uri.authority()?.as_str()).ok()?;
        let headers = request.headers_mut();
        headers.insert(HOST, host);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(SIGNATURE, HeaderValue::from_str(&notice.signature).ok()?);
        Some(Self { to, request })
    }

    /// Whether it was taken, or is not wanted any more. A redirect is neither.
    pub(super) async fn send(self) -> bool {
        let status = timeout(PATIENCE, self.exchange()).await.ok().flatten();
        status.is_some_and(|status| status.is_success() || status == StatusCode::GONE)
    }

    async fn exchange(self) -> Option<StatusCode> {
        let stream = TcpStream::connect(self.to).await.ok()?;
        let (mut sender, driver) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        let answered = async { Some(sender.send_request(self.request).await.ok()?.status()) };
        // Whatever the body is, nobody reads it: the connection ends with the first of the two.
        tokio::select! {
            status = answered => status,
            _ended = driver => None,
        }
    }
}
