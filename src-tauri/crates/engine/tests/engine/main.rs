//! The engine on real folders and real `SQLite`.

#[cfg(test)]
mod attempts;
#[cfg(test)]
mod children;
#[cfg(test)]
mod folders;
#[cfg(test)]
mod support;

#[cfg(test)]
mod approving_together;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod backtests;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod beginnings;
#[cfg(test)]
mod budgets;
#[cfg(test)]
mod charts;
#[cfg(test)]
mod checkouts;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod model;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod play;
#[cfg(test)]
mod quarantines;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod restarts;
#[cfg(test)]
mod searches;
#[cfg(test)]
mod searching;
#[cfg(test)]
mod settlements;
#[cfg(test)]
mod shares;
#[cfg(test)]
mod small_payments;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod suggestions;
#[cfg(test)]
mod sums;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod together;
#[cfg(test)]
mod winners;
#[cfg(test)]
mod words;
#[cfg(test)]
mod x402;
