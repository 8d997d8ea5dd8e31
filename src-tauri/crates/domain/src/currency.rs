//! Currencies: legal tender of ISO 4217 and the few registered digital assets.
//!
//! An amount means nothing without knowing how many decimals its unit has, so an unknown code is
//! an error and never a guess. Units of account, metals and test codes are not something one pays in.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency or a registered asset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u8,
    asset: bool,
}

/// Why a text is not a currency one can pay in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// Not three (or, for an asset, the registered) upper-case ASCII letters.
    #[error("the currency is not an upper-case code such as EUR")]
    Syntax,
    /// No such code.
    #[error("the currency is not known")]
    Unknown,
    /// A code for metals, tests, units of account or "no currency".
    #[error("the code {0} is not money one can pay with")]
    NotTender(&'static str),
    /// A code that was replaced by another.
    #[error("the currency {0} was withdrawn")]
    Withdrawn(&'static str),
    /// A token whose contract on that chain is not registered.
    #[error("the token contract is not a registered one")]
    UnknownContract,
}

impl CurrencyError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax => "currency_syntax",
            Self::Unknown => "currency_unknown",
            Self::NotTender(_) => "currency_not_tender",
            Self::Withdrawn(_) => "currency_withdrawn",
            Self::UnknownContract => "asset_unknown",
        }
    }
}

/// The dollar token of Circle: six decimals on every chain listed in [`USDC_CONTRACTS`].
const USDC: Currency = Currency {
    code: "USDC",
    exponent: 6,
    asset: true,
};

/// Where USDC lives: CAIP-2 chain id and contract. Any other contract that calls itself USDC is
/// something else, with other decimals or no value.
const USDC_CONTRACTS: [(&str, &str); 10] = [
    ("eip155:1", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"),
    ("eip155:10", "0x0b2c639c533813f4aa9d7837caf62653d097ff85"),
    ("eip155:137", "0x3c499c542cef5e3811e1192ce70d8cc03d5c3359"),
    ("eip155:324", "0x1d17cbcf0d6d143135ae902365d2e5e2a16538d4"),
    ("eip155:8453", "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
    ("eip155:42161", "0xaf88d065e77c8cc2239327c5edb3a432268e5831"),
    ("eip155:42220", "0xceba9300f2b948710d2653dd7b07f33a8b32118c"),
    ("eip155:43114", "0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e"),
    ("eip155:59144", "0x176211869ca2b568f2a7d4ee941e073a821ee1ff"),
    ("eip155:84532", "0x036cbd53842c5426634e7929541ec2318f3dcf7e"),
];

impl Currency {
    /// Reads an exact, upper-case code: legal tender of ISO 4217, or a registered asset.
    pub fn parse(code: &str) -> Result<Self, CurrencyError> {
        if !(3..=4).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(CurrencyError::Syntax);
        }
        if code == USDC.code {
            return Ok(USDC);
        }
        let iso = iso_currency::Currency::from_code(code).ok_or(CurrencyError::Unknown)?;
        if iso.is_special() || iso.is_fund() {
            return Err(CurrencyError::NotTender(iso.code()));
        }
        // The bolívar's newer code stands beside the older one; both are current in ISO 4217.
        if iso.is_superseded().is_some() && iso.code() != "VES" {
            return Err(CurrencyError::Withdrawn(iso.code()));
        }
        let exponent = iso
            .exponent()
            .and_then(|exponent| u8::try_from(exponent).ok());
        exponent
            .map(|exponent| Self {
                code: iso.code(),
                exponent,
                asset: false,
            })
            .ok_or(CurrencyError::NotTender(iso.code()))
    }

    /// Every currency and asset that can be used.
    pub fn all() -> impl Iterator<Item = Self> {
        let tender = <iso_currency::Currency as iso_currency::IntoEnumIterator>::iter()
            .filter_map(|iso| Self::parse(iso.code()).ok());
        tender.chain([USDC])
    }

    /// The asset behind a token contract: `chain` as CAIP-2 (`eip155:8453`), `contract` as hex.
    pub fn of_contract(chain: &str, contract: &str) -> Result<Self, CurrencyError> {
        USDC_CONTRACTS
            .iter()
            .any(|(known_chain, known)| {
                *known_chain == chain && contract.eq_ignore_ascii_case(known)
            })
            .then_some(USDC)
            .ok_or(CurrencyError::UnknownContract)
    }

    /// The code, such as `EUR`.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals the unit has: 0 for JPY, 2 for EUR, 3 for BHD, 6 for USDC.
    pub const fn exponent(self) -> u8 {
        self.exponent
    }

    /// The currency of which the issuer of this asset promises one unit for each of its own. A
    /// promise, no rate: nothing is counted by it.
    pub fn promised(self) -> Option<Self> {
        (self == USDC).then(|| Self::parse("USD").ok()).flatten()
    }

    /// Whether this is a registered digital asset and no state's currency.
    pub const fn is_asset(self) -> bool {
        self.asset
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = crate::stored::string(deserializer)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}
