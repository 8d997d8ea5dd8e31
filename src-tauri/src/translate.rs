//! The engine's answers in the window's words.
//!
//! Pure: a value in, a value out. What the window sends is parsed here too, so that commands only
//! deal in the engine's types.

pub use activity::{activity, detail, export_name, totals, verify};
pub use agents::agent;
pub use budgets::{budget, budget_version, last_day, preview, shares};
pub use card::{presented, view};
pub use charts::{burn_down, charts, charts_order};
pub use export::export_wish;
pub use parse::{
    agent_id, mandate_id, minutes_from, optional_mandate_id, purchase_id, statement_id, view_hash,
};
pub use parse::{category, currency, currency_of, domain, quote, window};
pub use payer::{payer, refused};
pub use requests::{inbox, row, told, waiting};
pub use searches::{completion, kept, searches};
pub use statements::{heaps, line_id, mapping_from, statement};
pub use statements::{preview as statement_preview, verdict as line_verdict};
pub use status::{overview, settings, settings_from};
pub use terms::{pinned, rates, subscription};
pub use values::count;
pub use what_if::{Compares, backtest, price_history, scope_seen, suggestion};

mod activity;
mod agents;
mod asked;
mod budgets;
mod card;
mod charts;
mod export;
mod parse;
mod payer;
mod requests;
mod searches;
mod signals;
mod statements;
mod status;
mod terms;
mod values;
mod what_if;
