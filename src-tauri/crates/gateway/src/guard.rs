//! The first check of every request, before authentication: agents are programs on this machine,
//! not browsers and not proxies.
//!
//! A page in a browser can reach loopback, and after DNS rebinding even as "same origin", so the
//! `Host` must be ours to the byte and nothing that only browsers send is accepted.

use std::net::SocketAddr;

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, Version};

use crate::problem::Problem;

/// The only `Host` values that are served.
#[derive(Clone, Debug)]
pub(crate) struct Hosts([String; 3]);

impl Hosts {
    /// The names of loopback at the port that was bound.
    pub(crate) fn of(address: SocketAddr) -> Self {
        let port = address.port();
        Self([
            format!("127.0.0.1:{port}"),
            format!("localhost:{port}"),
            format!("[::1]:{port}"),
        ])
    }

    /// All of them.
    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }

    fn contains(&self, host: &HeaderValue) -> bool {
        self.0
            .iter()
            .any(|known| known.as_bytes() == host.as_bytes())
    }
}

/// Passes a request on or refuses it.
pub(crate) fn admit(head: &Parts, hosts: &Hosts) -> Result<(), Problem> {
    let seen = survey(head, hosts)?;
    match head.method {
        Method::GET => admit_get(&seen),
        Method::POST => admit_post(&seen),
        Method::OPTIONS => Err(browser(
            "OPTIONS requests are refused: there is no cross-origin access.",
        )),
        _ => Err(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This method is not served here.",
            "Use GET or POST as documented in /openapi.json.",
        )
        .allowing("GET, POST")),
    }
}

/// What the headers say, gathered in one pass.
#[derive(Default)]
struct Survey<'a> {
    hosts: u8,
    content_types: u8,
    content_type: Option<&'a HeaderValue>,
    encoded: bool,
    has_body: bool,
}

fn survey<'a>(head: &'a Parts, hosts: &Hosts) -> Result<Survey<'a>, Problem> {
    let mut seen = Survey::default();
    for (name, value) in &head.headers {
        match *name {
            header::HOST if hosts.contains(value) => seen.hosts = seen.hosts.saturating_add(1),
            header::HOST => return Err(host()),
            header::ORIGIN => return Err(browser("Requests with an Origin header are refused.")),
            header::CONTENT_TYPE => {
                seen.content_types = seen.content_types.saturating_add(1);
                seen.content_type = Some(value);
            }
            header::CONTENT_ENCODING => seen.encoded = true,
            header::CONTENT_LENGTH => seen.has_body |= value.as_bytes() != b"0",
            header::TRANSFER_ENCODING => seen.has_body = true,
            header::UPGRADE => {
                return Err(refused("upgrade_refused", "Connections are not upgraded."));
            }
            header::FORWARDED => return Err(proxied()),
            header::EXPECT if !value.as_bytes().eq_ignore_ascii_case(b"100-continue") => {
                return Err(Problem::new(
                    StatusCode::EXPECTATION_FAILED,
                    "expectation_unknown",
                    "The Expect header asks for something unknown.",
                    "Leave the Expect header out.",
                ));
            }
            _ => special(name, value)?,
        }
    }
    if seen.hosts != 1 || head.uri.authority().is_some() || head.uri.scheme().is_some() {
        return Err(host());
    }
    if head.version != Version::HTTP_11 {
        return Err(Problem::new(
            StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            "http_version",
            "Only HTTP/1.1 is served.",
            "Use an HTTP/1.1 client.",
        )
        .closing());
    }
    Ok(seen)
}

/// Headers that have no constant of their own.
fn special(name: &HeaderName, value: &HeaderValue) -> Result<(), Problem> {
    match name.as_str() {
        "sec-fetch-site" if value.as_bytes() != b"none" => Err(browser(
            "Requests that a web page started are refused (Sec-Fetch-Site).",
        )),
        "x-http-method-override" | "x-http-method" | "x-method-override" => Err(refused(
            "override_refused",
            "The method cannot be changed by a header.",
        )),
        "http2-settings" => Err(refused("upgrade_refused", "Connections are not upgraded.")),
        "x-real-ip" => Err(proxied()),
        other if other.starts_with("x-forwarded-") => Err(proxied()),
        _ => Ok(()),
    }
}

fn admit_get(seen: &Survey<'_>) -> Result<(), Problem> {
    if seen.has_body || seen.encoded {
        return Err(Problem::bad(
            "body_refused",
            "A GET request has no body here.",
            "Leave out the body, or use POST where /openapi.json says so.",
        ));
    }
    Ok(())
}

fn admit_post(seen: &Survey<'_>) -> Result<(), Problem> {
    let json = seen.content_types == 1 && seen.content_type.is_some_and(is_json);
    if !json {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content_type",
            "A POST request must say exactly once that its body is JSON in UTF-8.",
            "Send the header Content-Type: application/json.",
        ));
    }
    if seen.encoded {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content_encoding",
            "Compressed or otherwise encoded bodies are refused.",
            "Send the JSON as it is, without Content-Encoding.",
        ));
    }
    Ok(())
}

/// `application/json`, with `charset=utf-8` at most.
fn is_json(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    if bytes == b"application/json" {
        return true;
    }
    let Ok(text) = value.to_str() else {
        return false;
    };
    let (kind, parameter) = text
        .split_once(';')
        .map_or((text, None), |(k, p)| (k, Some(p)));
    let plain = kind.trim().eq_ignore_ascii_case("application/json");
    plain
        && parameter.is_none_or(|parameter| {
            let parameter = parameter.trim();
            parameter.eq_ignore_ascii_case("charset=utf-8")
                || parameter.eq_ignore_ascii_case("charset=\"utf-8\"")
        })
}

/// Whether the client waits for permission before it sends its body.
pub(crate) fn awaits_permission(headers: &HeaderMap) -> bool {
    headers.contains_key(header::EXPECT)
}

fn host() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "host_refused",
        "The Host header is not this gateway's address with its exact port.",
        "Call the gateway at the http://127.0.0.1:PORT address that it printed.",
    )
}

fn browser(detail: &'static str) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "browser_refused",
        detail,
        "Call the gateway from a program, not from a web page.",
    )
}

fn refused(code: &'static str, detail: &'static str) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        code,
        detail,
        "Send a plain HTTP/1.1 GET or POST request.",
    )
}

fn proxied() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "proxy_refused",
        "Requests that came through a proxy are refused: the gateway serves this machine only.",
        "Call the gateway directly, without forwarding headers.",
    )
}
