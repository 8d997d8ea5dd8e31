//! The one path on which a purchase is decided: find the mandates that cover it, read where their
//! limits stand, and evaluate.
//!
//! What it reads comes through [`Records`], so that the engine, which answers from its store, and
//! a back-test, which answers from memory, decide by the very same code.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::balances::{Balances, Slot, Span};
use crate::entry::AgainOf;
use crate::evaluate::{
    AgentFacts, Agreed, Balance, Covering, Outcome, Question, Standing, Verdict, evaluate,
};
use crate::ids::{AgentId, MandateId};
use crate::mandate::Mandate;
use crate::memory::{AgentMemory, KnownMerchants, MerchantMemory};
use crate::merchant::MerchantIdentity;
use crate::money::Money;
use crate::percent::Percent;
use crate::period::{Calendar, Window};
use crate::purchase::{Charge, Purchase, Raises};
use crate::rates::ChargeRate;
use crate::registry::{MandateRecord, Registry};
use crate::request::PurchaseRequest;
use crate::risk::Inspection;
use crate::subscription::{Doubt, Renewal, Subscription, SubscriptionKey, doubts};
use crate::time::Timestamp;

mod reached;
mod risks;
mod standing;
mod terms;

use reached::{missing, warnings};
pub use standing::Moment;

/// What mandates carry.
pub trait Sums {
    /// Why something could not be read.
    type Error;

    /// What a range of one mandate's sums adds up to.
    fn sum(
        &mut self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Result<Balance, Self::Error>;

    /// The latest day on which anything was charged to a mandate.
    fn latest_day(&mut self, mandate: MandateId) -> Result<Option<NaiveDate>, Self::Error>;
}

/// What an assessment reads.
pub trait Records: Sums {
    /// Agents, mandates, rates and the pause.
    fn registry(&self) -> &Registry;

    /// As of when.
    fn now(&self) -> Timestamp;

    /// The day it is where a mandate's days begin.
    fn day(&mut self, time_zone: Tz) -> NaiveDate {
        Calendar::of(time_zone).day(self.now(), None)
    }

    /// How long a purchase that no mandate covers can be undone.
    fn default_undo(&mut self) -> Result<Duration, Self::Error>;

    /// Whether the owner ever bought from this merchant.
    fn merchant_known(&mut self, merchant: &MerchantIdentity) -> Result<bool, Self::Error>;

    /// What is known of something that repeats.
    fn subscription(&mut self, key: &SubscriptionKey) -> Result<Option<Subscription>, Self::Error>;

    /// What was asked for at this merchant.
    fn merchant_memory(
        &mut self,
        merchant: &MerchantIdentity,
    ) -> Result<Arc<MerchantMemory>, Self::Error>;

    /// What this agent asked for.
    fn agent_memory(&mut self, agent: AgentId) -> Result<Arc<AgentMemory>, Self::Error>;

    /// Where the owner bought. Only read for a merchant that is not among them.
    fn known_merchants(&mut self) -> Result<Arc<KnownMerchants>, Self::Error>;
}

impl Sums for Balances {
    type Error = Infallible;

    fn sum(
        &mut self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Result<Balance, Infallible> {
        Ok(Self::sum(self, mandate, span, slots))
    }

    fn latest_day(&mut self, mandate: MandateId) -> Result<Option<NaiveDate>, Infallible> {
        Ok(Self::latest_day(self, mandate))
    }
}

/// Who asks for what.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Who asks, as of now.
    pub agent: AgentFacts,
    /// For what.
    pub request: &'a PurchaseRequest,
    /// What the request says by itself.
    pub inspection: &'a Inspection,
    /// The purchase it is about, if it exists: what it holds itself does not stand in its way.
    pub own: Option<&'a Purchase>,
    /// The price that the owner approved before the agent changed it.
    pub agreed: Option<Money>,
}

/// What was found, and what follows for the purchase.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The evaluation.
    pub outcome: Outcome,
    /// Where it would be charged.
    pub charge: Option<Charge>,
    /// The overall limit it would count in.
    pub overall: Option<Charge>,
    /// What to reserve at once, minor units.
    pub hold: i64,
    /// What other purchases hold of the charged budget, minor units of the purchase's currency.
    pub held_by_others: Option<i64>,
    /// By how much each window of the charged budget would go over.
    pub raises: Raises,
    /// By how much each window of the overall limit would go over.
    pub overall_raises: Raises,
    /// What the purchase counts in the charged budget.
    pub price: Option<Money>,
    /// Where the limits of the charged budget stand, without this purchase.
    pub standings: Vec<Standing>,
    /// The highest new price that would keep an approval of this one.
    pub tolerated: Money,
    /// The merchant as purchases of this agent know it.
    pub merchant: MerchantIdentity,
    /// The refused purchase that it tries again.
    pub again_of: Option<AgainOf>,
    /// The parts of limits that this would reach, for the owner to know.
    pub warnings: Vec<Warning>,
}

