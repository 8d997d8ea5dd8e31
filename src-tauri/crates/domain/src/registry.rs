//! Who may ask and under which mandates: agents, mandates and the pause, as the ledger made them.
//!
//! The writer and the verifier both build it with [`Registry::apply`].

mod trust;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::entry::{Actor, AgentAdded, AgentPaused, Fact, MandateSet};
use crate::evaluate::AgentFacts;
use crate::ids::{AgentId, MandateId, TaskId};
use crate::mandate::{FetchHost, FetchLeave, Mandate, MandateDocument, PeriodLimit};
use crate::merchant::{Category, Merchant};
use crate::period::Window;
use crate::rates::RateTable;
use crate::risk::Quarantine;
use crate::time::Timestamp;

pub use trust::TaskRecord;

/// A stop, for one agent or for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Who stopped it.
    pub by: Actor,
    /// Until when; `None`: until the owner resumes.
    pub until: Option<Timestamp>,
    /// Since when.
    pub since: Timestamp,
    /// Why, when a rule did.
    pub reason: Option<Quarantine>,
}

impl Pause {
    const fn of_agent(paused: &AgentPaused, at: Timestamp) -> Self {
        Self {
            by: paused.by,
            until: paused.until,
            since: at,
            reason: paused.reason,
        }
    }

    /// Whether it still holds.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRecord {
    /// Its id.
    pub id: AgentId,
    /// Its name.
    pub name: String,
    /// SHA-256 of its token, hex.
    pub token_hash: String,
    /// Whether it can click in this desktop.
    pub controls_desktop: bool,
    /// Whether its money is play money.
    pub sandbox: bool,
    /// Its pause, if any was set.
    pub pause: Option<Pause>,
    /// When the owner last let it go on.
    pub resumed_at: Option<Timestamp>,
    /// Whether it was removed.
    pub removed: bool,
    /// When it was connected.
    pub added_at: Timestamp,
}

impl AgentRecord {
    /// What the rules need to know of it.
    pub fn facts(&self, now: Timestamp) -> AgentFacts {
        AgentFacts {
            id: self.id,
            controls_desktop: self.controls_desktop,
            sandbox: self.sandbox,
            paused: self.pause.is_some_and(|pause| pause.holds(now)),
        }
    }
}

/// One mandate in its present version.
#[derive(Clone, Debug)]
pub struct MandateRecord {
    /// The version in force.
    pub mandate: Arc<Mandate>,
    /// Its document, canonical JSON.
    pub document: String,
    /// When this version was set.
    pub set_at: Timestamp,
    /// Since which day each limit that adds up is as it is; what rolls over is counted from there.
    pub since: BTreeMap<Window, NaiveDate>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A fact that cannot follow from what was before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// The fact names an agent that is not there.
    #[error("the ledger names an agent that was never added")]
    UnknownAgent,
    /// The fact names a mandate that is not there, or skips a version.
    #[error("the ledger names a mandate or version that does not follow")]
    UnknownMandate,
    /// The fact names a task that is not there.
    #[error("the ledger names a task that was never issued")]
    UnknownTask,
    /// The mandate's document cannot be read.
    #[error("a recorded mandate cannot be read: {0}")]
    Document(String),
}

/// Agents, mandates, the pause, and what the owner said about currencies and merchants.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Every agent that was ever added.
    pub agents: BTreeMap<AgentId, AgentRecord>,
    /// Every mandate that was ever set.
    pub mandates: BTreeMap<MandateId, Arc<MandateRecord>>,
    /// The pause of everything, if one was set.
    pub pause: Option<Pause>,
    /// When the owner last lifted it.
    pub resumed_at: Option<Timestamp>,
    /// The exchange rates the owner recorded.
    pub rates: RateTable,
    /// What kind of shop the owner says a merchant is, by registrable domain.
    pub categories: BTreeMap<String, Category>,
    /// The keys that the owner trusts to sign for a merchant: by registrable domain and the key's
    /// name, SEC1 in hex.
    pub merchant_keys: BTreeMap<String, BTreeMap<String, String>>,
    /// Every task that was ever issued.
    pub tasks: BTreeMap<TaskId, TaskRecord>,
    /// The account that x402 payments are paid from.
    pub payer: Option<String>,
    /// The networks that the owner turned on or off, by CAIP-2.
    pub networks: BTreeMap<String, bool>,
}

