//! Calls that are made here for an agent: whether they may be, that a payment leaves only once, and
//! what they brought. The call itself is the gateway's.

use counterfoil_domain::checkout::Rail;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::mandate::{FetchHost, FetchLeave};

use super::AgentSession;
use crate::answer::PurchaseAnswer;
use crate::error::EngineError;
use crate::ops;
use crate::ops::rails::Refused;
use crate::rails::RailProblem;
use crate::session::Submitted;
use crate::writer::Desk;

/// What was made of the same call before.
#[derive(Clone, Debug)]
pub struct FetchedBefore {
    /// The purchase it is.
    pub purchase: PurchaseAnswer,
    /// Where it is paid, if that is by a call.
    pub address: Option<String>,
    /// Whether its payment left this machine.
    pub sent: bool,
    /// What the call brought, as it was kept.
    pub kept: Option<Vec<u8>>,
}

/// A call that is not made, or came to nothing before there was a purchase.
#[derive(Clone, Debug)]
pub struct NotFetched {
    /// The idempotency key and the hash of the whole request.
    pub key: String,
    /// See there.
    pub body_hash: [u8; 32],
    /// The address that was to be called.
    pub url: String,
    /// Why.
    pub problem: RailProblem,
}

impl AgentSession {
    /// How that host may be called for this agent.
    pub fn may_fetch(&self, host: &FetchHost) -> Result<FetchLeave, EngineError> {
        let id = self.still_connected()?;
        let registry = self.shared.registry();
        let agent = crate::reading::agent(&registry, id)?;
        let now = self.shared.now();
        let facts = agent.facts(now);
        if facts.paused || registry.all_paused(now) {
            return Err(EngineError::Paused);
        }
        let leave = registry.fetch_leave(&facts, host, now);
        Ok(leave.ok_or(RailProblem::NO_FETCH)?)
    }

    /// What became of the same call before, if it became a purchase.
    pub async fn fetched_before(
        &self,
        key: &str,
        body_hash: [u8; 32],
    ) -> Result<Option<FetchedBefore>, EngineError> {
        let (caller, key) = (self.caller.clone(), key.to_owned());
        let work = move |desk: &mut Desk<'_>| ops::fetch::before(desk, &caller, &key, &body_hash);
        match self.writer.run(work).await?.value {
            None => Ok(None),
            Some(before) => Ok(Some(FetchedBefore {
                purchase: self.get(before.purchase).await?,
                address: before.address,
                sent: before.sent,
                kept: before.kept,
            })),
        }
    }

    /// Records that the payment leaves now, before it does. False the second time: a payment leaves
    /// once.
    pub async fn send_payment(&self, id: PurchaseId, payment: &str) -> Result<bool, EngineError> {
        let (caller, payment) = (self.caller.clone(), payment.to_owned());
        let work = move |desk: &mut Desk<'_>| ops::fetch::send(desk, &caller, id, &payment);
        Ok(self.writer.run(work).await?.value)
    }

    /// Records that the call which carried the payment ended without the seller's word.
    pub async fn unanswered(&self, id: PurchaseId, code: &str) -> Result<(), EngineError> {
        let (caller, code) = (self.caller.clone(), code.to_owned());
        let work = move |desk: &mut Desk<'_>| ops::fetch::unanswered(desk, &caller, id, &code);
        self.writer.run(work).await?;
        Ok(())
    }

    /// Keeps what the call brought.
    pub async fn keep_fetched(&self, id: PurchaseId, answer: Vec<u8>) -> Result<(), EngineError> {
        let caller = self.caller.clone();
        let work = move |desk: &mut Desk<'_>| ops::fetch::keep(desk, &caller, id, &answer);
        self.writer.run(work).await?;
        Ok(())
    }

    /// Records why a call is not made or came to nothing.
    pub async fn not_fetched(&self, not: NotFetched) -> Result<Submitted, EngineError> {
        self.refuse(Refused {
            rail: Rail::X402,
            key: not.key,
            body_hash: not.body_hash,
            seller: counterfoil_protocols::local::host_of(&not.url),
            received: not.url.into_bytes(),
            problem: not.problem,
        })
        .await
    }
}
