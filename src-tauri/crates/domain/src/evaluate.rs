//! What happens with a purchase: within a mandate, a question for the owner, or refused.
//!
//! A pure function of the question. Every covering mandate is held against the purchase, the
//! strictest result wins, and every reason for it is named with its numbers.

mod reason;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use reason::Reason;

use crate::checkout::Checkout;
use crate::ids::{AgentId, MandateId};
use crate::mandate::{Mandate, PeriodLimit, WhenUsedUp};
use crate::money::Money;
use crate::period::PeriodKey;
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

/// What a period of a mandate already carries, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Reserved for purchases not settled yet.
    pub held: i64,
    /// Paid.
    pub spent: i64,
    /// By how much the owner raised the limit for this period.
    pub raised: i64,
}

/// A mandate that covers the purchase, with the balances of its current periods.
#[derive(Debug, Clone)]
pub struct Covering<'a> {
    /// The mandate.
    pub mandate: &'a Mandate,
    /// One per period limit of the mandate, in the same order.
    pub balances: Vec<(PeriodKey, Balance)>,
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
    /// The smallest that is left in a period of the charged mandate after this.
    pub left_after: Option<Money>,
    /// By how much at most this goes over a period of the charged mandate.
    pub over: Option<Money>,
}

/// Holds a purchase against everything that applies to it.
pub fn evaluate(question: &Question<'_>) -> Outcome {
    let charged = question
        .covering
        .iter()
        .max_by_key(|covering| covering.mandate.specificity());
    let outcome = Outcome {
        verdict: Verdict::Within,
        reasons: Vec::new(),
        mandates: question
            .covering
            .iter()
            .map(|covering| covering.mandate.id)
            .collect(),
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
    let after = charged.and_then(|covering| smallest_left(covering, question.checkout.amount));
    let currency = question.checkout.currency();
    let outcome = Outcome {
        left_after: after.map(|left| clamped(left.max(0), currency)),
        over: after
            .filter(|left| *left < 0)
            .map(|left| clamped(left.saturating_neg(), currency)),
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
    let checkout = question.checkout;
    let amount = checkout.amount;
    let mut reasons = Vec::new();
    for covering in question.covering {
        let mandate = covering.mandate;
        if mandate.blocks(checkout) {
            reasons.push(Reason::BlockedMerchant {
                mandate_name: mandate.name.clone(),
                merchant: checkout.merchant.label().to_owned(),
            });
        }
        if let Some(limit) = mandate
            .limits
            .deny_above
            .filter(|limit| amount.minor() > limit.minor())
        {
            reasons.push(Reason::AboveDeny {
                diff: difference(amount, limit),
                limit,
                mandate_name: mandate.name.clone(),
            });
        }
        for (limit, left) in overrun(covering, amount) {
            if limit.when_used_up == WhenUsedUp::Deny {
                reasons.push(Reason::PeriodUsedUp {
                    diff: difference(amount, left),
                    left,
                    mandate_name: mandate.name.clone(),
                    window: limit.window,
                });
            }
        }
    }
    reasons
}

/// What the owner must decide.
fn doubts(question: &Question<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    merchant_doubts(question, &mut reasons);
    if question.hidden_characters > 0 {
        reasons.push(Reason::HiddenText {
            count: question.hidden_characters,
        });
    }
    let checkout = question.checkout;
    if let Some(recurrence) = &checkout.recurrence {
        reasons.push(Reason::Renewal(Doubt::New {
            count: recurrence.count,
            interval: recurrence.interval,
            trial_ends: recurrence.trial_ends,
            yearly: recurrence.yearly(checkout.amount).ok(),
        }));
    }
    if question.covering.is_empty() {
        reasons.push(Reason::NoBudget);
    }
    for covering in question.covering {
        limit_doubts(covering, checkout.amount, &mut reasons);
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

fn limit_doubts(covering: &Covering<'_>, amount: Money, reasons: &mut Vec<Reason>) {
    let mandate = covering.mandate;
    let auto = mandate
        .limits
        .auto_up_to
        .unwrap_or(Money::zero(amount.currency()));
    if amount.minor() > auto.minor() {
        reasons.push(Reason::OverAuto {
            diff: difference(amount, auto),
            limit: auto,
            mandate_name: mandate.name.clone(),
        });
    }
    for (limit, left) in overrun(covering, amount) {
        if limit.when_used_up == WhenUsedUp::Ask {
            reasons.push(Reason::OverPeriod {
                diff: difference(amount, left),
                left,
                mandate_name: mandate.name.clone(),
                window: limit.window,
            });
        }
    }
    if let Some(limit) = mandate
        .confirm_above
        .filter(|limit| amount.minor() > limit.minor())
    {
        reasons.push(Reason::NeedsPresence { limit });
    }
}

/// The period limits that `amount` would go over, with what is left in each.
fn overrun<'a>(
    covering: &'a Covering<'_>,
    amount: Money,
) -> impl Iterator<Item = (&'a PeriodLimit, Money)> {
    left_before(covering)
        .filter(move |(_, left)| i128::from(amount.minor()) > *left)
        .map(move |(limit, left)| (limit, clamped(left.max(0), amount.currency())))
}

fn smallest_left(covering: &Covering<'_>, amount: Money) -> Option<i128> {
    let amount = i128::from(amount.minor());
    left_before(covering)
        .map(|(_, left)| left.saturating_sub(amount))
        .min()
}

/// What is left of each period limit. A period whose balance was not given has nothing left:
/// what is not known must not be spent.
fn left_before<'a>(covering: &'a Covering<'_>) -> impl Iterator<Item = (&'a PeriodLimit, i128)> {
    covering
        .mandate
        .limits
        .periods
        .iter()
        .enumerate()
        .map(|(index, limit)| {
            let left = covering.balances.get(index).map_or(0, |(_, balance)| {
                i128::from(limit.max.minor())
                    .saturating_add(i128::from(balance.raised))
                    .saturating_sub(i128::from(balance.held))
                    .saturating_sub(i128::from(balance.spent))
            });
            (limit, left)
        })
}

fn difference(amount: Money, limit: Money) -> Money {
    Money::new(
        amount.minor().saturating_sub(limit.minor()),
        amount.currency(),
    )
}

fn clamped(minor: i128, currency: crate::currency::Currency) -> Money {
    Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency)
}
