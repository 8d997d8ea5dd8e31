//! The engine on real folders and real SQLite.

mod children;
mod folders;
mod support;

mod authority;
mod batches;
mod budgets;
mod crashes;
mod decisions;
mod idempotency;
mod journey;
mod model;
mod periods;
mod restarts;
mod searching;
mod settlements;
mod tampering;
