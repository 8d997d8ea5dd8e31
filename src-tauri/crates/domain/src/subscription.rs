//! Purchases that repeat: what the owner agreed to, when the next one is due, and whether a renewal
//! still is what was agreed.
//!
//! A subscription follows from authorized purchases with a recurrence and from the owner's
//! cancellations, through [`Subscription::renewed`] alone; the writer and the verifier share it.

mod doubt;
mod schedule;
mod table;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use doubt::{Doubt, Renewal, doubts};
pub use table::Subscriptions;

use crate::checkout::{Checkout, Interval, Recurrence};
use crate::currency::Currency;
use crate::ids::{AgentId, PurchaseId};
use crate::merchant::{MerchantIdentity, fold};
use crate::money::Money;
use crate::purchase::{DecidedBy, Purchase};
use crate::text::Text;
use crate::time::Timestamp;

/// By what a subscription is recognised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionKey {
    /// What it is paid in.
    pub currency: Currency,
    /// With whom.
    pub merchant: MerchantIdentity,
    /// Which of the merchant's plans: a fingerprint of the first item's number or title.
    pub plan: String,
}

/// What of a purchase a subscription depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Which subscription.
    pub key: SubscriptionKey,
    /// The price of one renewal.
    pub amount: Money,
    /// How it repeats.
    pub recurrence: Recurrence,
}

/// A purchase that repeats, as the owner agreed to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The purchase it began with; it is known by that.
    pub first: PurchaseId,
    /// The newest purchase of it.
    pub last: PurchaseId,
    /// The agent that renews it.
    pub agent: AgentId,
    /// How often.
    pub interval: Interval,
    /// The price that was agreed to.
    pub amount: Money,
    /// The price that was paid last.
    pub paid: Money,
    /// The day from which the others are counted.
    pub anchor: NaiveDate,
    /// The day the next one is due.
    pub next: NaiveDate,
    /// How many more there are; absent: until it is cancelled.
    pub left: Option<u32>,
    /// The day its trial ends.
    pub trial_ends: Option<NaiveDate>,
    /// When the owner cancelled it.
    pub cancelled_at: Option<Timestamp>,
}

impl SubscriptionKey {
    /// The key of what repeats; none for a purchase that does not.
    pub fn of(checkout: &Checkout) -> Option<Self> {
        Plan::of(checkout).map(|plan| plan.key)
    }
}

impl Plan {
    /// The plan of a purchase that repeats.
    pub fn of(checkout: &Checkout) -> Option<Self> {
        let recurrence = checkout.recurrence.clone()?;
        let first = checkout.items.first();
        let sku = first.and_then(|item| item.sku.as_ref()).map(Text::as_str);
        let title = first.map(|item| item.title.as_str());
        let merchant = checkout.merchant.identity();
        let amount = checkout.amount;
        Some(Self::recorded(merchant, sku, title, amount, recurrence))
    }

    /// The same from what the record says: the first item's number and title.
    pub(crate) fn recorded(
        merchant: MerchantIdentity,
        sku: Option<&str>,
        title: Option<&str>,
        amount: Money,
        recurrence: Recurrence,
    ) -> Self {
        Self {
            key: SubscriptionKey {
                currency: amount.currency(),
                merchant,
                plan: fingerprint(sku, title),
            },
            amount,
            recurrence,
        }
    }
}

/// What tells a merchant's plans apart: the number of the first item, else its title.
fn fingerprint(sku: Option<&str>, title: Option<&str>) -> String {
    let (kind, text) = match (sku, title) {
        (Some(sku), _) => ("sku:", fold(sku)),
        (None, Some(title)) => ("title:", fold(title)),
        (None, None) => ("", String::new()),
    };
    let digest = Sha256::new().chain_update(kind).chain_update(text);
    let mut plan = hex::encode(digest.finalize());
    plan.truncate(16);
    plan
}

impl Subscription {
    /// The subscription after `purchase` was authorized on `day`: a new one, or `known` renewed.
    ///
    /// What a rule let through changes only dates and counts. What the owner approved becomes the
    /// agreement: so prices cannot creep up by steps that each are small enough.
    pub fn renewed(
        known: Option<Self>,
        plan: &Plan,
        purchase: PurchaseId,
        agent: AgentId,
        by: Option<DecidedBy>,
        day: NaiveDate,
    ) -> Self {
        let recurrence = &plan.recurrence;
        let Some(mut known) = known else {
            return Self::begun(plan, purchase, agent, day);
        };
        known.last = purchase;
        known.paid = plan.amount;
        let ended = known.left == Some(0);
        if by == Some(DecidedBy::Owner) {
            known.amount = plan.amount;
            known.agent = agent;
            if ended || known.interval != recurrence.interval {
                let anew = Self::begun(plan, purchase, agent, day);
                known.interval = anew.interval;
                known.anchor = anew.anchor;
                known.next = anew.next;
                known.left = anew.left;
                known.trial_ends = anew.trial_ends;
                return known;
            }
        }
        known.left = known.left.map(|left| left.saturating_sub(1));
        let after = day.max(known.next);
        known.next = schedule::next(known.anchor, known.interval, after);
        known
    }

    /// The subscription after `purchase` was authorized at `at`.
    pub fn authorized(
        known: Option<Self>,
        plan: &Plan,
        purchase: &Purchase,
        at: Timestamp,
    ) -> Self {
        let day = at.to_datetime().date_naive();
        let Purchase {
            id,
            agent,
            decided_by,
            ..
        } = purchase;
        Self::renewed(known, plan, *id, *agent, *decided_by, day)
    }

    /// What it costs in a year from now, as far as it goes on.
    pub fn yearly(&self) -> Option<Money> {
        let charges = self.interval.per_year();
        let charges = self.left.map_or(charges, |left| left.min(charges));
        self.amount.checked_mul(charges).ok()
    }

    /// Whether it goes on.
    pub const fn is_active(&self) -> bool {
        self.cancelled_at.is_none() && !matches!(self.left, Some(0))
    }

    fn begun(plan: &Plan, purchase: PurchaseId, agent: AgentId, day: NaiveDate) -> Self {
        let Recurrence {
            count,
            interval,
            trial_ends,
        } = plan.recurrence;
        let trial = trial_ends.filter(|ends| *ends > day);
        let anchor = trial.unwrap_or(day);
        Self {
            first: purchase,
            last: purchase,
            agent,
            interval,
            amount: plan.amount,
            paid: plan.amount,
            anchor,
            next: trial.unwrap_or_else(|| schedule::next(anchor, interval, day)),
            left: count.map(|count| count.saturating_sub(1)),
            trial_ends,
            cancelled_at: None,
        }
    }
}
