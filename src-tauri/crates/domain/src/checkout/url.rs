//! Addresses an agent may name: a page about an item, and where to call back.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::merchant::MerchantDomain;

const MAX_BYTES: usize = 2048;

/// A web page about an item. Never fetched and never a link on a decision surface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemUrl(String);

/// Why a text is not an address we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not `http` or `https`.
    #[error("the address does not start with https:// or http://")]
    Scheme,
    /// A user name before the host, which is there to mislead.
    #[error("the address has a user name in it")]
    User,
    /// A host that is no domain.
    #[error("the host of the address is not a domain")]
    Host,
    /// A blank, a backslash, a control or a character that is not ASCII.
    #[error("the address has a character that must be percent-encoded")]
    Character,
    /// Longer than any real one.
    #[error("the address is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Not on this machine.
    #[error("the address is not an http address of this machine")]
    NotLoopback,
}

impl UrlError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Scheme => "url_scheme",
            Self::User => "url_user",
            Self::Host => "url_host",
            Self::Character => "url_character",
            Self::TooLong => "url_too_long",
            Self::NotLoopback => "url_not_loopback",
        }
    }
}

impl ItemUrl {
    /// Reads an `https` or `http` address of a named host.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        check_characters(text)?;
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or(UrlError::Scheme)?;
        let (host, port) = host_and_port(rest)?;
        if !port.is_none_or(is_port) {
            return Err(UrlError::Host);
        }
        MerchantDomain::parse(host).map_err(|_| UrlError::Host)?;
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host it is on.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        host_and_port(rest).map_or("", |(host, _)| host)
    }
}

impl fmt::Display for ItemUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks that an address to call back is plain HTTP on this machine, so that nothing leaves it.
pub(crate) fn check_callback(text: &str) -> Result<(), UrlError> {
    check_characters(text)?;
    let rest = text.strip_prefix("http://").ok_or(UrlError::NotLoopback)?;
    let (host, port) = match rest.strip_prefix("[::1]") {
        Some(after) => ("[::1]", host_and_port(after)?.1),
        None => host_and_port(rest)?,
    };
    let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    if here && port.is_some_and(is_port) {
        Ok(())
    } else {
        Err(UrlError::NotLoopback)
    }
}

fn check_characters(text: &str) -> Result<(), UrlError> {
    if text.len() > MAX_BYTES {
        return Err(UrlError::TooLong);
    }
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>');
    if !text.bytes().all(allowed) || text.contains("%00") {
        return Err(UrlError::Character);
    }
    Ok(())
}

fn host_and_port(rest: &str) -> Result<(&str, Option<&str>), UrlError> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or(rest);
    if authority.contains('@') {
        return Err(UrlError::User);
    }
    Ok(match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    })
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}
