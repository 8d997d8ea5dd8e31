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
pub(crate) const SPAN: Duration = Duration::from_mins(10);

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
            .recent(now, SPAN)
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
    let large = large_amounts(memory, recent());
    (large >= LARGE).then(|| Quarantine::LargeAmounts {
        count: number(large),
    })
}

/// How many are far above the median of what came before them, each in its own currency.
fn large_amounts<'a>(
    memory: &AgentMemory,
    recent: impl Iterator<Item = &'a PurchaseFacts>,
) -> usize {
    let recent: Vec<&PurchaseFacts> = recent.collect();
    // Nearly always nothing was asked for several times in ten minutes.
    if recent.len() < LARGE {
        return 0;
    }
    let Some(begin) = recent.last().map(|facts| facts.at) else {
        return 0;
    };
    let is_large = |facts: &&&PurchaseFacts| {
        let earlier = memory.purchases().filter(|one| {
            one.at < begin
                && one.amount.currency() == facts.amount.currency()
                && one.manner != Manner::Metered
        });
        let mut amounts: Vec<i64> = earlier.map(|one| one.amount.minor()).collect();
        amounts.sort_unstable();
        let middle = amounts.len().checked_div(2).and_then(|at| amounts.get(at));
        amounts.len() >= ENOUGH
            && middle.is_some_and(|usual| facts.amount.minor() > usual.saturating_mul(TIMES))
    };
    recent.iter().filter(is_large).count()
}

fn was_refused(facts: &PurchaseFacts) -> bool {
    matches!(facts.status, Status::Denied | Status::Rejected)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