/// A part of a limit that is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Of which mandate.
    pub mandate: MandateId,
    /// Of which limit.
    pub window: Window,
    /// How much of it.
    pub percent: u8,
}

/// Assesses a request as of now.
pub fn assess<R: Records>(records: &mut R, ask: &Ask<'_>) -> Result<Evaluated, R::Error> {
    let now = records.now();
    let facts = ask.agent;
    let checkout = &ask.request.checkout;
    let registry = records.registry();
    let category = registry.category_of(&checkout.merchant);
    let found: Vec<Arc<MandateRecord>> = registry
        .in_force()
        .filter(|record| record.mandate.covers(&facts, checkout, category, now))
        .map(Arc::clone)
        .collect();
    let (totals, matching): (Vec<_>, Vec<_>) =
        found.iter().partition(|record| record.mandate.overall);
    let mut covering = Vec::with_capacity(matching.len());
    for record in matching {
        covering.push(held_against(records, record, ask)?);
    }
    let overall = match totals.first() {
        Some(record) => Some(held_against(records, record, ask)?),
        None => None,
    };
    let agreed = ask.agreed.map(|amount| Agreed {
        amount,
        most: tolerated(&covering, amount),
    });
    let merchant_known = records.merchant_known(&ask.merchant())?;
    let renewal = renewal(records, ask, &covering)?;
    let (signals, again_of) = risks::signals(records, ask, &covering, merchant_known)?;
    let mut outcome = evaluate(&Question {
        agent: &facts,
        checkout,
        hidden_characters: ask.request.hidden_characters,
        merchant_known,
        all_paused: records.registry().all_paused(now),
        covering: &covering,
        overall: overall.as_ref(),
        renewal: &renewal,
        signals: &signals,
        agreed,
        now,
    });
    if covering.is_empty() {
        outcome.undo = records.default_undo()?;
    }
    Ok(Evaluated {
        again_of,
        ..concluded(outcome, &covering, overall.as_ref(), ask, now)
    })
}

/// One mandate, with where its limits stand without the purchase itself.
fn held_against<'a, R: Records>(
    records: &mut R,
    record: &'a MandateRecord,
    ask: &Ask<'a>,
) -> Result<Covering<'a>, R::Error> {
    let now = records.now();
    let mandate: &Mandate = &record.mandate;
    let amount = ask.request.checkout.amount;
    let (price, rate) = price(records.registry(), mandate, amount, now);
    let day = records.day(mandate.time_zone);
    let moment = Moment::on(day, records, record, now, ask.own)?;
    let count = match mandate.limits.max_purchases {
        Some(most) => moment.count(records, most.window)?,
        None => 0,
    };
    Ok(Covering {
        mandate,
        price,
        rate,
        periods: moment.standings(records)?,
        count,
        today: moment.today,
    })
}

