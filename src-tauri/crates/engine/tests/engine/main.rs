//! The engine on real folders and real SQLite.

mod children;
mod folders;
mod support;

mod authority;
mod budgets;
mod decisions;
mod idempotency;
mod journey;
mod periods;
mod settlements;
