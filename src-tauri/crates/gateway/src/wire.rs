//! The JSON that agents send and get. These types belong to this edge alone; the rules behind them
//! are the domain's.

pub(crate) mod answer;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod purchase;
pub(crate) mod query;
pub(crate) mod settlement;
pub(crate) mod x402;
