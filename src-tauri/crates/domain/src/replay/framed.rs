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
                let (id, agent) = (framed.data.id()?, framed.data.agent()?);
                let terms = framed.data.terms()?;
                framed.done(Effect::Opened { id, agent, terms })
            }
            Some(kind @ b"purchase.authorized") => {
                let framed: Framed<'a, LeanAuthorized<'a>> = framed(bytes, kind)?;
                let step = Step::Authorize {
                    ends: framed.data.ends()?,
                };
                let (id, revision) = (framed.data.id()?, framed.data.revision);
                framed.done(Effect::Moved {
                    id,
                    revision,
                    step,
                    known: true,
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
    fn done(self, effect: Effect) -> Result<Reading<'a>, EntryError> {
        Ok(Reading {
            at: self.at,
            kind: self.kind,
            prev_root: self.prev_root,
            seq: self.seq.parse().map_err(|_| EntryError::Field("seq"))?,
            effect,
        })
    }
}

fn framed<'a, D: Deserialize<'a>>(
    bytes: &'a [u8],
    kind: &[u8],
) -> Result<Framed<'a, D>, EntryError> {
    let framed: Framed<'a, D> = serde_json::from_slice(bytes)?;
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
    let begin = bytes
        .windows(MARK.len())
        .rposition(|window| window == MARK)?;
    let rest = bytes.get(begin.checked_add(MARK.len())?..)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    rest.get(..end)
}
