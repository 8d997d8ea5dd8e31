//! Budgets that the record speaks for: narrow ones, from what the owner approved again and again.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{Datelike, Days};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::history::{History, Past};
use crate::checkout::Checkout;
use crate::currency::Currency;
use crate::ids::{AgentId, MandateId};
use crate::money::Money;
use crate::registry::{AgentRecord, MandateRecord, Registry};
use crate::time::Timestamp;

/// A budget worth setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The mandate it would amend; absent for a new one.
    pub mandate: Option<MandateId>,
    /// Its document.
    pub document: String,
    /// What it rests on, as a sentence.
    pub evidence: String,
    /// Whether it comes from a time of learning and not from approvals alone.
    pub learned: bool,
}

/// As many like approvals are evidence.
const APPROVALS: usize = 5;

/// Over so long at least.
const OVER: Duration = Duration::from_hours(30 * 24);

/// A suggested budget ends after so many days.
const ENDS_AFTER: Days = Days::new(90);

/// What one agent bought from one shop.
#[derive(Default)]
struct Habit<'a> {
    last: Option<&'a Checkout>,
    approved: Vec<(Timestamp, Money)>,
    rejected: bool,
}

/// Suggests budgets for what was approved at least five times over thirty days and never rejected,
/// and for mandates whose time of learning is over.
pub fn suggest(
    history: &History,
    registry: &Registry,
    zone: Tz,
    now: Timestamp,
) -> Vec<Suggestion> {
    let mut habits: BTreeMap<(AgentId, &str, Currency), Habit<'_>> = BTreeMap::new();
    for past in history.past() {
        let Some((domain, checkout)) = bought(past) else {
            continue;
        };
        let habit = habits
            .entry((past.agent, domain, checkout.currency()))
            .or_default();
        let amount = checkout.amount;
        habit.last = Some(checkout);
        habit.rejected |= past.course.rejected;
        if past.course.approved && past.course.authorized {
            habit.approved.push((past.at, amount));
        }
    }
    let from_habits = habits
        .iter()
        .filter_map(|((agent, domain, currency), habit)| {
            let agent = registry.agents.get(agent)?;
            let usable =
                !agent.removed && !agent.sandbox && !is_automatic(registry, agent, habit, now);
            usable.then(|| narrow(&agent.name, domain, *currency, habit, zone, now))?
        });
    let learned = registry
        .in_force()
        .filter_map(|record| learned(history, registry, record, now));
    from_habits.chain(learned).collect()
}

fn bought(past: &Past) -> Option<(&str, &Checkout)> {
    let checkout = &past.revisions.last()?.request.checkout;
    let domain = checkout.merchant.domain.as_ref()?;
    Some((domain.registrable(), checkout))
}

/// Whether some budget already buys this by itself.
fn is_automatic(
    registry: &Registry,
    agent: &AgentRecord,
    habit: &Habit<'_>,
    now: Timestamp,
) -> bool {
    let Some(checkout) = habit.last else {
        return false;
    };
    let category = checkout.merchant.category.as_ref();
    let facts = agent.facts(now);
    let largest = habit
        .approved
        .iter()
        .map(|(_, amount)| amount.minor())
        .max();
    registry.in_force().any(|record| {
        let mandate = &record.mandate;
        let auto = mandate.limits.auto_up_to.map(Money::minor);
        auto >= largest && !mandate.overall && mandate.covers(&facts, checkout, category, now)
    })
}

fn narrow(
    agent: &str,
    domain: &str,
    currency: Currency,
    habit: &Habit<'_>,
    zone: Tz,
    now: Timestamp,
) -> Option<Suggestion> {
    let (first, last) = (habit.approved.first()?.0, habit.approved.last()?.0);
    if habit.rejected || habit.approved.len() < APPROVALS || last.since(first) < OVER {
        return None;
    }
    let (largest, month) = largest_and_month(&habit.approved, zone);
    let today = now.to_datetime().with_timezone(&zone).date_naive();
    let auto = just_above(largest, currency);
    let document = json!({
        "agents": [agent],
        "currency": currency.code(),
        "limits": {
            "auto_up_to": auto.decimal(),
            "periods": [{"max": just_above(month.max(auto.minor()), currency).decimal(), "window": "month"}],
        },
        "name": cut(&format!("{agent} at {domain}")),
        "scope": {"merchants": [domain]},
        "time_zone": zone.name(),
        "valid": {"until": today.checked_add_days(ENDS_AFTER)?.to_string()},
    });
    let times = habit.approved.len();
    let largest = Money::new(largest, currency);
    Some(Suggestion {
        mandate: None,
        document: document.to_string(),
        evidence: format!(
            "You approved {times} purchases of {agent} at {domain}, up to {largest}, and rejected none"
        ),
        learned: false,
    })
}

