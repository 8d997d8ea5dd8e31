//! The ledger, seen from outside: against a naive tree written straight from RFC 6962, against
//! a store of tiles, and against openssl.

#[cfg(test)]
mod audits;
#[cfg(test)]
mod log;
#[cfg(test)]
mod many;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod openssl;
#[cfg(test)]
mod proof_files;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod store;
#[cfg(test)]
mod tree;
