//! Puts what is disclosed in the place of its digests (RFC 9901 §7.1).

use std::collections::BTreeMap;

use crate::encoding::sha256_url;
use crate::json::{Fields, Json, Node, quoted};
use crate::jws::MAX_BYTES;

use super::Ap2Error;

/// How deep disclosures may hide in disclosures.
const MAX_DEPTH: usize = 8;

struct Disclosed<'a> {
    name: Option<&'a str>,
    value: &'a Json<'a>,
}

struct Resolver<'a> {
    disclosed: BTreeMap<String, Disclosed<'a>>,
    used: BTreeMap<String, usize>,
}

/// The one item of `delegate_payload`, resolved, as JSON text.
pub(super) fn content(
    payload: &[u8],
    encoded: &[String],
    decoded: &[Vec<u8>],
) -> Result<String, Ap2Error> {
    let parsed: Result<Vec<Json<'_>>, _> = decoded
        .iter()
        .map(|bytes| Json::parse(bytes, MAX_BYTES))
        .collect();
    let parsed = parsed?;
    let mut disclosed = BTreeMap::new();
    for (text, json) in encoded.iter().zip(&parsed) {
        let before = disclosed.insert(sha256_url(text.as_bytes()), read(json)?);
        if before.is_some() {
            return Err(Ap2Error::Disclosure("it is there twice"));
        }
    }
    let payload = Json::parse_object(payload, MAX_BYTES)?;
    if payload
        .optional_text("_sd_alg")?
        .is_some_and(|name| name != "sha-256")
    {
        return Err(Ap2Error::Disclosure("another hash than SHA-256"));
    }
    let mut resolver = Resolver {
        disclosed,
        used: BTreeMap::new(),
    };
    let mut items = Vec::new();
    for item in payload.list("delegate_payload")? {
        items.extend(resolver.element(item, MAX_DEPTH)?);
    }
    let unused = resolver
        .disclosed
        .keys()
        .any(|digest| !resolver.used.contains_key(digest));
    if unused {
        return Err(Ap2Error::Disclosure("it is not referred to"));
    }
    let mut items = items.into_iter();
    match (items.next(), items.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Ap2Error::Disclosure(
            "a segment discloses not exactly one mandate",
        )),
    }
}

/// `[salt, value]` or `[salt, name, value]`, with a salt of at least 128 bits.
fn read<'a>(json: &'a Json<'a>) -> Result<Disclosed<'a>, Ap2Error> {
    let wrong = Ap2Error::Disclosure("it is not a salt, a name and a value");
    let elements = json.as_list().ok_or_else(|| wrong.clone())?;
    let (salt, name, value) = match elements {
        [salt, value] => (salt, None, value),
        [salt, name, value] => (
            salt,
            Some(name.as_text().ok_or_else(|| wrong.clone())?),
            value,
        ),
        _ => return Err(wrong),
    };
    if salt.as_text().is_none_or(|salt| salt.len() < 22) {
        return Err(Ap2Error::Disclosure("its salt is too short"));
    }
    if name.is_some_and(|name| matches!(name, "_sd" | "..." | "_sd_alg")) {
        return Err(Ap2Error::Disclosure("it has a reserved name"));
    }
    Ok(Disclosed { name, value })
}

impl<'a> Resolver<'a> {
    fn value(&mut self, json: &Json<'_>, depth: usize) -> Result<String, Ap2Error> {
        match json.node() {
            Node::Object(fields) => self.object(fields, depth),
            Node::List(elements) => {
                let mut kept = Vec::new();
                for element in elements {
                    kept.extend(self.element(element, depth)?);
                }
                Ok(format!("[{}]", kept.join(",")))
            }
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) => {
                Ok(json.raw().to_owned())
            }
        }
    }

    /// An element of a list: itself, what its digest discloses, or nothing.
    fn element(&mut self, json: &Json<'_>, depth: usize) -> Result<Option<String>, Ap2Error> {
        let digest = json
            .as_object()
            .and_then(|fields| fields.get("...").map(|it| (fields, it)));
        let Some((fields, digest)) = digest else {
            return self.value(json, depth).map(Some);
        };
        let digest = digest.as_text().filter(|_| fields.len() == 1);
        let digest = digest.ok_or(Ap2Error::Disclosure("a digest has company"))?;
        let Some((name, value)) = self.take(digest)? else {
            return Ok(None);
        };
        if name.is_some() {
            return Err(Ap2Error::Disclosure("an element has a name"));
        }
        let depth = depth
            .checked_sub(1)
            .ok_or(Ap2Error::Disclosure("too deep"))?;
        self.value(value, depth).map(Some)
    }

    fn object(&mut self, fields: &Fields<'_>, depth: usize) -> Result<String, Ap2Error> {
        let mut members = Vec::new();
        for (name, value) in fields.iter() {
            match name {
                "_sd" | "_sd_alg" => {}
                "..." => return Err(Ap2Error::Disclosure("a digest is out of place")),
                _ => members.push(format!("{}:{}", quoted(name), self.value(value, depth)?)),
            }
        }
        for digest in fields.optional_list("_sd")? {
            let digest = digest
                .as_text()
                .ok_or(Ap2Error::Disclosure("a digest is no text"))?;
            let Some((name, value)) = self.take(digest)? else {
                continue;
            };
            let name = name.ok_or(Ap2Error::Disclosure("a member has no name"))?;
            let depth = depth
                .checked_sub(1)
                .ok_or(Ap2Error::Disclosure("too deep"))?;
            // A name that is there already is found when the whole is read.
            members.push(format!("{}:{}", quoted(name), self.value(value, depth)?));
        }
        Ok(format!("{{{}}}", members.join(",")))
    }

    /// What a digest discloses; a digest may stand in one place only, disclosed or not.
    fn take(&mut self, digest: &str) -> Result<Option<(Option<&'a str>, &'a Json<'a>)>, Ap2Error> {
        let times = self.used.entry(digest.to_owned()).or_default();
        *times = times.saturating_add(1);
        if *times > 1 {
            return Err(Ap2Error::Disclosure("a digest is there twice"));
        }
        let found = self.disclosed.get(digest);
        Ok(found.map(|disclosed| (disclosed.name, disclosed.value)))
    }
}
