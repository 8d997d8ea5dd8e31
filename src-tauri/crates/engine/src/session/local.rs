//! Somebody at this computer, without the owner's authority: may look at everything, and may only
//! tighten.

use std::sync::Arc;

use crate::store::Connection;
use counterfoil_domain::entry::{Actor, Exported, Fact};
use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::money::Money;
use counterfoil_domain::period::{Calendar, Window};
use counterfoil_domain::registry::{Pause, Registry};
use counterfoil_domain::time::Timestamp;
use counterfoil_ledger::root_at;

use super::agent::blocking;
use crate::detail::{PurchaseDetail, detail};
use crate::error::EngineError;
use crate::ops;
use crate::ops::decide::Reject;
use crate::ops::mandates::Amendment;
use crate::rows::{AgentRow, MandateRow, MandateVersionRow, PurchaseSummary};
use crate::settings::Settings;
use crate::shared::Shared;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::verify::{Progress, VerifyReport};
use crate::view::Card;
use crate::writer::{Desk, SignedHead, Writer};

/// Looks and tightens.
#[derive(Clone, Debug)]
pub struct LocalSession {
    pub(crate) shared: Arc<Shared>,
    pub(crate) writer: Writer,
}

/// How things stand.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Whether the keys are unlocked.
    pub unlocked: bool,
    /// The pause of everything, while it holds.
    pub pause: Option<Pause>,
    /// How many purchases wait for the owner.
    pub waiting: u64,
    /// Captured today (UTC day), per currency, sandboxes left out.
    pub spent_today: Vec<Money>,
    /// How many entries the ledger has.
    pub ledger_size: u64,
    /// How many of them the text index does not have yet; they are searched directly.
    pub unindexed: u64,
    /// The last signed root, base64.
    pub root: String,
    /// Why nothing may be written, if so.
    pub damage: Option<String>,
}

/// How many rows the inbox shows at most; beyond that it says how many wait.
const INBOX: u32 = 500;

impl LocalSession {
    /// How things stand.
    pub async fn overview(&self) -> Result<Overview, EngineError> {
        let shared = Arc::clone(&self.shared);
        self.read(move |conn, registry| {
            let now = shared.now();
            let day = Calendar::of(chrono_tz::UTC)
                .period_at(Window::Day, now)
                .start;
            let sandboxes = registry.agents.values().filter(|agent| agent.sandbox);
            let sandboxes: Vec<AgentId> = sandboxes.map(|agent| agent.id).collect();
            let signed = store::log::last_signed(conn)?;
            let size = store::log::size(conn)?;
            Ok(Overview {
                unlocked: shared.is_unlocked(),
                pause: registry.pause.filter(|pause| pause.holds(now)),
                waiting: store::purchases::waiting(conn)?,
                spent_today: store::agents::all_spent_since(conn, day, &sandboxes)?,
                ledger_size: size,
                unindexed: size.saturating_sub(store::search::mark(conn)?),
                root: signed
                    .map(|signed| signed.root.to_base64())
                    .unwrap_or_default(),
                damage: shared.damage(),
            })
        })
        .await
    }

    /// Purchases that wait or can still be undone, oldest first.
    pub async fn inbox(&self) -> Result<Vec<PurchaseSummary>, EngineError> {
        self.read(|conn, registry| summaries(conn, registry, &store::purchases::open(conn, INBOX)?))
            .await
    }

