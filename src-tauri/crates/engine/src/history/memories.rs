//! What was remembered when a stretch of the record begins, so that a back-test does not take every
//! old shop for a new one and knows what was usual there.
//!
//! Rebuilt from the purchases before, as the engine rebuilds its own. One that was decided only
//! later counts as what became of it, as it does in the sums.

use std::collections::BTreeSet;

use counterfoil_domain::backtest::History;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::merchant::MerchantIdentity;

use crate::error::EngineError;
use crate::store::purchases::Links;
use crate::store::{self, Connection, memories as stored};

/// Where was bought before the purchase `first`, and under which names.
pub(super) fn known(
    history: &mut History,
    conn: &Connection,
    first: i64,
) -> Result<(), EngineError> {
    for (identity, n) in store::parties::named(conn)? {
        if n < first && history.known.contains(&identity) {
            let name = stored::name(conn, n)?.unwrap_or_default();
            history.shelf.learn(&identity, &name);
        }
    }
    for identity in &history.known {
        history.shelf.learn(identity, "");
    }
    Ok(())
}

/// What was asked for before the purchase `first` at the shops and by the agents of the history,
/// where that was not read yet.
pub(super) fn asked(
    history: &mut History,
    conn: &Connection,
    first: i64,
) -> Result<(), EngineError> {
    let shops: BTreeSet<MerchantIdentity> = history.merchants().cloned().collect();
    for shop in shops {
        if !history.shelf.asked().has_merchant(&shop) {
            let last = store::parties::last_there(conn, &shop)?;
            let last = before(conn, first, last, |links| links.merchant_before)?;
            let memory = stored::merchant(conn, &history.registry, &shop, last)?;
            history.shelf.asked().begin_merchant(&shop, memory.into());
        }
    }
    let agents: BTreeSet<AgentId> = history.past().iter().map(|past| past.agent).collect();
    for agent in agents {
        if !history.shelf.asked().has_agent(agent) {
            let last = store::parties::last_by(conn, agent)?;
            let last = before(conn, first, last, |links| links.agent_before)?;
            let memory = stored::agent(conn, &history.registry, last)?;
            history.shelf.asked().begin_agent(agent, memory.into());
        }
    }
    Ok(())
}

/// The last purchase before `first` along a link.
fn before(
    conn: &Connection,
    first: i64,
    last: Option<i64>,
    link: impl Fn(&Links) -> Option<i64>,
) -> Result<Option<i64>, EngineError> {
    let mut next = last;
    while let Some(n) = next.filter(|n| *n >= first) {
        let links = store::purchases::links(conn, n)?;
        // A link that does not lead back would go round for ever.
        next = links
            .and_then(|links| link(&links))
            .filter(|before| *before < n);
    }
    Ok(next)
}
