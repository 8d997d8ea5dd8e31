//! The authorization that an agent gets: a compact JWS (RFC 7515) with ES256, over exactly one
//! revision of one purchase.
//!
//! Only this one algorithm is ever accepted, and only a key the caller names; whatever the header
//! says about keys is not followed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The media type in the header.
const TYPE: &str = "counterfoil-authorization+jwt";

/// An authorization is never longer than this.
const MAX_BYTES: usize = 8 * 1024;

/// What an authorization says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Who authorizes: the ledger's name.
    pub iss: String,
    /// The agent.
    pub sub: String,
    /// The merchant's domain, or name where there is none.
    pub aud: String,
    /// Purchase and revision; one such id is never used for two authorizations.
    pub jti: String,
    /// When it was issued, seconds since the epoch.
    pub iat: i64,
    /// From when it is valid.
    pub nbf: i64,
    /// Until when it is valid.
    pub exp: i64,
    /// What it is for.
    pub purchase: PurchaseClaim,
    /// Where it is recorded.
    pub ledger: LedgerClaim,
}

/// What is bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurchaseClaim {
    /// Decimal, major units.
    pub amount: String,
    /// ISO 4217 or registered asset code.
    pub currency: String,
    /// The merchant's name as shown.
    pub merchant: String,
    /// SHA-256 of the items, hex.
    pub items_hash: String,
    /// SHA-256 of what the owner saw, hex; absent when a rule approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_hash: Option<String>,
    /// The mandate it is charged to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate: Option<String>,
    /// Whether it is play money, worth nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
}

/// The ledger's head that covers the authorization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerClaim {
    /// A C2SP signed checkpoint.
    pub checkpoint: String,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

/// Why an authorization is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// Not three base64url parts of JSON, or too long.
    #[error("this is not an authorization: it must be three base64url parts joined by dots")]
    Form,
    /// Another algorithm, type or critical header.
    #[error("the authorization's header is not the one Counterfoil writes")]
    Header,
    /// Signed with another key, or changed.
    #[error("the signature does not belong to this text and key")]
    Signature,
    /// Not a JWK set with a key that signs authorizations.
    #[error("there is no key in this set that signs authorizations")]
    Keys,
    /// The time is outside its validity.
    #[error("the authorization is not valid at this time")]
    Time,
}

/// The bytes to sign for these claims.
pub fn signing_input(kid: &str, claims: &Claims) -> Result<String, serde_json::Error> {
    let header = Header {
        alg: "ES256".to_owned(),
        kid: kid.to_owned(),
        typ: TYPE.to_owned(),
    };
    let header = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
    Ok(format!("{header}.{payload}"))
}

/// The compact form.
pub fn assemble(signing_input: &str, signature: &[u8; 64]) -> String {
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Checks form, header and signature, and gives the claims. Whether they hold now is for
/// [`Claims::require_time`] to say.
pub fn open(token: &str, key: &VerifyingKey) -> Result<Claims, AuthorizationError> {
    if token.len() > MAX_BYTES {
        return Err(AuthorizationError::Form);
    }
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(AuthorizationError::Form);
    };
    check_header(&decoded(header)?)?;
    let signature =
        Signature::from_slice(&decoded(signature)?).map_err(|_| AuthorizationError::Signature)?;
    let signed = format!("{header}.{payload}");
    key.verify(signed.as_bytes(), &signature)
        .map_err(|_| AuthorizationError::Signature)?;
    serde_json::from_slice(&decoded(payload)?).map_err(|_| AuthorizationError::Form)
}

/// The same with the keys of a JWK set; the one that signed it must be in it.
pub fn open_by_set(token: &str, jwks: &str) -> Result<Claims, AuthorizationError> {
    let keys = keys(jwks)?;
    let mut opened = Err(AuthorizationError::Signature);
    for key in &keys {
        opened = open(token, key);
        if !matches!(opened, Err(AuthorizationError::Signature)) {
            break;
        }
    }
    opened
}

/// The P-256 keys of a JWK set; other kinds are passed over.
fn keys(jwks: &str) -> Result<Vec<VerifyingKey>, AuthorizationError> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<serde_json::Value>,
    }
    let set: Set = serde_json::from_str(jwks).map_err(|_| AuthorizationError::Keys)?;
    let keys: Vec<VerifyingKey> = set.keys.iter().filter_map(key).collect();
    if keys.is_empty() {
        return Err(AuthorizationError::Keys);
    }
    Ok(keys)
}

fn key(jwk: &serde_json::Value) -> Option<VerifyingKey> {
    let text = |name: &str| jwk.get(name).and_then(serde_json::Value::as_str);
    if text("kty") != Some("EC") || text("crv") != Some("P-256") {
        return None;
    }
    let mut point = vec![4];
    for half in ["x", "y"] {
        let bytes = URL_SAFE_NO_PAD.decode(text(half)?).ok()?;
        if bytes.len() != 32 {
            return None;
        }
        point.extend_from_slice(&bytes);
    }
    VerifyingKey::from_sec1_bytes(&point).ok()
}

impl Claims {
    /// Whether the authorization is valid at `now`, seconds since the epoch.
    pub fn require_time(&self, now: i64) -> Result<(), AuthorizationError> {
        if self.nbf <= now && now < self.exp {
            return Ok(());
        }
        Err(AuthorizationError::Time)
    }
}

/// The key's id: its RFC 7638 thumbprint.
pub fn thumbprint(key: &VerifyingKey) -> String {
    let (x, y) = coordinates(key);
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

/// The key as a JWK set (RFC 7517).
pub fn jwks(key: &VerifyingKey) -> String {
    let (x, y) = coordinates(key);
    let kid = thumbprint(key);
    format!(
        r#"{{"keys":[{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","kid":"{kid}","use":"sig","alg":"ES256"}}]}}"#
    )
}

fn coordinates(key: &VerifyingKey) -> (String, String) {
    let point = key.to_sec1_point(false);
    let half = |bytes: Option<&p256::FieldBytes>| {
        bytes
            .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
            .unwrap_or_default()
    };
    (half(point.x()), half(point.y()))
}

fn check_header(bytes: &[u8]) -> Result<(), AuthorizationError> {
    // `crit` and every other header are unknown fields here, and an array is not a header.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        alg: String,
        #[expect(
            dead_code,
            reason = "the caller names the key; the header's word is not followed"
        )]
        kid: String,
        typ: String,
    }
    if bytes.first() != Some(&b'{') {
        return Err(AuthorizationError::Header);
    }
    let header: Strict = serde_json::from_slice(bytes).map_err(|_| AuthorizationError::Header)?;
    if header.alg == "ES256" && header.typ == TYPE {
        return Ok(());
    }
    Err(AuthorizationError::Header)
}

fn decoded(part: &str) -> Result<Vec<u8>, AuthorizationError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| AuthorizationError::Form)
}
