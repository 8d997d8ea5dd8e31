//! Compact JWS (RFC 7515) with ES256, the one algorithm that AP2 and UCP need here.
//!
//! The header chooses nothing: neither the algorithm nor where a key is to be found. Its `kid` only
//! picks among keys that the caller already trusts.

use std::collections::BTreeMap;

use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use crate::encoding::{base64_url, to_base64_url};
use crate::json::{Fields, Json};

/// The longest token that is read.
pub const MAX_BYTES: usize = 256 * 1024;
const MAX_HEADER: usize = 4096;

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not three base64url parts of JSON, or too long.
    #[error("this is not a signed token: three base64url parts joined by dots")]
    Form,
    /// Another algorithm than ES256, or none.
    #[error("the token is not signed with ES256")]
    Algorithm,
    /// A header that would have to be followed or understood.
    #[error("the token's header asks for something that is not done")]
    Header,
    /// No trusted key of that name.
    #[error("no trusted key belongs to this token")]
    UnknownKey,
    /// Signed with another key, or changed.
    #[error("the signature does not belong to this token and key")]
    Signature,
    /// Not a P-256 public key.
    #[error("the key is not a P-256 public key")]
    Key,
}

impl JwsError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "jws_form",
            Self::Algorithm => "jws_algorithm",
            Self::Header => "jws_header",
            Self::UnknownKey => "jws_unknown_key",
            Self::Signature => "jws_signature",
            Self::Key => "jws_key",
        }
    }
}

/// A token whose form is right; whose signature, [`Jws::verify`] says.
#[derive(Clone, Debug)]
pub struct Jws {
    /// What the header says it is.
    pub kind: Option<String>,
    /// Which key the header names.
    pub key_id: Option<String>,
    /// The bytes of the payload.
    pub payload: Vec<u8>,
    signed: String,
    signature: Signature,
}

impl Jws {
    /// Reads the form of a token.
    pub fn parse(token: &str) -> Result<Self, JwsError> {
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Form);
        };
        Self::of_parts(header, payload, signature)
    }

    /// Reads a token whose payload stands elsewhere: `header..signature` (RFC 7515 appendix F).
    pub fn parse_detached(token: &str, payload: &[u8]) -> Result<Self, JwsError> {
        let mut parts = token.split('.');
        let (Some(header), Some(""), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Form);
        };
        Self::of_parts(header, &to_base64_url(payload), signature)
    }

    /// Checks that `key` signed it.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), JwsError> {
        key.verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| JwsError::Signature)
    }

    /// Checks that one of the trusted keys signed it.
    pub fn verify_with(&self, keys: &KeySet) -> Result<(), JwsError> {
        let key = keys
            .find(self.key_id.as_deref())
            .ok_or(JwsError::UnknownKey)?;
        self.verify(key)
    }

    fn of_parts(header: &str, payload: &str, signature: &str) -> Result<Self, JwsError> {
        let length = header.len().saturating_add(payload.len());
        if length > MAX_BYTES || header.len() > MAX_HEADER {
            return Err(JwsError::Form);
        }
        let form = |_| JwsError::Form;
        let (kind, key_id) = read_header(&base64_url(header).map_err(form)?)?;
        let signature = base64_url(signature).map_err(form)?;
        Ok(Self {
            kind,
            key_id,
            payload: base64_url(payload).map_err(form)?,
            signed: format!("{header}.{payload}"),
            signature: Signature::from_slice(&signature).map_err(|_| JwsError::Signature)?,
        })
    }
}

/// Keys that are trusted, by their names.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: BTreeMap<String, VerifyingKey>,
}

impl KeySet {
    /// No key at all.
    pub const fn new() -> Self {
        Self {
            keys: BTreeMap::new(),
        }
    }

    /// These and `key` under the name `id`.
    #[must_use]
    pub fn with(mut self, id: &str, key: VerifyingKey) -> Self {
        self.keys.insert(id.to_owned(), key);
        self
    }

