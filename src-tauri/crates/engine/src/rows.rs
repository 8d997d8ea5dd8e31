//! Purchases, agents and mandates as the owner's screens and commands list them.

mod small;
mod subscriptions;
mod uncounted;

use std::sync::Arc;

pub use counterfoil_domain::report::PurchaseSummary;
pub use small::SmallPayments;
pub(crate) use small::is_small;
pub use subscriptions::SubscriptionRow;
pub(crate) use subscriptions::subscriptions;
pub use uncounted::Uncounted;

use crate::store::Connection;
use counterfoil_domain::assess::Moment;
use counterfoil_domain::entry::{Fact, MandateSet, Requested};
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::money::Money;
use counterfoil_domain::period::{Calendar, Window};
use counterfoil_domain::registry::{MandateRecord, Pause, Registry};
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::session::Claims;
use crate::store;
use crate::store::balances::Stored;
use crate::store::purchases::PurchaseRow;

/// One agent in a list.
#[derive(Clone, Debug)]
pub struct AgentRow {
    /// Its id.
    pub id: AgentId,
    /// Its name.
    pub name: String,
    /// Whether it was removed.
    pub removed: bool,
    /// Its pause, while it holds.
    pub pause: Option<Pause>,
    /// Whether its money is play money.
    pub sandbox: bool,
    /// Whether it can click in this desktop.
    pub controls_desktop: bool,
    /// A short form of its token's hash.
    pub key: String,
    /// Three digits of its token's hash, to compare with what the agent says.
    pub code: String,
    /// When it was connected.
    pub added_at: Timestamp,
    /// When it asked last.
    pub last_seen: Option<Timestamp>,
    /// How many purchases a rule approved.
    pub automatic: u64,
    /// How many the owner was asked about.
    pub asked: u64,
    /// How many a rule refused.
    pub denied: u64,
    /// What was taken this month, per currency.
    pub spent_this_month: Vec<Money>,
    /// Names of the mandates that are for it.
    pub budgets: Vec<String>,
    /// What it says of itself; nobody checked it.
    pub claims: Claims,
}

/// One mandate in a list.
#[derive(Clone, Debug)]
pub struct MandateRow {
    /// The version in force.
    pub mandate: Arc<Mandate>,
    /// Its document, canonical JSON.
    pub document: String,
    /// Names of the agents it is for; `None`: any.
    pub agents: Option<Vec<String>>,
    /// Where it stands.
    pub state: MandateState,
    /// When this version was set.
    pub set_at: Timestamp,
    /// Its periods as of now.
    pub periods: Vec<PeriodRow>,
    /// How many purchases the window of its number of purchases carries, where it has one.
    pub purchases: Option<i64>,
    /// What it covered since its first period began and does not count, for want of a rate.
    pub uncounted: Uncounted,
}

/// Where a mandate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MandateState {
    /// In force.
    Active,
    /// In force, and asks about everything until the owner resumes it.
    Paused,
    /// Begins later.
    Upcoming,
    /// Its validity is over.
    Expired,
    /// Ended by the owner.
    Revoked,
}

/// One period limit as of now.
#[derive(Clone, Debug)]
pub struct PeriodRow {
    /// The window.
    pub window: Window,
    /// The limit.
    pub max: Money,
    /// By how much the owner raised it for this period.
    pub raised: Money,
    /// What rolled over from earlier periods.
    pub carried: Money,
    /// What open purchases hold.
    pub held: Money,
    /// What was spent.
    pub spent: Money,
    /// What is left; never below zero.
    pub left: Money,
    /// When the period began.
    pub starts: Timestamp,
    /// When the next begins.
    pub ends: Option<Timestamp>,
}

/// One version of a mandate.
#[derive(Clone, Debug)]
pub struct MandateVersionRow {
    /// Its number.
    pub version: u32,
    /// When it was set.
    pub at: Timestamp,
    /// What it changed, in words.
    pub changes: Vec<String>,
    /// Its document.
    pub document: String,
    /// The entry.
    pub seq: u64,
}

/// So many attempts at one thing are looked for.
pub(crate) const ATTEMPTS_SHOWN: u32 = 50;

pub(crate) fn summary(
    conn: &Connection,
    registry: &Registry,
    row: &PurchaseRow,
) -> Result<PurchaseSummary, EngineError> {
    let requested = crate::reading::requested(&store::log::entry(conn, row.asked_seq)?.bytes)?;
    let tried = store::purchases::tried(conn, &row.purchase, ATTEMPTS_SHOWN)?;
    Ok(summary_of(registry, row, requested, tried))
}

pub(crate) fn summary_of(
    registry: &Registry,
    row: &PurchaseRow,
    requested: Requested,
    tried: u32,
) -> PurchaseSummary {
    PurchaseSummary::of(registry, &row.purchase, requested.into(), tried)
}