/// What an amount counts in a mandate, and by what; nothing is guessed.
fn price(
    registry: &Registry,
    mandate: &Mandate,
    amount: Money,
    now: Timestamp,
) -> (Option<Money>, Option<ChargeRate>) {
    if amount.currency() == mandate.currency {
        return (Some(amount), None);
    }
    let conversion = mandate.limits.conversion;
    let today = now.to_datetime().date_naive();
    let oldest = today.checked_sub_days(chrono::Days::new(conversion.max_age_days.into()));
    let rate = registry.rates.charge_rate(
        amount.currency(),
        mandate.currency,
        conversion.margin,
        oldest.unwrap_or(today),
    );
    let price = rate.and_then(|rate| rate.convert(amount).ok());
    (price, rate.filter(|_| price.is_some()))
}

fn tolerated(covering: &[Covering<'_>], amount: Money) -> Money {
    let limits = covering.iter().map(|covering| {
        let tolerance = covering.mandate.limits.tolerance;
        tolerance.map_or(amount.minor(), |tolerance| tolerance.most(amount).minor())
    });
    Money::new(limits.min().unwrap_or(amount.minor()), amount.currency())
}

fn renewal<R: Records>(
    records: &mut R,
    ask: &Ask<'_>,
    covering: &[Covering<'_>],
) -> Result<Vec<Doubt>, R::Error> {
    let checkout = &ask.request.checkout;
    let Some(key) = SubscriptionKey::of(checkout) else {
        return Ok(Vec::new());
    };
    // What play money subscribes to is not recorded, and real subscriptions are none of its business.
    let known = if ask.agent.sandbox {
        None
    } else {
        records.subscription(&key)?
    };
    let mandates = || covering.iter().map(|covering| covering.mandate);
    Ok(doubts(&Renewal {
        agent: ask.agent.id,
        checkout,
        known: known.as_ref(),
        ask_new: covering.is_empty() || mandates().any(|mandate| mandate.ask_subscription),
        price_rise: mandates()
            .map(|mandate| mandate.price_rise)
            .min()
            .unwrap_or(Percent::ZERO),
        today: records.now().to_datetime().date_naive(),
    }))
}

fn concluded(
    outcome: Outcome,
    covering: &[Covering<'_>],
    overall: Option<&Covering<'_>>,
    ask: &Ask<'_>,
    now: Timestamp,
) -> Evaluated {
    let amount = ask.request.checkout.amount;
    let refused = outcome.verdict == Verdict::Refuse;
    let chosen = outcome
        .charged
        .filter(|_| !refused)
        .and_then(|id| covering.iter().find(|known| known.mandate.id == id));
    let overall = overall.filter(|_| !refused);
    let counted = overall.and_then(|overall| charge_of(overall, now));
    let charge = chosen.and_then(|chosen| charge_of(chosen, now));
    let raises = chosen.map_or_else(Raises::new, missing);
    let overall_raises = overall.map_or_else(Raises::new, missing);
    // Beyond a limit there is nothing left to reserve: the owner's approval raises it first.
    let fits =
        (charge.is_some() || counted.is_some()) && raises.is_empty() && overall_raises.is_empty();
    let held_by_others = chosen.and_then(|chosen| {
        let held = chosen
            .periods
            .iter()
            .map(|period| period.balance.held)
            .max()?;
        match &chosen.rate {
            None => Some(held),
            Some(rate) => {
                let held = Money::new(held, chosen.mandate.currency);
                rate.most(held, amount.currency()).ok().map(Money::minor)
            }
        }
    });
    Evaluated {
        charge,
        overall: counted,
        hold: if fits { amount.minor() } else { 0 },
        held_by_others,
        raises,
        overall_raises,
        price: chosen.and_then(|chosen| chosen.price),
        standings: chosen.map_or_else(Vec::new, |chosen| chosen.periods.clone()),
        tolerated: tolerated(covering, amount),
        merchant: ask.merchant(),
        again_of: None,
        warnings: chosen
            .into_iter()
            .chain(overall)
            .flat_map(warnings)
            .collect(),
        outcome,
    }
}

fn charge_of(covering: &Covering<'_>, now: Timestamp) -> Option<Charge> {
    covering.price.map(|_| Charge {
        day: covering.today,
        hour: Slot::of_hour(now),
        mandate: covering.mandate.id,
        rate: covering.rate,
        version: covering.mandate.version,
    })
}