    /// Reads the public P-256 keys of a JWK set: `{"keys":[…]}`, UCP's `signing_keys`, or one key.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwsError> {
        let fields = Json::parse_object(bytes, MAX_BYTES).map_err(|_| JwsError::Key)?;
        let listed = fields.some("keys").or_else(|| fields.some("signing_keys"));
        let Some(listed) = listed else {
            let id = fields.optional_text("kid").map_err(|_| JwsError::Key)?;
            return Ok(Self::new().with(id.unwrap_or_default(), jwk(&fields)?));
        };
        let mut keys = BTreeMap::new();
        let elements = listed.as_list().ok_or(JwsError::Key)?;
        for key in elements.iter().filter_map(Json::as_object) {
            // A set may hold keys of other kinds for other uses.
            let Ok(read) = jwk(key) else { continue };
            let id = key.optional_text("kid").map_err(|_| JwsError::Key)?;
            keys.insert(id.unwrap_or_default().to_owned(), read);
        }
        Ok(Self { keys })
    }

    /// The key of that name; without a name the only one there is.
    pub fn find(&self, id: Option<&str>) -> Option<&VerifyingKey> {
        match id {
            Some(id) => self.keys.get(id),
            None if self.keys.len() == 1 => self.keys.values().next(),
            None => None,
        }
    }

    /// Each key with its name, in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &VerifyingKey)> {
        self.keys.iter().map(|(id, key)| (id.as_str(), key))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// Reads a public P-256 key (RFC 7517); a private one is refused, for it should not be here.
pub fn jwk(fields: &Fields<'_>) -> Result<VerifyingKey, JwsError> {
    let text = |name: &str| fields.text(name).map_err(|_| JwsError::Key);
    if text("kty")? != "EC" || text("crv")? != "P-256" || fields.get("d").is_some() {
        return Err(JwsError::Key);
    }
    let half = |name: &str| base64_url(text(name)?).map_err(|_| JwsError::Key);
    let (x, y) = (half("x")?, half("y")?);
    if x.len() != 32 || y.len() != 32 {
        return Err(JwsError::Key);
    }
    let point = [&[4][..], &x, &y].concat();
    VerifyingKey::from_sec1_bytes(&point).map_err(|_| JwsError::Key)
}

/// Writes a public key as a JWK.
pub fn to_jwk(key: &VerifyingKey, id: &str) -> serde_json::Value {
    let point = key.to_sec1_point(false);
    let half = |bytes: Option<&p256::FieldBytes>| bytes.map(|bytes| to_base64_url(bytes));
    serde_json::json!({
        "kty": "EC", "crv": "P-256", "kid": id,
        "x": half(point.x()).unwrap_or_default(),
        "y": half(point.y()).unwrap_or_default(),
    })
}

/// Signs a payload under a header of type `kind` that names the key `key_id`.
pub fn sign(kind: &str, key_id: &str, payload: &[u8], key: &SigningKey) -> String {
    let header = serde_json::json!({"alg": "ES256", "kid": key_id, "typ": kind}).to_string();
    let signed = format!(
        "{}.{}",
        to_base64_url(header.as_bytes()),
        to_base64_url(payload)
    );
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", to_base64_url(&signature.to_bytes()))
}

fn read_header(bytes: &[u8]) -> Result<(Option<String>, Option<String>), JwsError> {
    let fields = Json::parse_object(bytes, MAX_HEADER).map_err(|_| JwsError::Form)?;
    if fields.text("alg").map_err(|_| JwsError::Algorithm)? != "ES256" {
        return Err(JwsError::Algorithm);
    }
    // A critical header must be understood, and a key or the way to one must not be believed.
    let followed = ["crit", "b64", "jwk", "jku", "x5u", "zip", "enc"];
    if followed.iter().any(|name| fields.get(name).is_some()) {
        return Err(JwsError::Header);
    }
    let text = |name: &str| {
        let text = fields.optional_text(name).map_err(|_| JwsError::Header)?;
        Ok(text.map(str::to_owned))
    };
    let key_id = text("kid")?;
    let odd = |letter: char| !letter.is_ascii_graphic() || matches!(letter, '/' | '\\' | '%');
    if key_id
        .as_deref()
        .is_some_and(|id| id.is_empty() || id.len() > 256 || id.contains(odd))
    {
        return Err(JwsError::Header);
    }
    Ok((text("typ")?, key_id))
}
