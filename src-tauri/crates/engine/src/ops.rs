//! Operations: each is one function from the state the writer sees to what it stages.
//!
//! They run inside the writer's transaction, so what they check still holds when it commits.

pub(crate) mod agents;
pub(crate) mod amend;
pub(crate) mod approve;
pub(crate) mod authorize;
pub(crate) mod categories;
pub(crate) mod decide;
pub(crate) mod due;
pub(crate) mod fetch;
mod known;
pub(crate) mod mandates;
pub(crate) mod merchant_keys;
pub(crate) mod pause;
pub(crate) mod rails;
pub(crate) mod raise;
pub(crate) mod rates;
pub(crate) mod receipts;
pub(crate) mod settle;
pub(crate) mod statements;
pub(crate) mod submit;
pub(crate) mod subscriptions;
pub(crate) mod tasks;
pub(crate) mod unlocked;
pub(crate) mod view;
pub(crate) mod words;