/// What a mandate that has learned could do by itself from now on.
fn learned(
    history: &History,
    registry: &Registry,
    record: &MandateRecord,
    now: Timestamp,
) -> Option<Suggestion> {
    let mandate = &record.mandate;
    let today = mandate.calendar().day(now, None);
    mandate.learning_until.filter(|last| *last < today)?;
    let mut approved = Vec::new();
    let mut rejected = i64::MAX;
    for past in history
        .past()
        .iter()
        .filter(|past| past.at >= record.set_at)
    {
        let (Some(agent), Some(revision)) =
            (registry.agents.get(&past.agent), past.revisions.last())
        else {
            continue;
        };
        let checkout = &revision.request.checkout;
        let category = checkout.merchant.category.as_ref();
        let amount = checkout.amount;
        let in_it = amount.currency() == mandate.currency
            && mandate.covers(&agent.facts(past.at), checkout, category, past.at);
        if in_it && past.course.rejected {
            rejected = rejected.min(amount.minor());
        } else if in_it && past.course.approved {
            approved.push((past.at, amount));
        }
    }
    // Nothing that the owner would have rejected goes through unseen.
    approved.retain(|(_, amount)| amount.minor() < rejected);
    if approved.len() < APPROVALS {
        return None;
    }
    let (largest, month) = largest_and_month(&approved, mandate.time_zone);
    let auto = just_above(largest, mandate.currency);
    let auto = Money::new(
        auto.minor().min(rejected.saturating_sub(1)),
        mandate.currency,
    );
    let mut document: Value = serde_json::from_str(&record.document).ok()?;
    let fields = document.as_object_mut()?;
    fields.remove("learning_until");
    let limits = fields
        .entry("limits")
        .or_insert_with(|| json!({}))
        .as_object_mut()?;
    limits.insert("auto_up_to".to_owned(), json!(auto.decimal()));
    let monthly = just_above(month.max(auto.minor()), mandate.currency);
    limits
        .entry("periods")
        .or_insert_with(|| json!([{"max": monthly.decimal(), "window": "month"}]));
    let times = approved.len();
    Some(Suggestion {
        mandate: Some(mandate.id),
        document: document.to_string(),
        evidence: format!(
            "While {} learned you approved {times} purchases up to {}",
            mandate.name,
            Money::new(largest, mandate.currency)
        ),
        learned: true,
    })
}

/// The largest amount, and the most of one calendar month; a shorter time counts as a month.
fn largest_and_month(approved: &[(Timestamp, Money)], zone: Tz) -> (i64, i64) {
    let mut months: BTreeMap<(i32, u32), i64> = BTreeMap::new();
    for (at, amount) in approved {
        let day = at.to_datetime().with_timezone(&zone).date_naive();
        let sum = months.entry((day.year(), day.month())).or_default();
        *sum = sum.saturating_add(amount.minor());
    }
    let largest = approved.iter().map(|(_, amount)| amount.minor()).max();
    (
        largest.unwrap_or(0),
        months.into_values().max().unwrap_or(0),
    )
}

/// The next whole unit of the currency.
fn just_above(minor: i64, currency: Currency) -> Money {
    let unit = 10_i64.saturating_pow(currency.exponent().into());
    let whole = minor.checked_div(unit).unwrap_or(0).saturating_add(1);
    Money::new(whole.saturating_mul(unit), currency)
}

/// A mandate's name has at most 60 letters.
fn cut(name: &str) -> String {
    name.chars().take(60).collect()
}
