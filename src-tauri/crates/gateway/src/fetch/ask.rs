//! What an agent may say of a call: where, how, and three headers. No credentials, no cookies.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use serde::Deserialize;

use super::target::Target;
use super::wire::Outgoing;
use crate::problem::Problem;
use crate::wire::json;

/// The call as an agent asks for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchBody {
    url: String,
    #[serde(default, deserialize_with = "json::some")]
    method: Option<String>,
    #[serde(default, deserialize_with = "json::some_amount")]
    max_amount: Option<String>,
    #[serde(default, deserialize_with = "json::some_object")]
    headers: Option<Headers>,
    #[serde(default, deserialize_with = "json::some")]
    body: Option<String>,
    #[serde(default, deserialize_with = "json::some")]
    reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Headers {
    #[serde(default, deserialize_with = "json::some")]
    accept: Option<String>,
    #[serde(default, rename = "accept-language", deserialize_with = "json::some")]
    accept_language: Option<String>,
    #[serde(default, rename = "content-type", deserialize_with = "json::some")]
    content_type: Option<String>,
}

/// A call that can be made.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(super) key: String,
    pub(super) body_hash: [u8; 32],
    pub(super) target: Target,
    pub(super) outgoing: Outgoing,
    pub(super) max_amount: Option<String>,
    pub(super) reason: Option<String>,
}

impl FetchBody {
    pub(crate) fn into_ask(self, key: String, body_hash: [u8; 32]) -> Result<Ask, Problem> {
        let method = method(self.method.as_deref())?;
        let may_have_body = matches!(method, Method::POST | Method::PUT | Method::PATCH);
        if self.body.is_some() && !may_have_body {
            let detail = "Only POST, PUT and PATCH have a body.";
            return Err(Problem::bad("body_unexpected", detail, "Leave the body out.").at("body"));
        }
        let headers = self.headers.unwrap_or_default();
        Ok(Ask {
            key,
            body_hash,
            target: Target::parse(&self.url)?,
            outgoing: Outgoing {
                method,
                accept: value("headers.accept", headers.accept)?,
                accept_language: value("headers.accept-language", headers.accept_language)?,
                content_type: value("headers.content-type", headers.content_type)?,
                body: Bytes::from(self.body.unwrap_or_default()),
            },
            max_amount: self.max_amount,
            reason: self.reason,
        })
    }
}

fn method(word: Option<&str>) -> Result<Method, Problem> {
    match word.unwrap_or("GET") {
        "GET" => Ok(Method::GET),
        "HEAD" => Ok(Method::HEAD),
        "POST" => Ok(Method::POST),
        "PUT" => Ok(Method::PUT),
        "PATCH" => Ok(Method::PATCH),
        "DELETE" => Ok(Method::DELETE),
        _ => {
            let detail = "The method is not one that can be called.";
            let hint = "Use GET, HEAD, POST, PUT, PATCH or DELETE.";
            Err(Problem::bad("method_unknown", detail, hint).at("method"))
        }
    }
}

fn value(field: &str, text: Option<String>) -> Result<Option<HeaderValue>, Problem> {
    let visible = |text: &String| {
        text.len() <= 512
            && text
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    };
    text.map(|text| {
        let value = Some(&text).filter(|text| visible(text));
        let value = value.and_then(|text| HeaderValue::from_str(text).ok());
        value.ok_or_else(|| {
            let detail = "The header is longer than 512 bytes or not visible ASCII.";
            Problem::bad(
                "header_syntax",
                detail,
                "Send it as plain text, or not at all.",
            )
            .at(field)
        })
    })
    .transpose()
}
