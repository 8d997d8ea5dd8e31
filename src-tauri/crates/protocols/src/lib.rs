//! Formats that agents, merchants and Counterfoil exchange: parsed, checked, prepared for signing
//! and put together here; never signed here. Pure: no clock, files, randomness or network.

pub mod authorization;
