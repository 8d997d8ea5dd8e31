//! The option that may be paid: everything about it was checked, and nothing else can be signed.

use std::collections::BTreeMap;

use counterfoil_domain::Money;
use sha2::{Digest, Sha256};

use crate::evm::Address;

use super::{Asset, Extensions, Network, Proof, Refusal, Version};

/// How the token is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `exact` by the token's own `transferWithAuthorization` (EIP-3009).
    Eip3009,
    /// `exact` through Uniswap's Permit2, for which the payer has allowed it before.
    Permit2,
    /// `upto` through Permit2: the seller may take less than the amount, but not more.
    UpTo {
        /// Who may settle it.
        facilitator: Address,
    },
}

/// An option that passed the gate. Only [`super::gate`] makes one.
#[derive(Clone, Debug)]
pub struct Offer {
    pub(super) version: Version,
    pub(super) accepted: String,
    pub(super) method: Method,
    pub(super) network: Network,
    pub(super) network_name: String,
    pub(super) asset: Asset,
    pub(super) amount: u128,
    pub(super) money: Money,
    pub(super) pay_to: Address,
    pub(super) timeout_secs: u64,
    pub(super) http_method: String,
    pub(super) url: url::Url,
    pub(super) description: Option<String>,
    pub(super) service: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) extensions: Extensions,
    pub(super) proof: Proof,
}

impl Offer {
    /// The version of the protocol it is paid in.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// How the token is moved.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Whether the seller may take less: then the amount is the most it can take.
    pub const fn is_maximum(&self) -> bool {
        matches!(self.method, Method::UpTo { .. })
    }

    /// The chain.
    pub const fn network(&self) -> Network {
        self.network
    }

    /// The token.
    pub const fn asset(&self) -> Asset {
        self.asset
    }

    /// What leaves the payer's account at most.
    pub const fn amount(&self) -> Money {
        self.money
    }

    /// Who gets it.
    pub const fn pay_to(&self) -> Address {
        self.pay_to
    }

    /// For how long the seller wants the payment to be valid.
    pub const fn timeout_secs(&self) -> u64 {
        self.timeout_secs
    }

    /// The address that was called and is paid for.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Whether the seller signed this offer.
    pub const fn proof(&self) -> Proof {
        self.proof
    }

    /// Hash of everything that was gated. An approval is for this hash and for no other.
    pub fn fingerprint(&self) -> [u8; 32] {
        let (scheme, facilitator) = match self.method {
            Method::Eip3009 => ("exact:eip3009", String::new()),
            Method::Permit2 => ("exact:permit2", String::new()),
            Method::UpTo { facilitator } => ("upto:permit2", facilitator.lower_hex()),
        };
        let terms = BTreeMap::from([
            ("amount", self.amount.to_string()),
            ("asset", self.asset.contract.lower_hex()),
            ("facilitator", facilitator),
            ("httpMethod", self.http_method.clone()),
            ("maxTimeoutSeconds", self.timeout_secs.to_string()),
            ("network", self.network.caip2()),
            ("payTo", self.pay_to.lower_hex()),
            ("scheme", scheme.to_owned()),
            ("url", self.url.to_string()),
            ("x402Version", self.version.number().to_string()),
        ]);
        let written = serde_json::to_vec(&terms).unwrap_or_default();
        Sha256::digest(written).into()
    }

    /// Refuses when this is not what was approved: another payee, amount, network, anything.
    pub fn require(&self, approved: &[u8; 32]) -> Result<(), Refusal> {
        if self.fingerprint() == *approved {
            return Ok(());
        }
        Err(Refusal::TermsChanged)
    }
}
