//! The networks and tokens that can be paid with.
//!
//! A token is only what stands here: its name, version and decimals are never taken from the
//! seller, because any contract can call itself USDC. Networks with real money are off until the
//! owner turns them on.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use counterfoil_domain::Currency;

use crate::evm::{Address, Domain};

/// A chain, by the names that x402 uses for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The chain's number.
    pub chain_id: u64,
    /// The name of version 1.
    pub legacy: &'static str,
    /// What to call it before the owner.
    pub label: &'static str,
    /// Whether its money is real.
    pub real_money: bool,
}

const fn network(
    chain_id: u64,
    legacy: &'static str,
    label: &'static str,
    real_money: bool,
) -> Network {
    Network {
        chain_id,
        legacy,
        label,
        real_money,
    }
}

const NETWORKS: [Network; 18] = [
    network(1, "ethereum", "Ethereum", true),
    network(14, "flare", "Flare", true),
    network(137, "polygon", "Polygon", true),
    network(143, "monad", "Monad", true),
    network(988, "stable", "Stable", true),
    network(1329, "sei", "Sei", true),
    network(1514, "story", "Story", true),
    network(2741, "abstract", "Abstract", true),
    network(3338, "peaq", "peaq", true),
    network(4326, "megaeth", "MegaETH", true),
    network(4689, "iotex", "IoTeX", true),
    network(8453, "base", "Base", true),
    network(42161, "arbitrum", "Arbitrum", true),
    network(42220, "celo", "Celo", true),
    network(43113, "avalanche-fuji", "Avalanche Fuji (test)", false),
    network(43114, "avalanche", "Avalanche", true),
    network(84532, "base-sepolia", "Base Sepolia (test)", false),
    network(11_155_111, "sepolia", "Sepolia (test)", false),
];

impl Network {
    /// Every network there is a name for.
    pub const ALL: &'static [Self] = &NETWORKS;

    /// The network that a version 2 message (`eip155:8453`) or a version 1 message (`base`) names.
    pub fn parse(name: &str) -> Option<Self> {
        let known = NETWORKS.iter().copied();
        match name.strip_prefix("eip155:") {
            Some(digits) if digits.starts_with('0') || digits.starts_with('+') => None,
            Some(digits) => {
                let chain: u64 = digits.parse().ok()?;
                known.into_iter().find(|network| network.chain_id == chain)
            }
            None => known.into_iter().find(|network| network.legacy == name),
        }
    }

    /// Whether there is a token on it that can be paid with.
    pub fn has_token(self) -> bool {
        Asset::all().any(|asset| asset.chain_id == self.chain_id)
    }

    /// The chain's name by CAIP-2.
    pub fn caip2(self) -> String {
        format!("eip155:{}", self.chain_id)
    }
}

/// Which networks the owner lets agents pay on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Networks(BTreeSet<u64>);

impl Default for Networks {
    /// Those whose money is not real.
    fn default() -> Self {
        let play = NETWORKS.iter().filter(|network| !network.real_money);
        Self(play.map(|network| network.chain_id).collect())
    }
}

impl Networks {
    /// None at all.
    pub const fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// These and `network`.
    #[must_use]
    pub fn with(mut self, network: Network) -> Self {
        self.0.insert(network.chain_id);
        self
    }

    /// These without `network`.
    #[must_use]
    pub fn without(mut self, network: Network) -> Self {
        self.0.remove(&network.chain_id);
        self
    }

    /// Whether agents may pay on it.
    pub fn contains(&self, network: Network) -> bool {
        self.0.contains(&network.chain_id)
    }
}

/// A token that can be paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The chain its contract is on.
    pub chain_id: u64,
    /// Its contract.
    pub contract: Address,
    /// The name its signatures are over; not the same on every chain.
    pub name: &'static str,
    /// The version its signatures are over.
    pub version: &'static str,
}

const USDC: [(u64, &str, &str); 7] = [
    (1, "USD Coin", "a0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"),
    (137, "USD Coin", "3c499c542cef5e3811e1192ce70d8cc03d5c3359"),
    (8453, "USD Coin", "833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
    (
        42161,
        "USD Coin",
        "af88d065e77c8cc2239327c5edb3a432268e5831",
    ),
    (42220, "USDC", "ceba9300f2b948710d2653dd7b07f33a8b32118c"),
    (
        43114,
        "USD Coin",
        "b97ef9ef8734c71904d8002f8b6bc66dd9c48a6e",
    ),
    (84532, "USDC", "036cbd53842c5426634e7929541ec2318f3dcf7e"),
];

/// Every token with the separator of its signatures, which never changes.
static TOKENS: LazyLock<Vec<(Asset, [u8; 32])>> = LazyLock::new(|| {
    let known = USDC.into_iter().filter_map(|(chain_id, name, contract)| {
        let mut bytes = [0; 20];
        hex::decode_to_slice(contract, &mut bytes).ok()?;
        Some(Asset {
            chain_id,
            contract: Address::new(bytes),
            name,
            version: "2",
        })
    });
    known
        .map(|asset| (asset, asset.domain().separator()))
        .collect()
});

impl Asset {
    /// Every token.
    pub fn all() -> impl Iterator<Item = Self> {
        TOKENS.iter().map(|(asset, _)| *asset)
    }

    /// The separator of signatures over its transfers (EIP-712).
    pub fn separator(&self) -> [u8; 32] {
        let known = TOKENS.iter().find(|(asset, _)| asset == self);
        known.map_or_else(|| self.domain().separator(), |(_, separator)| *separator)
    }

    /// The token of that contract on that chain.
    pub fn find(network: Network, contract: Address) -> Option<Self> {
        Self::all().find(|asset| asset.chain_id == network.chain_id && asset.contract == contract)
    }

    const fn domain(&self) -> Domain<'static> {
        Domain {
            name: self.name,
            version: Some(self.version),
            chain_id: self.chain_id,
            contract: Some(self.contract),
        }
    }

    /// What it is in money; the decimals are those of the registry.
    pub fn currency(&self) -> Option<Currency> {
        let chain = format!("eip155:{}", self.chain_id);
        Currency::of_contract(&chain, &self.contract.lower_hex()).ok()
    }
}
