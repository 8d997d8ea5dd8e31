//! Counterfoil's rules, as pure functions of plain values: money, merchants, checkouts, mandates,
//! and what happens with a purchase. No clock, no randomness, no files.

#![deny(
    clippy::float_arithmetic,
    clippy::float_cmp,
    clippy::arithmetic_side_effects
)]

pub mod assess;
pub mod backtest;
pub mod balances;
pub mod charts;
pub mod checkout;
pub mod currency;
pub mod entry;
pub mod evaluate;
pub mod ids;
pub mod mandate;
pub mod memory;
pub mod merchant;
pub mod money;
pub mod percent;
pub mod period;
pub mod purchase;
pub mod query;
pub mod rates;
pub mod registry;
pub mod replay;
pub mod report;
pub mod request;
pub mod risk;
pub mod statement;
pub mod subscription;
pub mod tally;
pub mod text;
pub mod time;
pub mod words;

mod stored;

pub use assess::{Ask, Evaluated, Records, assess};
pub use checkout::{Checkout, Item, Rail, Recurrence, Totals};
pub use currency::Currency;
pub use evaluate::{AgentFacts, Outcome, Question, Reason, Tier, Verdict, evaluate};
pub use ids::{AgentId, MandateId, PurchaseId, StatementId, TaskId};
pub use mandate::{Mandate, MandateDocument};
pub use merchant::{Merchant, MerchantDomain, MerchantIdentity, MerchantPattern};
pub use money::Money;
pub use percent::Percent;
pub use period::{Period, PeriodKey, Window};
pub use request::{Draft, FieldError, PurchaseRequest};
pub use text::{Text, TextRule};
pub use time::Timestamp;
