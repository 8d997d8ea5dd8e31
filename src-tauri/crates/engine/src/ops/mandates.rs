//! Setting and revoking mandates. A mandate is never edited: an amendment is a new version.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::backtest;
use counterfoil_domain::entry::{Fact, MandateRevoked, MandateSet};
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::mandate::{self, Change, Mandate, MandateDocument};
use counterfoil_domain::registry::{MandateRecord, Registry, recorded_agents};
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::session::Presence;
use crate::store::Connection;
use crate::writer::Desk;

/// What an amendment would change.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Each change in words.
    pub changes: Vec<Change>,
    /// Whether agents may do more by them.
    pub widens: bool,
}

/// Sets a new mandate.
pub(crate) fn add(desk: &mut Desk<'_>, document: &[u8]) -> Result<MandateId, EngineError> {
    let document = MandateDocument::parse(document)?;
    let id = MandateId::from_parts(desk.now(), crate::clock::random()?);
    let named = by_name(desk.registry());
    document.resolve(id, 1, &named)?;
    require_one_overall(desk.registry(), &document)?;
    let agents = ids(&document, &named);
    set(desk, id, 1, &document, agents, Vec::new())?;
    Ok(id)
}

/// Sets a new version; one that widens needs `present`.
pub(crate) fn amend(
    desk: &mut Desk<'_>,
    id: MandateId,
    document: &[u8],
    present: Present,
) -> Result<Amendment, EngineError> {
    let document = MandateDocument::parse(document)?;
    let named = by_name(desk.registry());
    let compared = compare(desk.registry(), id, &document, &named)?;
    let agents = ids(&document, &named);
    set_anew(desk, id, &document, agents, compared, present)
}

/// Sets an earlier version again, for the agents that it was for then.
pub(crate) fn restore(
    desk: &mut Desk<'_>,
    id: MandateId,
    version: u32,
    present: Present,
) -> Result<Amendment, EngineError> {
    let earlier = earlier(desk.conn(), id, version)?;
    let document = MandateDocument::parse(earlier.document.as_bytes())?;
    let named = recorded_agents(&document, &earlier);
    let compared = compare(desk.registry(), id, &document, &named)?;
    set_anew(
        desk,
        id,
        &document,
        earlier.agents.clone(),
        compared,
        present,
    )
}

/// Whether the owner has proved to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Present {
    Yes,
    No,
}

impl From<Option<Presence>> for Present {
    fn from(presence: Option<Presence>) -> Self {
        presence.map_or(Self::No, |_| Self::Yes)
    }
}

/// Ends a mandate. What it holds already stays held.
///
/// Without it agents may do less, or ask, but for two cases that need presence: a limit over
/// everything no longer limits, and what fell under it may go through more easily under another.
pub(crate) fn revoke(
    desk: &mut Desk<'_>,
    mandate: MandateId,
    present: Present,
) -> Result<(), EngineError> {
    if present == Present::No && revoking_widens(desk.registry(), mandate)? {
        return Err(EngineError::PresenceMissing);
    }
    in_force(desk.registry(), mandate)?;
    desk.record(&Fact::MandateRevoked(MandateRevoked { mandate }))?;
    Ok(())
}

fn revoking_widens(registry: &Registry, id: MandateId) -> Result<bool, EngineError> {
    let old = in_force(registry, id)?;
    let others = registry.in_force().map(|record| record.mandate.as_ref());
    let others = others.filter(|other| other.id != id);
    let falls_to = mandate::handed_over(old, None, others, &sandboxes(registry));
    Ok(old.overall || falls_to.is_some())
}

/// What the document would change against the version in force.
pub(crate) fn preview(
    registry: &Registry,
    id: Option<MandateId>,
    document: &[u8],
) -> Result<Amendment, EngineError> {
    let document = MandateDocument::parse(document)?;
    let named = by_name(registry);
    if let Some(id) = id {
        return Ok(compare(registry, id, &document, &named)?.0);
    }
    document.resolve(MandateId::from_bytes([0; 16]), 1, &named)?;
    require_one_overall(registry, &document)?;
    let changes = Vec::new();
    Ok(Amendment {
        changes,
        widens: true,
    })
}

/// A document as a back-test takes it; without an id it stands beside all mandates.
pub(crate) fn as_change(
    registry: &Registry,
    id: Option<MandateId>,
    document: &[u8],
) -> Result<backtest::Change, EngineError> {
    let document = MandateDocument::parse(document)?;
    let named = by_name(registry);
    let (old, mandate) = match id {
        Some(id) => {
            compare(registry, id, &document, &named)?;
            (registry.mandates.get(&id), id)
        }
        None => (None, MandateId::from_bytes([0; 16])),
    };
    let since = old.map(|old| old.since.clone()).unwrap_or_default();
    let record = MandateRecord {
        mandate: Arc::new(document.resolve(mandate, 1, &named)?),
        document: document.to_json(),
        set_at: old.map_or(Timestamp::from_millis(0), |old| old.set_at),
        since,
        revoked_at: None,
    };
    Ok(backtest::Change {
        mandate: Some(mandate),
        record: Some(record),
    })
}

