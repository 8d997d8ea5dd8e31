//! Keys that sign AP2's mandates. What the owner approves is signed with the authorization key;
//! what an agent closes under a task, with a key of its own that is held here, so that no agent
//! ever has one. The agents' keys follow from the authorization key and need no room.

use counterfoil_domain::ids::AgentId;
use p256::ecdsa::SigningKey;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::AuthorizationKey;
use crate::error::EngineError;

const AGENT: &[u8] = b"counterfoil ap2 agent v1";

impl AuthorizationKey {
    /// The key itself, for formats that sign in their own way.
    pub(crate) const fn signing(&self) -> &SigningKey {
        &self.0
    }

    /// The key with which this agent's mandates are closed.
    pub(crate) fn of_agent(&self, agent: AgentId) -> Result<SigningKey, EngineError> {
        let root = Zeroizing::new(self.0.to_bytes());
        // A scalar of zero or beyond the group order has a chance of about 2^-32.
        for turn in 0_u8..=8 {
            let hash = Sha256::new()
                .chain_update(*root)
                .chain_update(AGENT)
                .chain_update(agent.as_bytes())
                .chain_update([turn]);
            let scalar = Zeroizing::new(<[u8; 32]>::from(hash.finalize()));
            if let Ok(key) = SigningKey::from_slice(scalar.as_slice()) {
                return Ok(key);
            }
        }
        Err(EngineError::Internal("no key for mandates".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_agent_has_one_key_of_its_own_that_is_not_the_owners() {
        let key = |byte| AuthorizationKey(SigningKey::from_slice(&[byte; 32]).unwrap());
        let (one, two) = (AgentId::from_bytes([1; 16]), AgentId::from_bytes([2; 16]));
        let public = |agent| *key(7).of_agent(agent).unwrap().verifying_key();
        assert_eq!(public(one), public(one));
        assert_ne!(public(one), public(two));
        assert_ne!(public(one), key(7).public());
        assert_ne!(public(one), *key(8).of_agent(one).unwrap().verifying_key());
    }
}