impl Registry {
    /// Takes one fact in; facts about purchases change nothing. Returns whether it concerned this.
    pub fn apply(&mut self, fact: &Fact, at: Timestamp) -> Result<bool, RegistryError> {
        match fact {
            Fact::AgentAdded(added) => self.add_agent(added, at),
            Fact::AgentPaused(paused) => {
                self.agent_mut(paused.agent)?.pause = Some(Pause::of_agent(paused, at));
            }
            Fact::AgentResumed(changed) => {
                let agent = self.agent_mut(changed.agent)?;
                (agent.pause, agent.resumed_at) = (None, Some(at));
            }
            Fact::AgentRotated(rotated) => {
                let agent = self.agent_mut(rotated.agent)?;
                agent.token_hash.clone_from(&rotated.token_hash);
            }
            Fact::AgentRemoved(changed) => self.agent_mut(changed.agent)?.removed = true,
            Fact::Paused(paused) => {
                self.pause = Some(Pause {
                    by: paused.by,
                    until: paused.until,
                    since: at,
                    reason: None,
                });
            }
            Fact::Resumed(_) => {
                self.pause = None;
                self.resumed_at = Some(at);
            }
            Fact::MandateSet(set) => self.set_mandate(set, at)?,
            Fact::MandateRevoked(revoked) => self.revoke(revoked.mandate, at)?,
            Fact::RatesSet(set) => {
                for rate in set.each() {
                    self.rates.set(rate);
                }
            }
            Fact::CategoryPinned(_)
            | Fact::MerchantKeyPinned(_)
            | Fact::MerchantKeyRemoved(_)
            | Fact::PayerSet(_)
            | Fact::NetworkSet(_)
            | Fact::TaskIssued(_)
            | Fact::TaskRevoked(_) => self.apply_trust(fact, at)?,
            Fact::Started(_)
            | Fact::PurchaseReported(_)
            | Fact::MandateRaised(_)
            | Fact::SubscriptionCancelled(_)
            | Fact::SubscriptionAllowed(_)
            | Fact::PurchaseRequested(_)
            | Fact::PurchaseAmended(_)
            | Fact::PurchaseApproved(_)
            | Fact::PurchaseRejected(_)
            | Fact::PurchaseUndone(_)
            | Fact::PurchaseExpired(_)
            | Fact::PurchaseCancelled(_)
            | Fact::PurchaseAuthorized(_)
            | Fact::PurchaseCaptured(_)
            | Fact::PurchaseVoided(_)
            | Fact::PurchaseRefunded(_)
            | Fact::PurchaseDisputed(_)
            | Fact::PurchaseLapsed(_)
            | Fact::PurchaseReleased(_)
            | Fact::PurchaseNoted(_)
            | Fact::PurchaseTagged(_)
            | Fact::PurchaseUntagged(_)
            | Fact::PurchaseWordsErased(_)
            | Fact::QuoteRefused(_)
            | Fact::StatementImported(_)
            | Fact::StatementRuled(_)
            | Fact::Exported(_)
            | Fact::UnsignedCovered(_) => return Ok(false),
        }
        Ok(true)
    }

    /// Whether everything is paused.
    pub fn all_paused(&self, now: Timestamp) -> bool {
        self.pause.is_some_and(|pause| pause.holds(now))
    }

    /// What kind of shop the merchant is: what the owner pinned, else what the agent claims.
    pub fn category_of<'a>(&'a self, merchant: &'a Merchant) -> Option<&'a Category> {
        let domain = merchant.domain.as_ref();
        let pinned = domain.and_then(|domain| self.categories.get(domain.registrable()));
        pinned.or(merchant.category.as_ref())
    }

    /// The agent of that name that is not removed.
    pub fn agent_named(&self, name: &str) -> Option<&AgentRecord> {
        self.agents
            .values()
            .find(|agent| !agent.removed && agent.name == name)
    }

    /// The agent whose token has this hash (hex) and that is not removed.
    pub fn agent_by_token(&self, token_hash: &str) -> Option<&AgentRecord> {
        self.agents
            .values()
            .find(|agent| !agent.removed && agent.token_hash == token_hash)
    }

    /// The limit over all budgets, if one is in force.
    pub fn overall(&self) -> Option<&Arc<MandateRecord>> {
        self.in_force().find(|record| record.mandate.overall)
    }

    /// The mandates that are not revoked.
    pub fn in_force(&self) -> impl Iterator<Item = &Arc<MandateRecord>> {
        self.mandates
            .values()
            .filter(|record| record.revoked_at.is_none())
    }

