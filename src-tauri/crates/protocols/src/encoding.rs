//! Base64 and hexadecimal in exactly one spelling each: another spelling of the same bytes would
//! be another text under the same hash, or the same text under two.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Why an encoded text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// Longer than the caller takes.
    #[error("the encoded text is longer than {0} bytes")]
    TooLong(usize),
    /// Not base64 with the standard alphabet and padding (RFC 4648 §4).
    #[error("this is not base64 of the standard alphabet with padding")]
    Base64,
    /// Not base64url without padding (RFC 4648 §5).
    #[error("this is not base64url without padding")]
    Base64Url,
    /// Not `0x` and the right number of hexadecimal digits.
    #[error("this is not 0x and {0} hexadecimal digits")]
    Hex(usize),
}

impl EncodingError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong(_) => "encoding_too_long",
            Self::Base64 => "encoding_base64",
            Self::Base64Url => "encoding_base64url",
            Self::Hex(_) => "encoding_hex",
        }
    }
}

/// Reads base64 with the standard alphabet and padding.
pub fn base64(text: &str, max_bytes: usize) -> Result<Vec<u8>, EncodingError> {
    if text.len() > max_bytes {
        return Err(EncodingError::TooLong(max_bytes));
    }
    STANDARD.decode(text).map_err(|_| EncodingError::Base64)
}

/// Writes base64 with the standard alphabet and padding.
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads base64url without padding.
pub fn base64_url(text: &str) -> Result<Vec<u8>, EncodingError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| EncodingError::Base64Url)
}

/// Writes base64url without padding.
pub fn to_base64_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 as base64url, the way SD-JWT and AP2 write hashes.
pub fn sha256_url(bytes: &[u8]) -> String {
    to_base64_url(&Sha256::digest(bytes))
}

/// Reads `0x` and exactly `N` bytes as hexadecimal.
pub fn hex<const N: usize>(text: &str) -> Result<[u8; N], EncodingError> {
    let wrong = EncodingError::Hex(N.saturating_mul(2));
    let mut bytes = [0_u8; N];
    let digits = text.strip_prefix("0x").ok_or(wrong)?;
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| wrong)?;
    Ok(bytes)
}

/// Writes `0x` and lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
