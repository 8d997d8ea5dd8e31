//! Reading a whole entry in one pass, for the two kinds that nearly all entries are of.
//!
//! The kind stands behind the data, so it is looked up from the end first; that glance is only a
//! guess, and the entry is then read strictly as that kind or not at all.

use serde::Deserialize;

use super::effect::Effect;
use super::lean::{LeanAuthorized, LeanRequested};
use crate::entry::{EntryError, FORMAT, RawEntry};
use crate::purchase::Step;

/// What an entry says about itself and does to the state.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// Ledger time, as written.
    pub at: &'a str,
    /// The kind of fact.
    pub kind: &'a str,
    /// Base64 root of the batch before.
    pub prev_root: &'a str,
    /// The position it claims.
    pub seq: u64,
    /// What it does to the state.
    pub effect: Effect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Framed<'a, D> {
    at: &'a str,
    data: D,
    kind: &'a str,
    prev_root: &'a str,
    #[serde(rename = "salt")]
    _salt: &'a str,
    seq: &'a str,
    v: u8,
}

impl<'a> Reading<'a> {
    /// Reads an entry's bytes.
    pub fn of(bytes: &'a [u8]) -> Result<Self, EntryError> {
        match glance(bytes) {
            Some(kind @ b"purchase.requested") => {
                let framed: Framed<'a, LeanRequested<'a>> = framed(bytes, kind)?;
                framed.done(|data| {
                    let (id, agent) = (data.id()?, data.agent()?);
                    let terms = data.terms()?;
                    Ok(Effect::Opened { id, agent, terms })
                })
            }
            Some(kind @ b"purchase.authorized") => {
                let framed: Framed<'a, LeanAuthorized<'a>> = framed(bytes, kind)?;
                framed.done(|data| {
                    Ok(Effect::Moved {
                        id: data.id()?,
                        revision: data.revision,
                        step: Step::Authorize { ends: data.ends()? },
                        known: true,
                        words: None,
                    })
                })
            }
            Some(_) | None => {
                let raw = RawEntry::read(bytes)?;
                Ok(Self {
                    at: raw.at,
                    kind: raw.kind,
                    prev_root: raw.prev_root,
                    seq: raw.seq()?,
                    effect: Effect::read(&raw)?,
                })
            }
        }
    }
}

impl<'a, D> Framed<'a, D> {
    fn done(
        self,
        effect: impl FnOnce(D) -> Result<Effect, EntryError>,
    ) -> Result<Reading<'a>, EntryError> {
        Ok(Reading {
            at: self.at,
            kind: self.kind,
            prev_root: self.prev_root,
            seq: self.seq.parse().map_err(|_| EntryError::Field("seq"))?,
            effect: effect(self.data)?,
        })
    }
}

fn framed<'a, D: Deserialize<'a>>(
    bytes: &'a [u8],
    kind: &[u8],
) -> Result<Framed<'a, D>, EntryError> {
    // One look at all bytes is cheaper than one at each string.
    let framed: Framed<'a, D> = match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text)?,
        Err(_) => return Err(EntryError::Field("text")),
    };
    if framed.v != FORMAT {
        return Err(EntryError::Format(framed.v));
    }
    if framed.kind.as_bytes() != kind {
        return Err(EntryError::Kind(framed.kind.to_owned()));
    }
    Ok(framed)
}

/// The kind, as far as it can be seen from the end.
fn glance(bytes: &[u8]) -> Option<&[u8]> {
    const MARK: &[u8] = b"\"kind\":\"";
    let mut before = bytes;
    loop {
        let at = before.iter().rposition(|byte| *byte == b'k')?;
        before = bytes.get(..at)?;
        let rest = bytes.get(at.checked_sub(1)?..)?;
        if let Some(kind) = rest.strip_prefix(MARK) {
            let end = kind.iter().position(|byte| *byte == b'"')?;
            return kind.get(..end);
        }
    }
}
