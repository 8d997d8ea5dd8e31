//! What a change would have done, in the window's words.

use std::collections::BTreeMap;

use counterfoil_domain::backtest::{Count, Entry, Report, Tally as Found};
use counterfoil_domain::evaluate::Verdict as Judged;
use counterfoil_domain::{AgentId, Currency, Money as Amount};
use counterfoil_engine::{ScopeSeen as Bought, Suggested};
use serde_json::Value;

use super::values::{count, money, time};
use crate::views::{
    Backtest, BacktestGroup, BacktestPurchase, Money, OwnerDecision, PriceCount, PriceHistory,
    ScopeSeen, Seen, Share, Suggestion, SuggestionKind, Tally, Verdict,
};

/// At most so many purchases of a group are named.
const LISTED: usize = 100;

/// What a change would have done; `present` is absent where there is no rule to compare with.
pub fn backtest(
    report: &Report,
    days: u32,
    compares: Compares,
    names: &BTreeMap<AgentId, String>,
) -> Backtest {
    let (before, groups) = match compares {
        Compares::WithPresent => (Some(tally(&report.present)), groups(report, names)),
        Compares::WithNothing => (None, Vec::new()),
    };
    Backtest {
        days,
        requests: count(report.entries.len()),
        before,
        after: tally(&report.changed),
        groups,
    }
}

/// Whether there is a present rule to compare with.
#[derive(Clone, Copy, Debug)]
pub enum Compares {
    /// A budget that is being changed.
    WithPresent,
    /// A budget that is not there yet.
    WithNothing,
}

/// What was asked for, by price; what was paid in other currencies has no place on the scale.
pub fn price_history(report: &Report, days: u32, currency: Currency) -> PriceHistory {
    let mut counts: BTreeMap<i64, u32> = BTreeMap::new();
    for entry in &report.entries {
        if entry.amount.currency() == currency {
            let times = counts.entry(entry.amount.minor()).or_default();
            *times = times.saturating_add(1);
        }
    }
    PriceHistory {
        days,
        amounts: counts
            .into_iter()
            .map(|(minor, count)| PriceCount {
                amount: Amount::new(minor, currency).decimal(),
                count,
            })
            .collect(),
    }
}

/// A rule that the record speaks for.
pub fn suggestion(found: &Suggested, days: u32, names: &BTreeMap<AgentId, String>) -> Suggestion {
    let rule = &found.suggestion;
    let document = serde_json::from_str::<Value>(&rule.document).unwrap_or_default();
    let word = |pointer: &str| {
        let word = document.pointer(pointer).and_then(Value::as_str);
        word.map(ToOwned::to_owned)
    };
    let title = word("/name").unwrap_or_default();
    let budget_id = rule.mandate.map(|id| id.to_string());
    let compares = match rule.mandate {
        Some(_) => Compares::WithPresent,
        None => Compares::WithNothing,
    };
    Suggestion {
        id: format!("sug_{}", budget_id.as_ref().unwrap_or(&title)),
        kind: if rule.learned {
            SuggestionKind::Learned
        } else {
            SuggestionKind::Evidence
        },
        budget_id,
        title,
        evidence: rule.evidence.clone(),
        until: word("/valid/until"),
        document: rule.document.clone(),
        backtest: backtest(&found.report, days, compares, names),
    }
}

/// What was really bought.
pub fn scope_seen(bought: &Bought) -> ScopeSeen {
    ScopeSeen {
        merchants: seen(&bought.merchants),
        categories: seen(&bought.categories),
        rails: seen(&bought.rails),
    }
}

fn seen(found: &[(String, u64)]) -> Vec<Seen> {
    found
        .iter()
        .map(|(id, times)| Seen {
            id: id.clone(),
            label: id.clone(),
            count: count(*times),
        })
        .collect()
}

fn tally(found: &Found) -> Tally {
    Tally {
        auto: share(&found.auto),
        ask: share(&found.ask),
        deny: share(&found.deny),
    }
}

fn share(found: &Count) -> Share {
    Share {
        count: found.purchases,
        sums: found.sums().map(money).collect(),
    }
}

/// In the report's own order, which puts the riskiest first.
fn groups(report: &Report, names: &BTreeMap<AgentId, String>) -> Vec<BacktestGroup> {
    let mut groups: Vec<(Key, Vec<&Entry>)> = Vec::new();
    for entry in report.differing() {
        let key = Key::of(entry);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((key, vec![entry])),
        }
    }
    groups
        .into_iter()
        .map(|(key, entries)| BacktestGroup {
            from: key.from,
            to: key.to,
            rejected: key.rejected,
            count: count(entries.len()),
            sums: sums(&entries),
            purchases: entries
                .iter()
                .take(LISTED)
                .map(|entry| purchase(entry, names))
                .collect(),
        })
        .collect()
}

/// What the purchases of a group have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    from: Verdict,
    to: Verdict,
    rejected: bool,
}

impl Key {
    fn of(entry: &Entry) -> Self {
        Self {
            from: verdict(entry.present),
            to: verdict(entry.changed),
            rejected: entry.course.rejected && entry.changed == Judged::Within,
        }
    }
}

fn sums(entries: &[&Entry]) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for entry in entries {
        let sum = sums.entry(entry.amount.currency()).or_default();
        *sum = sum.saturating_add(entry.amount.minor());
    }
    sums.into_iter()
        .map(|(currency, minor)| money(Amount::new(minor, currency)))
        .collect()
}

fn purchase(entry: &Entry, names: &BTreeMap<AgentId, String>) -> BacktestPurchase {
    BacktestPurchase {
        id: entry.purchase.to_string(),
        at: time(entry.at),
        merchant_name: entry.merchant.clone(),
        agent_name: names.get(&entry.agent).cloned().unwrap_or_default(),
        amount: money(entry.amount),
        decision: if entry.course.rejected {
            OwnerDecision::Rejected
        } else if entry.course.approved {
            OwnerDecision::Approved
        } else {
            OwnerDecision::None
        },
    }
}

fn verdict(judged: Judged) -> Verdict {
    match judged {
        Judged::Within => Verdict::Auto,
        Judged::Ask => Verdict::Ask,
        Judged::Refuse => Verdict::Deny,
    }
}
