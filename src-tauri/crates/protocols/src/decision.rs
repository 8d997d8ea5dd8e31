//! The owner's decision: the text under the signature, and whether it is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_domain::entry::Approved;
use counterfoil_domain::{PurchaseId, Timestamp};
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Verifier;

pub use p256::ecdsa::VerifyingKey as OwnerKey;

/// The text under the owner's signature.
pub fn text(purchase: PurchaseId, revision: u32, view_hex: &str, at: Timestamp) -> String {
    format!("counterfoil decision v1\napprove\n{purchase}\n{revision}\n{view_hex}\n{at}\n")
}

/// A key as the first entry names it: SEC1 in hex.
pub fn key(hex: &str) -> Option<OwnerKey> {
    OwnerKey::from_sec1_bytes(&hex::decode(hex).ok()?).ok()
}

/// Whether an approval that was recorded at `at` carries the owner's signature.
pub fn is_signed(key: &OwnerKey, approved: &Approved, at: Timestamp) -> bool {
    let message = text(approved.purchase, approved.revision, &approved.view, at);
    let signature = STANDARD.decode(&approved.signature).ok();
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify(message.as_bytes(), &signature).is_ok())
}
