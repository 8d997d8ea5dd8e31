//! Which lines may be which settlements, and how well they fit.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::descriptor::{Descriptor, Kinship, Known};
use super::{Kind, Line, Settlement, Way};
use crate::currency::Currency;
use crate::money::Money;
use crate::percent::Percent;
use crate::rates::{RateTable, Source};

/// How many days before and after a settlement its line may be: the agent may report late, and
/// banks take their time. An approval may be used for as long as cards are charged afterwards.
const fn days(kind: Kind) -> RangeInclusive<i64> {
    match kind {
        Kind::Approved | Kind::Ended => -1..=35,
        Kind::Captured => -5..=14,
        Kind::Refunded => -5..=30,
    }
}

/// How far an exchange may be from the recorded rate: card companies take up to some percent, and
/// the rate may be of another day.
const EXCHANGE: Percent = Percent::of_hundredths(700);

/// How many days from its settlement a line may be that names nobody.
const NEAR: RangeInclusive<i64> = -1..=7;

/// The most pairs that are weighed at once. Beyond that lines stay unmatched rather than the
/// computer busy.
const MOST_PAIRS: usize = 1_000_000;

/// How a line's amount stands to a settlement's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    Same,
    SameOriginal,
    Converted {
        by_rate: Money,
        date: NaiveDate,
        source: Source,
    },
    /// What was charged less what is recorded, in the line's currency.
    Off(i64),
    NoRate,
}

/// What is tried, the surest first. A line that found its settlement is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    Same,
    SameOriginal,
    Nameless,
    Converted,
    Different,
}

impl Pass {
    pub(super) const ALL: [Self; 5] = [
        Self::Same,
        Self::SameOriginal,
        Self::Nameless,
        Self::Converted,
        Self::Different,
    ];

    /// Whether a pair is one that this pass may make.
    fn takes(self, fit: &Fit) -> bool {
        let named = fit.kinship >= Kinship::Alike;
        let surely = fit.kinship >= Kinship::Name;
        match self {
            Self::Same => named && fit.sum == Sum::Same,
            Self::SameOriginal => named && fit.sum == Sum::SameOriginal,
            Self::Nameless => fit.sum == Sum::Same && NEAR.contains(&fit.days),
            Self::Converted => surely && matches!(fit.sum, Sum::Converted { .. }),
            Self::Different => surely && matches!(fit.sum, Sum::Off(_) | Sum::NoRate),
        }
    }
}

/// How a line and a settlement fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) line: usize,
    pub(super) settlement: usize,
    pub(super) kinship: Kinship,
    pub(super) sum: Sum,
    /// From the settlement to the line.
    pub(super) days: i64,
}

