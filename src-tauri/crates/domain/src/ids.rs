//! Names of things: prefixed `UUIDv7`, so that they sort by time and cannot be mistaken for each other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Timestamp;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// It does not start with the prefix of its kind.
    #[error("the id does not start with \"{0}\"")]
    Prefix(&'static str),
    /// What follows the prefix is not 32 lower-case hexadecimal digits.
    #[error("the id is not followed by 32 lower-case hexadecimal digits")]
    Digits,
}

impl IdError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prefix(_) => "id_prefix",
            Self::Digits => "id_digits",
        }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// What the text form starts with.
            pub const PREFIX: &'static str = $prefix;

            /// A new id made at `time` from `random` bytes.
            pub fn from_parts(time: Timestamp, random: [u8; 10]) -> Self {
                Self(version_7(time, random))
            }

            /// The id with these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The bytes of the id.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_id(f, $prefix, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                read_id($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::stored::string(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// A purchase, from request to settlement.
    PurchaseId,
    "pur_"
);
id!(
    /// A mandate, over all its versions.
    MandateId,
    "man_"
);
id!(
    /// An agent.
    AgentId,
    "agt_"
);

id!(
    /// A task of the owner, under which an agent's purchases are closed.
    TaskId,
    "tsk_"
);

id!(
    /// A bank or card statement that was read in.
    StatementId,
    "stm_"
);

fn version_7(time: Timestamp, random: [u8; 10]) -> [u8; 16] {
    let millis = u64::try_from(time.as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .into_bytes()
}

fn write_id(f: &mut fmt::Formatter<'_>, prefix: &str, bytes: &[u8; 16]) -> fmt::Result {
    let mut digits = [0_u8; 32];
    hex::encode_to_slice(bytes, &mut digits).map_err(|_| fmt::Error)?;
    f.write_str(prefix)?;
    f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
}

fn read_id(prefix: &'static str, text: &str) -> Result<[u8; 16], IdError> {
    let digits = text.strip_prefix(prefix).ok_or(IdError::Prefix(prefix))?;
    if digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(IdError::Digits);
    }
    let mut bytes = [0_u8; 16];
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| IdError::Digits)?;
    Ok(bytes)
}
