//! Each line and each settlement into one of four heaps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::descriptor::Kinship;
use super::matching::{Field, Fit, Pass, Sum};
use super::{Kind, Line, LineId, Ruling, Settlement, Verdict, Why};
use crate::money::Money;
use crate::rates::RateTable;

/// How long after an approval cards are still charged, days.
const LAST_CHARGE: u64 = 35;

/// How long after a report its line may be missing, days.
const LAST_LINE: u64 = 14;

/// How long after a report banks book at the latest as a rule, days. What was reported that much
/// before the first line may be on an earlier statement.
pub const BOOKED_WITHIN: chrono::Days = chrono::Days::new(3);

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Lines of statements; none twice.
    pub lines: &'a [(LineId, Line)],
    /// What is on record.
    pub settlements: &'a [Settlement],
    /// What the owner said.
    pub rulings: &'a BTreeMap<LineId, Ruling>,
    /// The rates on record.
    pub rates: &'a RateTable,
    /// The day on which it is asked.
    pub today: NaiveDate,
}

/// A line and the settlement that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The line's place in the question.
    pub line: usize,
    /// The settlement's place in the question.
    pub settlement: usize,
    /// Whether the amount is what it should be.
    pub agrees: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<Why>,
}

/// Why there is no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// There should be one by now.
    Missing,
    /// It may come until that day.
    Expected(NaiveDate),
    /// It is from before the first statement, which would have it.
    Before,
    /// There need not be one.
    NotDue,
}

/// The four heaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Lines that are a settlement, amount and all.
    pub matched: Vec<Pair>,
    /// Lines that are a settlement, but of another amount.
    pub differs: Vec<Pair>,
    /// Charged, or come in, and nothing on record says why; places in the question.
    pub unapproved: Vec<usize>,
    /// On record without a line; places in the question.
    pub uncharged: Vec<(usize, Unseen)>,
}

/// Sorts lines and settlements into the four heaps. The order in which they are given changes
/// nothing.
pub fn reconcile(question: &Question<'_>) -> Reconciliation {
    let lines = question.lines.iter().map(|(_, line)| line).collect();
    let field = Field::new(lines, question.settlements, question.rates);
    let mut course = Course::new(question);
    course.obey(&field);
    for pass in Pass::ALL {
        let left = course.left();
        let pairs = field.pairs(pass, &left, |line, settlement| {
            course.is_open(line, settlement)
        });
        for fit in pairs {
            course.join(&fit, false, pass == Pass::Nameless);
        }
    }
    course.heaps()
}

struct Course<'a> {
    question: &'a Question<'a>,
    /// Lines in an order that follows from what they say.
    order: Vec<usize>,
    lines: BTreeSet<usize>,
    settlements: BTreeSet<usize>,
    pairs: Vec<Pair>,
}

impl<'a> Course<'a> {
    fn new(question: &'a Question<'a>) -> Self {
        let mut order: Vec<usize> = (0..question.lines.len()).collect();
        order.sort_by_key(|at| question.lines.get(*at).map(|(id, line)| (line, *id)));
        Self {
            question,
            order,
            lines: BTreeSet::new(),
            settlements: BTreeSet::new(),
            pairs: Vec::new(),
        }
    }

    /// Takes the owner at the word.
    fn obey(&mut self, field: &Field<'_>) {
        for line in self.order.clone() {
            let Some(ruling) = self.ruling(line) else {
                continue;
            };
            match ruling.verdict {
                Verdict::Matched => {
                    let settled = |known: &Settlement| Some(known.seq) == ruling.settlement;
                    let found = self.question.settlements.iter().position(settled);
                    let fit = found.and_then(|found| field.told(line, found));
                    if let Some(fit) = fit {
                        self.join(&fit, true, false);
                    }
                }
                Verdict::Unmatched | Verdict::Known | Verdict::Disputed | Verdict::Open => {}
            }
        }
    }

    fn ruling(&self, line: usize) -> Option<Ruling> {
        let (id, _) = self.question.lines.get(line)?;
        self.question.rulings.get(id).copied()
    }

    /// The lines that are looked at further, in their own order.
    fn left(&self) -> Vec<usize> {
        let known = |line: &usize| {
            self.ruling(*line)
                .is_some_and(|ruling| ruling.verdict == Verdict::Known)
        };
        let left = self.order.iter().copied();
        left.filter(|line| !self.lines.contains(line) && !known(line))
            .collect()
    }

