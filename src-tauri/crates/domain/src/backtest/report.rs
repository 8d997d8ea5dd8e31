//! Two runs of the same history side by side.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::history::{Course, History};
use super::{Judged, Run};
use crate::currency::Currency;
use crate::evaluate::{Reason, Verdict};
use crate::ids::{AgentId, MandateId, PurchaseId};
use crate::money::Money;
use crate::time::Timestamp;

/// What a change would have made of the purchases that the mandate covers before or after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Under the present rules.
    pub present: Tally,
    /// Under the change.
    pub changed: Tally,
    /// Every purchase it is about, oldest first.
    pub entries: Vec<Entry>,
}

/// How many were judged how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Approved by rule.
    pub auto: Count,
    /// Asked.
    pub ask: Count,
    /// Denied by rule.
    pub deny: Count,
}

/// How many, and what they cost in each currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub purchases: u32,
    sums: BTreeMap<Currency, i64>,
}

/// One purchase under both rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub purchase: PurchaseId,
    /// When it was asked for.
    pub at: Timestamp,
    /// Who asked.
    pub agent: AgentId,
    /// What the merchant calls itself.
    pub merchant: String,
    /// The whole price.
    pub amount: Money,
    /// How it is judged under the present rules.
    pub present: Verdict,
    /// How it is judged under the change.
    pub changed: Verdict,
    /// Why, under the change.
    pub reasons: Vec<Reason>,
    /// What the owner decided then.
    pub course: Course,
}

/// Purchases that would be judged otherwise in the same way.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// How they are judged under the present rules.
    pub present: Verdict,
    /// How they are judged under the change.
    pub changed: Verdict,
    /// Whether the owner rejected them and they would now go through.
    pub rejected: bool,
    /// How many, and what they cost.
    pub count: Count,
    /// The dearest first.
    pub entries: Vec<&'a Entry>,
}

/// Fewer purchases than this are a hint, not a proof.
const FEW: usize = 10;

impl Report {
    /// Whether there are too few purchases to rely on it.
    pub fn is_hint(&self) -> bool {
        self.entries.len() < FEW
    }

    /// What would be judged otherwise, the riskiest first: what the owner rejected and would now
    /// go through, then whatever else would go through, then what would be asked instead of
    /// denied, then what gets stricter; in each the largest amount first.
    pub fn differing(&self) -> Vec<&Entry> {
        let mut differing: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| entry.present != entry.changed)
            .collect();
        differing.sort_by_key(|entry| {
            (
                entry.harmlessness(),
                Reverse(entry.amount.minor()),
                entry.at,
            )
        });
        differing
    }

    /// The same in groups.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for entry in self.differing() {
            let rejected = entry.is_rejected_and_goes_through();
            let key = (entry.present, entry.changed, rejected);
            let group = groups
                .iter_mut()
                .find(|group| (group.present, group.changed, group.rejected) == key);
            if let Some(group) = group {
                group.count.add(entry.amount);
                group.entries.push(entry);
                continue;
            }
            let mut count = Count::default();
            count.add(entry.amount);
            groups.push(Group {
                present: entry.present,
                changed: entry.changed,
                rejected,
                count,
                entries: vec![entry],
            });
        }
        groups
    }
}

impl Count {
    /// What they cost, one sum for each currency.
    pub fn sums(&self) -> impl Iterator<Item = Money> {
        self.sums
            .iter()
            .map(|(currency, minor)| Money::new(*minor, *currency))
    }

    fn add(&mut self, amount: Money) {
        self.purchases = self.purchases.saturating_add(1);
        let sum = self.sums.entry(amount.currency()).or_default();
        *sum = sum.saturating_add(amount.minor());
    }
}

impl Tally {
    fn add(&mut self, verdict: Verdict, amount: Money) {
        match verdict {
            Verdict::Within => self.auto.add(amount),
            Verdict::Ask => self.ask.add(amount),
            Verdict::Refuse => self.deny.add(amount),
        }
    }
}

impl Entry {
    fn is_rejected_and_goes_through(&self) -> bool {
        self.course.rejected && self.changed == Verdict::Within && self.present != Verdict::Within
    }

    fn harmlessness(&self) -> u8 {
        match (self.present, self.changed) {
            _ if self.is_rejected_and_goes_through() => 0,
            (Verdict::Refuse, Verdict::Within) => 1,
            (Verdict::Ask, Verdict::Within) => 2,
            (Verdict::Refuse, Verdict::Ask) => 3,
            (Verdict::Within, _) => 4,
            (Verdict::Ask, _) | (Verdict::Refuse, Verdict::Refuse) => 5,
        }
    }
}

pub(super) fn compare(
    history: &History,
    mandate: MandateId,
    present: &Run,
    changed: Run,
    from: Timestamp,
) -> Report {
    let mut report = Report::default();
    let runs = present.0.iter().zip(changed.0);
    for (past, (now, then)) in history.past.iter().zip(runs) {
        let (Some(now), Some(then)) = (now, then) else {
            continue;
        };
        let covers = |judged: &Judged| judged.mandates.contains(&mandate);
        let concerned = covers(now) || covers(&then) || now.verdict != then.verdict;
        let Some(revision) = past
            .revisions
            .last()
            .filter(|_| concerned && past.at >= from)
        else {
            continue;
        };
        let checkout = &revision.request.checkout;
        let amount = checkout.amount;
        report.present.add(now.verdict, amount);
        report.changed.add(then.verdict, amount);
        report.entries.push(Entry {
            purchase: past.id,
            at: past.at,
            agent: past.agent,
            merchant: checkout.merchant.name.as_str().to_owned(),
            amount,
            present: now.verdict,
            changed: then.verdict,
            reasons: then.reasons,
            course: past.course,
        });
    }
    report
}
