//! What a change would do, read from the record; changes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use counterfoil_domain::backtest::{Change, Report, Suggestion, compare, run, suggest};
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;

use super::LocalSession;
use super::agent::blocking;
use crate::error::EngineError;
use crate::history::Reread;
use crate::ops;
use crate::shared::Shared;

/// The longest stretch of the record that is looked at.
const DAYS_MAX: u32 = 365;

/// From whom, of what kind and by which rail something was really bought, the most frequent first.
#[derive(Clone, Debug, Default)]
pub struct ScopeSeen {
    /// Registrable domains.
    pub merchants: Vec<(String, u64)>,
    /// Categories, as agents claim them.
    pub categories: Vec<(String, u64)>,
    /// Rails.
    pub rails: Vec<(String, u64)>,
}

/// A suggested budget and what it would have done.
#[derive(Clone, Debug)]
pub struct Suggested {
    /// The budget.
    pub suggestion: Suggestion,
    /// Its back-test.
    pub report: Report,
}

impl LocalSession {
    /// What a document would have done with the requests of the last days: as a change of the
    /// mandate `id`, or as a mandate beside the others.
    pub async fn backtest(
        &self,
        id: Option<MandateId>,
        document: Vec<u8>,
        days: u32,
    ) -> Result<Report, EngineError> {
        self.with_history(days, move |kept, registry, from| {
            tried(kept, registry, id, &document, from)
        })
        .await
    }

    /// Budgets that the record of the last days speaks for, each with what it would have done.
    /// Those that would have changed nothing are left out.
    pub async fn suggestions(&self, days: u32) -> Result<Vec<Suggested>, EngineError> {
        let (now, zone) = (self.shared.now(), self.shared.options.zone);
        self.with_history(days, move |kept, registry, from| {
            let mut found = Vec::new();
            for suggestion in suggest(&kept.history, registry, zone, now) {
                let document = suggestion.document.as_bytes();
                let report = tried(kept, registry, suggestion.mandate, document, from)?;
                if report
                    .entries
                    .iter()
                    .any(|entry| entry.changed != entry.present)
                {
                    found.push(Suggested { suggestion, report });
                }
            }
            Ok(found)
        })
        .await
    }

    /// What was really bought in the last days, for choosing what a mandate covers.
    pub async fn scope_seen(&self, days: u32) -> Result<ScopeSeen, EngineError> {
        self.with_history(days, |kept, registry, from| {
            let (mut merchants, mut categories, mut rails) =
                (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            let count = |counts: &mut BTreeMap<String, u64>, word: &str| {
                let seen = counts.entry(word.to_owned()).or_default();
                *seen = seen.saturating_add(1);
            };
            for past in kept.history.past() {
                let real = registry
                    .agents
                    .get(&past.agent)
                    .is_some_and(|agent| !agent.sandbox);
                let bought = past.course.authorized && real && past.at >= from;
                let Some(revision) = past.revisions.last().filter(|_| bought) else {
                    continue;
                };
                let checkout = &revision.request.checkout;
                if let Some(domain) = &checkout.merchant.domain {
                    count(&mut merchants, domain.registrable());
                }
                if let Some(category) = &checkout.merchant.category {
                    count(&mut categories, category.as_str());
                }
                count(&mut rails, checkout.rail.as_str());
            }
            Ok(ScopeSeen {
                merchants: by_frequency(merchants),
                categories: by_frequency(categories),
                rails: by_frequency(rails),
            })
        })
        .await
    }

    /// What every agent is called, without what it has done: that is counted from its purchases.
    pub fn agent_names(&self) -> BTreeMap<AgentId, String> {
        let registry = self.shared.registry();
        let agents = registry.agents.values();
        agents.map(|agent| (agent.id, agent.name.clone())).collect()
    }

    pub(super) async fn with_history<T: Send + 'static>(
        &self,
        days: u32,
        read: impl FnOnce(&Reread, &Registry, Timestamp) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || {
            let days = days.clamp(1, DAYS_MAX);
            let from = shared
                .now()
                .minus(Duration::from_hours(24).saturating_mul(days));
            let registry = shared.registry();
            read(&kept(&shared, from)?, &registry, from)
        })
        .await
    }
}

fn tried(
    kept: &Reread,
    registry: &Registry,
    id: Option<MandateId>,
    document: &[u8],
    from: Timestamp,
) -> Result<Report, EngineError> {
    let changed = ops::mandates::as_change(registry, id, document)?;
    let present = match id {
        Some(id) => ops::mandates::as_it_is(registry, id)?,
        None => Change::default(),
    };
    let (now, then) = std::thread::scope(|scope| {
        let now = scope.spawn(|| kept.present(&present));
        let then = run(&kept.history, &changed);
        (now.join(), then)
    });
    let now = now.map_err(|_| EngineError::Internal("a back-test broke off".to_owned()))?;
    let mandate = changed.mandate.unwrap_or(MandateId::from_bytes([0; 16]));
    Ok(compare(&kept.history, mandate, &now, then, from))
}

/// Whoever asks while the record is being read waits for that instead of reading it again; what is
/// worked out from it holds up nobody.
fn kept(shared: &Shared, since: Timestamp) -> Result<Reread, EngineError> {
    let histories = shared.histories.lock();
    let mut histories = histories.unwrap_or_else(PoisonError::into_inner);
    shared.readers.read(|conn| histories.since(conn, since))
}

fn by_frequency(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}
