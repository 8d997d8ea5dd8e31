//! The owner: decides, and gives authority. Exists only after an unlock.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::period::Window;

use super::{LocalSession, new_token, token_hash};
use crate::error::EngineError;
use crate::keys::Passphrase;
use crate::ops;
use crate::ops::agents::NewAgent;
use crate::ops::approve::Approve;
use crate::ops::mandates::{Amendment, Present};
use crate::rows::PurchaseSummary;
use crate::settings::Settings;
use crate::unlock::Attempts;
use crate::writer::Desk;

/// The owner's session.
#[derive(Clone, Debug)]
pub struct OwnerSession {
    pub(crate) local: LocalSession,
    pub(crate) attempts: Arc<Attempts>,
}

/// Proof that the owner gave the passphrase just now. Used up by what it is given to.
#[derive(Debug)]
pub struct Presence(pub(crate) ());

/// How long the card must still be on screen before it can be approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The time from now.
    pub approve_in: Duration,
}

impl Deref for OwnerSession {
    type Target = LocalSession;

    fn deref(&self) -> &LocalSession {
        &self.local
    }
}

impl OwnerSession {
    /// Checks the passphrase. Five wrong ones in a row cost a pause that grows.
    pub async fn present(&self, passphrase: &Passphrase) -> Result<Presence, EngineError> {
        self.attempts.check(&self.local.shared, passphrase).await?;
        Ok(Presence(()))
    }

    /// The card is on screen from now on.
    pub async fn presented(&self, id: PurchaseId, view: [u8; 32]) -> Result<Guard, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::view::present(desk, id, &view);
        self.local.writer.run(work).await?;
        Ok(Guard {
            approve_in: self.local.shared.options.guard,
        })
    }

    /// Approves exactly what was shown.
    pub async fn approve(&self, approve: Approve) -> Result<PurchaseSummary, EngineError> {
        let keys = self.local.shared.unlocked()?;
        self.local
            .decide(move |desk| ops::approve::approve(desk, &keys, &approve))
            .await
    }

    /// Approves several purchases of one agent at one merchant, each exactly as it was shown: all
    /// or none. Only those that take no more than one key each.
    pub async fn approve_batch(
        &self,
        approvals: Vec<Approve>,
    ) -> Result<Vec<PurchaseSummary>, EngineError> {
        let keys = self.local.shared.unlocked()?;
        let work = move |desk: &mut Desk<'_>| ops::approve::approve_batch(desk, &keys, &approvals);
        let rows = self.local.writer.run(work).await?.value;
        self.local.summaries(rows).await
    }

    /// Ends the undo window now.
    pub async fn send_now(&self, id: PurchaseId) -> Result<PurchaseSummary, EngineError> {
        self.local
            .decide(move |desk| ops::approve::send_now(desk, id))
            .await
    }

    /// Connects an agent; the token is returned once and never stored.
    pub async fn add_agent(
        &self,
        new: NewAgent,
        _presence: Presence,
    ) -> Result<(AgentId, String), EngineError> {
        let token = new_token()?;
        let hash = token_hash(&token);
        let work = move |desk: &mut Desk<'_>| ops::agents::add(desk, &new, &hash);
        let id = self.local.writer.run(work).await?.value;
        Ok((id, token))
    }

    /// Replaces an agent's token.
    pub async fn rotate_agent(
        &self,
        id: AgentId,
        _presence: Presence,
    ) -> Result<String, EngineError> {
        let token = new_token()?;
        let hash = token_hash(&token);
        let work = move |desk: &mut Desk<'_>| ops::agents::rotate(desk, id, &hash);
        self.local.writer.run(work).await?;
        Ok(token)
    }

    /// Disconnects an agent for good.
    pub async fn remove_agent(&self, id: AgentId, _presence: Presence) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::agents::remove(desk, id);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Lets an agent buy again.
    pub async fn resume_agent(&self, id: AgentId, _presence: Presence) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::pause::resume_agent(desk, id);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Lets agents buy again.
    pub async fn resume_all(&self, _presence: Presence) -> Result<(), EngineError> {
        self.local
            .writer
            .run(|desk: &mut Desk<'_>| ops::pause::resume_all(desk))
            .await?;
        Ok(())
    }

    /// Sets a new mandate from its document.
    pub async fn add_mandate(
        &self,
        document: Vec<u8>,
        _presence: Presence,
    ) -> Result<MandateId, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::mandates::add(desk, &document);
        Ok(self.local.writer.run(work).await?.value)
    }

    /// Sets a new version of a mandate. Widening it needs presence; narrowing does not.
    pub async fn amend_mandate(
        &self,
        id: MandateId,
        document: Vec<u8>,
        presence: Option<Presence>,
    ) -> Result<Amendment, EngineError> {
        let present = Present::from(presence);
        let work = move |desk: &mut Desk<'_>| ops::mandates::amend(desk, id, &document, present);
        Ok(self.local.writer.run(work).await?.value)
    }

    /// Sets an earlier version of a mandate again, for the agents it was for then. Needs presence
    /// as an amendment does.
    pub async fn restore_mandate(
        &self,
        id: MandateId,
        version: u32,
        presence: Option<Presence>,
    ) -> Result<Amendment, EngineError> {
        let present = Present::from(presence);
        let work = move |desk: &mut Desk<'_>| ops::mandates::restore(desk, id, version, present);
        Ok(self.local.writer.run(work).await?.value)
    }

    /// Lets one limit of a mandate go over once, by a decimal amount in its currency: for the
    /// period it is in, and no longer.
    pub async fn raise_mandate(
        &self,
        id: MandateId,
        window: Window,
        amount: &str,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let amount = amount.to_owned();
        let work = move |desk: &mut Desk<'_>| ops::raise::raise(desk, id, window, &amount);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Ends a mandate. Where agents could do more without it, presence is needed.
    pub async fn revoke_mandate(
        &self,
        id: MandateId,
        presence: Option<Presence>,
    ) -> Result<(), EngineError> {
        let present = Present::from(presence);
        let work = move |desk: &mut Desk<'_>| ops::mandates::revoke(desk, id, present);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Keeps preferences.
    pub async fn save_settings(&self, settings: Settings) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| crate::settings::save(desk.conn(), settings);
        self.local.writer.run(work).await?;
        Ok(())
    }
}
