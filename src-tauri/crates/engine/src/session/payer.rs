//! The account that pays over x402, and the networks on which agents may.

use counterfoil_protocols::x402::Network;

use super::{LocalSession, OwnerSession, Presence};
use crate::error::EngineError;
use crate::keys::{Passphrase, PayerKey};
use crate::ops;
use crate::rails::x402;
use crate::writer::Desk;

impl LocalSession {
    /// The account that x402 payments are paid from.
    pub fn payer(&self) -> Option<String> {
        self.shared.registry().payer.clone()
    }

    /// Every network there is, and whether agents may pay on it.
    pub fn networks(&self) -> Vec<(Network, bool)> {
        let on = x402::networks(&self.shared.registry(), false);
        let all = Network::ALL.iter();
        all.map(|one| (*one, on.contains(*one))).collect()
    }
}

impl OwnerSession {
    /// Pays over x402 from the account of this key from now on, and keeps the key with the others.
    /// Answers the account's address.
    pub async fn set_payer(
        &self,
        key: PayerKey,
        imported: bool,
        passphrase: &Passphrase,
    ) -> Result<String, EngineError> {
        let shared = &self.local.shared;
        self.attempts.add_payer(shared, passphrase, &key).await?;
        let address = key.address().to_string();
        let recorded = address.clone();
        let work = move |desk: &mut Desk<'_>| ops::rails::set_payer(desk, &recorded, imported);
        self.local.writer.run(work).await?;
        Ok(address)
    }

    /// Lets agents pay on a network, or stops it.
    pub async fn set_network(
        &self,
        network: Network,
        on: bool,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::rails::set_network(desk, network, on);
        self.local.writer.run(work).await?;
        Ok(())
    }
}