    /// Whether Counterfoil may call that host itself for the agent, and how: as far as a mandate that
    /// covers it says so.
    pub fn fetch_leave(
        &self,
        agent: &AgentFacts,
        host: &FetchHost,
        now: Timestamp,
    ) -> Option<FetchLeave> {
        let domain = host.domain();
        let category = domain.and_then(|domain| self.categories.get(domain.registrable()));
        let mandates = self.in_force().map(|record| record.mandate.as_ref());
        let mandates: Vec<&Mandate> = mandates
            .filter(|mandate| mandate.valid.contains(now) && mandate.is_for(agent))
            .collect();
        let blocked = |mandate: &&Mandate| domain.is_some_and(|one| mandate.blocks_domain(one));
        if agent.paused || self.all_paused(now) || mandates.iter().any(blocked) {
            return None;
        }
        let said = mandates
            .iter()
            .filter_map(|mandate| mandate.fetches(host, category));
        said.map(|fetch| FetchLeave {
            private_addresses: fetch.private_addresses,
            redirects: fetch.redirects,
        })
        .reduce(|one, other| FetchLeave {
            private_addresses: one.private_addresses || other.private_addresses,
            redirects: one.redirects || other.redirects,
        })
    }

    fn add_agent(&mut self, added: &AgentAdded, at: Timestamp) {
        let record = AgentRecord {
            id: added.agent,
            name: added.name.clone(),
            token_hash: added.token_hash.clone(),
            controls_desktop: added.controls_desktop,
            sandbox: added.sandbox,
            pause: None,
            resumed_at: None,
            removed: false,
            added_at: at,
        };
        self.agents.insert(added.agent, record);
    }

    fn agent_mut(&mut self, id: AgentId) -> Result<&mut AgentRecord, RegistryError> {
        self.agents.get_mut(&id).ok_or(RegistryError::UnknownAgent)
    }

    fn revoke(&mut self, id: MandateId, at: Timestamp) -> Result<(), RegistryError> {
        let known = self.mandates.get_mut(&id);
        let known = known.ok_or(RegistryError::UnknownMandate)?;
        Arc::make_mut(known).revoked_at = Some(at);
        Ok(())
    }

    fn set_mandate(&mut self, set: &MandateSet, at: Timestamp) -> Result<(), RegistryError> {
        let before = self
            .mandates
            .get(&set.mandate)
            .map_or(0, |known| known.mandate.version);
        if before.checked_add(1) != Some(set.version) {
            return Err(RegistryError::UnknownMandate);
        }
        let mandate = restore(set)?;
        let since = since(
            self.mandates.get(&set.mandate).map(Arc::as_ref),
            &mandate,
            at,
        );
        let document = set.document.clone();
        let record = MandateRecord {
            mandate: Arc::new(mandate),
            document,
            set_at: at,
            since,
            revoked_at: None,
        };
        self.mandates.insert(set.mandate, Arc::new(record));
        Ok(())
    }
}

/// A limit that a new version leaves as it was keeps its day.
fn since(old: Option<&MandateRecord>, new: &Mandate, at: Timestamp) -> BTreeMap<Window, NaiveDate> {
    let today = new.calendar().day(at, None);
    let kept = |limit: &PeriodLimit| {
        let old = old?;
        let mut limits = old.mandate.limits.periods.iter();
        let same = limits.any(|was| {
            was.window == limit.window && was.max == limit.max && was.rollover == limit.rollover
        });
        old.since.get(&limit.window).copied().filter(|_| same)
    };
    let limits = new.limits.periods.iter();
    limits
        .map(|limit| (limit.window, kept(limit).unwrap_or(today)))
        .collect()
}

/// The mandate as it was set: names stand for the agents recorded then, whoever bears them now.
pub fn restore(set: &MandateSet) -> Result<Mandate, RegistryError> {
    let unreadable = |error: crate::request::FieldError| RegistryError::Document(error.to_string());
    let document = MandateDocument::parse(set.document.as_bytes()).map_err(unreadable)?;
    let named = recorded_agents(&document, set);
    document
        .resolve(set.mandate, set.version, &named)
        .map_err(unreadable)
}

/// The agents that the document's names stood for when it was set.
pub fn recorded_agents<'a>(
    document: &'a MandateDocument,
    set: &'a MandateSet,
) -> impl Fn(&str) -> Option<AgentId> + 'a {
    let names = document.agents().unwrap_or_default();
    let ids = set.agents.as_deref().unwrap_or_default();
    move |name: &str| {
        let mut pairs = names.iter().zip(ids);
        pairs
            .find(|(known, _)| known.as_str() == name)
            .map(|(_, id)| *id)
    }
}
