//! Which merchants a mandate means.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::domain::{DomainError, MerchantDomain};

/// `example.com` means that registered domain with all its hosts, `shop.example.com` that host
/// alone, `*.shop.example.com` that host and whatever stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantPattern {
    domain: MerchantDomain,
    below: bool,
}

impl MerchantPattern {
    /// Reads a pattern. A wildcard over an ending shared by many is refused.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let (below, base) = match text.strip_prefix("*.") {
            Some(base) => (true, base),
            None => (false, text),
        };
        let domain = MerchantDomain::parse(base)?;
        if below && psl::domain(domain.host().as_bytes()).is_none() {
            return Err(DomainError::PublicSuffix);
        }
        Ok(Self { domain, below })
    }

    /// Whether the merchant at `domain` is meant.
    pub fn matches(&self, domain: &MerchantDomain) -> bool {
        let host = self.domain.host();
        if domain.host() == host || domain.registrable() == host {
            return true;
        }
        self.below
            && domain
                .host()
                .strip_suffix(host)
                .is_some_and(|front| front.ends_with('.'))
    }

    /// Whether every merchant that `other` means is meant. Of what lies below a domain only a
    /// wildcard is sure to mean all: a host there can be a registered domain of its own.
    pub fn contains(&self, other: &Self) -> bool {
        self.matches(&other.domain) && (self.below || !other.below)
    }

    /// Whether some merchant is meant by both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.matches(&other.domain) || other.matches(&self.domain)
    }
}

impl fmt::Display for MerchantPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.below {
            f.write_str("*.")?;
        }
        f.write_str(self.domain.host())
    }
}

impl Serialize for MerchantPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MerchantPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = crate::stored::string(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
