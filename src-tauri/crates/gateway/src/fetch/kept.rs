//! What a call brought, as it is kept and told. All of it was written by the other side.

use std::collections::BTreeMap;

use base64::prelude::*;
use hyper::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED,
    LOCATION, RETRY_AFTER,
};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::wire::Cut;
use crate::problem::Problem;

const TOLD: [HeaderName; 7] = [
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    ETAG,
    LAST_MODIFIED,
    LOCATION,
    RETRY_AFTER,
];
const MOST_HEADER: usize = 2048;

/// How a call ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    /// With an answer.
    Answer(Answer),
    /// Without one, after the payment left.
    Fault(Fault),
}

/// The server's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    http_status: u16,
    url: String,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    base64: Option<String>,
    bytes: usize,
    /// Why the body is not whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    cut: Option<String>,
    /// The PAYMENT-RESPONSE as received.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    receipt: Option<String>,
}

impl Kept {
    /// What is told of a call that was paid for and brought nothing.
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Answer(_) => Fault::AnswerGone.after_payment(),
            Self::Fault(fault) => fault.after_payment(),
        }
    }
}

impl Answer {
    pub(super) fn new(
        status: u16,
        url: String,
        headers: &HeaderMap,
        (body, cut): (Vec<u8>, Option<Cut>),
        receipt: Option<String>,
    ) -> Self {
        let told = TOLD.iter().filter_map(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            let value = value.get(..value.len().min(MOST_HEADER))?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        let bytes = body.len();
        let packed = headers.contains_key(CONTENT_ENCODING);
        let (text, base64) = match readable(body, cut) {
            Ok(text) if !packed => (Some(text), None),
            Ok(text) => (None, Some(BASE64_STANDARD.encode(text))),
            Err(body) => (None, Some(BASE64_STANDARD.encode(body))),
        };
        Self {
            http_status: status,
            url,
            headers: told.collect(),
            text,
            base64,
            bytes,
            cut: cut.map(|cut| cut.as_str().to_owned()),
            receipt,
        }
    }
}

/// The body as text, or as it is. A letter that the cut went through is left out.
fn readable(body: Vec<u8>, cut: Option<Cut>) -> Result<String, Vec<u8>> {
    match String::from_utf8(body) {
        Ok(text) if !text.contains('\0') => Ok(text),
        Ok(text) => Err(text.into_bytes()),
        Err(error) => {
            let fault = error.utf8_error();
            let mut body = error.into_bytes();
            if cut.is_none() || fault.error_len().is_some() {
                return Err(body);
            }
            body.truncate(fault.valid_up_to());
            String::from_utf8(body).map_err(std::string::FromUtf8Error::into_bytes)
        }
    }
}
