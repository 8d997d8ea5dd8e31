//! Problem answers (RFC 9457): what went wrong, which field, and what to do about it.

use std::borrow::Cow;

use hyper::StatusCode;
use hyper::header::{ALLOW, CONNECTION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::Serialize;

use crate::reply::{self, Reply};

/// A refused request. Nothing was changed by it.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    hint: Cow<'static, str>,
    field: Option<Box<str>>,
    also: Option<Also>,
}

/// A header that goes with some problems.
#[derive(Clone, Copy, Debug)]
enum Also {
    Allow(&'static str),
    RetryAfter(u64),
    Challenge,
    Close,
}

impl Problem {
    /// A problem with a stable code, one sentence about what happened and one about the remedy.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            hint: hint.into(),
            field: None,
            also: None,
        }
    }

    /// A 400.
    pub(crate) fn bad(
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail, hint)
    }

    /// Names the field at fault; an empty path means the whole body.
    pub(crate) fn at(mut self, field: &str) -> Self {
        if !field.is_empty() {
            self.field = Some(clipped(field, 200).into());
        }
        self
    }

    /// Tells which methods the route knows.
    pub(crate) fn allowing(mut self, methods: &'static str) -> Self {
        self.also = Some(Also::Allow(methods));
        self
    }

    /// Tells when to come back.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.also = Some(Also::RetryAfter(seconds));
        self
    }

    /// Tells which kind of credentials is expected.
    pub(crate) fn challenging(mut self) -> Self {
        self.also = Some(Also::Challenge);
        self
    }

    /// Ends the connection after the answer, because the rest of the request cannot be trusted.
    pub(crate) fn closing(mut self) -> Self {
        self.also = Some(Also::Close);
        self
    }

    /// What is wrong.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> &str {
        &self.hint
    }

    /// Which field is at fault.
    pub(crate) fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// When to come back, if that helps.
    pub(crate) fn wait_seconds(&self) -> Option<u64> {
        match self.also {
            Some(Also::RetryAfter(seconds)) => Some(seconds),
            Some(Also::Allow(_) | Also::Challenge | Also::Close) | None => None,
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The status, for tests.
    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer.
    pub(crate) fn into_reply(self) -> Reply {
        let body = Body {
            kind: Kind(self.code),
            title: self.status.canonical_reason().unwrap_or("Problem"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            hint: &self.hint,
            field: self.field.as_deref(),
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut answer = reply::bytes(self.status, "application/problem+json", bytes);
        match self.also {
            Some(Also::Allow(methods)) => {
                answer
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static(methods));
            }
            Some(Also::RetryAfter(seconds)) => {
                answer
                    .headers_mut()
                    .insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Some(Also::Challenge) => {
                answer
                    .headers_mut()
                    .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Some(Also::Close) => {
                answer
                    .headers_mut()
                    .insert(CONNECTION, HeaderValue::from_static("close"));
            }
            None => {}
        }
        answer
    }
}

/// `text`, cut at a character boundary when it would exceed `most` bytes.
pub(crate) fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(most);
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default()))
}

/// A library's words as a sentence: bounded, a capital first, a point last.
pub(crate) fn sentence(said: &str) -> String {
    let said = clipped(said, 300);
    let mut letters = said.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first
        .into_iter()
        .chain(letters)
        .chain(std::iter::once('.'))
        .collect()
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: Kind,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    hint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

struct Kind(&'static str);

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("urn:counterfoil:problem:{}", self.0))
    }
}
