//! Exchange rates, pinned categories and subscriptions.

use counterfoil_domain::Timestamp;
use counterfoil_domain::merchant::Category;
use counterfoil_domain::rates::{Rate, Source};
use counterfoil_engine::SubscriptionRow;

use super::values::{count, money, time};
use crate::views::{PinnedCategory, RateView, RatesView, SubscriptionView};

/// The rates in use, as of now.
pub fn rates(found: &[Rate], now: Timestamp) -> RatesView {
    let today = now.to_datetime().date_naive();
    let newest = found.iter().max_by_key(|rate| rate.date);
    let listed = found.iter().find(|rate| rate.source == Source::Ecb);
    RatesView {
        base: listed.map(|rate| rate.from.code().to_owned()),
        rates: found.iter().map(rate).collect(),
        date: newest.map(|rate| rate.date.to_string()),
        source: newest.map(|rate| source(rate.source).to_owned()),
        age_days: newest
            .map(|rate| count(today.signed_duration_since(rate.date).num_days().max(0))),
    }
}

fn rate(found: &Rate) -> RateView {
    RateView {
        from: found.from.code().to_owned(),
        to: found.to.code().to_owned(),
        rate: found.rate.to_string(),
        date: found.date.to_string(),
        source: source(found.source).to_owned(),
    }
}

/// The window says "set by you" in its own words.
const fn source(found: Source) -> &'static str {
    match found {
        Source::Owner => "you",
        Source::Ecb | Source::Several => found.label(),
    }
}

/// The categories that are pinned, by merchant.
pub fn pinned(found: &[(String, Category)]) -> Vec<PinnedCategory> {
    let one = |(domain, category): &(String, Category)| PinnedCategory {
        domain: domain.clone(),
        category: category.as_str().to_owned(),
    };
    found.iter().map(one).collect()
}

/// A purchase that repeats.
pub fn subscription(row: &SubscriptionRow) -> SubscriptionView {
    SubscriptionView {
        id: row.first.to_string(),
        merchant_name: row.merchant_name.clone(),
        merchant_domain: row.merchant_domain.clone(),
        title: row
            .title
            .clone()
            .unwrap_or_else(|| row.merchant_name.clone()),
        agent_name: row.agent_name.clone(),
        interval: row.interval.as_str().to_owned(),
        amount: money(row.amount),
        yearly: money(row.yearly.unwrap_or(row.amount)),
        next_at: row.next.map(|day| day.to_string()),
        trial_ends: row.trial_ends.map(|day| day.to_string()),
        times_left: row.left,
        cancelled_at: row.cancelled_at.map(time),
    }
}
