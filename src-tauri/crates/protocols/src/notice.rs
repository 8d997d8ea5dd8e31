//! What an agent's callback is told when a purchase changes: a small JSON body, and a signature over
//! it with the key that signs authorizations, as a compact JWS (RFC 7515) of another type, so that
//! neither can stand for the other.
//!
//! A notice permits nothing and carries no authorization; it says where to look.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The media type in the header.
const TYPE: &str = "counterfoil-notice+jwt";

/// The body, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What was asked for.
    pub purchase: String,
    /// In which revision.
    pub revision: u32,
    /// Where it stands.
    pub status: &'static str,
}

/// What the signature says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeClaims {
    /// Who tells: the ledger's name.
    pub iss: String,
    /// The agent that is told.
    pub aud: String,
    /// Purchase, revision and status; the same notice again has the same.
    pub jti: String,
    /// When it was signed, seconds since the epoch.
    pub iat: i64,
    /// SHA-256 of the body, hex.
    pub body_sha256: String,
}

impl Notice {
    /// The bytes of the body.
    pub fn body(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// What to sign for this body.
    pub fn claims(&self, iss: &str, aud: String, iat: i64, body: &str) -> NoticeClaims {
        NoticeClaims {
            iss: iss.to_owned(),
            aud,
            jti: format!("{}:{}:{}", self.purchase, self.revision, self.status),
            iat,
            body_sha256: hex(&Sha256::digest(body.as_bytes())),
        }
    }
}

/// The bytes to sign for these claims; [`crate::authorization::assemble`] puts them together.
pub fn signing_input(kid: &str, claims: &NoticeClaims) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Header<'a> {
        alg: &'static str,
        kid: &'a str,
        typ: &'static str,
    }
    let header = Header {
        alg: "ES256",
        kid,
        typ: TYPE,
    };
    let header = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
    Ok(format!("{header}.{payload}"))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in bytes {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::{AuthorizationError, assemble, open_by_set};

    #[test]
    fn a_notice_is_no_authorization() {
        let notice = Notice {
            purchase: "pur_1".to_owned(),
            revision: 1,
            status: "authorized",
        };
        let body = notice.body().unwrap();
        assert_eq!(
            body,
            r#"{"purchase":"pur_1","revision":1,"status":"authorized"}"#
        );
        let claims = notice.claims("ledger", "agt_1".to_owned(), 7, &body);
        assert_eq!(claims.jti, "pur_1:1:authorized");
        let token = assemble(&signing_input("kid", &claims).unwrap(), &[1; 64]);
        let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
        let keys = crate::authorization::jwks(key.verifying_key());
        assert_eq!(open_by_set(&token, &keys), Err(AuthorizationError::Header));
    }
}
