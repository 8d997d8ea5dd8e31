//! The gate: all that the gateway is given.

use std::sync::Arc;

use counterfoil_domain::ids::PurchaseId;
use subtle::ConstantTimeEq;
use tokio::sync::broadcast;

use super::{AgentSession, Caller, TOKEN_PREFIX, token_hash};
use crate::error::EngineError;
use crate::events::Event;
use crate::noticing::SignedNotice;
use crate::shared::Shared;
use crate::store;
use crate::writer::{SignedHead, Writer};

/// Lets agents in by their tokens. There is nothing in it to approve with.
#[derive(Clone, Debug)]
pub struct AgentGate {
    pub(crate) shared: Arc<Shared>,
    pub(crate) writer: Writer,
}

/// Whether the engine can do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the keys are unlocked.
    pub unlocked: bool,
    /// Whether the ledger can be written.
    pub writable: bool,
    /// Whether everything is paused.
    pub paused: bool,
    /// How many entries the ledger has.
    pub ledger_size: u64,
}

impl AgentGate {
    /// The session of the agent whose token this is. All refusals are alike.
    pub fn authenticate(&self, token: &str) -> Result<AgentSession, EngineError> {
        if !token.starts_with(TOKEN_PREFIX) {
            return Err(EngineError::Unauthorized);
        }
        let hash = token_hash(token);
        let registry = self.shared.registry();
        // What the time of a comparison tells of a hash of 256 random bits leads to no token; still
        // the whole hash is compared in constant time, once its first bytes have found the agent.
        let mut found = None;
        for agent in registry.agents.values().filter(|agent| !agent.removed) {
            let same_begin = agent.token_hash.get(..16) == hash.get(..16);
            if same_begin && bool::from(agent.token_hash.as_bytes().ct_eq(hash.as_bytes())) {
                found = Some(agent);
            }
        }
        let agent = found.ok_or(EngineError::Unauthorized)?;
        Ok(AgentSession {
            caller: Caller {
                agent: agent.id,
                token_hash: hash,
            },
            name: agent.name.clone(),
            shared: Arc::clone(&self.shared),
            writer: self.writer.clone(),
        })
    }

    /// What takes place from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.subscribe()
    }

    /// What the agent's own address is told of a purchase as it stands, signed; `None` when the
    /// agent named no address. A notice permits nothing.
    pub fn notice(&self, id: PurchaseId) -> Result<Option<SignedNotice>, EngineError> {
        self.shared
            .readers
            .read(|conn| crate::noticing::notice(&self.shared, conn, id))
    }

    /// Purchases that wait and whose agents want to be told, oldest first.
    pub fn waiting_for_notice(&self) -> Result<Vec<PurchaseId>, EngineError> {
        self.shared.readers.read(crate::noticing::waiting)
    }

    /// The public authorization key as a JWK set.
    pub fn jwks(&self) -> String {
        counterfoil_protocols::authorization::jwks(&self.shared.public.authorization)
    }

    /// The last signed checkpoint, as a C2SP note.
    pub fn checkpoint(&self) -> Result<String, EngineError> {
        let signed = self.shared.readers.read(store::log::last_signed)?;
        let none = || EngineError::NotFound { what: "checkpoint" };
        let signed = signed.ok_or_else(none)?;
        let signature = signed.signature.ok_or_else(none)?;
        Ok(self.shared.note(&SignedHead {
            size: signed.size,
            root: signed.root,
            signature,
        }))
    }

    /// Whether the engine can do its work.
    pub fn health(&self) -> Result<Health, EngineError> {
        Ok(Health {
            unlocked: self.shared.is_unlocked(),
            writable: self.shared.damage().is_none() && self.shared.is_unlocked(),
            paused: self.shared.registry().all_paused(self.shared.now()),
            ledger_size: self.shared.readers.read(store::log::size)?,
        })
    }
}
