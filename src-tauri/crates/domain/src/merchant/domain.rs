//! One spelling for each domain, and the part of it that is registered.

use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_security::{MixedScript, skeleton};

use crate::text::is_hidden;

const MAX_BYTES: usize = 253;

/// A merchant's domain in its one spelling: IDNA, ASCII, lower case.
#[derive(Clone)]
pub struct MerchantDomain {
    host: String,
    registrable_from: usize,
    mixed_script: bool,
}

/// Why a text is not a merchant's domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// It has parts of an address around the domain.
    #[error("the domain has a scheme, user, port or path around it")]
    NotBare,
    /// It is an IP address.
    #[error("the domain is an IP address")]
    Address,
    /// It ends with a dot.
    #[error("the domain ends with a dot")]
    TrailingDot,
    /// It has a single label only.
    #[error("the domain has no part before its ending")]
    SingleLabel,
    /// It is an ending under which anyone can register.
    #[error("the domain is an ending shared by many, not one merchant's")]
    PublicSuffix,
    /// Longer than DNS allows.
    #[error("the domain is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// It has hidden characters.
    #[error("the domain has hidden characters")]
    Hidden,
    /// Not a valid internationalised domain name.
    #[error("the domain is not a valid name")]
    Syntax,
}

impl DomainError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBare => "domain_not_bare",
            Self::Address => "domain_is_address",
            Self::TrailingDot => "domain_trailing_dot",
            Self::SingleLabel => "domain_single_label",
            Self::PublicSuffix => "domain_public_suffix",
            Self::TooLong => "domain_too_long",
            Self::Hidden => "domain_hidden_characters",
            Self::Syntax => "domain_syntax",
        }
    }
}

impl MerchantDomain {
    /// Reads a bare domain and brings it into its one spelling.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        if text.len() > MAX_BYTES {
            return Err(DomainError::TooLong);
        }
        if text.contains(['/', '@', ':', '\\', '?', '#', '%', '[', ']']) {
            return Err(DomainError::NotBare);
        }
        let host = to_ascii(text)?;
        if host.ends_with('.') {
            return Err(DomainError::TrailingDot);
        }
        let last = host.rsplit('.').next().unwrap_or_default();
        // Browsers read a name that ends in a number as an IPv4 address: 127.1, 0x7f.1.
        if last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DomainError::Address);
        }
        if !host.contains('.') {
            return Err(DomainError::SingleLabel);
        }
        let registrable_from = registrable_from(&host).ok_or(DomainError::PublicSuffix)?;
        let mixed_script = has_look_alike_label(&host);
        Ok(Self {
            host,
            registrable_from,
            mixed_script,
        })
    }

    /// The whole domain in ASCII.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The part someone registered: `example.co.uk` of `shop.example.co.uk`.
    pub fn registrable(&self) -> &str {
        self.host.get(self.registrable_from..).unwrap_or(&self.host)
    }

    /// The domain in the letters it stands for.
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.host).0
    }

    /// Whether a label mixes alphabets, or is spelled in another alphabet's look-alikes of Latin.
    pub const fn is_mixed_script(&self) -> bool {
        self.mixed_script
    }
}

impl PartialEq for MerchantDomain {
    fn eq(&self, other: &Self) -> bool {
        self.host == other.host
    }
}

impl Eq for MerchantDomain {}

impl fmt::Display for MerchantDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)
    }
}

impl fmt::Debug for MerchantDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)
    }
}

impl Serialize for MerchantDomain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.host)
    }
}

/// A stored domain was accepted once; a later suffix list may see it differently but must not make
/// the record unreadable.
impl<'de> Deserialize<'de> for MerchantDomain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let host = crate::stored::string(deserializer)?.into_owned();
        let registrable_from = registrable_from(&host).unwrap_or(0);
        let mixed_script = has_look_alike_label(&host);
        Ok(Self {
            host,
            registrable_from,
            mixed_script,
        })
    }
}

fn to_ascii(text: &str) -> Result<String, DomainError> {
    if text.chars().any(is_hidden) {
        return Err(DomainError::Hidden);
    }
    if text.ends_with('.') {
        return Err(DomainError::TrailingDot);
    }
    Uts46::new()
        .to_ascii(
            text.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| DomainError::Syntax)
}

/// Where the registrable part starts. A private suffix (a host that gives out sub-domains) is a
/// site of its own; a public one (`co.uk`) is nobody's.
fn registrable_from(host: &str) -> Option<usize> {
    let registrable = match psl::domain(host.as_bytes()) {
        Some(domain) => domain.as_bytes().len(),
        None => match psl::suffix(host.as_bytes())?.typ() {
            Some(psl::Type::Private) => host.len(),
            Some(psl::Type::Icann) | None => return None,
        },
    };
    host.len().checked_sub(registrable)
}

fn has_look_alike_label(host: &str) -> bool {
    if !host.split('.').any(|label| label.starts_with("xn--")) {
        return false;
    }
    let (unicode, _) = idna::domain_to_unicode(host);
    let ending_is_latin = unicode.rsplit('.').next().is_some_and(str::is_ascii);
    unicode
        .split('.')
        .filter(|label| !label.is_ascii())
        .any(|label| {
            let imitates_latin = || {
                ending_is_latin
                    && !label.chars().any(|letter| letter.is_ascii_alphabetic())
                    && skeleton(label).all(|letter| letter.is_ascii())
            };
            !label.is_single_script() || imitates_latin()
        })
}