/// The version in force, throughout.
pub(crate) fn as_it_is(
    registry: &Registry,
    id: MandateId,
) -> Result<backtest::Change, EngineError> {
    in_force(registry, id)?;
    Ok(backtest::Change {
        mandate: Some(id),
        record: registry
            .mandates
            .get(&id)
            .map(|record| MandateRecord::clone(record)),
    })
}

/// What setting an earlier version again would change.
pub(crate) fn preview_restore(
    conn: &Connection,
    registry: &Registry,
    id: MandateId,
    version: u32,
) -> Result<Amendment, EngineError> {
    let earlier = earlier(conn, id, version)?;
    let document = MandateDocument::parse(earlier.document.as_bytes())?;
    let named = recorded_agents(&document, &earlier);
    Ok(compare(registry, id, &document, &named)?.0)
}

fn earlier(conn: &Connection, id: MandateId, version: u32) -> Result<MandateSet, EngineError> {
    let mut versions = crate::rows::versions(conn, id)?;
    let found = versions
        .iter()
        .position(|(_, _, set)| set.version == version);
    let what = "mandate version";
    found
        .map(|index| versions.swap_remove(index).2)
        .ok_or(EngineError::NotFound { what })
}

type Compared = (Amendment, u32);
type Named<'a> = dyn Fn(&str) -> Option<AgentId> + 'a;

fn compare(
    registry: &Registry,
    id: MandateId,
    document: &MandateDocument,
    named: &Named<'_>,
) -> Result<Compared, EngineError> {
    let old = in_force(registry, id)?;
    let version = old.version.saturating_add(1);
    let new = document.resolve(id, version, named)?;
    if new.overall != old.overall {
        return Err(EngineError::Invalid(
            "A budget cannot become the overall limit or stop being it; make a new one.".into(),
        ));
    }
    if new.currency != old.currency {
        return Err(EngineError::Invalid(
            "A budget cannot change its currency; revoke it and make a new one.".into(),
        ));
    }
    let mut changes = new.changes_from(old);
    let sandboxes = sandboxes(registry);
    let others = registry.in_force().map(|record| record.mandate.as_ref());
    let others = others.filter(|other| other.id != id);
    let falls_to = mandate::handed_over(old, Some(&new), others, &sandboxes);
    if let Some(other) = falls_to {
        let words = format!("What it no longer covers falls under {}", other.name);
        let widens = true;
        changes.push(Change { words, widens });
    }
    let widens = falls_to.is_some() || mandate::widens(old, &new, &sandboxes);
    if widens && !changes.iter().any(|change| change.widens) {
        let words = "An agent that only plays may use it".to_owned();
        changes.push(Change { words, widens });
    }
    Ok((Amendment { changes, widens }, version))
}

/// Two limits over everything would leave open which one is meant.
fn require_one_overall(registry: &Registry, document: &MandateDocument) -> Result<(), EngineError> {
    let known = registry.overall().filter(|_| document.is_overall());
    known.map_or(Ok(()), |known| {
        let name = &known.mandate.name;
        Err(EngineError::Invalid(format!(
            "{name} is the overall limit already; amend it instead."
        )))
    })
}

fn sandboxes(registry: &Registry) -> BTreeSet<AgentId> {
    let agents = registry.agents.values().filter(|agent| agent.sandbox);
    agents.map(|agent| agent.id).collect()
}

fn set_anew(
    desk: &mut Desk<'_>,
    id: MandateId,
    document: &MandateDocument,
    agents: Option<Vec<AgentId>>,
    (amendment, version): Compared,
    present: Present,
) -> Result<Amendment, EngineError> {
    if amendment.changes.is_empty() {
        return Ok(amendment);
    }
    if amendment.widens && present == Present::No {
        return Err(EngineError::PresenceMissing);
    }
    let changes = amendment.changes.iter();
    let words = changes.map(|change| change.words.clone()).collect();
    set(desk, id, version, document, agents, words)?;
    Ok(amendment)
}

fn set(
    desk: &mut Desk<'_>,
    mandate: MandateId,
    version: u32,
    document: &MandateDocument,
    agents: Option<Vec<AgentId>>,
    changes: Vec<String>,
) -> Result<(), EngineError> {
    let document = document.to_json();
    desk.record(&Fact::MandateSet(MandateSet {
        agents,
        changes,
        document,
        mandate,
        version,
    }))?;
    Ok(())
}

/// Names become ids once, here; a later agent of the same name gets no authority from it.
fn by_name(registry: &Registry) -> impl Fn(&str) -> Option<AgentId> + use<> {
    let known = registry.agents.values().filter(|agent| !agent.removed);
    let ids: BTreeMap<String, AgentId> =
        known.map(|agent| (agent.name.clone(), agent.id)).collect();
    move |name: &str| ids.get(name).copied()
}

fn ids(document: &MandateDocument, named: &Named<'_>) -> Option<Vec<AgentId>> {
    let all = document.agents()?;
    Some(all.iter().filter_map(|name| named(name)).collect())
}

fn in_force(registry: &Registry, id: MandateId) -> Result<&Mandate, EngineError> {
    let record = registry
        .mandates
        .get(&id)
        .filter(|record| record.revoked_at.is_none());
    record
        .map(|record| record.mandate.as_ref())
        .ok_or(EngineError::NotFound { what: "mandate" })
}
