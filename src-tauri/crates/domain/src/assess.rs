//! The one path on which a purchase is decided: find the mandates that cover it, read what their
//! periods carry, and evaluate.
//!
//! What it reads comes through [`Records`], so that the engine, which answers from its store, and
//! a back-test, which answers from memory, decide by the very same code.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use crate::balances::BalanceKey;
use crate::evaluate::{Balance, Covering, Outcome, Question, Verdict, evaluate};
use crate::mandate::Mandate;
use crate::merchant::MerchantIdentity;
use crate::period::PeriodKey;
use crate::purchase::{Charge, Purchase, Raises};
use crate::registry::{AgentRecord, Registry};
use crate::request::PurchaseRequest;
use crate::time::Timestamp;

/// What an assessment reads.
pub trait Records {
    /// Why something could not be read.
    type Error;

    /// Agents, mandates and the pause.
    fn registry(&self) -> &Registry;

    /// As of when.
    fn now(&self) -> Timestamp;

    /// How long a purchase that no mandate covers can be undone.
    fn default_undo(&mut self) -> Result<Duration, Self::Error>;

    /// What one period of one mandate carries.
    fn balance(&mut self, key: &BalanceKey) -> Result<Balance, Self::Error>;

    /// Whether the owner ever bought from this merchant.
    fn merchant_known(&mut self, merchant: &MerchantIdentity) -> Result<bool, Self::Error>;
}

/// Who asks for what.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Who asks.
    pub agent: &'a AgentRecord,
    /// For what.
    pub request: &'a PurchaseRequest,
    /// The purchase it is about, if it exists: what it holds itself does not stand in its way.
    pub own: Option<&'a Purchase>,
}

/// What was found, and what follows for the purchase.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The evaluation.
    pub outcome: Outcome,
    /// Where it would be charged.
    pub charge: Option<Charge>,
    /// What to reserve at once, minor units.
    pub hold: i64,
    /// What other purchases hold of the charged budget, minor units.
    pub held_by_others: Option<i64>,
    /// By how much each window of the charged budget would go over.
    pub raises: Raises,
}

/// Assesses a request as of now.
pub fn assess<R: Records>(records: &mut R, ask: &Ask<'_>) -> Result<Evaluated, R::Error> {
    let now = records.now();
    let facts = ask.agent.facts(now);
    let checkout = &ask.request.checkout;
    let in_force = records.registry().in_force();
    let mandates: Vec<Arc<Mandate>> = in_force
        .filter(|record| record.mandate.covers(&facts, checkout, now))
        .map(|record| Arc::clone(&record.mandate))
        .collect();
    let mut covering = Vec::with_capacity(mandates.len());
    for mandate in &mandates {
        covering.push(Covering {
            mandate,
            balances: balances(records, mandate, ask.own)?,
        });
    }
    let merchant_known = records.merchant_known(&checkout.merchant.identity())?;
    let mut outcome = evaluate(&Question {
        agent: &facts,
        checkout,
        hidden_characters: ask.request.hidden_characters,
        merchant_known,
        all_paused: records.registry().all_paused(now),
        covering: &covering,
        now,
    });
    if outcome.mandates.is_empty() {
        outcome.undo = records.default_undo()?;
    }
    let refused = outcome.verdict == Verdict::Refuse;
    let charged = outcome.charged.filter(|_| !refused);
    let chosen = charged.and_then(|id| covering.iter().find(|known| known.mandate.id == id));
    let charge = chosen.map(|chosen| Charge {
        day: local_day(chosen.mandate, now),
        mandate: chosen.mandate.id,
        version: chosen.mandate.version,
    });
    // Beyond a limit there is nothing left to reserve: the owner's approval raises it first.
    let fits = charge.is_some() && outcome.over.is_none();
    let amount = checkout.amount.minor();
    Ok(Evaluated {
        charge,
        hold: if fits { amount } else { 0 },
        held_by_others: chosen.and_then(|chosen| {
            let held = chosen.balances.iter().map(|(_, balance)| balance.held);
            held.max()
        }),
        raises: chosen.map_or_else(Raises::new, |chosen| raises(chosen, amount)),
        outcome,
    })
}

/// The day on which a purchase counts, where the mandate's owner lives.
pub fn local_day(mandate: &Mandate, at: Timestamp) -> NaiveDate {
    at.to_datetime()
        .with_timezone(&mandate.time_zone)
        .date_naive()
}

fn balances<R: Records>(
    records: &mut R,
    mandate: &Mandate,
    own: Option<&Purchase>,
) -> Result<Vec<(PeriodKey, Balance)>, R::Error> {
    let now = records.now();
    let day = local_day(mandate, now);
    let mut found = Vec::with_capacity(mandate.limits.periods.len());
    for limit in &mandate.limits.periods {
        let key = BalanceKey::of(mandate.id, limit.window, day);
        let mut balance = records.balance(&key)?;
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
