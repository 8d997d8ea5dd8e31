//! What happens with a purchase: within a mandate, a question for the owner, or refused.
//!
//! A pure function of the question. Every covering mandate is held against the purchase, the
//! strictest result wins, and every reason for it is named with its numbers.

mod limits;
mod reason;

use std::time::Duration;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use reason::Reason;

use crate::balances::Slot;
use crate::checkout::Checkout;
use crate::ids::{AgentId, MandateId};
use crate::mandate::{Hours, Mandate, PeriodLimit};
use crate::money::Money;
use crate::rates::ChargeRate;
use crate::risk::Signal;
use crate::subscription::Doubt;
use crate::time::Timestamp;

/// How long a purchase can be undone where no mandate says otherwise.
pub const DEFAULT_UNDO: Duration = Duration::from_secs(10);

/// What the evaluation needs to know about an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentFacts {
    /// Who it is.
    pub id: AgentId,
    /// Whether it can move the mouse and press keys on the owner's desktop.
    pub controls_desktop: bool,
    /// Whether it only plays.
    pub sandbox: bool,
    /// Whether it is paused.
    pub paused: bool,
}

/// What a sum of a mandate carries, in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Reserved for purchases not settled yet.
    pub held: i64,
    /// Paid.
    pub spent: i64,
    /// By how much the owner raised the limit for this period.
    pub raised: i64,
    /// How many purchases hold or have spent something.
    pub count: i64,
}

impl Balance {
    /// Both together; stops at the end of the number range.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            held: self.held.saturating_add(other.held),
            spent: self.spent.saturating_add(other.spent),
            raised: self.raised.saturating_add(other.raised),
            count: self.count.saturating_add(other.count),
        }
    }

    /// This without a part of it.
    #[must_use]
    pub const fn without(self, part: Self) -> Self {
        Self {
            held: self.held.saturating_sub(part.held),
            spent: self.spent.saturating_sub(part.spent),
            raised: self.raised.saturating_sub(part.raised),
            count: self.count.saturating_sub(part.count),
        }
    }
}

/// Where one limit of a mandate stands in its present period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The limit.
    pub limit: PeriodLimit,
    /// What the period carries.
    pub balance: Balance,
    /// What rolled over from earlier periods.
    pub carried: i64,
    /// Under which slot this period is raised.
    pub slot: Slot,
    /// The first day of the next period, where there is one.
    pub next: Option<NaiveDate>,
}

impl Standing {
    /// The most that this period may add up to.
    pub fn most(&self) -> i128 {
        i128::from(self.limit.max.minor())
            .saturating_add(self.balance.raised.into())
            .saturating_add(self.carried.into())
    }

    /// What is left; negative when it is overdrawn.
    pub fn left(&self) -> i128 {
        self.most()
            .saturating_sub(self.balance.held.into())
            .saturating_sub(self.balance.spent.into())
    }
}

/// A mandate that covers the purchase, with where its limits stand.
#[derive(Debug, Clone)]
pub struct Covering<'a> {
    /// The mandate.
    pub mandate: &'a Mandate,
    /// What the purchase counts in the mandate's currency; none without a rate.
    pub price: Option<Money>,
    /// By what it was converted, where it is in another currency.
    pub rate: Option<ChargeRate>,
    /// One per period limit of the mandate, in the same order.
    pub periods: Vec<Standing>,
    /// How many purchases the window of the mandate's number of purchases carries.
    pub count: i64,
    /// The day of its calendar.
    pub today: NaiveDate,
}

/// The price that the owner approved before the agent changed it, and the most it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// What was approved.
    pub amount: Money,
    /// The highest that keeps the approval.
    pub most: Money,
}

/// Everything the evaluation depends on.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Who asks.
    pub agent: &'a AgentFacts,
    /// For what.
    pub checkout: &'a Checkout,
    /// How many hidden characters its texts had.
    pub hidden_characters: u32,
    /// Whether the owner ever bought from this merchant.
    pub merchant_known: bool,
    /// Whether everything is paused.
    pub all_paused: bool,
    /// The mandates that cover it.
    pub covering: &'a [Covering<'a>],
    /// The limit over all budgets.
    pub overall: Option<&'a Covering<'a>>,
    /// What speaks against it as something that repeats.
    pub renewal: &'a [Doubt],
    /// What about it is not as it seems.
    pub signals: &'a [Signal],
    /// What the owner approved of it before.
    pub agreed: Option<Agreed>,
    /// As of when.
    pub now: Timestamp,
}

/// The result, from lenient to strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Approved by rule.
    Within,
    /// The owner decides.
    Ask,
    /// Denied by rule.
    Refuse,
}

/// How much the owner must do to approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Nothing.
    T0,
    /// One key or click.
    T1,
    /// Tick the top fact first.
    T2,
    /// Prove presence.
    T3,
    /// Cannot be approved.
    T4,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The result.
    pub verdict: Verdict,
    /// Why; empty when within.
    pub reasons: Vec<Reason>,
    /// Every covering mandate.
    pub mandates: Vec<MandateId>,
    /// The one it is charged to: the most specific.
    pub charged: Option<MandateId>,
    /// What the owner must do to approve.
    pub tier: Tier,
    /// How long it can be undone.
    pub undo: Duration,
    /// The smallest that is left in a period of the charged mandate after this, in the currency of
    /// the purchase.
    pub left_after: Option<Money>,
    /// By how much at most this goes over a period of the charged mandate, in the same.
    pub over: Option<Money>,
}

