//! Writes mandates: content with elements and members taken out into disclosures, signed.

use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use crate::encoding::{sha256_url, to_base64_url};
use crate::jws;

use super::{Ap2Error, Expected, Segment, Token};

/// Random salts of 128 bits, one for each disclosure; the caller draws them.
pub struct Salts<'a> {
    draw: &'a mut dyn FnMut() -> [u8; 16],
}

impl<'a> Salts<'a> {
    /// Salts drawn by `draw`.
    pub fn new(draw: &'a mut dyn FnMut() -> [u8; 16]) -> Self {
        Self { draw }
    }

    fn disclose(&mut self, rest: &[Value], into: &mut Vec<String>) -> String {
        let mut parts = vec![Value::from(to_base64_url(&(self.draw)()))];
        parts.extend_from_slice(rest);
        let text = to_base64_url(&canonical(&Value::from(parts)));
        let digest = sha256_url(text.as_bytes());
        into.push(text);
        digest
    }
}

/// Issues the first mandate of a chain, signed by the owner's key.
pub fn issue_root(
    mut content: Value,
    issuer: &str,
    key_id: &str,
    key: &SigningKey,
    salts: &mut Salts<'_>,
) -> Result<Token, Ap2Error> {
    let begins = content.get("iat").cloned().unwrap_or_default();
    let kind = content.get("vct").cloned().unwrap_or_default();
    let mut disclosures = Vec::new();
    let digest = hide(&mut content, salts, &mut disclosures);
    let payload = json!({
        "_sd_alg": "sha-256", "delegate_payload": [{"...": digest}],
        "iat": begins, "iss": issuer, "vct": kind,
    });
    let jwt = jws::sign("dc+sd-jwt", key_id, &canonical(&payload), key);
    segment(&jwt, &disclosures).map(|root| Token {
        segments: vec![root],
    })
}

/// Adds the closing mandate, signed by the key that the last one passes its authority to.
pub fn issue_hop(
    open: &Token,
    mut content: Value,
    expected: Expected<'_>,
    now: u64,
    key_id: &str,
    key: &SigningKey,
    salts: &mut Salts<'_>,
) -> Result<Token, Ap2Error> {
    let last = open.last().ok_or(Ap2Error::Chain("it is empty"))?;
    if last.confirmed()? != *key.verifying_key() {
        return Err(Ap2Error::Chain("the key is not the agent's"));
    }
    let mut disclosures = Vec::new();
    let digest = hide(&mut content, salts, &mut disclosures);
    let payload = json!({
        "_sd_alg": "sha-256", "aud": expected.audience, "delegate_payload": [{"...": digest}],
        "iat": now, "nonce": expected.nonce, "sd_hash": last.sd_hash(),
    });
    let jwt = jws::sign("kb+sd-jwt", key_id, &canonical(&payload), key);
    let mut segments = open.segments.clone();
    segments.push(segment(&jwt, &disclosures)?);
    Ok(Token { segments })
}

fn segment(jwt: &str, disclosures: &[String]) -> Result<Segment, Ap2Error> {
    Segment::parse(&format!("{jwt}~{}", disclosures.join("~")))
}

/// Takes out what AP2 marks as selectively disclosable, then the whole. Gives the whole's digest.
fn hide(content: &mut Value, salts: &mut Salts<'_>, disclosures: &mut Vec<String>) -> String {
    if let Some(fields) = content.as_object_mut()
        && let Some(checkout) = fields.remove("checkout_jwt")
    {
        let digest = salts.disclose(&["checkout_jwt".into(), checkout], disclosures);
        fields.insert("_sd".to_owned(), json!([digest]));
    }
    let constraints = content.get_mut("constraints").and_then(Value::as_array_mut);
    for constraint in constraints.into_iter().flatten() {
        let plain = constraint.get("type").and_then(Value::as_str) == Some("payment.allowed_pisps");
        if !plain {
            hide_elements(constraint.get_mut("allowed"), salts, disclosures);
        }
        let items = constraint.get_mut("items").and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            hide_elements(item.get_mut("acceptable_items"), salts, disclosures);
        }
    }
    salts.disclose(std::slice::from_ref(content), disclosures)
}

fn hide_elements(list: Option<&mut Value>, salts: &mut Salts<'_>, disclosures: &mut Vec<String>) {
    let elements = list.and_then(Value::as_array_mut);
    for element in elements.into_iter().flatten() {
        let digest = salts.disclose(std::slice::from_ref(element), disclosures);
        *element = json!({"...": digest});
    }
}

/// One form for the same claims, however a map of JSON is kept.
fn canonical(value: &Value) -> Vec<u8> {
    // Only a number out of range has no canonical form, and claims have none.
    serde_json_canonicalizer::to_vec(value).unwrap_or_else(|_| value.to_string().into_bytes())
}
