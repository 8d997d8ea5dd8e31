//! What a shop does with an authorization: check the signature with the published keys, then
//! read it. Written from the contract, without the code that signs.

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::Value;

/// Checks a compact JWS with these keys and returns what it says.
pub fn verify(token: &str, jwks: &Value) -> Result<Value> {
    let mut parts = token.split('.');
    let (Some(head), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        bail!("not three parts: {token}");
    };
    let header = json(head)?;
    anyhow::ensure!(header["alg"] == "ES256", "signed with {}", header["alg"]);
    let key = key(jwks, &header["kid"])?;
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature)?)?;
    key.verify(format!("{head}.{claims}").as_bytes(), &signature)
        .context("the signature is not of this key over this text")?;
    json(claims)
}

fn key(jwks: &Value, id: &Value) -> Result<VerifyingKey> {
    let keys = jwks["keys"].as_array().context("no keys are published")?;
    let key = keys
        .iter()
        .find(|key| key["kid"] == *id)
        .with_context(|| format!("no key {id} in {jwks}"))?;
    let coordinate = |name: &str| -> Result<Vec<u8>> {
        let text = key[name]
            .as_str()
            .with_context(|| format!("no {name} in {key}"))?;
        Ok(URL_SAFE_NO_PAD.decode(text)?)
    };
    // SEC 1: 4 announces an uncompressed point.
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    Ok(VerifyingKey::from_sec1_bytes(&point)?)
}

fn json(part: &str) -> Result<Value> {
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part)?)?)
}
