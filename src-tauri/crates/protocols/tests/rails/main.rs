//! The rails' behaviour, seen from outside.

#[cfg(test)]
mod acp_sessions;
#[cfg(test)]
mod ap2_baskets;
#[cfg(test)]
mod ap2_constraints;
#[cfg(test)]
mod ap2_fixtures;
#[cfg(test)]
mod ap2_mandates;
#[cfg(test)]
mod ap2_surroundings;
#[cfg(test)]
mod ap2_vectors;
#[cfg(test)]
mod json_traps;
#[cfg(test)]
mod local_payments;
#[cfg(test)]
mod never_panics;
#[cfg(test)]
mod x402_adversaries;
#[cfg(test)]
mod x402_fixtures;
#[cfg(test)]
mod x402_messages;
#[cfg(test)]
mod x402_payments;
#[cfg(test)]
mod x402_settlements;
