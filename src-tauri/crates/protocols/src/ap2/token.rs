//! Chains of SD-JWT mandates: `<root>~<disclosure>~…~~<hop>~<disclosure>~…~`
//! (RFC 9901 and the draft "Delegate SD-JWT").
//!
//! The root is signed by a key the verifier trusts; each hop by the key that the content before it
//! names in `cnf`. Each segment's payload carries digests only; its content is in the disclosures,
//! every one of which must be used exactly once.

mod issue;
mod resolve;

use std::fmt::Write as _;

use p256::ecdsa::VerifyingKey;

use crate::encoding::{base64_url, sha256_url};
use crate::json::{Fields, Json};
use crate::jws::{self, Jws, KeySet};

use super::{Ap2Error, SKEW_SECS};

pub use issue::{Salts, issue_hop, issue_root};

/// The longest chain; AP2 has an open mandate and its closed one, with room for one more agent.
const MAX_SEGMENTS: usize = 4;
const MAX_DISCLOSURES: usize = 256;

/// A chain whose form is right.
#[derive(Clone, Debug)]
pub struct Token {
    segments: Vec<Segment>,
}

/// One signed segment with what it discloses.
#[derive(Clone, Debug)]
pub struct Segment {
    jwt: String,
    disclosures: Vec<String>,
    jws: Jws,
    content: String,
}

/// What the last hop must have been signed for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// For whom.
    pub audience: &'a str,
    /// To which question.
    pub nonce: &'a str,
}

impl Token {
    /// Reads a chain. Its signatures are for [`Token::verify`] to check.
    pub fn parse(text: &str) -> Result<Self, Ap2Error> {
        if text.len() > jws::MAX_BYTES || !text.ends_with('~') {
            return Err(Ap2Error::Chain("it does not end with ~"));
        }
        let body = text.strip_suffix('~').unwrap_or(text);
        let parts: Vec<&str> = body.split("~~").collect();
        if parts.len() > MAX_SEGMENTS {
            return Err(Ap2Error::Chain("it is too long"));
        }
        let segments = parts.into_iter().map(Segment::parse);
        Ok(Self {
            segments: segments.collect::<Result<_, _>>()?,
        })
    }

    /// The segments, root first.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The chain as it is sent.
    pub fn compact(&self) -> String {
        let segments: Vec<String> = self
            .segments
            .iter()
            .map(|segment| segment.compact().trim_end_matches('~').to_owned())
            .collect();
        format!("{}~", segments.join("~~"))
    }

    /// Checks every signature and link as of `now`. `root` are the keys trusted to approve; the
    /// last hop must be for whom is `expected`, if there is a hop.
    pub fn verify(
        &self,
        root: &KeySet,
        expected: Option<Expected<'_>>,
        now: u64,
    ) -> Result<(), Ap2Error> {
        let mut before: Option<&Segment> = None;
        for (place, segment) in self.segments.iter().enumerate() {
            let terminal = place.saturating_add(1) == self.segments.len();
            match before {
                None => segment.verify_root(root)?,
                Some(previous) => {
                    let expected = expected.filter(|_| terminal);
                    segment.verify_hop(previous, terminal, expected, now)?;
                }
            }
            segment.verify_times(before.is_none(), now)?;
            before = Some(segment);
        }
        let last = self.last().map(Segment::fields).transpose()?;
        let delegates = last.is_some_and(|content| content.get("cnf").is_some());
        if self.segments.len() > 1 && delegates {
            return Err(Ap2Error::Chain("the last mandate delegates further"));
        }
        Ok(())
    }

    /// The last segment, which is the mandate that is presented.
    pub fn last(&self) -> Option<&Segment> {
        self.segments.last()
    }

    /// The first segment.
    pub fn first(&self) -> Option<&Segment> {
        self.segments.first()
    }

    /// Both hashes a receipt may name this mandate by: with its disclosures, as the text says, and
    /// without, as the reference SDK does.
    pub fn references(&self) -> [String; 2] {
        let last = self.last();
        let hashes = last.map(|segment| [segment.sd_hash(), sha256_url(segment.jwt.as_bytes())]);
        hashes.unwrap_or_default()
    }
}

impl Segment {
    fn parse(text: &str) -> Result<Self, Ap2Error> {
        let mut parts = text.split('~');
        let jwt = parts.next().unwrap_or_default().to_owned();
        let disclosures: Vec<String> = parts.map(str::to_owned).collect();
        if disclosures.is_empty() || disclosures.len() > MAX_DISCLOSURES {
            return Err(Ap2Error::Disclosure("there is none, or too many"));
        }
        let jws = Jws::parse(&jwt)?;
        let decoded: Result<Vec<_>, _> = disclosures.iter().map(|text| base64_url(text)).collect();
        let decoded = decoded.map_err(|_| Ap2Error::Disclosure("it is not base64url"))?;
        let content = resolve::content(&jws.payload, &disclosures, &decoded)?;
        Ok(Self {
            jwt,
            disclosures,
            jws,
            content,
        })
    }

