//! Facts about whose signatures count. Fields are in alphabetical order.

use serde::{Deserialize, Serialize};

/// Data of [`Fact::MerchantKeyPinned`](super::Fact::MerchantKeyPinned).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantKeyPinned {
    /// The registrable domain of whoever signs.
    pub domain: String,
    /// The public key: SEC1, compressed, hex.
    pub key: String,
    /// What its tokens call it.
    pub kid: String,
}

/// Data of [`Fact::MerchantKeyRemoved`](super::Fact::MerchantKeyRemoved).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantKeyRemoved {
    /// The registrable domain.
    pub domain: String,
    /// Which key.
    pub kid: String,
}
