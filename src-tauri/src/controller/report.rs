//! What the frame of the window shows.

use std::sync::Arc;

use counterfoil_domain::PurchaseId;

use super::{Controller, Desktop, Phase};
use crate::error::IpcError;
use crate::translate;
use crate::views::{AppStatus, Detail, LedgerState, LedgerView, PhaseView, Settings, VerifyView};

impl<D: Desktop> Controller<D> {
    /// What the app can do at the moment.
    pub async fn status(&self) -> Result<AppStatus, IpcError> {
        let phase = self.phase().await;
        let mut status = self.bare_status(&phase).await;
        let local = match &phase {
            Phase::Locked(engine) => engine.local(),
            Phase::Ready(open) => open.engine.local(),
            Phase::Damaged(error) => {
                status.ledger.problem = Some(error.message.clone());
                return Ok(status);
            }
            Phase::Starting | Phase::FirstRun => return Ok(status),
        };
        let overview = local.overview().await?;
        translate::overview(&overview, &mut status);
        if let Some(found) = self.news().verified.clone() {
            status.ledger.state = if found.ok {
                LedgerState::Intact
            } else {
                LedgerState::Damaged
            };
            status.ledger.checked_at = Some(found.checked_at);
            status.ledger.problem = found.problem.map(|problem| problem.text);
        }
        Ok(status)
    }

    /// Checks the whole record.
    pub async fn verify(&self) -> Result<VerifyView, IpcError> {
        let report = self.local().await?.verify(Arc::default()).await?;
        let found = translate::verify(&report, self.now());
        self.verified(&found);
        Ok(found)
    }

    /// How long a fresh card refuses decisions.
    pub fn guard_ms(&self) -> u32 {
        translate::count(self.options().guard.as_millis())
    }

    /// One purchase with everything that is known about it.
    pub async fn detail(&self, id: PurchaseId) -> Result<Detail, IpcError> {
        let local = self.local().await?;
        let (detail, agents) = (local.purchase(id).await?, local.agents().await?);
        let agent = agents.iter().find(|agent| agent.id == detail.summary.agent);
        Ok(translate::detail(&detail, agent, self.guard_ms()))
    }

    /// The owner's settings, or the defaults while there is nothing to read them from.
    pub(super) async fn settings(&self) -> Settings {
        let kept = match self.local().await {
            Ok(local) => local.settings().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the settings could not be read");
                counterfoil_engine::Settings::default()
            }),
            Err(_) => counterfoil_engine::Settings::default(),
        };
        translate::settings(kept, self.options().guard)
    }

    async fn bare_status(&self, phase: &Phase) -> AppStatus {
        let (view, keyring) = match phase {
            Phase::Starting | Phase::FirstRun => (PhaseView::FirstRun, false),
            Phase::Locked(_) => (PhaseView::Locked, false),
            Phase::Ready(open) => (PhaseView::Ready, open.by_keyring),
            Phase::Damaged(_) => (PhaseView::Damaged, false),
        };
        AppStatus {
            phase: view,
            data_dir: self.launch.data_dir.to_string_lossy().into_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            gateway_url: match view {
                PhaseView::Ready | PhaseView::Locked => self.gateway_url().await,
                PhaseView::FirstRun | PhaseView::Damaged => None,
            },
            paused: None,
            waiting: 0,
            ledger: LedgerView {
                state: if view == PhaseView::Damaged {
                    LedgerState::Damaged
                } else {
                    LedgerState::Unchecked
                },
                size: 0,
                checked_at: None,
                root: String::new(),
                problem: None,
            },
            spent_today: Vec::new(),
            settings: self.settings().await,
            keyring,
        }
    }
}
