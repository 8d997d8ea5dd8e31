//! Which of the protocols that use status 402 a seller speaks.

use super::Quote;

/// A protocol over HTTP 402.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// x402 version 2: paid.
    X402V2,
    /// x402 version 1: paid.
    X402V1,
    /// Alipay A402: shown, gated and recorded; the other side pays.
    A402,
    /// Machine Payments Protocol: known, not paid.
    Mpp,
    /// L402 over Lightning: known, not paid.
    L402,
    /// Nothing that is known.
    Unknown,
}

impl Dialect {
    /// Looks at the headers and body of an answer with status 402.
    pub fn detect<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>, body: &[u8]) -> Self {
        let mut found = Self::Unknown;
        let mut rank = u8::MAX;
        let mut take = |dialect: Self, order: u8| {
            if order < rank {
                found = dialect;
                rank = order;
            }
        };
        for (name, value) in headers {
            if name.eq_ignore_ascii_case(super::REQUIRED_HEADER) {
                take(Self::X402V2, 0);
            } else if name.eq_ignore_ascii_case("Payment-Needed") {
                take(Self::A402, 2);
            } else if name.eq_ignore_ascii_case("WWW-Authenticate") {
                let scheme = value.split_ascii_whitespace().next().unwrap_or_default();
                if scheme.eq_ignore_ascii_case("Payment") {
                    take(Self::Mpp, 3);
                } else if scheme.eq_ignore_ascii_case("L402") || scheme.eq_ignore_ascii_case("LSAT")
                {
                    take(Self::L402, 4);
                }
            }
        }
        if Quote::of_json(body).is_ok_and(|quote| quote.version == super::Version::V1) {
            take(Self::X402V1, 1);
        }
        found
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X402V2 => "x402 v2",
            Self::X402V1 => "x402 v1",
            Self::A402 => "Alipay A402",
            Self::Mpp => "MPP",
            Self::L402 => "L402",
            Self::Unknown => "an unknown protocol",
        }
    }

    /// The stable code under which it is refused, if it is.
    pub const fn refusal(self) -> Option<&'static str> {
        match self {
            Self::X402V2 | Self::X402V1 | Self::A402 => None,
            Self::Mpp => Some("mpp_not_paid"),
            Self::L402 => Some("l402_not_paid"),
            Self::Unknown => Some("payment_protocol_unknown"),
        }
    }
}
