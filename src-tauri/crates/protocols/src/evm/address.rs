//! Addresses of accounts and contracts, with the check that mixed case carries (EIP-55).

use std::fmt;

use k256::ecdsa::VerifyingKey;

use super::keccak;
use crate::encoding;

/// Twenty bytes that name an account or a contract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 20]);

/// Why a text is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not `0x` and forty hexadecimal digits.
    #[error("this is not 0x and forty hexadecimal digits")]
    Syntax,
    /// Capital letters that do not fit the digits: something was mistyped or exchanged.
    #[error("the address's capital letters do not fit its digits")]
    Checksum,
}

impl AddressError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "address_syntax",
            Self::Checksum => "address_checksum",
        }
    }
}

impl Address {
    /// The address with these bytes.
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Reads an address; where it mixes cases they must be those of EIP-55.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let address = encoding::hex(text)
            .map(Self)
            .map_err(|_| AddressError::Syntax)?;
        let digits = text.get(2..).unwrap_or_default();
        let lower = digits.bytes().any(|byte| byte.is_ascii_lowercase());
        let upper = digits.bytes().any(|byte| byte.is_ascii_uppercase());
        if lower && upper && address.to_string() != text {
            return Err(AddressError::Checksum);
        }
        Ok(address)
    }

    /// The address of a key's account.
    pub fn of_key(key: &VerifyingKey) -> Self {
        let point = key.to_sec1_point(false);
        let hash = keccak(point.as_bytes().get(1..).unwrap_or_default());
        let tail = hash.last_chunk::<20>().copied();
        Self(tail.unwrap_or_default())
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// `0x` and lower-case digits: cheaper than the checked spelling, for what is only compared.
    pub fn lower_hex(&self) -> String {
        encoding::to_hex(&self.0)
    }

    /// Whether it is the address nobody has, where tokens are burned.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 20]
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 40];
        hex::encode_to_slice(self.0, &mut digits).map_err(|_| fmt::Error)?;
        let hash = keccak(&digits);
        for (pair, byte) in digits.chunks_mut(2).zip(hash) {
            for (digit, half) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                if half >= 8 {
                    digit.make_ascii_uppercase();
                }
            }
        }
        f.write_str("0x")?;
        f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
