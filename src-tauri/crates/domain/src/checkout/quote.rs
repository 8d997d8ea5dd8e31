//! What the other side of a rail asked, as received: beside what is bought, and part of its hash,
//! so that the owner approves exactly this and nothing else can be paid under the approval.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most facts of one quote.
pub const MAX_FACTS: usize = 24;

/// Names of facts begin with one of these; an agent's own notes never do.
pub const FACT_PREFIXES: [&str; 5] = ["a402.", "acp.", "ap2.", "clawtip.", "x402."];

/// What was asked on a rail. Only the engine's rails make one, never an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// What it says that is neither price nor merchant: network, payee, order.
    pub facts: BTreeMap<String, String>,
    /// SHA-256 of the bytes as received, hex.
    pub hash: String,
}

impl Quote {
    /// The hash of bytes as received, hex.
    pub fn hash_of(received: &[u8]) -> String {
        hex::encode(Sha256::digest(received))
    }

    /// Whether these are the bytes it was made from.
    pub fn is_of(&self, received: &[u8]) -> bool {
        self.hash == Self::hash_of(received)
    }

    /// Whether the seller's signature was checked and held: of an offer by the account that is paid,
    /// or of a checkout with a key that the owner trusts.
    pub fn is_verified(&self) -> bool {
        let says = |name: &str, word: &str| self.facts.get(name).is_some_and(|fact| fact == word);
        says("x402.signed_offer", "payee") || says("ap2.verified", "true")
    }

    /// Whether the other one asks for the same, however it was written down.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.facts == other.facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_signature_that_was_checked_and_held_verifies() {
        for (name, word, verified) in [
            ("x402.signed_offer", "payee", true),
            ("x402.signed_offer", "no", false),
            ("x402.signed_offer", "unchecked", false),
            ("x402.signed_offer", "0x2096", false),
            ("ap2.verified", "true", true),
            ("ap2.verified", "false", false),
            ("acp.merchant", "payee", false),
        ] {
            let quote = Quote {
                facts: BTreeMap::from([(name.to_owned(), word.to_owned())]),
                hash: String::new(),
            };
            assert_eq!(quote.is_verified(), verified, "{name} {word}");
        }
    }
}