    /// What the owner is to see before deciding, rendered now.
    pub async fn card(&self, id: PurchaseId) -> Result<Card, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::view::serve(desk, id);
        Ok(self.writer.run(work).await?.value)
    }

    /// One purchase with its timeline and evidence.
    pub async fn purchase(&self, id: PurchaseId) -> Result<PurchaseDetail, EngineError> {
        let shared = Arc::clone(&self.shared);
        self.read(move |conn, registry| detail(&shared, conn, registry, id))
            .await
    }

    /// Every agent.
    pub async fn agents(&self) -> Result<Vec<AgentRow>, EngineError> {
        let now = self.shared.now();
        self.read(move |conn, registry| crate::rows::agents(conn, registry, now))
            .await
    }

    /// Every mandate in its present version.
    pub async fn mandates(&self) -> Result<Vec<MandateRow>, EngineError> {
        let wall = self.shared.now();
        self.read(move |conn, registry| {
            let now = crate::reading::ledger_time(conn, wall)?;
            let records = registry.mandates.values();
            records
                .map(|record| crate::rows::mandate(conn, registry, record, now))
                .collect()
        })
        .await
    }

    /// Every version of a mandate, newest first.
    pub async fn mandate_history(
        &self,
        id: MandateId,
    ) -> Result<Vec<MandateVersionRow>, EngineError> {
        self.read(move |conn, _| {
            let versions = crate::rows::history(conn, id)?;
            if versions.is_empty() {
                return Err(EngineError::NotFound { what: "mandate" });
            }
            Ok(versions)
        })
        .await
    }

    /// What a mandate document would change; changes nothing.
    pub fn preview_mandate(
        &self,
        id: Option<MandateId>,
        document: &[u8],
    ) -> Result<Amendment, EngineError> {
        ops::mandates::preview(&self.shared.registry(), id, document)
    }

    /// What setting an earlier version of a mandate again would change; changes nothing.
    pub async fn preview_restore(
        &self,
        id: MandateId,
        version: u32,
    ) -> Result<Amendment, EngineError> {
        self.read(move |conn, registry| ops::mandates::preview_restore(conn, registry, id, version))
            .await
    }

    /// Stops everything.
    pub async fn pause_all(&self, until: Option<Timestamp>) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::pause::pause_all(desk, Actor::Local, until);
        self.writer.run(work).await?;
        Ok(())
    }

    /// Stops one agent.
    pub async fn pause_agent(
        &self,
        agent: AgentId,
        until: Option<Timestamp>,
    ) -> Result<(), EngineError> {
        let work =
            move |desk: &mut Desk<'_>| ops::pause::pause_agent(desk, agent, Actor::Local, until);
        self.writer.run(work).await?;
        Ok(())
    }

    /// Says no.
    pub async fn reject(&self, reject: Reject) -> Result<PurchaseSummary, EngineError> {
        let by = if self.shared.is_unlocked() {
            Actor::Owner
        } else {
            Actor::Local
        };
        self.decide(move |desk| ops::decide::reject(desk, &reject, by))
            .await
    }

    /// Takes an approval back while nothing is signed.
    pub async fn undo(&self, id: PurchaseId) -> Result<PurchaseSummary, EngineError> {
        let by = if self.shared.is_unlocked() {
            Actor::Owner
        } else {
            Actor::Local
        };
        self.decide(move |desk| ops::decide::undo(desk, id, by))
            .await
    }

    /// Records that the record is exported; the export carries the head that this returns.
    pub async fn note_export(
        &self,
        query: String,
        format: String,
        rows: u64,
    ) -> Result<String, EngineError> {
        let fact = Fact::Exported(Exported {
            format,
            query,
            rows: rows.to_string(),
        });
        let committed = self
            .writer
            .run(move |desk: &mut Desk<'_>| desk.record(&fact).map(|_| ()))
            .await?;
        match committed.head {
            Some(head) => Ok(self.shared.note(&head)),
            None => self.checkpoint(),
        }
    }

    /// The last signed checkpoint, as a C2SP note.
    pub fn checkpoint(&self) -> Result<String, EngineError> {
        let none = || EngineError::NotFound { what: "checkpoint" };
        let signed = self
            .shared
            .readers
            .read(store::log::last_signed)?
            .ok_or_else(none)?;
        let signature = signed.signature.ok_or_else(none)?;
        Ok(self.shared.note(&SignedHead {
            size: signed.size,
            root: signed.root,
            signature,
        }))
    }

    /// The root over the first `size` entries, base64, to hold against an older checkpoint.
    pub async fn root_at(&self, size: u64) -> Result<String, EngineError> {
        self.read(move |conn, _| {
            let root = root_at(&store::log::StoredNodes(conn), size);
            let root = root.map_err(|error| EngineError::Invalid(error.to_string()))?;
            Ok(root.to_base64())
        })
        .await
    }

    /// The key under which checkpoints are signed, in C2SP form.
    pub fn verifier_key(&self) -> String {
        self.shared.public.ledger.to_string()
    }

    /// Checks the whole ledger: hashes, signatures, gaps, rules, and that the tables follow.
    pub async fn verify(&self, progress: Arc<Progress>) -> Result<VerifyReport, EngineError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || crate::verify::verify(&shared, &progress)).await
    }

    /// The owner's preferences for the screens.
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        self.read(|conn, _| crate::settings::load(conn)).await
    }

    pub(super) async fn decide<F>(&self, mut work: F) -> Result<PurchaseSummary, EngineError>
    where
        F: FnMut(&mut Desk<'_>) -> Result<PurchaseRow, EngineError> + Send + 'static,
    {
        let committed = self
            .writer
            .run(move |desk: &mut Desk<'_>| work(desk))
            .await?;
        let row = committed.value;
        self.read(move |conn, registry| crate::rows::summary(conn, registry, &row))
            .await
    }

    pub(super) async fn summaries(
        &self,
        rows: Vec<PurchaseRow>,
    ) -> Result<Vec<PurchaseSummary>, EngineError> {
        self.read(move |conn, registry| summaries(conn, registry, &rows))
            .await
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection, &Registry) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || {
            let registry = shared.registry();
            shared.readers.read(|conn| read(conn, &registry))
        })
        .await
    }
}

pub(super) fn summaries(
    conn: &Connection,
    registry: &Registry,
    rows: &[PurchaseRow],
) -> Result<Vec<PurchaseSummary>, EngineError> {
    rows.iter()
        .map(|row| crate::rows::summary(conn, registry, row))
        .collect()
}
