//! Which calls over HTTP a mandate lets Counterfoil make itself for an agent. Without it, none.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt;

use crate::merchant::{DomainError, MerchantDomain, MerchantPattern};

/// Where calls may go. What is fetched is never wider than what the mandate covers otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// To which hosts; absent: to every merchant the mandate covers.
    pub hosts: Option<Vec<FetchPattern>>,
    /// Whether this machine and its network may be called.
    pub private_addresses: bool,
    /// Whether a redirect is followed to where a call may go too.
    pub redirects: bool,
}

/// How far a call may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLeave {
    /// Whether this machine and its network may be called.
    pub private_addresses: bool,
    /// Whether a redirect is followed to where a call may go too.
    pub redirects: bool,
}

/// The host of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchHost {
    /// A merchant's domain.
    Domain(MerchantDomain),
    /// An address without a name.
    Address(IpAddr),
    /// This machine by its name.
    Localhost,
}

/// Hosts as an owner writes them: a merchant's domain, `localhost` or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchPattern {
    /// Merchants, as in a scope.
    Merchants(MerchantPattern),
    /// This one address.
    Address(IpAddr),
    /// This machine by its name.
    Localhost,
}

/// How far an address reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Anywhere on the internet.
    Public,
    /// This machine or its own network.
    Private,
    /// Nowhere a seller can be: unspecified, link-local, multicast, reserved.
    Nowhere,
}

impl Fetch {
    /// Whether a call may go there.
    pub fn reaches(&self, host: &FetchHost) -> bool {
        let means = |pattern: &FetchPattern| pattern.matches(host);
        self.hosts
            .as_ref()
            .is_none_or(|hosts| hosts.iter().any(means))
    }

    /// Whether whatever `inner` lets be called may be called by `outer` too.
    pub(in crate::mandate) fn is_within(inner: Option<&Self>, outer: Option<&Self>) -> bool {
        let Some(inner) = inner else { return true };
        let Some(outer) = outer else { return false };
        let hosts = outer.hosts.as_ref().is_none_or(|outer| {
            let known = |one: &FetchPattern| outer.iter().any(|other| other.contains(one));
            inner
                .hosts
                .as_ref()
                .is_some_and(|inner| inner.iter().all(known))
        });
        hosts
            && (outer.private_addresses || !inner.private_addresses)
            && (outer.redirects || !inner.redirects)
    }
}

impl fmt::Display for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hosts.as_deref() {
            None => f.write_str("to every merchant it covers")?,
            Some([]) => f.write_str("to nobody")?,
            Some(hosts) => {
                let hosts: Vec<_> = hosts.iter().map(ToString::to_string).collect();
                write!(f, "to {}", hosts.join(", "))?;
            }
        }
        if self.private_addresses {
            f.write_str(", also on this machine and its network")?;
        }
        if self.redirects {
            f.write_str(", following redirects")?;
        }
        Ok(())
    }
}

impl FetchHost {
    /// A host by its name, in its one spelling.
    pub fn named(name: &str) -> Result<Self, DomainError> {
        if name.eq_ignore_ascii_case("localhost") {
            return Ok(Self::Localhost);
        }
        MerchantDomain::parse(name).map(Self::Domain)
    }

    /// The merchant's domain, if it is one.
    pub const fn domain(&self) -> Option<&MerchantDomain> {
        match self {
            Self::Domain(domain) => Some(domain),
            Self::Address(_) | Self::Localhost => None,
        }
    }
}

impl FetchPattern {
    /// Reads what an owner writes.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        if text == "localhost" {
            return Ok(Self::Localhost);
        }
        match text.parse() {
            Ok(address) => Ok(Self::Address(address)),
            Err(_) => MerchantPattern::parse(text).map(Self::Merchants),
        }
    }

    fn matches(&self, host: &FetchHost) -> bool {
        match (self, host) {
            (Self::Merchants(pattern), FetchHost::Domain(domain)) => pattern.matches(domain),
            (Self::Address(one), FetchHost::Address(other)) => one == other,
            (Self::Localhost, FetchHost::Localhost) => true,
            _ => false,
        }
    }

    fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Merchants(one), Self::Merchants(other)) => one.contains(other),
            _ => self == other,
        }
    }
}

impl fmt::Display for FetchPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merchants(pattern) => pattern.fmt(f),
            Self::Address(address) => address.fmt(f),
            Self::Localhost => f.write_str("localhost"),
        }
    }
}

impl Reach {
    /// How far `address` reaches, whatever it is wrapped in.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let [first, second, third, _] = address.octets();
        let shared = first == 100 && second & 0b1100_0000 == 64;
        let unspecified = matches!(first, 0 | 224..=255);
        let for_papers = matches!(
            (first, second, third),
            (192, 0, 2) | (198, 51, 100) | (203, 0, 113) | (198, 18..=19, _)
        );
        let for_protocols = matches!((first, second, third), (192, 0, 0) | (192, 88, 99));
        if unspecified || for_papers || for_protocols || address.is_link_local() {
            Self::Nowhere
        } else if shared || address.is_private() || address.is_loopback() {
            Self::Private
        } else {
            Self::Public
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let [first, second, middle @ .., high, low] = address.segments();
        let [one, two] = high.to_be_bytes();
        let [three, four] = low.to_be_bytes();
        let within = Self::of_v4(Ipv4Addr::new(one, two, three, four));
        match (first, second, middle) {
            _ if address.is_loopback() => Self::Private,
            // Version 4 within: mapped, translated.
            (0, 0, [0, 0, 0, 0xffff]) | (0x64, 0xff9b, [0, 0, 0, 0]) => within,
            (0xfc00..=0xfdff, _, _) => Self::Private,
            // Tunnels, whose other end is in the address, and documentation.
            (0x2001, 0..=0x01ff | 0x0db8, _) | (0x2002 | 0x3fff, _, _) => Self::Nowhere,
            (0x2000..=0x3ffe, _, _) => Self::Public,
            _ => Self::Nowhere,
        }
    }
}