pub(crate) fn mandate(
    conn: &Connection,
    registry: &Registry,
    record: &MandateRecord,
    now: Timestamp,
) -> Result<MandateRow, EngineError> {
    use counterfoil_domain::mandate::AgentScope;
    let mandate = &record.mandate;
    let agents = match &mandate.agents {
        AgentScope::AnyReal => None,
        AgentScope::Only(ids) => {
            let known = ids.iter().filter_map(|id| registry.agents.get(id));
            Some(known.map(|agent| agent.name.clone()).collect())
        }
    };
    let mut stored = Stored(conn);
    let moment = Moment::of(&mut stored, record, now, None)?;
    let money = |minor: i128| {
        let minor = i64::try_from(minor.max(0)).unwrap_or(i64::MAX);
        Money::new(minor, mandate.currency)
    };
    let standings = moment.standings(&mut stored)?;
    let periods = standings.iter().map(|standing| {
        let window = standing.limit.window;
        let period = mandate.calendar().period(window, moment.today, now);
        PeriodRow {
            window,
            max: standing.limit.max,
            raised: money(standing.balance.raised.into()),
            carried: money(standing.carried.into()),
            held: money(standing.balance.held.into()),
            spent: money(standing.balance.spent.into()),
            left: money(standing.left()),
            starts: period.start,
            ends: period.end,
        }
    });
    let purchases = match mandate.limits.max_purchases {
        Some(most) => Some(moment.count(&mut stored, most.window)?),
        None => None,
    };
    let periods: Vec<PeriodRow> = periods.collect();
    let first = periods.first();
    let since = first.map_or(Timestamp::from_millis(0), |period| period.starts);
    Ok(MandateRow {
        uncounted: uncounted::of(conn, mandate, since)?,
        mandate: Arc::clone(mandate),
        document: record.document.clone(),
        agents,
        state: state(record, now),
        set_at: record.set_at,
        periods,
        purchases,
    })
}

pub(crate) fn history(
    conn: &Connection,
    id: MandateId,
) -> Result<Vec<MandateVersionRow>, EngineError> {
    let versions = versions(conn, id)?.into_iter().rev();
    let row = |(seq, at, set): (u64, Timestamp, MandateSet)| MandateVersionRow {
        version: set.version,
        at,
        changes: set.changes,
        document: set.document,
        seq,
    };
    Ok(versions.map(row).collect())
}

/// Every version as it was recorded: where and when, oldest first.
pub(crate) fn versions(
    conn: &Connection,
    id: MandateId,
) -> Result<Vec<(u64, Timestamp, MandateSet)>, EngineError> {
    let mut versions = Vec::new();
    for seq in store::texts::registry_from(conn, 0)? {
        let entry = crate::reading::entry(&store::log::entry(conn, seq)?.bytes)?;
        if let Fact::MandateSet(set) = entry.fact
            && set.mandate == id
        {
            versions.push((seq, entry.at, set));
        }
    }
    Ok(versions)
}

pub(crate) fn agents(
    conn: &Connection,
    registry: &Registry,
    now: Timestamp,
) -> Result<Vec<AgentRow>, EngineError> {
    let month = Calendar::of(chrono_tz::UTC)
        .period_at(Window::Month, now)
        .start;
    let mut rows = Vec::with_capacity(registry.agents.len());
    for agent in registry.agents.values() {
        let counts = store::agents::counts(conn, agent.id)?;
        let facts = agent.facts(now);
        let for_it = registry
            .in_force()
            .filter(|record| record.mandate.is_for(&facts));
        rows.push(AgentRow {
            id: agent.id,
            name: agent.name.clone(),
            removed: agent.removed,
            pause: agent.pause.filter(|pause| pause.holds(now)),
            sandbox: agent.sandbox,
            controls_desktop: agent.controls_desktop,
            key: crate::reading::short_key(&agent.token_hash),
            code: crate::reading::comparison_code(&agent.token_hash),
            added_at: agent.added_at,
            last_seen: counts.last_seen,
            automatic: counts.automatic,
            asked: counts.asked,
            denied: counts.denied,
            spent_this_month: store::agents::spent_since(conn, agent.id, month)?,
            budgets: for_it.map(|record| record.mandate.name.clone()).collect(),
            claims: crate::session::claims::of(conn, agent.id)?,
        });
    }
    Ok(rows)
}

fn state(record: &MandateRecord, now: Timestamp) -> MandateState {
    let valid = &record.mandate.valid;
    if record.revoked_at.is_some() {
        MandateState::Revoked
    } else if valid.contains(now) {
        if record.mandate.paused {
            MandateState::Paused
        } else {
            MandateState::Active
        }
    } else if valid.from.is_some_and(|from| now < from) {
        MandateState::Upcoming
    } else {
        MandateState::Expired
    }
}
