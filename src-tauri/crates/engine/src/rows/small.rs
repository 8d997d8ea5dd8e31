//! Small payments close together, as one line. Each stays an entry and a purchase of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use counterfoil_domain::evaluate::{Reason, Tier};
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::time::Timestamp;

use super::PurchaseSummary;

/// Up to a tenth of the currency's unit a payment is small.
const PARTS: i64 = 10;
/// So many make a line.
const FEWEST: usize = 5;
/// From one to the next of a line it is no longer than this.
const CLOSE: Duration = Duration::from_mins(1);

/// Small payments of one agent to one merchant, of one state, each soon after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallPayments {
    /// Them, as they were listed; the first stands for all.
    pub members: Vec<PurchaseId>,
    /// What they cost together.
    pub sum: Money,
}

/// What those of one line have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    agent: AgentId,
    merchant: String,
    currency: &'static str,
    status: Status,
    by_rule: bool,
    tier: Tier,
    reasons: Vec<&'static str>,
}

struct Line {
    last: Timestamp,
    found: SmallPayments,
}

impl SmallPayments {
    /// The lines among these, which are in order of time, whichever way.
    pub fn among<'a>(rows: impl IntoIterator<Item = &'a PurchaseSummary>) -> Vec<Self> {
        let mut open: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut lines: Vec<Line> = Vec::new();
        for row in rows.into_iter().filter(|row| is_small(row.amount)) {
            let kind = Kind::of(row);
            let line = open.get(&kind).and_then(|at| lines.get_mut(*at));
            if line.is_some_and(|line| line.takes(row)) {
                continue;
            }
            open.insert(kind, lines.len());
            lines.push(Line {
                last: row.requested_at,
                found: Self {
                    members: vec![row.id],
                    sum: row.amount,
                },
            });
        }
        let found = lines.into_iter().map(|line| line.found);
        found.filter(|line| line.members.len() >= FEWEST).collect()
    }
}

impl Line {
    /// Whether the payment belongs to this line; then it is in it.
    fn takes(&mut self, row: &PurchaseSummary) -> bool {
        let at = row.requested_at;
        let apart = at.since(self.last).max(self.last.since(at));
        let Ok(sum) = self.found.sum.checked_add(row.amount) else {
            return false;
        };
        if apart > CLOSE {
            return false;
        }
        self.last = at;
        self.found.sum = sum;
        self.found.members.push(row.id);
        true
    }
}

impl Kind {
    fn of(row: &PurchaseSummary) -> Self {
        let merchant = row.merchant_domain.as_ref();
        Self {
            agent: row.agent,
            merchant: merchant.unwrap_or(&row.merchant_name).clone(),
            currency: row.amount.currency().code(),
            status: row.status,
            by_rule: row.decided_by == Some(DecidedBy::Rule),
            tier: row.tier,
            reasons: row.reasons.iter().map(Reason::code).collect(),
        }
    }
}

/// Whether it is so little that nobody wants a line for it.
pub(crate) fn is_small(amount: Money) -> bool {
    let exponent = u32::from(amount.currency().exponent());
    let unit = 10_i64.checked_pow(exponent).unwrap_or(i64::MAX);
    amount.minor() <= unit / PARTS
}
