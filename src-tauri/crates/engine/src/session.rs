//! Authority as types. [`AgentGate`] can make only [`AgentSession`]s, which ask; [`LocalSession`]
//! looks and tightens; [`OwnerSession`] decides and exists only after an unlock. None of the first
//! two holds anything from which the third could be made.

use counterfoil_domain::ids::AgentId;
use sha2::{Digest, Sha256};

pub use activity::{ActivityPage, ActivityQuery};
pub use agent::{AgentSession, LimitAnswer, LimitPeriod, LimitsQuery, ListQuery, Page, Submitted};
pub use burn_down::BurnDownAnswer;
pub use charts::{ChartsAnswer, ChartsOrder, Idle, Shop};
pub use claims::Claims;
pub use exports::ExportOrder;
pub use fetching::{FetchedBefore, NotFetched};
pub use gate::{AgentGate, Health};
pub use local::{LocalSession, Overview};
pub use offers::RefusedOffer;
pub use owner::{Guard, OwnerSession, Presence};
pub use payer::Used;
pub use shares::AgentShare;
pub use statements::{
    HeapLine, HeapPair, HeapSettlement, Heaps, StatementPreview, StatementRow, TablePreview,
};
pub use tasks::OpenTask;
pub use terms::{read_merchant_keys, read_rates};
pub use what_if::{ScopeSeen, Suggested};

pub(crate) use agent::blocking;

mod activity;
mod agent;
mod burn_down;
mod charts;
pub(crate) mod claims;
mod exports;
mod fetching;
mod gate;
mod local;
mod offers;
mod owner;
mod payer;
mod searches;
mod shares;
mod statements;
mod tasks;
mod terms;
mod what_if;
mod words;

/// Which agent calls, and with which token: a rotated token ends the session.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) agent: AgentId,
    pub(crate) token_hash: String,
}

/// How a token begins, so that a leaked one is recognised for what it is.
const TOKEN_PREFIX: &str = "cfa_";

/// SHA-256 of a token, hex.
pub(crate) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// A new token: 256 random bits.
pub(crate) fn new_token() -> Result<String, crate::EngineError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let bytes = crate::clock::random::<32>()?;
    Ok(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}
