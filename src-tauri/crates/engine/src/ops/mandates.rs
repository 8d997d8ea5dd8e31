//! Setting and revoking mandates. A mandate is never edited: an amendment is a new version.

use counterfoil_domain::entry::{Fact, MandateRevoked, MandateSet};
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::mandate::{Change, Mandate, MandateDocument};
use counterfoil_domain::registry::Registry;

use crate::error::EngineError;
use crate::writer::Desk;

/// What an amendment would change.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Each change in words.
    pub changes: Vec<Change>,
    /// Whether any of them lets agents do more.
    pub widens: bool,
}

/// Sets a new mandate.
pub(crate) fn add(desk: &mut Desk<'_>, document: &[u8]) -> Result<MandateId, EngineError> {
    let document = MandateDocument::parse(document)?;
    let id = MandateId::from_parts(desk.now(), crate::clock::random()?);
    let (agents, _) = resolve(desk.registry(), &document, id, 1)?;
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
    let (amendment, agents, version) = compare(desk.registry(), id, &document)?;
    if amendment.changes.is_empty() {
        return Ok(amendment);
    }
    if amendment.widens && present == Present::No {
        return Err(EngineError::PresenceMissing);
    }
    let words = amendment
        .changes
        .iter()
        .map(|change| change.words.clone())
        .collect();
    set(desk, id, version, &document, agents, words)?;
    Ok(amendment)
}

/// Whether the owner has proved to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Present {
    Yes,
    No,
}

/// Ends a mandate. What it holds already stays held.
pub(crate) fn revoke(desk: &mut Desk<'_>, mandate: MandateId) -> Result<(), EngineError> {
    in_force(desk.registry(), mandate)?;
    desk.record(&Fact::MandateRevoked(MandateRevoked { mandate }))?;
    Ok(())
}

/// What the document would change against the version in force.
pub(crate) fn preview(
    registry: &Registry,
    id: Option<MandateId>,
    document: &[u8],
) -> Result<Amendment, EngineError> {
    let document = MandateDocument::parse(document)?;
    if let Some(id) = id {
        return Ok(compare(registry, id, &document)?.0);
    }
    resolve(registry, &document, MandateId::from_bytes([0; 16]), 1)?;
    let changes = Vec::new();
    Ok(Amendment {
        changes,
        widens: true,
    })
}

type Compared = (Amendment, Option<Vec<AgentId>>, u32);

fn compare(
    registry: &Registry,
    id: MandateId,
    document: &MandateDocument,
) -> Result<Compared, EngineError> {
    let old = in_force(registry, id)?;
    let version = old.version.saturating_add(1);
    let (agents, new) = resolve(registry, document, id, version)?;
    if new.currency != old.currency {
        return Err(EngineError::Invalid(
            "A budget cannot change its currency; revoke it and make a new one.".into(),
        ));
    }
    let changes = new.changes_from(old);
    let widens = changes.iter().any(|change| change.widens);
    Ok((Amendment { changes, widens }, agents, version))
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
fn resolve(
    registry: &Registry,
    document: &MandateDocument,
    id: MandateId,
    version: u32,
) -> Result<(Option<Vec<AgentId>>, Mandate), EngineError> {
    let by_name = |name: &str| registry.agent_named(name).map(|agent| agent.id);
    let mandate = document.resolve(id, version, &by_name)?;
    let names = document.agents();
    let ids = names.map(|all| all.iter().filter_map(|name| by_name(name)).collect());
    Ok((ids, mandate))
}

fn in_force(registry: &Registry, id: MandateId) -> Result<&Mandate, EngineError> {
    let record = registry
        .mandates
        .get(&id)
        .filter(|record| record.revoked_at.is_none());
    record
        .map(|record| &record.mandate)
        .ok_or(EngineError::NotFound { what: "mandate" })
}
