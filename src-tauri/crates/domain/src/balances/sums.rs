//! The sums of one mandate, arranged so that every period of a limit is added up from few of them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{Slot, Span};
use crate::evaluate::Balance;
use crate::period::Window;

type Slots = BTreeMap<Slot, Balance>;

/// What one mandate carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    hours: Slots,
    /// The hours by the twenty-four, so that a rolling month is not added up hour by hour.
    blocks: BTreeMap<i32, Wide>,
    days: Slots,
    months: Slots,
    total: Slots,
    raises: BTreeMap<Window, Slots>,
}

/// How many hours a block has.
const BLOCK: i32 = 24;

impl Sums {
    pub(super) fn get(&self, span: Span, slot: Slot) -> Option<Balance> {
        self.slots(span)?.get(&slot).copied()
    }

    /// Sets one sum; returns whether it is new.
    pub(super) fn set(&mut self, span: Span, slot: Slot, balance: Balance) -> bool {
        let slots = match span {
            Span::Hour => &mut self.hours,
            Span::Day => &mut self.days,
            Span::Month => &mut self.months,
            Span::Total => &mut self.total,
            Span::Raise(window) => self.raises.entry(window).or_default(),
        };
        let before = slots.insert(slot, balance);
        if span == Span::Hour {
            let block = self.blocks.entry(slot.0.div_euclid(BLOCK)).or_default();
            *block = block.less(before.unwrap_or_default()).more(balance);
        }
        before.is_none()
    }

    /// What a range adds up to; stops at the end of the number range.
    pub(super) fn sum(&self, span: Span, slots: &RangeInclusive<Slot>) -> Balance {
        if span == Span::Hour {
            return self.hours(slots.start().0, slots.end().0).narrow();
        }
        let parts = self.range(span, slots).map(|(_, balance)| *balance);
        parts.fold(Balance::default(), Balance::plus)
    }

    pub(super) fn range(
        &self,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> impl DoubleEndedIterator<Item = (&Slot, &Balance)> {
        let known = self.slots(span).filter(|_| slots.start() <= slots.end());
        let range = known.map(|known| known.range(slots.clone()));
        range.into_iter().flatten()
    }

    pub(super) fn latest_day(&self) -> Option<Slot> {
        self.days.last_key_value().map(|(day, _)| *day)
    }

    /// Every sum, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Span, Slot, Balance)> {
        let plain = [
            (Span::Hour, &self.hours),
            (Span::Day, &self.days),
            (Span::Month, &self.months),
            (Span::Total, &self.total),
        ];
        let raises = self.raises.iter();
        let raises = raises.map(|(window, slots)| (Span::Raise(*window), slots));
        plain
            .into_iter()
            .chain(raises)
            .flat_map(|(span, slots)| slots.iter().map(move |(slot, sum)| (span, *slot, *sum)))
    }

    fn slots(&self, span: Span) -> Option<&Slots> {
        match span {
            Span::Hour => Some(&self.hours),
            Span::Day => Some(&self.days),
            Span::Month => Some(&self.months),
            Span::Total => Some(&self.total),
            Span::Raise(window) => self.raises.get(&window),
        }
    }

    /// Whole blocks where there are any, and single hours before and after them.
    fn hours(&self, first: i32, last: i32) -> Wide {
        let singly = |first: i32, last: i32| {
            let slots = Slot(first)..=Slot(last);
            let hours = self.range(Span::Hour, &slots);
            hours.fold(Wide::default(), |sum, (_, part)| sum.more(*part))
        };
        let from = first.div_euclid(BLOCK).saturating_add(1);
        let until = last.div_euclid(BLOCK);
        if from >= until {
            return singly(first, last);
        }
        let blocks = self.blocks.range(from..until).map(|(_, block)| *block);
        let before = from.saturating_mul(BLOCK).saturating_sub(1);
        let ends = singly(first, before).plus(singly(until.saturating_mul(BLOCK), last));
        blocks.fold(ends, Wide::plus)
    }
}

/// Sums that do not overflow however many are added up, so that taking one out again is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wide([i128; 4]);

impl Wide {
    fn more(self, part: Balance) -> Self {
        self.plus(Self::of(part))
    }

    fn less(self, part: Balance) -> Self {
        self.with(Self::of(part), i128::saturating_sub)
    }

    fn plus(self, other: Self) -> Self {
        self.with(other, i128::saturating_add)
    }

    fn with(self, other: Self, join: impl Fn(i128, i128) -> i128) -> Self {
        let Self([held, spent, raised, count]) = self;
        let Self([more_held, more_spent, more_raised, more_count]) = other;
        Self([
            join(held, more_held),
            join(spent, more_spent),
            join(raised, more_raised),
            join(count, more_count),
        ])
    }

    fn of(part: Balance) -> Self {
        Self([part.held, part.spent, part.raised, part.count].map(i128::from))
    }

    fn narrow(self) -> Balance {
        let clamp = |sum: i128| {
            let end = if sum < 0 { i64::MIN } else { i64::MAX };
            i64::try_from(sum).unwrap_or(end)
        };
        let Self([held, spent, raised, count]) = self;
        Balance {
            held: clamp(held),
            spent: clamp(spent),
            raised: clamp(raised),
            count: clamp(count),
        }
    }
}
