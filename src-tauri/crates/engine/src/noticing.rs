//! Telling an agent's own address that a purchase changed: what is said, signed like an
//! authorization and never to be taken for one.

use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::purchase::Status;
use counterfoil_protocols::authorization::{assemble, thumbprint};
use counterfoil_protocols::notice::{Notice, signing_input};

use crate::error::EngineError;
use crate::reading;
use crate::shared::Shared;
use crate::store::{self, Connection};

/// More waiting purchases than any owner has.
const MOST: u32 = 10_000;

/// What is sent, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNotice {
    /// Which purchase.
    pub purchase: PurchaseId,
    /// Whose.
    pub agent: AgentId,
    /// In which revision.
    pub revision: u32,
    /// Where it stands.
    pub status: Status,
    /// The address that the agent named, on this machine.
    pub url: String,
    /// The body.
    pub body: String,
    /// A compact JWS that has the body's hash.
    pub signature: String,
}

pub(crate) fn notice(
    shared: &Shared,
    conn: &Connection,
    id: PurchaseId,
) -> Result<Option<SignedNotice>, EngineError> {
    let row =
        store::purchases::by_id(conn, id)?.ok_or(EngineError::NotFound { what: "purchase" })?;
    let asked = reading::entry(&store::log::entry(conn, row.asked_seq)?.bytes)?;
    let requested = reading::as_requested(&asked.fact);
    let Some(url) = requested.and_then(|requested| requested.request.callback.clone()) else {
        return Ok(None);
    };
    let keys = shared.unlocked()?;
    let purchase = &row.purchase;
    let notice = Notice {
        purchase: id.to_string(),
        revision: purchase.revision,
        status: purchase.status.word(),
    };
    let failed = |error: serde_json::Error| EngineError::Internal(error.to_string());
    let body = notice.body().map_err(failed)?;
    let now = shared.now().as_millis().div_euclid(1000);
    let claims = notice.claims(shared.origin(), purchase.agent.to_string(), now, &body);
    let kid = thumbprint(&shared.public.authorization);
    let input = signing_input(&kid, &claims).map_err(failed)?;
    let signature = assemble(&input, &keys.authorization.sign(input.as_bytes()));
    Ok(Some(SignedNotice {
        purchase: id,
        agent: purchase.agent,
        revision: purchase.revision,
        status: purchase.status,
        url,
        body,
        signature,
    }))
}

pub(crate) fn waiting(conn: &Connection) -> Result<Vec<PurchaseId>, EngineError> {
    let mut waiting = Vec::new();
    for row in store::purchases::open(conn, MOST)? {
        let asked = reading::entry(&store::log::entry(conn, row.asked_seq)?.bytes)?;
        let wants = reading::as_requested(&asked.fact)
            .is_some_and(|requested| requested.request.callback.is_some());
        if wants {
            waiting.push(row.purchase.id);
        }
    }
    Ok(waiting)
}