    /// The mandate's content with everything that is disclosed, as JSON.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// The signed part alone.
    pub fn jwt(&self) -> &str {
        &self.jwt
    }

    /// `<jwt>~<disclosure>~…~`.
    pub fn compact(&self) -> String {
        let mut text = format!("{}~", self.jwt);
        for disclosure in &self.disclosures {
            // Writing to a string cannot fail.
            let _written = write!(text, "{disclosure}~");
        }
        text
    }

    /// The hash over the signed part and its disclosures.
    pub fn sd_hash(&self) -> String {
        sha256_url(self.compact().as_bytes())
    }

    /// The key that the content passes the authority to.
    pub fn confirmed(&self) -> Result<VerifyingKey, Ap2Error> {
        let content = self.fields()?;
        let key = content.object("cnf")?.object("jwk")?;
        Ok(jws::jwk(key)?)
    }

    pub(super) fn fields(&self) -> Result<Fields<'_>, Ap2Error> {
        Ok(Json::parse_object(self.content.as_bytes(), jws::MAX_BYTES)?)
    }

    fn verify_root(&self, keys: &KeySet) -> Result<(), Ap2Error> {
        if self.jws.kind.as_deref().is_some_and(is_hop) {
            return Err(Ap2Error::Chain("it begins with a hop"));
        }
        Ok(self.jws.verify_with(keys)?)
    }

    fn verify_hop(
        &self,
        previous: &Self,
        terminal: bool,
        expected: Option<Expected<'_>>,
        now: u64,
    ) -> Result<(), Ap2Error> {
        let kind = self.jws.kind.as_deref().unwrap_or_default();
        let fits = if terminal {
            matches!(kind, "kb+sd-jwt" | "kb-sd-jwt")
        } else {
            matches!(kind, "kb+sd-jwt+kb" | "kb-sd-jwt+kb")
        };
        if !fits {
            return Err(Ap2Error::Chain("a hop is not of its type"));
        }
        self.jws.verify(&previous.confirmed()?)?;
        let payload = Json::parse_object(&self.jws.payload, jws::MAX_BYTES)?;
        require_link(&payload, previous)?;
        let issued = u64::try_from(payload.integer("iat")?).map_err(|_| Ap2Error::Time)?;
        if issued > now.saturating_add(SKEW_SECS) {
            return Err(Ap2Error::Time);
        }
        if let Some(expected) = expected {
            let same = payload.text("aud")? == expected.audience
                && payload.text("nonce")? == expected.nonce;
            if !same {
                return Err(Ap2Error::Audience);
            }
        }
        Ok(())
    }

    /// A root must end some day; a hop lives no longer than what it hangs on.
    fn verify_times(&self, is_root: bool, now: u64) -> Result<(), Ap2Error> {
        let content = self.fields()?;
        let second = |name: &str| -> Result<Option<u64>, Ap2Error> {
            let read = content.optional_integer(name)?;
            read.map(|second| u64::try_from(second).map_err(|_| Ap2Error::Time))
                .transpose()
        };
        let end = second("exp")?;
        if end.is_none() && is_root {
            return Err(Ap2Error::NoEnd);
        }
        let begun = second("iat")?.is_none_or(|iat| iat <= now.saturating_add(SKEW_SECS));
        if begun && end.is_none_or(|end| now < end) {
            return Ok(());
        }
        Err(Ap2Error::Time)
    }
}

fn is_hop(kind: &str) -> bool {
    kind.starts_with("kb+sd-jwt") || kind.starts_with("kb-sd-jwt")
}

/// A hop hangs on exactly what stands before it, by one of two hashes.
fn require_link(payload: &Fields<'_>, previous: &Segment) -> Result<(), Ap2Error> {
    let with_disclosures = payload.optional_text("sd_hash")?;
    let without = payload.optional_text("issuer_jwt_hash")?;
    let holds = match (with_disclosures, without) {
        (Some(hash), None) => hash == previous.sd_hash(),
        (None, Some(hash)) => hash == sha256_url(previous.jwt.as_bytes()),
        _ => return Err(Ap2Error::Chain("a hop has no link, or two")),
    };
    if holds {
        return Ok(());
    }
    Err(Ap2Error::Chain("a hop hangs on another mandate"))
}