    fn is_open(&self, line: usize, settlement: usize) -> bool {
        let seq = self.question.settlements.get(settlement).map(|it| it.seq);
        let denied = self
            .ruling(line)
            .is_some_and(|ruling| ruling.verdict == Verdict::Unmatched && ruling.settlement == seq);
        !denied && !self.settlements.contains(&settlement)
    }

    fn join(&mut self, fit: &Fit, by_owner: bool, only_one: bool) {
        if self.lines.contains(&fit.line) || self.settlements.contains(&fit.settlement) {
            return;
        }
        let Some(settlement) = self.question.settlements.get(fit.settlement) else {
            return;
        };
        let Some((_, line)) = self.question.lines.get(fit.line) else {
            return;
        };
        self.lines.insert(fit.line);
        self.settlements.insert(fit.settlement);
        let mut reasons = Vec::new();
        if by_owner {
            reasons.push(Why::Owner);
        }
        reasons.push(sum(fit.sum, line));
        reasons.extend(match fit.kinship {
            Kinship::Domain => Some(Why::Domain),
            Kinship::Name => Some(Why::Name),
            Kinship::Alike => Some(Why::Alike),
            Kinship::None => only_one.then_some(Why::OnlyOne),
        });
        reasons.push(Why::Days(fit.days));
        if settlement.late {
            reasons.push(Why::Late);
        }
        if matches!(settlement.kind, Kind::Approved | Kind::Ended) {
            reasons.push(Why::Unreported);
        }
        self.pairs.push(Pair {
            line: fit.line,
            settlement: fit.settlement,
            agrees: !matches!(fit.sum, Sum::Off(_) | Sum::NoRate),
            reasons,
        });
    }

    fn heaps(mut self) -> Reconciliation {
        let days = || self.question.lines.iter().map(|(_, line)| line.booked);
        let covered = days().min().zip(days().max());
        let (lines, settlements) = (&self.lines, &self.settlements);
        let alone = self.order.iter().copied();
        let unapproved = alone.filter(|line| !lines.contains(line)).collect();
        let mut uncharged: Vec<(usize, Unseen)> = (0..self.question.settlements.len())
            .filter(|at| !settlements.contains(at))
            .filter_map(|at| {
                let settlement = self.question.settlements.get(at)?;
                Some((at, unseen(settlement, covered, self.question.today)))
            })
            .collect();
        let when = |at: usize| self.question.settlements.get(at).map(|it| (it.day, it.seq));
        uncharged.sort_by_key(|(at, _)| when(*at));
        let places: BTreeMap<usize, usize> = self
            .order
            .iter()
            .enumerate()
            .map(|(place, line)| (*line, place))
            .collect();
        self.pairs
            .sort_by_key(|pair| places.get(&pair.line).copied());
        let (matched, differs) = self.pairs.into_iter().partition(|pair| pair.agrees);
        Reconciliation {
            matched,
            differs,
            unapproved,
            uncharged,
        }
    }
}

fn sum(sum: Sum, line: &Line) -> Why {
    match sum {
        Sum::Same => Why::SameAmount,
        Sum::SameOriginal => {
            let original = line.original.map(|it| Money::new(it.minor, it.currency));
            Why::SameOriginal(original.unwrap_or_else(|| line.amount()))
        }
        Sum::Converted {
            by_rate,
            date,
            source,
        } => Why::Converted {
            by_rate,
            date,
            source,
        },
        Sum::Off(minor) if minor < 0 => {
            Why::Less(Money::new(minor.saturating_neg(), line.currency))
        }
        Sum::Off(minor) => Why::More(Money::new(minor, line.currency)),
        Sum::NoRate => Why::NoRate,
    }
}

fn unseen(
    settlement: &Settlement,
    covered: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
) -> Unseen {
    let wait = match settlement.kind {
        Kind::Ended => return Unseen::NotDue,
        Kind::Approved => LAST_CHARGE,
        Kind::Captured | Kind::Refunded => LAST_LINE,
    };
    let last = settlement.day.checked_add_days(chrono::Days::new(wait));
    let last = last.unwrap_or(NaiveDate::MAX);
    let Some((from, until)) = covered else {
        return Unseen::Expected(last);
    };
    if settlement.day.checked_add_days(BOOKED_WITHIN) < Some(from) {
        return Unseen::Before;
    }
    // A day of which no statement tells cannot lack a line.
    if last > until.min(today) {
        return Unseen::Expected(last);
    }
    Unseen::Missing
}
