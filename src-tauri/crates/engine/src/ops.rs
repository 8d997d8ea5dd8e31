//! Operations: each is one function from the state the writer sees to what it stages.
//!
//! They run inside the writer's transaction, so what they check still holds when it commits.

use counterfoil_domain::balances::BalanceKey;
use counterfoil_domain::checkout::Checkout;
use counterfoil_domain::evaluate::{Balance, Covering, Outcome, Question, Verdict, evaluate};
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::purchase::{Charge, Purchase, Raises};
use counterfoil_domain::registry::AgentRecord;
use counterfoil_domain::time::Timestamp;

use crate::error::EngineError;
use crate::writer::Desk;

pub(crate) mod agents;
pub(crate) mod approve;
pub(crate) mod authorize;
pub(crate) mod decide;
pub(crate) mod due;
pub(crate) mod mandates;
pub(crate) mod pause;
pub(crate) mod settle;
pub(crate) mod submit;
pub(crate) mod unlocked;
pub(crate) mod view;

/// An evaluation with fresh balances, and where it would be charged.
pub(crate) struct Evaluated {
    pub(crate) outcome: Outcome,
    pub(crate) charge: Option<Charge>,
    /// What to reserve at once, minor units.
    pub(crate) hold: i64,
    /// What other purchases hold of the charged budget, minor units.
    pub(crate) held_by_others: Option<i64>,
    /// By how much each window of the charged budget would go over.
    pub(crate) raises: Raises,
}

/// Evaluates a checkout as of now, without what `own` itself already holds.
pub(crate) fn evaluated(
    desk: &mut Desk<'_>,
    agent: &AgentRecord,
    checkout: &Checkout,
    hidden_characters: u32,
    own: Option<&Purchase>,
) -> Result<Evaluated, EngineError> {
    let now = desk.now();
    let facts = agent.facts(now);
    let covers = |mandate: &Mandate| mandate.covers(&facts, checkout, now);
    let in_force = desk.registry().in_force().map(|record| &record.mandate);
    let mandates: Vec<Mandate> = in_force
        .filter(|mandate| covers(mandate))
        .cloned()
        .collect();
    let mut covering = Vec::with_capacity(mandates.len());
    for mandate in &mandates {
        covering.push(Covering {
            mandate,
            balances: balances(desk, mandate, own)?,
        });
    }
    let merchant_known = desk.merchant_known(&checkout.merchant.identity())?;
    let all_paused = desk.registry().all_paused(now);
    let mut outcome = evaluate(&Question {
        agent: &facts,
        checkout,
        hidden_characters,
        merchant_known,
        all_paused,
        covering: &covering,
        now,
    });
    if outcome.mandates.is_empty() {
        let seconds = crate::settings::undo_seconds(desk.conn())?;
        outcome.undo = std::time::Duration::from_secs(seconds.into());
    }
    let charged = outcome
        .charged
        .and_then(|id| mandates.iter().find(|known| known.id == id));
    let charge = charged
        .filter(|_| outcome.verdict != Verdict::Refuse)
        .map(|mandate| Charge {
            day: local_day(mandate, now),
            mandate: mandate.id,
            version: mandate.version,
        });
    // Beyond a limit there is nothing left to reserve: the owner's approval raises it first.
    let fits = charge.is_some() && outcome.over.is_none();
    let hold = if fits { checkout.amount.minor() } else { 0 };
    let chosen = charge.and_then(|charge| {
        covering
            .iter()
            .find(|covering| covering.mandate.id == charge.mandate)
    });
    let raises = chosen.map_or_else(Raises::new, |chosen| {
        raises(chosen, checkout.amount.minor())
    });
    let held_by_others = chosen.and_then(|chosen| {
        chosen
            .balances
            .iter()
            .map(|(_, balance)| balance.held)
            .max()
    });
    Ok(Evaluated {
        outcome,
        charge,
        hold,
        held_by_others,
        raises,
    })
}

/// The day on which a purchase counts, where the mandate's owner lives.
pub(crate) fn local_day(mandate: &Mandate, at: Timestamp) -> chrono::NaiveDate {
    at.to_datetime()
        .with_timezone(&mandate.time_zone)
        .date_naive()
}

type PeriodBalances = Vec<(counterfoil_domain::period::PeriodKey, Balance)>;

fn balances(
    desk: &mut Desk<'_>,
    mandate: &Mandate,
    own: Option<&Purchase>,
) -> Result<PeriodBalances, EngineError> {
    let now = desk.now();
    let day = local_day(mandate, now);
    let mut found = Vec::with_capacity(mandate.limits.periods.len());
    for limit in &mandate.limits.periods {
        let key = BalanceKey::of(mandate.id, limit.window, day);
        let mut balance = desk.balance(&key)?;
        if let Some(own) = own
            && own_period(own, &key)
        {
            balance.held = balance.held.saturating_sub(own.held);
            let raised = own.raised.get(&key.window).copied().unwrap_or(0);
            balance.raised = balance.raised.saturating_sub(raised);
        }
        let period = limit.window.period_at(mandate.time_zone, now);
        found.push((period.key, balance));
    }
    Ok(found)
}

/// What is missing in each window that has not enough left for `amount`.
fn raises(covering: &Covering<'_>, amount: i64) -> Raises {
    let limits = covering.mandate.limits.periods.iter();
    let mut raises = Raises::new();
    for (limit, (_, balance)) in limits.zip(&covering.balances) {
        let left = limit
            .max
            .minor()
            .saturating_add(balance.raised)
            .saturating_sub(balance.held)
            .saturating_sub(balance.spent);
        let missing = amount.saturating_sub(left);
        if missing > 0 {
            let most = raises.entry(limit.window).or_insert(missing);
            *most = missing.max(*most);
        }
    }
    raises
}

fn own_period(own: &Purchase, key: &BalanceKey) -> bool {
    own.charge
        .is_some_and(|charge| BalanceKey::of(charge.mandate, key.window, charge.day) == *key)
}
