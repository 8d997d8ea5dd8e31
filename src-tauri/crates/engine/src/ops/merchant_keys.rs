//! Whose signatures count: keys of merchants that the owner pins, by domain.

use counterfoil_domain::MerchantDomain;
use counterfoil_domain::entry::{Fact, MerchantKeyPinned, MerchantKeyRemoved};
use counterfoil_protocols::jws::KeySet;

use crate::error::EngineError;
use crate::keys::public_hex;
use crate::writer::Desk;

/// The most keys that one merchant has at a time.
const MOST: usize = 20;

/// Trusts every key of the set to sign for the merchant, and says which are new.
pub(crate) fn pin(
    desk: &mut Desk<'_>,
    domain: &MerchantDomain,
    keys: &KeySet,
) -> Result<Vec<String>, EngineError> {
    let domain = domain.registrable();
    let known = desk.registry().merchant_keys.get(domain);
    let known = known.cloned().unwrap_or_default();
    let mut new = Vec::new();
    for (kid, key) in keys.iter() {
        require_named(kid)?;
        let key = public_hex(key);
        if known.get(kid) == Some(&key) {
            continue;
        }
        if known.contains_key(kid) {
            let text = format!("Another key of {domain} is named {kid:?}; remove that one first.");
            return Err(EngineError::Invalid(text));
        }
        new.push((kid.to_owned(), key));
    }
    if known.len().saturating_add(new.len()) > MOST {
        let text = format!("A merchant can have {MOST} keys at most.");
        return Err(EngineError::Invalid(text));
    }
    let names = new.iter().map(|(kid, _)| kid.clone()).collect();
    for (kid, key) in new {
        desk.record(&Fact::MerchantKeyPinned(MerchantKeyPinned {
            domain: domain.to_owned(),
            key,
            kid,
        }))?;
    }
    Ok(names)
}

/// Trusts a key no longer.
pub(crate) fn remove(
    desk: &mut Desk<'_>,
    domain: &MerchantDomain,
    kid: &str,
) -> Result<(), EngineError> {
    let domain = domain.registrable().to_owned();
    let keys = desk.registry().merchant_keys.get(&domain);
    if !keys.is_some_and(|keys| keys.contains_key(kid)) {
        return Err(EngineError::NotFound {
            what: "merchant key",
        });
    }
    desk.record(&Fact::MerchantKeyRemoved(MerchantKeyRemoved {
        domain,
        kid: kid.to_owned(),
    }))?;
    Ok(())
}

/// A name that a token's header can have.
fn require_named(kid: &str) -> Result<(), EngineError> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'\\' | b'%');
    if (1..=256).contains(&kid.len()) && kid.bytes().all(plain) {
        return Ok(());
    }
    Err(EngineError::Invalid(
        "A key has no name (`kid`) that a token can carry.".to_owned(),
    ))
}
