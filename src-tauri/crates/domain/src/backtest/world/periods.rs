//! The sums that limits asked for last, kept up with what is charged, because the next purchase
//! mostly falls into the same periods.

use std::ops::RangeInclusive;

use crate::balances::{BalanceKey, Balances, Delta, Slot, Span};
use crate::evaluate::Balance;
use crate::ids::MandateId;

/// What each mandate was last asked for.
#[derive(Default)]
pub(super) struct Periods(Vec<(MandateId, Vec<Kept>)>);

struct Kept {
    span: Span,
    slots: RangeInclusive<Slot>,
    sum: Balance,
}

/// As many as the limits of one mandate look at; what a limit rolls over is looked at as well.
const KEPT: usize = 16;

impl Periods {
    /// What a range of a mandate's sums adds up to.
    pub(super) fn sum(
        &mut self,
        balances: &Balances,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Balance {
        // Raises are few, and adding none up takes nothing.
        if matches!(span, Span::Raise(_)) {
            return balances.sum(mandate, span, slots);
        }
        let place = self.0.iter().position(|(known, _)| *known == mandate);
        let place = place.unwrap_or_else(|| {
            self.0.push((mandate, Vec::new()));
            self.0.len().saturating_sub(1)
        });
        let Some((_, kept)) = self.0.get_mut(place) else {
            return balances.sum(mandate, span, slots);
        };
        let same = |kept: &&Kept| kept.span == span && kept.slots == *slots;
        if let Some(known) = kept.iter().find(same) {
            return known.sum;
        }
        let sum = balances.sum(mandate, span, slots);
        let asked = Kept {
            span,
            slots: slots.clone(),
            sum,
        };
        let room = kept.len() < KEPT;
        let followed = kept.iter_mut().filter(|kept| asked.follows(kept));
        if let Some(known) = followed.min_by_key(|kept| *kept.slots.end()) {
            *known = asked;
        } else if room {
            kept.push(asked);
        }
        sum
    }

    /// Takes in what changed in the sums.
    pub(super) fn apply(&mut self, deltas: &[(BalanceKey, Delta)]) {
        for (key, delta) in deltas {
            let Some((_, kept)) = self.0.iter_mut().find(|(known, _)| *known == key.mandate) else {
                continue;
            };
            // A sum that leaves the range of numbers is added up anew, which stops at its end.
            kept.retain_mut(|kept| {
                if kept.span != key.span || !kept.slots.contains(&key.slot) {
                    return true;
                }
                match delta.on(kept.sum) {
                    Some(sum) => {
                        kept.sum = sum;
                        true
                    }
                    None => false,
                }
            });
        }
    }
}

impl Kept {
    /// Whether this is a later period of the same kind; months differ by a few days.
    fn follows(&self, earlier: &Self) -> bool {
        let length = |kept: &Self| {
            let (first, last) = (kept.slots.start().0, kept.slots.end().0);
            i64::from(last).saturating_sub(first.into())
        };
        self.span == earlier.span
            && earlier.slots.end() < self.slots.end()
            && length(self).abs_diff(length(earlier)) <= 3
    }
}