/// Everything that is compared, looked up by amount and by name.
pub(super) struct Field<'a> {
    lines: Vec<&'a Line>,
    settlements: &'a [Settlement],
    rates: &'a RateTable,
    descriptors: Vec<Descriptor>,
    known: Vec<Known>,
    by_amount: BTreeMap<(Way, Currency, i64), Vec<usize>>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl<'a> Field<'a> {
    pub(super) fn new(
        lines: Vec<&'a Line>,
        settlements: &'a [Settlement],
        rates: &'a RateTable,
    ) -> Self {
        let descriptors = lines
            .iter()
            .map(|line| Descriptor::of(&line.descriptor))
            .collect();
        let known: Vec<Known> = settlements
            .iter()
            .map(|settlement| Known::of(&settlement.merchant, settlement.domain.as_deref()))
            .collect();
        let mut by_amount: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, (settlement, known)) in settlements.iter().zip(&known).enumerate() {
            let amount = settlement.amount;
            let key = (settlement.way(), amount.currency(), amount.minor());
            by_amount.entry(key).or_default().push(at);
            let keys: BTreeSet<&str> = known.keys().collect();
            for key in keys {
                by_word.entry(key.to_owned()).or_default().push(at);
            }
        }
        Self {
            lines,
            settlements,
            rates,
            descriptors,
            known,
            by_amount,
            by_word,
        }
    }

    /// The pairs that a pass may make of what is left, the best first.
    pub(super) fn pairs(
        &self,
        pass: Pass,
        lines: &[usize],
        is_open: impl Fn(usize, usize) -> bool,
    ) -> Vec<Fit> {
        let mut pairs = Vec::new();
        for line in lines {
            for settlement in self.near(pass, *line) {
                let fit = self.fit(*line, settlement);
                let taken = fit.filter(|fit| pass.takes(fit) && is_open(*line, settlement));
                pairs.extend(taken);
            }
            if pairs.len() > MOST_PAIRS {
                break;
            }
        }
        if pass == Pass::Nameless {
            only_ones(&mut pairs);
        }
        let rank = |fit: &Fit| {
            let line = self.lines.get(fit.line).copied();
            let settlement = self.settlements.get(fit.settlement);
            let settled = settlement.map(|settlement| (Reverse(settlement.kind), settlement.seq));
            (
                Reverse(fit.kinship),
                fit.off(),
                fit.days.abs(),
                line,
                settled,
            )
        };
        pairs.sort_by(|left, right| rank(left).cmp(&rank(right)));
        pairs
    }

    /// How a line and a settlement fit; none if they cannot be one.
    pub(super) fn fit(&self, line: usize, settlement: usize) -> Option<Fit> {
        let (own, settled) = (*self.lines.get(line)?, self.settlements.get(settlement)?);
        let away = own.day().signed_duration_since(settled.day).num_days();
        if own.way() != settled.way() || !days(settled.kind).contains(&away) {
            return None;
        }
        let kinship = self
            .descriptors
            .get(line)?
            .kinship(self.known.get(settlement)?);
        Some(Fit {
            line,
            settlement,
            kinship,
            sum: self.sum(own, settled),
            days: away,
        })
    }

    /// The same without asking how far apart the days are; for what the owner says.
    pub(super) fn told(&self, line: usize, settlement: usize) -> Option<Fit> {
        let (own, settled) = (*self.lines.get(line)?, self.settlements.get(settlement)?);
        let known = self.known.get(settlement)?;
        Some(Fit {
            line,
            settlement,
            kinship: self.descriptors.get(line)?.kinship(known),
            sum: self.sum(own, settled),
            days: own.day().signed_duration_since(settled.day).num_days(),
        })
    }

    /// Settlements that a line may be, by what the pass goes by.
    fn near(&self, pass: Pass, line: usize) -> Vec<usize> {
        let Some(own) = self.lines.get(line) else {
            return Vec::new();
        };
        let of_amount = |amount: Money| {
            let key = (own.way(), amount.currency(), amount.minor());
            self.by_amount.get(&key).cloned().unwrap_or_default()
        };
        match pass {
            Pass::Same | Pass::Nameless => of_amount(own.amount()),
            Pass::SameOriginal => own
                .original
                .map(|original| of_amount(Money::new(original.minor, original.currency)))
                .unwrap_or_default(),
            Pass::Converted | Pass::Different => {
                let keys = self.descriptors.get(line).into_iter();
                let found: BTreeSet<usize> = keys
                    .flat_map(Descriptor::keys)
                    .filter_map(|key| self.by_word.get(key))
                    .flatten()
                    .copied()
                    .collect();
                found.into_iter().collect()
            }
        }
    }

    fn sum(&self, line: &Line, settlement: &Settlement) -> Sum {
        let (own, settled) = (line.amount(), settlement.amount);
        if own == settled {
            return Sum::Same;
        }
        let original = line
            .original
            .map(|original| Money::new(original.minor, original.currency));
        if original == Some(settled) {
            return Sum::SameOriginal;
        }
        if own.currency() == settled.currency() {
            return Sum::Off(own.minor().saturating_sub(settled.minor()));
        }
        let rate = self.rates.charge_rate(
            settled.currency(),
            own.currency(),
            Percent::ZERO,
            NaiveDate::MIN,
        );
        let by_rate = rate.and_then(|rate| Some((rate, rate.convert(settled).ok()?)));
        let Some((rate, by_rate)) = by_rate else {
            return Sum::NoRate;
        };
        let (less, more) = if own.minor() < by_rate.minor() {
            (own, by_rate)
        } else {
            (by_rate, own)
        };
        if EXCHANGE.is_exceeded(less, more) {
            return Sum::Off(own.minor().saturating_sub(by_rate.minor()));
        }
        Sum::Converted {
            by_rate,
            date: rate.date,
            source: rate.source,
        }
    }
}

impl Fit {
    /// How far the amounts are apart, to tell better from worse.
    fn off(&self) -> u64 {
        match self.sum {
            Sum::Same | Sum::SameOriginal | Sum::Converted { .. } => 0,
            Sum::Off(minor) => minor.unsigned_abs(),
            Sum::NoRate => u64::MAX,
        }
    }
}

/// Keeps the pairs whose line and settlement have no other.
fn only_ones(pairs: &mut Vec<Fit>) {
    let mut lines: BTreeMap<usize, u32> = BTreeMap::new();
    let mut settlements: BTreeMap<usize, u32> = BTreeMap::new();
    for fit in pairs.iter() {
        let count = lines.entry(fit.line).or_default();
        *count = count.saturating_add(1);
        let count = settlements.entry(fit.settlement).or_default();
        *count = count.saturating_add(1);
    }
    pairs.retain(|fit| {
        lines.get(&fit.line) == Some(&1) && settlements.get(&fit.settlement) == Some(&1)
    });
}
