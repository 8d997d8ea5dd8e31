//! What a seller asks, as it came: `PaymentRequired` of v2 §5.1 and of version 1.

use crate::encoding::{self, EncodingError};
use crate::json::{Fields, Json, JsonError};

use super::extensions::Extensions;
use super::offered::Offered;
use super::{MAX_BYTES, MAX_OPTIONS, Network};

/// The version of the protocol that a seller speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// JSON body and `X-PAYMENT`.
    V1,
    /// Everything in headers.
    V2,
}

impl Version {
    /// Its number.
    pub const fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

/// A seller's message, read but not judged.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The version it is in.
    pub version: Version,
    /// The JSON text of the message, for the record.
    pub raw: String,
    /// What the seller says is wrong.
    pub error: Option<String>,
    /// What is sold; version 1 says it with each option.
    pub resource: Option<Resource>,
    /// The ways to pay.
    pub options: Vec<Offered>,
    /// What else the seller can do.
    pub extensions: Extensions,
}

/// What is sold, in the seller's words: never more than text to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its address.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// What the seller calls itself.
    pub service: Option<String>,
    /// The JSON it came as.
    pub raw: String,
}

/// Why a message cannot be read as one of x402.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// The header is not base64.
    #[error("the payment header cannot be decoded: {0}")]
    Encoding(#[from] EncodingError),
    /// Not the JSON it must be.
    #[error("the payment message cannot be read: {0}")]
    Json(#[from] JsonError),
    /// Another version than 1 and 2.
    #[error("the payment message is of a version that is not spoken")]
    Version,
    /// No way to pay, or too many to look through.
    #[error("the payment message has no way to pay, or more than {MAX_OPTIONS}")]
    Options,
    /// Header and body ask for different payments.
    #[error("header and body of the answer ask for different payments")]
    HeaderAndBody,
    /// Neither header nor body asks for a payment.
    #[error("neither header nor body of the answer asks for an x402 payment")]
    Nothing,
}

impl QuoteError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Json(error) => error.code(),
            Self::Version => "x402_version",
            Self::Options => "x402_options",
            Self::HeaderAndBody => "x402_header_and_body",
            Self::Nothing => "x402_nothing",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Encoding(_) | Self::Json(_) | Self::Nothing => {
                "Send the PAYMENT-REQUIRED header or the body of the 402 answer exactly as received."
            }
            Self::Version | Self::Options | Self::HeaderAndBody => {
                "Do not pay this seller; its message is not sound."
            }
        }
    }
}

impl Quote {
    /// Reads a message as an agent passes it on: the header's value, or the body.
    pub fn parse(received: &str) -> Result<Self, QuoteError> {
        let trimmed = received.trim();
        if trimmed.starts_with('{') {
            return Self::of_json(trimmed.as_bytes());
        }
        Self::of_header(trimmed)
    }

    /// Reads the header's value: base64 of JSON, always version 2.
    pub fn of_header(value: &str) -> Result<Self, QuoteError> {
        let bytes = encoding::base64(value, MAX_BYTES)?;
        let quote = Self::of_json(&bytes)?;
        match quote.version {
            Version::V2 => Ok(quote),
            Version::V1 => Err(QuoteError::Version),
        }
    }

    /// Reads JSON: the body of version 1, or version 2 as MCP and A2A carry it.
    pub fn of_json(bytes: &[u8]) -> Result<Self, QuoteError> {
        let fields = Json::parse_object(bytes, MAX_BYTES)?;
        let version = match fields.integer("x402Version")? {
            1 => Version::V1,
            2 => Version::V2,
            _ => return Err(QuoteError::Version),
        };
        let accepts = fields.list("accepts")?;
        if accepts.is_empty() || accepts.len() > MAX_OPTIONS {
            return Err(QuoteError::Options);
        }
        let options = accepts.iter().map(|option| Offered::read(option, version));
        let resource = match version {
            Version::V1 => None,
            Version::V2 => fields.optional_object("resource")?.map(|resource| {
                let raw = fields.get("resource").map_or("", Json::raw);
                Resource::read(resource, raw)
            }),
        };
        let raw = std::str::from_utf8(bytes).map_err(|_| JsonError::Encoding)?;
        Ok(Self {
            version,
            raw: raw.trim().to_owned(),
            error: fields.optional_text("error")?.map(str::to_owned),
            resource: resource.transpose()?,
            options: options.collect::<Result<_, _>>()?,
            extensions: Extensions::read(&fields)?,
        })
    }

    /// Reads an answer with status 402. Where header and body both ask for money they must ask for
    /// the same.
    pub fn of_answer(header: Option<&str>, body: &[u8]) -> Result<Self, QuoteError> {
        let in_body = asks_for_payment(body).then(|| Self::of_json(body));
        let Some(header) = header else {
            return in_body.ok_or(QuoteError::Nothing)?;
        };
        let quote = Self::of_header(header)?;
        match in_body.transpose()? {
            Some(other) if !quote.asks_like(&other) => Err(QuoteError::HeaderAndBody),
            _ => Ok(quote),
        }
    }

    /// Whether both ask for the same payments, whatever version they write it in.
    fn asks_like(&self, other: &Self) -> bool {
        if self.version == other.version {
            let same = |left: &str, right: &str| {
                let left = Json::parse(left.as_bytes(), MAX_BYTES);
                let right = Json::parse(right.as_bytes(), MAX_BYTES);
                matches!((left, right), (Ok(left), Ok(right)) if left.says_the_same(&right))
            };
            return same(&self.raw, &other.raw);
        }
        let asked = |quote: &Self| -> Vec<_> {
            let mut asked: Vec<_> = quote
                .options
                .iter()
                .map(|option| {
                    let chain = Network::parse(&option.network).map(|network| network.chain_id);
                    let terms = option.terms.as_ref().ok();
                    let terms = terms.map(|terms| (terms.asset, terms.pay_to, terms.amount));
                    (option.scheme.clone(), chain, terms)
                })
                .collect();
            asked.sort();
            asked
        };
        asked(self) == asked(other)
    }
}

impl Resource {
    fn read(fields: &Fields<'_>, raw: &str) -> Result<Self, JsonError> {
        Ok(Self {
            url: fields.text("url")?.to_owned(),
            description: fields.optional_text("description")?.map(str::to_owned),
            service: fields.optional_text("serviceName")?.map(str::to_owned),
            raw: raw.to_owned(),
        })
    }
}

/// Whether a body looks like a message of x402; version 2 sellers send `{}` or a page for people.
fn asks_for_payment(body: &[u8]) -> bool {
    let trimmed = body.trim_ascii();
    let marked = trimmed.windows(13).any(|words| words == b"\"x402Version\"");
    trimmed.first() == Some(&b'{') && marked
}
