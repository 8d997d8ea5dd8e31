//! When an agent is stopped without asking, until the owner has looked.
//!
//! Counts over its last ten minutes, taken after each of its purchases. What it did before the
//! owner last let it go on does not count again.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::memory::{AgentMemory, Manner, PurchaseFacts};
use crate::purchase::Status;
use crate::time::Timestamp;

/// Over how long it is counted.
pub const QUARANTINE_SPAN: Duration = Duration::from_mins(10);

/// How many refusals stop an agent.
const REFUSALS: usize = 12;

/// How many shops at which nothing was ever bought.
const NEW_SHOPS: usize = 8;

/// How many times it may use a key again for something else.
const REUSES: usize = 5;

/// How many purchases of more than [`TIMES`] its own median.
const LARGE: usize = 4;
const TIMES: i64 = 5;

/// How many purchases it takes to have a median.
const ENOUGH: usize = 10;

/// Why an agent was stopped by rule.
///
/// Stored in ledger entries; see [`Signal`](super::Signal).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case", deny_unknown_fields)]
pub enum Quarantine {
    /// Too much of what it asked was denied or rejected.
    Refusals {
        /// How many in ten minutes.
        count: u32,
    },
    /// It went to too many shops at which nothing was ever bought.
    NewShops {
        /// How many in ten minutes.
        count: u32,
    },
    /// It used idempotency keys again for other purchases.
    KeyReuse {
        /// How many times in ten minutes.
        count: u32,
    },
    /// It asked for several times as much as it ordinarily does.
    LargeAmounts {
        /// How many times in ten minutes.
        count: u32,
    },
}

impl Quarantine {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refusals { .. } => "refusals",
            Self::NewShops { .. } => "new_shops",
            Self::KeyReuse { .. } => "key_reuse",
            Self::LargeAmounts { .. } => "large_amounts",
        }
    }

    /// One sentence with the evidence.
    pub fn text(self) -> String {
        match self {
            Self::Refusals { count } => {
                format!("{count} of its purchases were refused within 10 minutes")
            }
            Self::NewShops { count } => format!("It went to {count} new shops within 10 minutes"),
            Self::KeyReuse { count } => {
                format!("It used a key again for another purchase {count} times within 10 minutes")
            }
            Self::LargeAmounts { count } => {
                format!("{count} purchases within 10 minutes were over 5 times its usual amount")
            }
        }
    }
}

/// Whether an agent must be stopped, from what it asked and how often it reused keys since
/// `resumed`.
pub fn quarantine(
    memory: &AgentMemory,
    key_reuses: usize,
    resumed: Option<Timestamp>,
    now: Timestamp,
) -> Option<Quarantine> {
    if key_reuses >= REUSES {
        return Some(Quarantine::KeyReuse {
            count: number(key_reuses),
        });
    }
    let recent = || {
        let since = resumed.unwrap_or(Timestamp::from_millis(0));
        memory
            .recent(now, QUARANTINE_SPAN)
            .filter(move |facts| facts.at > since)
    };
    let refused = recent().filter(|facts| was_refused(facts)).count();
    if refused >= REFUSALS {
        return Some(Quarantine::Refusals {
            count: number(refused),
        });
    }
    let new_shops = recent().filter(|facts| facts.new_shop);
    let new_shops: BTreeSet<u64> = new_shops.map(|facts| facts.shop).collect();
    if new_shops.len() >= NEW_SHOPS {
        return Some(Quarantine::NewShops {
            count: number(new_shops.len()),
        });
    }
    let large = large_amounts(memory, recent(), now);
    (large >= LARGE).then(|| Quarantine::LargeAmounts {
        count: number(large),
    })
}

/// How many recent ones are far above the median of what came before the last ten minutes, in the
/// currency of the newest.
fn large_amounts<'a>(
    memory: &AgentMemory,
    recent: impl Iterator<Item = &'a PurchaseFacts>,
    now: Timestamp,
) -> usize {
    let recent: Vec<&PurchaseFacts> = recent.collect();
    let Some(currency) = recent.first().map(|newest| newest.amount.currency()) else {
        return 0;
    };
    let before = now.minus(QUARANTINE_SPAN);
    let earlier = memory.purchases().filter(|facts| {
        facts.at <= before && facts.amount.currency() == currency && facts.manner != Manner::Metered
    });
    let mut amounts: Vec<i64> = earlier.map(|facts| facts.amount.minor()).collect();
    if recent.len() < LARGE || amounts.len() < ENOUGH {
        return 0;
    }
    amounts.sort_unstable();
    let middle = amounts.len().checked_div(2).and_then(|at| amounts.get(at));
    let usual = middle.copied().unwrap_or(i64::MAX);
    let is_large = |facts: &&&PurchaseFacts| {
        facts.amount.currency() == currency && facts.amount.minor() > usual.saturating_mul(TIMES)
    };
    recent.iter().filter(is_large).count()
}

fn was_refused(facts: &PurchaseFacts) -> bool {
    matches!(facts.status, Status::Denied | Status::Rejected)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