/// Holds a purchase against everything that applies to it.
pub fn evaluate(question: &Question<'_>) -> Outcome {
    let currency = question.checkout.currency();
    let charged = question
        .covering
        .iter()
        .max_by_key(|covering| covering.mandate.specificity(currency));
    let all = question.covering.iter().chain(question.overall);
    let outcome = Outcome {
        verdict: Verdict::Within,
        reasons: Vec::new(),
        mandates: all.map(|covering| covering.mandate.id).collect(),
        charged: charged.map(|covering| covering.mandate.id),
        tier: Tier::T0,
        undo: undo(question.covering),
        left_after: None,
        over: None,
    };
    let refusals = refusals(question);
    if !refusals.is_empty() {
        return Outcome {
            verdict: Verdict::Refuse,
            reasons: refusals,
            ..outcome
        };
    }
    let room = charged.and_then(|covering| limits::room(covering, currency));
    let amount = question.checkout.amount.minor();
    let after = room.map(|room| room.saturating_sub(amount.into()));
    let outcome = Outcome {
        left_after: after.map(|left| limits::clamped(left.max(0), currency)),
        over: after
            .filter(|left| *left < 0)
            .map(|left| limits::clamped(left.saturating_neg(), currency)),
        ..outcome
    };
    let doubts = doubts(question);
    if doubts.is_empty() {
        return outcome;
    }
    let tier = doubts.iter().map(Reason::tier).max().unwrap_or(Tier::T1);
    Outcome {
        verdict: Verdict::Ask,
        reasons: doubts,
        tier,
        ..outcome
    }
}

fn undo(covering: &[Covering<'_>]) -> Duration {
    covering
        .iter()
        .map(|covering| covering.mandate.undo)
        .max()
        .unwrap_or(DEFAULT_UNDO)
}

/// What denies the purchase whatever the owner might say.
fn refusals(question: &Question<'_>) -> Vec<Reason> {
    if question.all_paused || question.agent.paused {
        return vec![Reason::Paused {
            whole: question.all_paused,
        }];
    }
    let mut reasons = Vec::new();
    for covering in question.covering {
        if covering.mandate.blocks(question.checkout) {
            reasons.push(Reason::BlockedMerchant {
                mandate_name: covering.mandate.name.clone(),
                merchant: question.checkout.merchant.label().to_owned(),
            });
        }
        limits::refusals(covering, &mut reasons);
    }
    if let Some(overall) = question.overall {
        limits::refusals(overall, &mut reasons);
    }
    let refused = question.renewal.iter().filter(|doubt| doubt.refuses());
    reasons.extend(refused.cloned().map(Reason::Renewal));
    reasons
}

/// What the owner must decide.
fn doubts(question: &Question<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let now = question.checkout.amount;
    if let Some(Agreed { amount, most }) = question.agreed
        && now.minor() > most.minor()
    {
        reasons.push(Reason::OverTolerance {
            diff: limits::difference(now, amount),
            now,
            old: amount,
        });
    }
    merchant_doubts(question, &mut reasons);
    if question.hidden_characters > 0 {
        reasons.push(Reason::HiddenText {
            count: question.hidden_characters,
        });
    }
    reasons.extend(question.signals.iter().cloned().map(Reason::Signal));
    reasons.extend(question.renewal.iter().cloned().map(Reason::Renewal));
    if question.covering.is_empty() {
        reasons.push(Reason::NoBudget);
    }
    for covering in question.covering {
        let mandate = covering.mandate;
        if mandate.paused {
            reasons.push(Reason::BudgetPaused {
                mandate_name: mandate.name.clone(),
            });
        }
        if let Some(until) = mandate.learning_until.filter(|day| covering.today <= *day) {
            reasons.push(Reason::Learning {
                mandate_name: mandate.name.clone(),
                until,
            });
        }
        let outside = |hours: &Hours| !hours.contain(mandate.calendar().time(question.now));
        if let Some(hours) = mandate.hours.filter(outside) {
            reasons.push(Reason::OutsideHours {
                from: Hours::text(hours.from),
                mandate_name: mandate.name.clone(),
                until: Hours::text(hours.until),
            });
        }
        limits::authority(covering, &mut reasons);
        limits::doubts(covering, now, &mut reasons);
    }
    if let Some(overall) = question.overall {
        limits::doubts(overall, now, &mut reasons);
    }
    // Such an agent could click for the owner, so nothing it buys goes through unseen.
    if question.agent.controls_desktop {
        reasons.push(Reason::ControlsDesktop);
    }
    reasons
}

fn merchant_doubts(question: &Question<'_>, reasons: &mut Vec<Reason>) {
    let merchant = &question.checkout.merchant;
    let ask_new = question.covering.is_empty()
        || question
            .covering
            .iter()
            .any(|covering| covering.mandate.ask_new_merchant);
    if let Some(domain) = merchant
        .domain
        .as_ref()
        .filter(|domain| domain.is_mixed_script())
    {
        reasons.push(Reason::MixedScript {
            ascii: domain.host().to_owned(),
            unicode: domain.unicode(),
        });
    }
    if ask_new && !question.merchant_known {
        reasons.push(Reason::NewMerchant {
            merchant: merchant.label().to_owned(),
        });
    }
    if merchant.domain.is_none() {
        reasons.push(Reason::Unverified {
            name: merchant.name.as_str().to_owned(),
        });
    }
}
