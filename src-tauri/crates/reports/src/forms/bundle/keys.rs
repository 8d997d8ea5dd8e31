//! The keys that the first entry names, as other programs read them.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_domain::entry::{Fact, Started, decode};

use crate::write::ReportError;

/// DER of a public key up to the key itself: Ed25519 (RFC 8410), and P-256 as a compressed point.
const ED25519: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
const P256: &[u8] = &[
    0x30, 0x39, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x22, 0x00,
];

/// Each key by name, as openssl takes it.
pub(crate) fn pems(first: Option<&[u8]>) -> Result<[(&'static str, String); 3], ReportError> {
    let unread = || io::Error::other("the first entry names no keys");
    let entry = decode(first.ok_or_else(unread)?).map_err(|_| unread())?;
    let Fact::Started(Started {
        authorization_key,
        ledger_key,
        owner_key,
        ..
    }) = entry.fact
    else {
        return Err(unread().into());
    };
    let ledger = ledger_key.splitn(3, '+').nth(2).unwrap_or_default();
    let ledger = STANDARD.decode(ledger).map_err(|_| unread())?;
    // The first byte says of which kind the key is.
    let ledger = ledger.get(1..).ok_or_else(unread)?;
    let point = |text: &str| hex::decode(text).map_err(|_| unread());
    Ok([
        ("ledger", pem(ED25519, ledger)),
        ("owner", pem(P256, &point(&owner_key)?)),
        ("authorization", pem(P256, &point(&authorization_key)?)),
    ])
}

fn pem(prefix: &[u8], key: &[u8]) -> String {
    let text = STANDARD.encode([prefix, key].concat());
    let mut lines = String::from("-----BEGIN PUBLIC KEY-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at_checked(64).unwrap_or((rest, ""));
        lines.push_str(line);
        lines.push('\n');
        rest = more;
    }
    lines.push_str("-----END PUBLIC KEY-----\n");
    lines
}
